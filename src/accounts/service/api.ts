/** The account API, as `../openapi.yaml` states it: requests and answers that break the contract never get through. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ErrorObject } from 'ajv'
import formats from 'ajv-formats'
import { OpenAPIBackend, SetMatchType } from 'openapi-backend'
import type { Context, Document } from 'openapi-backend'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Field, Form, Library } from '../../content/library.ts'
import { root } from '../../root.ts'
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import type { components } from '../contract.d.ts'
import type { Accepted, AccountStore } from './store.ts'

type Schemas = components['schemas']
type Refused = Schemas['Refusal']['errors'][number]

/** Where the API begins, beneath the guide's own address. */
export const apiRoot = '/accounts/v1'

/** The form whose rules the embedded service holds to, so that it asks for exactly what the conversation asks for. */
const formId = 'localAccount'

/** The contract lies beside the sources, also when this is the compiled file. */
const readDocument = (): Document => parse(readFileSync(join(root, 'src/accounts/openapi.yaml'), 'utf8')) as Document

const failure = (status: number, code: string, message: string, headers: Record<string, string> = {}): RouteResponse =>
  json(status, { error: { code, message } } satisfies Schemas['Error'], headers)
const refused = (errors: Refused[]): RouteResponse => json(422, { errors } satisfies Schemas['Refusal'])
const unavailable = (): RouteResponse => failure(503, 'unavailable', 'Try again later.', { 'retry-after': '5' })

/** What a violation of the schema is called in the contract's own codes. */
function codeOf(fault: ErrorObject, field: string): Refused['code'] {
  switch (fault.keyword) {
    case 'required':
      return 'empty'
    case 'minLength':
      return (fault.params as { limit: number }).limit === 1 ? 'empty' : 'tooShort'
    case 'maxLength':
      return 'tooLong'
    case 'format':
      return 'emailForm'
    case 'enum':
      return 'notAnOption'
    case 'const':
      return field === 'terms' ? 'mustAccept' : 'notAnOption'
    default:
      return 'unexpected'
  }
}

/** The contract's violations, each by the name of what it is about. Names that were sent are not sent back. */
function violations(faults: readonly ErrorObject[]): Refused[] {
  const found = new Map<string, Refused>()
  for (const fault of faults) {
    const missing = (fault.params as { missingProperty?: string }).missingProperty
    const [place, ...path] = fault.instancePath.split('/').slice(1)
    const name = missing ?? path.at(-1) ?? place ?? 'body'
    const field =
      place === 'header' ? 'Idempotency-Key'
      : name === 'requestBody' || !/^\w{1,100}$/.test(name) ? 'body'
      : name
    if (!found.has(field)) found.set(field, { field, code: codeOf(fault, field) })
  }
  return [...found.values()]
}

/** What the form says against the value of one of its fields. */
function fieldFault(field: Field, value: string | boolean | undefined): Refused['code'] | undefined {
  if (field.kind === 'consent') return field.required && value !== true ? 'mustAccept' : undefined
  if (value === undefined) return field.required ? 'empty' : undefined
  if (typeof value !== 'string') return 'unexpected'
  const text = value.trim()
  if (text === '') return field.required ? 'empty' : undefined
  if (field.kind === 'email') return z.email().max(254).safeParse(text).success ? undefined : 'emailForm'
  if (field.kind === 'choice') return field.options?.includes(text) === true ? undefined : 'notAnOption'
  if (field.kind === 'phone' && !/^\+?\d{6,15}$/.test(text.replace(/[\s().\-/]/g, ''))) return 'phoneDigits'
  if (text.length < (field.minLength ?? 0)) return 'tooShort'
  if (text.length > (field.maxLength ?? Infinity)) return 'tooLong'
  return undefined
}

