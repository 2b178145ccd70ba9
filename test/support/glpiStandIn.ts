/**
 * GLPI's REST API as its documentation describes it (apirest.md: initSession, killSession, "get all items" with `searchText`, "get sub
 * items", "add items"), as far as tickets and their follow-ups go. It is no GLPI: what that does beyond its documentation is not here.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GlpiStandIn {
  readonly url: string
  readonly tickets: { id: number; name: string; content: string }[]
  readonly followUps: { id: number; items_id: number; content: string }[]
  /** Sessions that were not ended. */
  readonly open: ReadonlySet<string>
  /** What goes wrong from now on: answers nothing, or does what is asked and loses the answer. */
  fails: 'no' | 'before' | 'after'
  stop(): Promise<void>
}

async function inputOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  // Of our own client.
  return parts.length === 0 ? {} : (JSON.parse(Buffer.concat(parts).toString()) as { input: Record<string, unknown> }).input
}

export async function startGlpi({ userToken, appToken }: { userToken: string; appToken: string }): Promise<GlpiStandIn> {
  const open = new Set<string>()
  let made = 0
  const standIn = { tickets: [] as GlpiStandIn['tickets'], followUps: [] as GlpiStandIn['followUps'], fails: 'no' as GlpiStandIn['fails'] }

  async function answer(request: IncomingMessage): Promise<[number, unknown]> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://glpi.test')
    const path = pathname.replace('/apirest.php/', '')
    const { headers, method } = request
    if (headers['content-type'] !== 'application/json' || headers['app-token'] !== appToken) return [400, ['ERROR_APP_TOKEN_PARAMETERS_MISSING', '']]
    if (path === 'initSession') {
      if (headers.authorization !== `user_token ${userToken}`) return [401, ['ERROR_GLPI_LOGIN_USER_TOKEN', '']]
      const token = `session-${++made}`
      open.add(token)
      return [200, { session_token: token }]
    }
    const session = String(headers['session-token'])
    if (!open.has(session)) return [401, ['ERROR_SESSION_TOKEN_INVALID', '']]
    if (path === 'killSession') return [open.delete(session) ? 200 : 400, null]
    const input = await inputOf(request)
    if (method === 'GET' && path === 'Ticket') {
      const wanted = (searchParams.get('searchText[name]') ?? '').toLowerCase()
      return [200, standIn.tickets.filter(({ name }) => name.toLowerCase().includes(wanted))]
    }
    const of = /^Ticket\/(\d+)\/ITILFollowup$/.exec(path)?.[1]
    if (method === 'GET' && of !== undefined) return [200, standIn.followUps.filter(({ items_id }) => items_id === Number(of))]
    if (method === 'POST' && path === 'Ticket') {
      const id = ++made
      standIn.tickets.push({ id, name: String(input['name']), content: String(input['content']) })
      return [201, { id, message: '' }]
    }
    if (method === 'POST' && path === 'ITILFollowup' && input['itemtype'] === 'Ticket') {
      const id = ++made
      standIn.followUps.push({ id, items_id: Number(input['items_id']), content: String(input['content']) })
      return [201, { id, message: '' }]
    }
    return [400, ['ERROR_RESOURCE_NOT_FOUND_NOR_COMMONDBTM', '']]
  }

  const server = createServer((request, response) => {
    if (standIn.fails === 'before') return void response.destroy()
    void answer(request).then(([status, body]) => {
      if (standIn.fails === 'after' && request.method === 'POST') return void response.destroy()
      response.statusCode = status
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(body))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return Object.assign(standIn, {
    url: `http://127.0.0.1:${port}/apirest.php`,
    open,
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  })
}
