/** The account API, as `../openapi.yaml` states it: requests and answers that break the contract never get through. */
import { createHash, timingSafeEqual } from 'node:crypto'
import formats from 'ajv-formats'
import { OpenAPIBackend, SetMatchType } from 'openapi-backend'
import type { Context, Handler } from 'openapi-backend'
import type { Library } from '../../content/library.ts'
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import type { components } from '../contract.d.ts'
import { contractOfAnyForm } from '../contractOfForm.ts'
import type { Accepted } from './acceptRequests.ts'
import type { AccountStore } from './accountStore.ts'
import { readFields, violations } from './requestFaults.ts'

type Schemas = components['schemas']

/** Where the API begins, beneath the guide's own address. */
const apiRoot = '/accounts/v1'

/** The form whose rules the embedded service holds to, so that it asks for exactly what the conversation asks for. */
const formId = 'localAccount'

const failure = (status: number, code: string, message: string, headers: Record<string, string> = {}): RouteResponse =>
  json(status, { error: { code, message } } satisfies Schemas['Error'], headers)
const refused = (errors: Schemas['Refusal']['errors']): RouteResponse => json(422, { errors } satisfies Schemas['Refusal'])
const unavailable = (): RouteResponse => failure(503, 'unavailable', 'Try again later.', { 'retry-after': '5' })

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

function header(context: Context, name: string): string {
  // openapi-backend types its headers as `any`; they are what `handle` gave it.
  const headers = context.request.headers as Readonly<Record<string, string | string[] | undefined>>
  return [headers[name] ?? []].flat().join()
}

function answer(result: Accepted): RouteResponse {
  if ('conflict' in result) return failure(409, 'conflict', 'This Idempotency-Key was used with another body.')
  const { accepted: requestId, heldMs } = result
  const heldFor = heldMs === undefined ? {} : { heldFor: Math.min(Math.ceil(heldMs / 1000), 86_400) }
  return json(202, { requestId, ...heldFor } satisfies Schemas['Accepted'])
}

export interface AccountApiOptions {
  readonly store: Pick<AccountStore, 'accept'>
  readonly library: Library
  readonly token: string
  /** Told when an answer could not be given; gets no more than a code. */
  readonly onFault?: ((code: string) => void) | undefined
}

/** What the operations do, by their names in the document. */
function operations({ store, library }: AccountApiOptions): Record<string, Handler> {
  /** The language asked for, if we have its words. */
  const spoken = (locale: string): string => (library.locales.includes(locale) ? locale : library.defaultLocale)
  const asked = (context: Context) => ({ key: header(context, 'idempotency-key'), sender: header(context, 'requester') })
  return {
    requestAccount: async (context: Context<Schemas['AccountRequest']>) => {
      const { fields, locale } = context.request.requestBody
      const read = readFields(library.form(formId), fields)
      if (read.faults.length > 0) return refused(read.faults)
      const { email = '', ...others } = read.fields
      // A form without its address asks for no account.
      if (typeof email !== 'string' || email === '') return refused([{ field: 'email', code: 'empty' }])
      return answer(await store.accept({ ...asked(context), body: { fields, locale }, email, fields: others, locale: spoken(locale) }))
    },
    resendActivation: async (context: Context<Schemas['ActivationEmailRequest']>) => {
      const { email, locale } = context.request.requestBody
      return answer(await store.accept({ ...asked(context), body: { email, locale }, email, fields: undefined, locale: spoken(locale) }))
    },
  }
}

/** What our own answer does against the document. */
function brokenBy(api: OpenAPIBackend, { operation }: Context, response: RouteResponse): boolean {
  if (operation === undefined) return false
  const body: unknown = JSON.parse(String(response.body))
  const results = [
    api.validateResponse(body, operation, response.status),
    api.validateResponseHeaders(response.headers ?? {}, operation, { statusCode: response.status, setMatchType: SetMatchType.Superset }),
  ]
  return operation.responses?.[response.status] === undefined || results.some(({ errors }) => (errors?.length ?? 0) > 0)
}

/** The routes of the API. Each wants the token, which is compared in constant time. */
export function accountApi(options: AccountApiOptions): Route[] {
  const { token, onFault = () => undefined } = options
  const wanted = digest(`Bearer ${token}`)
  const api = new OpenAPIBackend({
    definition: contractOfAnyForm(),
    apiRoot,
    // Its own check of the document knows OpenAPI 3.0 only; `redocly lint` does it instead.
    quick: true,
    ajvOpts: { allErrors: true, strict: false },
    customizeAjv: ajv => formats.default(ajv),
    securityHandlers: {
      token: context => timingSafeEqual(digest(header(context, 'authorization')), wanted),
    },
    handlers: {
      ...operations(options),
      unauthorizedHandler: () => failure(401, 'unauthorized', 'Send the account API token as a bearer token.'),
      validationFail: ({ validation }: Context) =>
        validation.errors?.some(error => error.keyword === 'parse') === true
          ? failure(400, 'badRequest', 'The body is not JSON.')
          : refused(violations(validation.errors ?? [])),
      notFound: () => failure(404, 'notFound', 'There is nothing at this address.'),
      postResponseHandler: (context: Context) => {
        // What one of the handlers above made.
        const response = context.response as RouteResponse
        if (!brokenBy(api, context, response)) return response
        onFault('account_answer_breaks_contract')
        return unavailable()
      },
    },
  })

  const handle = async ({ method, path, headers, body, query }: RouteRequest): Promise<RouteResponse> => {
    // Node's types allow a header to be undefined; one that was not sent is not there.
    const sent = headers as Record<string, string | string[]>
    try {
      // What `postResponseHandler` lets through.
      return (await api.handleRequest({
        method, path, headers: sent, body: body.toString('utf8'), query: Object.fromEntries(query),
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
