/** The routes of a conversation: it begins, it goes on, the client says something and reads what there is. */
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import { maxActivityBody, readJson } from '../../http/requestBody.ts'
import type { Conversations } from '../../storage/storage.ts'
import { createKeyedQueue } from '../../turns/keyedQueue.ts'
import type { Admission } from './admission.ts'
import { readClientActivity, readUpload, type ClientActivity } from './clientActivity.ts'
import { readOptions } from './door.ts'
import type { Door } from './door.ts'
import type { HandIn } from './handIn.ts'
import { keyOf } from './ownership.ts'
import type { DirectLineConversation } from './ownership.ts'
import { activitySet, readWatermark } from '../watermark.ts'

/** Activities of one answer to a client that polls; it asks for the rest at once. */
const pageLength = 100

export interface ConversationRoutes {
  readonly door: Door
  readonly admission: Admission
  readonly handIn: HandIn
  readonly log: Pick<Conversations, 'log'>
  /** Names of the events that the page may send. */
  readonly events: ReadonlySet<string>
  /** What a client is told that begins or resumes: a fresh token, and the address of its stream. */
  readonly connect: (conversation: DirectLineConversation, host: string | undefined, watermark: number) => Promise<object>
}

/** Largest file that is taken and not looked at, in bytes: a picture of a telephone. */
const maxUpload = 4 * 1024 * 1024

export function conversationRoutes({ door: { route }, admission, handIn, log, events, connect }: ConversationRoutes): Route[] {
  const { enter, enterToSpeak } = admission
  // directlinejs sends quick messages at the same time, on several connections; they reach their turns in the order in which they came,
  // however long each of them is looked at before.
  const arrivals = createKeyedQueue()

  const start = async (request: RouteRequest): Promise<RouteResponse> => {
    const conversation = await enter(request)
    await handIn.greet(conversation, readOptions(request.body))
    return json(conversation.watermark === undefined ? 201 : 200, await connect(conversation, request.headers.host, 0))
  }

  const reconnect = async (request: RouteRequest): Promise<RouteResponse> => {
    const conversation = await enter(request)
    // A page that was reloaded before its first request came through has nothing to resume yet.
    await handIn.greet(conversation)
    return json(200, await connect(conversation, request.headers.host, readWatermark(request.query.get('watermark'))))
  }

  const poll = async (request: RouteRequest): Promise<RouteResponse> => {
    const { id, watermark = 0 } = await enter(request)
    const asked = readWatermark(request.query.get('watermark'))
    // Ahead of the conversation: it was erased since, and began anew.
    const after = asked > watermark ? 0 : asked
    const rows = await log.log(keyOf(id), after, pageLength)
    return { ...json(200, null), body: activitySet(rows, after) }
  }

  type Read = () => Promise<ClientActivity | undefined> | ClientActivity | undefined
  const take = async (request: RouteRequest, read: Read): Promise<RouteResponse> => {
    const [conversation, said] = await arrivals.run(request.headers.authorization ?? '', async () => [await enterToSpeak(request), await read()] as const)
    if (said === undefined) return json(200, { id: `${conversation.id}|ignored` })
    const { activity, deliveryId } = said
    return json(200, { id: await handIn.receive(conversation, activity, deliveryId, activity.locale ?? conversation.locale) })
  }

  const post = (request: RouteRequest): Promise<RouteResponse> => take(request, () => readClientActivity(readJson(request.body), events))

  /** The guide says itself that it sees no files. */
  const upload = (request: RouteRequest): Promise<RouteResponse> =>
    take(request, () => readUpload(request.body, request.headers['content-type'] ?? '', events))

  /** directlinejs asks for it before it shows a sign-in card; the guide has none. */
  const session = async (request: RouteRequest): Promise<RouteResponse> => {
    await enter(request)
    return json(200, { sessionId: '' })
  }

  return [
    route('POST', '/conversations', start),
    route('GET', '/conversations/:id', reconnect),
    route('GET', '/conversations/:id/activities', poll),
    route('POST', '/conversations/:id/activities', post, maxActivityBody),
    route('POST', '/conversations/:id/upload', upload, maxUpload),
    route('GET', '/session/getsessionid', session),
  ]
}
