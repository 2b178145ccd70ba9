/** What of a Direct Line client's activity is kept. */
import { isObject, maxActivityBody, readFiles, readId, readJson, readLocale, readText, Refusal } from '../../http/requestBody.ts'
import type { JsonObject } from '../../http/requestBody.ts'
import type { Activity } from '../../sdk.ts'

/** A client's activity as the turn gets it. */
export interface ClientActivity {
  readonly activity: Partial<Activity>
  /** Recognises a repeated delivery. */
  readonly deliveryId: string | undefined
}

/** `channelData` as it is kept: bounded, since it goes to every client of the conversation. */
function readChannelData(value: JsonObject): JsonObject {
  const { clientActivityID, ...rest } = value
  const id = readId(clientActivityID)
  const kept = JSON.stringify(rest).length > 8192 ? {} : rest
  return { ...kept, ...(id === undefined ? {} : { clientActivityID: id }) }
}

/**
 * Reads what a client sent; undefined for what means nothing to the guide.
 * @param events names of the events that are taken
 * @throws {Refusal} 400, 413
 */
export function readClientActivity(sent: JsonObject, events: ReadonlySet<string>): ClientActivity | undefined {
  const { type, text, value, name } = sent
  if (typeof type !== 'string') throw new Refusal(400, 'BadArgument', 'The activity has no type.')
  const locale = readLocale(sent['locale'])
  const channelData = isObject(sent['channelData']) ? readChannelData(sent['channelData']) : undefined
  const common = {
    type,
    ...(value === undefined ? {} : { value }),
    ...(locale === undefined ? {} : { locale }),
    ...(channelData === undefined ? {} : { channelData }),
  }
  const deliveryId = readId(channelData?.['clientActivityID'])
  if (type === 'message') {
    const files = readFiles(sent['attachments'])
    if (text === undefined && value === undefined && files.length === 0) throw new Refusal(400, 'BadArgument', 'A message needs a text or a value.')
    const said = text === undefined ? {} : { text: readText(text), textFormat: 'plain' }
    return { activity: { ...common, ...said, ...(files.length === 0 ? {} : { attachments: files }) }, deliveryId }
  }
  if (type === 'event' && typeof name === 'string' && events.has(name)) return { activity: { ...common, name }, deliveryId }
  return undefined
}

/**
 * Reads what a client uploads: a file, of which nothing is kept but that it was sent, and what was typed beside it.
 * @param contentType of the request, with the boundary of its parts
 * @throws {Refusal} 400
 */
export async function readUpload(body: Buffer, contentType: string, events: ReadonlySet<string>): Promise<ClientActivity | undefined> {
  // A body of a few files at most, bounded before; the library that is recommended instead is for streams.
  // oxlint-disable-next-line typescript/no-deprecated -- see above
  const parts = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => undefined)
  const part = parts?.get('activity')
  const sent = part instanceof Blob && part.size <= maxActivityBody ? readJson(Buffer.from(await part.arrayBuffer())) : {}
  return readClientActivity({ ...sent, type: 'message', attachments: [{ contentType: 'application/octet-stream' }] }, events)
}
