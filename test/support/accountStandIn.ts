/** An account service of the tests' own, which can be away or unwell in every way, and remembers all that it was asked. */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How it is. `lost`: it does what it is asked, and its answer never arrives. `holding`: it answers once it is something else. */
export type Health = 'well' | 'away' | 'unavailable' | 'silent' | 'lost' | 'garbled' | 'busy' | 'slow' | 'holding'

export interface Asked {
  /** ms since the epoch. */
  readonly at: number
  readonly health: Health
  readonly key: string
  readonly email: string
  /** Status that was answered; undefined: none. */
  status?: number
}

export interface AccountStandIn {
  readonly url: string
  readonly asked: Asked[]
  /** Accounts that were made: by the address, the request ids. */
  readonly made: ReadonlyMap<string, string[]>
  turn(health: Health): Promise<void>
  close(): Promise<void>
}

/** restify, where it is loaded, replaces `writeHead`, which then returns nothing to go on with. */
function send(response: ServerResponse, status: number, headers: Record<string, string> = {}, body = ''): void {
  response.writeHead(status, headers)
  response.end(body)
}

const json = { 'content-type': 'application/json' }

/** What a service that lost its mind may answer; the last one ends before its end. */
const garbage: ((response: ServerResponse) => void)[] = [
  response => send(response, 202, { 'content-type': 'text/html' }, '<h1>It works!</h1>'),
  response => send(response, 202, json, '{"requestId":'),
  response => send(response, 202, json, '{"request":["id"]}'),
  response => send(response, 200, json, '{"requestId":"never"}'),
  response => send(response, 302, { location: 'http://127.0.0.1:9/' }),
  response => send(response, 422, json, '{"errors":"no"}'),
  response => send(response, 500, {}, 'Traceback'),
  response => {
    response.writeHead(202, { ...json, 'content-length': '100' })
    response.write('{"requestId":"a')
    response.destroy()
  },
]

/**
 * Starts it.
 * @param options.refuses addresses whose field `phone` it does not accept
 * @param options.retryAfter seconds that it asks for when it is busy or unavailable
 * @param options.slowMs how long it takes when it is slow
 */
export async function startAccountStandIn(options: {
  readonly token: string
  readonly refuses?: (email: string) => boolean
  readonly retryAfter?: number
  readonly slowMs?: number
}): Promise<AccountStandIn> {
  const asked: Asked[] = []
  const made = new Map<string, string[]>()
  const known = new Map<string, { body: string; requestId: string }>()
  let health: Health = 'well'
  let garbled = 0
  const held: (() => void)[] = []
  const retry = { 'retry-after': String(options.retryAfter ?? 5) }

  /** What a service that is well answers, by its contract. */
  function answer(key: string, email: string, body: string): [status: number, body: object] {
    const digest = createHash('sha256').update(body).digest('hex')
    const before = known.get(key)
    if (before !== undefined) return before.body === digest ? [202, { requestId: before.requestId }] : [409, { error: { code: 'conflict', message: '' } }]
    if (options.refuses?.(email) === true) return [422, { errors: [{ field: 'phone', code: 'invalid' }] }]
    const requestId = `request-${known.size + 1}`
    known.set(key, { body: digest, requestId })
    made.set(email, [...(made.get(email) ?? []), requestId])
    return [202, { requestId }]
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const known = request.headers.authorization === `Bearer ${options.token}` && request.url === '/v1/accounts'
    if (!known) return send(response, 401)
    const { fields } = JSON.parse(body) as { fields: { email: string } }
    const key = String(request.headers['idempotency-key'])
    const entry: Asked = { at: Date.now(), health, key, email: fields.email }
    asked.push(entry)
    response.on('finish', () => (entry.status = response.statusCode))
    switch (health) {
      case 'silent':
        return
      case 'lost':
        answer(key, fields.email, body)
        return void response.destroy()
      case 'unavailable':
        return send(response, 503, retry)
      case 'busy':
        return send(response, 429, retry)
      case 'garbled':
        return garbage[garbled++ % garbage.length]!(response)
      case 'slow':
        await new Promise(resolve => setTimeout(resolve, options.slowMs ?? 4000))
        break
      case 'holding':
        await new Promise<void>(resolve => held.push(resolve))
        break
      case 'well':
      case 'away':
    }
    const [status, answered] = answer(key, fields.email, body)
    send(response, status, json, JSON.stringify(answered))
  }

  let server: Server | undefined
  const open = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server = createServer((request, response) => {
        take(request, response).catch(() => response.destroy())
      })
      server.once('error', reject).listen(port, '127.0.0.1', resolve)
    })
  const shut = async (): Promise<void> => {
    const closed = server === undefined ? undefined : new Promise(resolve => server?.close(resolve))
    server?.closeAllConnections()
    server = undefined
    await closed
  }
  await open(0)
  const { port } = server!.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    asked,
    made,
    turn: async next => {
      if (next === 'away') await shut()
      else if (server === undefined) await open(port)
      health = next
      for (const release of held.splice(0)) release()
      // Whoever is still waiting for an answer does not get one any more.
      if (next === 'well') server?.closeIdleConnections()
    },
    close: shut,
  }
}
