/**
 * A stand-in for the Direct Line channel of Azure Bot Service: of another origin than the guide, with a secret, in front of a bot that
 * it reaches at `/api/messages` and that answers at its `serviceUrl`. What Azure does not keep to itself or does differently from the
 * guide's own Direct Line is done as Azure documents it: every origin may ask, a token of the secret's owner, no role in what a person
 * sent, events in the stream as well, two conversationUpdates at the beginning.
 */
import { rmSync } from 'node:fs'
import type { Activity } from '../../src/sdk.ts'
import type { Incoming, Received, Turns } from '../../src/turns/turns.ts'
import { createDirectLine } from '../../src/channels/directLine/directLine.ts'
import { createServer } from '../../src/http/server.ts'
import { json, type Route, type RouteRequest, type RouteResponse } from '../../src/http/route.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { temporaryFolder } from './databases.ts'

export interface DirectLineStandIn {
  /** What DIRECT_LINE_URL is. */
  readonly url: string
  /** Milliseconds by which its clock is ahead. */
  ahead: number
  /** Answers every request of the secret's owner with this status, when set. */
  broken: number | undefined
  /** What came with the secret, and where the request came from: the server sends no Origin. */
  readonly owned: { readonly path: string; readonly origin: string | undefined; readonly body: unknown }[]
  /** What the bot was sent. */
  readonly sent: Partial<Activity>[]
  stop(): Promise<void>
}

const path = /^\/v3\/directline/

export async function startDirectLineStandIn(secret: string, bot: () => string): Promise<DirectLineStandIn> {
  const dataDir = temporaryFolder()
  const storage = await openStorage({ dataDir })
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const resumeSecrets = new Map<string, string>()
  const standIn = { ahead: 0, broken: undefined as number | undefined, owned: [] as DirectLineStandIn['owned'], sent: [] as Partial<Activity>[] }
  let tail: Promise<unknown> = Promise.resolve()
  let count = 0

  /** Writes an activity into a conversation, for its streams. */
  const write = (conversation: string, activity: Partial<Activity>): Promise<string> => {
    const written = tail.then(async () => {
      const key = `directline/${conversation}`
      const stored = await storage.conversations.load(key)
      const id = `${conversation}|${String(++count).padStart(7, '0')}`
      await storage.conversations.commit({
        conversation: stored ?? { key, channel: 'directline', id: conversation, version: 0, watermark: 0, locale: 'fr', state: '{}', reference: '{}' },
        activities: [{ id, activity: JSON.stringify({ ...activity, id, timestamp: new Date() }), fromBot: false }],
        outbox: [],
      })
      return id
    })
    tail = written.catch(() => undefined)
    return written
  }

  const toBot = async (activity: Partial<Activity>): Promise<void> => {
    standIn.sent.push(activity)
    const response = await fetch(`${bot()}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...activity, serviceUrl: server.address() }),
    })
    if (!response.ok) throw new Error(`the bot answered ${response.status}`)
  }

  const receive = async ({ conversation, activity }: Incoming): Promise<Received> => {
    const { id: user } = activity.from!
    const common = { channelId: 'directline', conversation: { id: conversation } as Activity['conversation'], recipient: { id: 'the-bot', name: '' } }
    if (activity.type === 'conversationUpdate') {
      const begun = { ...common, type: 'conversationUpdate', from: { id: user, name: '' } }
      await write(conversation, begun)
      for (const id of ['the-bot', user]) await toBot({ ...begun, id: `${conversation}-${id}`, membersAdded: [{ id, name: '' }] })
      return { id: '', replies: [], watermark: 1, repeated: false }
    }
    const said = { ...common, ...activity, from: { id: user, name: '' }, recipient: common.recipient }
    const id = await write(conversation, said)
    await toBot({ ...said, id })
    return { id, replies: [], watermark: 0, repeated: false }
  }

  const inner = createDirectLine({
    storage,
    turns: { receive } satisfies Turns,
    address: () => server.address(),
    log,
    events: ['locale', 'noa/page', 'noa/link', 'noa/looked'],
    clock: () => Date.now() + standIn.ahead,
  })
  const routeOf = (method: string, end: string): Route => inner.routes.find(each => each.method === method && each.path.replace(path, '') === end)!
  const bearer = (request: RouteRequest): string | undefined => /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const asItself = (request: RouteRequest, changes: Partial<RouteRequest> = {}): RouteRequest => {
    const { origin: _, ...headers } = request.headers
    return { ...request, headers, local: true, ...changes }
  }
  const parsed = (answer: RouteResponse): Record<string, string> => JSON.parse(String(answer.body)) as Record<string, string>

  /** What the secret's owner may do. */
  const owner = async (request: RouteRequest): Promise<RouteResponse> => {
    standIn.owned.push({
      path: request.path.replace(path, ''),
      origin: request.headers.origin,
      body: request.body.length === 0 ? undefined : JSON.parse(request.body.toString()),
    })
    if (standIn.broken !== undefined) return json(standIn.broken, { error: { code: 'Broken', message: `not with ${secret}` } })
    if (request.method === 'POST') {
      const { resume, ...ticket } = parsed(await routeOf('POST', '/tokens/generate').handle(asItself(request, { body: Buffer.from('{}') })))
      resumeSecrets.set(ticket['conversationId']!, resume!)
      return json(200, ticket)
    }
    const conversationId = request.params['id']!
    const body = Buffer.from(JSON.stringify({ conversationId, resumeSecret: resumeSecrets.get(conversationId) ?? '' }))
    const resumed = await routeOf('POST', '/tokens/resume').handle(asItself(request, { body }))
    if (resumed.status !== 200) return json(404, { error: { code: 'ConversationNotFound' } })
    const { token } = parsed(resumed)
    const headers = { ...request.headers, authorization: `Bearer ${token}` }
    return routeOf('GET', '/conversations/:id').handle(asItself({ ...request, headers }))
  }

  const open = (route: Route): Route => ({
    ...route,
    handle: async request => {
      const answer = await (bearer(request) === secret ? owner(request)
        : route.path.endsWith('/tokens/generate') ? json(403, { error: { code: 'BadArgument', message: 'Missing token or secret' } })
        : route.handle(asItself(request)))
      const allowed = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type' }
      return { ...answer, headers: { ...answer.headers, ...(request.headers.origin === undefined ? {} : allowed) } }
    },
  })

  const answered: Route['handle'] = async ({ params, body }) => {
    const { replyToId: _, ...activity } = JSON.parse(body.toString()) as Partial<Activity>
    return json(200, { id: await write(params['id']!, activity) })
  }
  const server = createServer({
    routes: [
      ...inner.routes.filter(({ path: each }) => !each.endsWith('/tokens/resume')).map(open),
      { method: 'POST', path: '/v3/conversations/:id/activities', maxBody: 400_000, handle: answered },
      { method: 'POST', path: '/v3/conversations/:id/activities/:activity', maxBody: 400_000, handle: answered },
    ],
    statics: [],
    upgrades: [
      {
        stop: () => inner.stop(),
        upgrade: (request, ...rest) => {
          delete request.headers.origin
          return inner.upgrades.upgrade(request, ...rest)
        },
      },
    ],
    trustProxy: false,
    log,
  })
  const address = await server.listen(0, '127.0.0.1')
  return Object.assign(standIn, {
    url: `${address}/v3/directline`,
    stop: async () => {
      await server.stop()
      await storage.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  })
}
