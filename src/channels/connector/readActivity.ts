/** What of an activity that somebody sends to `/api/messages` is kept: the shape of all that later code relies on is proved here. */
import { isObject, readFiles, readId, readLocale, readText, Refusal } from '../../http/requestBody.ts'
import type { JsonObject } from '../../http/requestBody.ts'
import type { Activity } from '../../sdk.ts'

/** An activity that says where it belongs. */
export type ChannelActivity = Partial<Activity> & Pick<Activity, 'type' | 'channelId' | 'conversation'>

/** An account or conversation as a channel names it. */
const readAccount = (value: unknown): JsonObject | undefined =>
  isObject(value) && readId(value['id']) !== undefined ? value : undefined

const bad = (message: string): Refusal => new Refusal(400, 'BadArgument', message)

/** @throws {Refusal} 400, 413 */
export function readActivity(sent: JsonObject): ChannelActivity {
  const { type, channelId, text } = sent
  if (typeof type !== 'string' || type === '') throw bad('The activity has no type.')
  if (typeof channelId !== 'string' || !/^[\w.-]{1,64}$/.test(channelId)) throw bad('The activity has no channelId.')
  const conversation = readAccount(sent['conversation'])
  if (conversation === undefined) throw bad('The activity has no conversation.')
  const from = readAccount(sent['from'])
  const recipient = readAccount(sent['recipient'])
  const members = (value: unknown): unknown => (Array.isArray(value) ? value.filter(readAccount) : undefined)
  const kept: Record<string, unknown> = {
    type,
    channelId,
    conversation,
    id: readId(sent['id']),
    from,
    recipient,
    text: text === undefined || text === null ? undefined : readText(text),
    textFormat: readId(sent['textFormat']),
    value: sent['value'] ?? undefined,
    name: readId(sent['name']),
    locale: readLocale(sent['locale']),
    channelData: isObject(sent['channelData']) ? sent['channelData'] : undefined,
    serviceUrl: readServiceUrl(sent['serviceUrl']),
    deliveryMode: readId(sent['deliveryMode']),
    membersAdded: members(sent['membersAdded']),
    membersRemoved: members(sent['membersRemoved']),
    entities: Array.isArray(sent['entities']) ? sent['entities'].filter(isObject) : undefined,
    action: readId(sent['action']),
  }
  const files = type === 'message' ? readFiles(sent['attachments']) : []
  if (files.length > 0) kept['attachments'] = files
  if (type === 'message' && kept['text'] === undefined && kept['value'] === undefined) kept['text'] = ''
  // Proved above, value for value; the SDK's type asks for more than any channel sends.
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as unknown as ChannelActivity
}

function readServiceUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 500 || !URL.canParse(value)) return undefined
  return /^https?:$/.test(new URL(value).protocol) ? value : undefined
}

/** The language of whoever wrote: the activity's own, else what the client said of itself. */
export function localeOf({ locale, entities = [] }: Partial<Activity>): string | undefined {
  if (locale !== undefined) return locale
  const client: unknown = entities.find(({ type }) => type === 'clientInfo')
  return readLocale(isObject(client) ? client['locale'] : undefined)
}

/** The tenant of the person, which the channel states in two places. */
export function tenantOf({ conversation, channelData }: Partial<Activity>): string | undefined {
  const tenant = isObject(channelData) ? channelData['tenant'] : undefined
  const said = conversation?.tenantId ?? (isObject(tenant) ? tenant['id'] : undefined)
  return typeof said === 'string' ? said.toLowerCase() : undefined
}