function formFaults(form: Form, fields: Schemas['AccountFields']): Refused[] {
  const known = new Set(form.fields.map(field => field.name))
  const faults = form.fields.flatMap((field): Refused[] => {
    const code = fieldFault(field, fields[field.name])
    return code === undefined ? [] : [{ field: field.name, code }]
  })
  return Object.keys(fields).every(name => known.has(name)) ? faults : [...faults, { field: 'body', code: 'unexpected' }]
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

export interface AccountApiOptions {
  readonly store: AccountStore
  readonly library: Library
  readonly token: string
  /** Told when an answer could not be given; gets no more than a code. */
  readonly onFault?: ((code: string) => void) | undefined
}

/** The routes of the API. Each wants the token, which is compared in constant time. */
export function accountApi({ store, library, token, onFault = () => {} }: AccountApiOptions): Route[] {
  const wanted = digest(`Bearer ${token}`)

  const answer = (result: Accepted): RouteResponse => {
    if ('accepted' in result) return json(202, { requestId: result.accepted } satisfies Schemas['Accepted'])
    if ('conflict' in result) return failure(409, 'conflict', 'This Idempotency-Key was used with another body.')
    const seconds = String(Math.ceil(result.busy / 1000))
    return failure(429, 'tooManyRequests', 'Too many requests for this address.', { 'retry-after': seconds })
  }
  const header = (context: Context, name: string): string =>
    [(context.request.headers as Record<string, string | string[] | undefined>)[name] ?? ''].flat().join()
  /** The language asked for, if we have its words. */
  const spoken = (locale: string): string => (library.locales.includes(locale) ? locale : library.defaultLocale)
  const keyOf = (context: Context): string => header(context, 'idempotency-key')

  const api = new OpenAPIBackend({
    definition: readDocument(),
    apiRoot,
    // Its own check of the document knows OpenAPI 3.0 only; `redocly lint` does it instead.
    quick: true,
    ajvOpts: { allErrors: true, strict: false },
    customizeAjv: ajv => formats.default(ajv),
    securityHandlers: {
      token: context => timingSafeEqual(digest(header(context, 'authorization')), wanted),
    },
    handlers: {
      unauthorizedHandler: () => failure(401, 'unauthorized', 'Send the account API token as a bearer token.'),
      validationFail: ({ validation }: Context) =>
        validation.errors?.some(error => error.keyword === 'parse') === true
          ? failure(400, 'badRequest', 'The body is not JSON.')
          : refused(violations(validation.errors ?? [])),
      notFound: () => failure(404, 'notFound', 'There is nothing at this address.'),
      requestAccount: async (context: Context<Schemas['AccountRequest']>) => {
        const { fields, locale } = context.request.requestBody
        const faults = formFaults(library.form(formId), fields)
        if (faults.length > 0) return refused(faults)
        const { email, ...others } = fields
        return answer(await store.accept({ key: keyOf(context), body: { fields, locale }, email, fields: others, locale: spoken(locale) }))
      },
      resendActivation: async (context: Context<Schemas['ActivationEmailRequest']>) => {
        const { email, locale } = context.request.requestBody
        const body = { email, locale }
        return answer(await store.accept({ key: keyOf(context), body, email, fields: undefined, locale: spoken(locale) }))
      },
      postResponseHandler: (context: Context) => {
        const response = context.response as RouteResponse
        const body: unknown = JSON.parse(String(response.body))
        const { operation } = context
        if (operation === undefined) return response
        const declared = operation.responses?.[response.status] !== undefined
        const faults = [
          api.validateResponse(body, operation, response.status),
          api.validateResponseHeaders(response.headers ?? {}, operation, {
            statusCode: response.status,
            setMatchType: SetMatchType.Superset,
          }),
        ].flatMap(result => result.errors ?? [])
        if (declared && faults.length === 0) return response
        onFault('account_answer_breaks_contract')
        return unavailable()
      },
    },
  })

  const handle = async (request: RouteRequest): Promise<RouteResponse> => {
    const { method, path, headers } = request
    try {
      return (await api.handleRequest({
        method,
        path,
        headers: headers as Record<string, string | string[]>,
        body: request.body.toString('utf8'),
        query: Object.fromEntries(request.query),
      })) as RouteResponse
    } catch {
      onFault('account_request_failed')
      return unavailable()
    }
  }
  return [
    { method: 'POST', path: `${apiRoot}/accounts`, maxBody: 32 * 1024, handle },
    { method: 'POST', path: `${apiRoot}/activation-emails`, maxBody: 4 * 1024, handle },
  ]
}
