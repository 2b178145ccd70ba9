/**
 * The client of the account API, typed by its contract (`openapi.yaml`). It survives a service that is down, slow or wrong: each
 * attempt has a time limit, what may be repeated is repeated, and a service that keeps failing is left alone for a while.
 *
 * What comes back is one of a few plain results. Nothing here ever holds what a person typed, least of all an error.
 */
import {
  circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleAll, handleWhen, isBrokenCircuitError, retry, TaskCancelledError,
  timeout, TimeoutStrategy, wrap,
} from 'cockatiel'
import createClient from 'openapi-fetch'
import { z } from 'zod-4'
import type { Form } from '../content/library.ts'
import { sentOf } from '../fields/kinds.ts'
import type { components, paths } from './contract.d.ts'

export type AccountFields = components['schemas']['AccountFields']
export type AccountLocale = components['schemas']['Locale']
export interface Refused {
  readonly field: string
  readonly code: string
}

export type AccountAnswer =
  /**
   * Accepted under this request id, which `account.activated` will name. `heldMs`: no mail goes out for it, since too many were asked
   * for; another may be asked for after so long.
   */
  | { readonly accepted: string; readonly heldMs?: number }
  /** Something is wrong with these fields; the same request will be refused again. */
  | { readonly refused: readonly Refused[] }
  /** Not now: try again under the same key, not before `inMs`. `code` is for an operator. */
  | { readonly unavailable: { readonly retryInMs: number; readonly code: string } }
  /** Never: the key was used with another body. */
  | { readonly failed: { readonly code: string } }

/** What belongs to a call, beside what it asks for. */
export interface CallOptions {
  /** Nobody waits any more: one attempt, with the time that even a slow service needs. */
  readonly patient?: boolean
  /** The same for all calls of one person in one conversation, and nobody's name: 16 to 100 printable ASCII characters. */
  readonly requester?: string
}

export interface AccountClient {
  /**
   * Asks for an account. Asked again under the same key it is the same request.
   * @param key 8 to 200 printable ASCII characters
   */
  requestAccount(
    key: string,
    request: { readonly fields: AccountFields; readonly locale: AccountLocale },
    options?: CallOptions,
  ): Promise<AccountAnswer>
  /** Asks for a new activation mail; once it is out, this requester's older links end. */
  resendActivation(
    key: string,
    request: { readonly email: string; readonly locale: AccountLocale },
    options?: CallOptions,
  ): Promise<AccountAnswer>
}

export interface AccountClientOptions {
  /** Base address of the API, without a trailing slash; a function when it is known only once the server listens. */
  readonly url: string | (() => string)
  readonly token: string
  /** For one attempt, from connecting to the last byte of the answer (default 5 000). */
  readonly timeoutMs?: number
  /** The same when nobody waits (default 20 000). */
  readonly patientTimeoutMs?: number
  /** Attempts after the first, within one call (default 2). */
  readonly retries?: number
  /** How long a service that failed five times in a row is left alone (default 10 000). */
  readonly breakMs?: number
  /** What sends a request (default: Node's own `fetch`). */
  readonly fetch?: (request: Request) => Promise<Response>
}

const accepted = z.object({ requestId: z.string().min(1).max(100), heldFor: z.int().min(1).max(86_400).optional() })
const refusal = z.object({ errors: z.array(z.object({ field: z.string().max(100), code: z.string().max(100) })).min(1).max(100) })

/** Seconds or an HTTP date (RFC 9110, 10.2.3), in milliseconds, between one second and an hour. */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('retry-after')
  if (value === null) return undefined
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), 3_600_000) : undefined
}

/** A failing service; one that says when to come back is not pressed before that time. */
const failing = (result: unknown): result is Response => result instanceof Response && result.status >= 500
const pressing = (result: unknown): boolean => failing(result) && !result.headers.has('retry-after')

const later = (retryInMs: number, code: string): AccountAnswer => ({ unavailable: { retryInMs, code } })

/** Sends a request with all the patience that it may have. */
function resilient(options: AccountClientOptions): (request: Request, call: Pick<CallOptions, 'patient'>) => Promise<Response> {
  const send = options.fetch ?? (request => fetch(request))
  const limited = (ms: number) => timeout(ms, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false })
  const limit = limited(options.timeoutMs ?? 5000)
  const breaker = circuitBreaker(handleAll.orWhenResult(failing), {
    halfOpenAfter: options.breakMs ?? 10_000,
    breaker: new ConsecutiveBreaker(5),
  })
  const again = retry(handleWhen(error => !isBrokenCircuitError(error)).orWhenResult(pressing), {
    maxAttempts: options.retries ?? 2,
    backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1000 }),
  })
  const once = wrap(breaker, limit)
  const insisting = wrap(again, breaker, limit)
  const patiently = wrap(breaker, limited(options.patientTimeoutMs ?? 20_000))
  return (request, { patient }) => {
    const repeatable = request.method === 'GET' || request.headers.has('idempotency-key')
    return (patient === true ? patiently : repeatable ? insisting : once).execute(async ({ signal }) => {
      const response = await send(new Request(request.clone(), { signal }))
      // Read here, so that the time limit holds for a body that never ends, too.
      const body = await response.arrayBuffer()
      return new Response(body.byteLength === 0 ? null : body, response)
    })
  }
}

/** The network's own name for what went wrong (`ECONNREFUSED`), never its message, which may quote what was sent. */
function faultCode(error: unknown): string {
  if (isBrokenCircuitError(error)) return 'circuitOpen'
  // Not isTaskCancelledError, which in cockatiel 3.2.1 looks for another error's mark.
  if (error instanceof TaskCancelledError || (error instanceof Error && error.name === 'AbortError')) return 'timeout'
  if (error instanceof SyntaxError) return 'contract'
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'network'
}

/** A client of the account API. It opens nothing until it is asked. */
export function createAccountClient(options: AccountClientOptions): AccountClient {
  const breakMs = options.breakMs ?? 10_000
  const send = resilient(options)
  const api = (call: CallOptions) =>
    createClient<paths>({
      baseUrl: typeof options.url === 'function' ? options.url() : options.url,
      fetch: request => send(request, call),
      headers: { authorization: `Bearer ${options.token}` },
      // The token goes to the address that the operator set, and to no other.
      redirect: 'error',
    })
  const headers = (key: string, { requester }: CallOptions) => ({
    header: { 'Idempotency-Key': key, ...(requester === undefined ? {} : { Requester: requester }) },
  })

  async function answer(call: () => Promise<{ data?: unknown; error?: unknown; response: Response }>): Promise<AccountAnswer> {
    let result
    try {
      result = await call()
    } catch (error) {
      return later(isBrokenCircuitError(error) ? breakMs : 5000, faultCode(error))
    }
    const { data, error, response } = result
    if (response.status === 202) {
      const read = accepted.safeParse(data)
      if (!read.success) return later(60_000, 'contract')
      const { requestId, heldFor } = read.data
      return { accepted: requestId, ...(heldFor === undefined ? {} : { heldMs: heldFor * 1000 }) }
    }
    if (response.status === 422) {
      const read = refusal.safeParse(error)
      return read.success ? { refused: read.data.errors } : later(60_000, 'contract')
    }
    if (response.status === 409) return { failed: { code: 'conflict' } }
    // A wrong token or address is repaired by the operator, and the request then goes through.
    return later(retryAfter(response) ?? (response.status >= 500 ? 5000 : 60_000), `http${response.status}`)
  }

  return {
    requestAccount: (key, body, call = {}) => answer(() => api(call).POST('/accounts', { params: headers(key, call), body })),
    resendActivation: (key, body, call = {}) => answer(() => api(call).POST('/activation-emails', { params: headers(key, call), body })),
  }
}

/**
 * The values of a form as the contract wants them: an accepted consent is `true`, what was left empty is left out.
 * @param values by field name; whatever the form does not name is dropped
 */
export function toAccountFields(form: Form, values: Readonly<Record<string, string>>): AccountFields {
  const fields: Record<string, string | boolean> = {}
  for (const field of form.fields) {
    const sent = sentOf(field, values[field.name] ?? '')
    if (sent !== undefined) fields[field.name] = sent
  }
  // The contract's types are narrower than a form that an operator may change; the service checks the values.
  return fields as AccountFields
}
