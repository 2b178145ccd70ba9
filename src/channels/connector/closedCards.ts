/** A card that was answered: its own content without its buttons, and what was chosen. */
import type { Activity, Attachment } from '../../sdk.ts'
import type { Conversations, Storage } from '../../storage/storage.ts'
import { isObject, type JsonObject } from '../../http/requestBody.ts'

const adaptive = 'application/vnd.microsoft.card.adaptive'

/** What an outbox entry of kind `update` carries. */
export interface CardUpdate {
  /** Number of the asking whose cards shall lose their buttons. */
  readonly ask: number
  /** The sentence that says what was chosen, in the words of the conversation's language. */
  readonly answered?: string
}

/** The outbox entry that closes the cards of an asking: there once it was answered. */
export const updateId = (key: string, ask: number): string => `update:${key}:${ask}`

/** What such an entry carries. */
export const readUpdate = ({ payload }: { readonly payload: string }): CardUpdate =>
  // As the turn that answered the card wrote it.
  JSON.parse(payload) as CardUpdate

/** How far back a card is looked for, in activities. */
const mostLookedAt = 200

const isCard = ({ contentType }: Attachment): boolean => contentType === adaptive

/** Whether an activity shows a card. */
export const hasCard = ({ attachments }: Partial<Activity>): boolean => attachments?.some(isCard) === true

/** What the guide said with an asking's number, oldest first. */
export async function saidWithAsk(conversations: Pick<Conversations, 'load' | 'log'>, key: string, ask: number): Promise<Partial<Activity>[]> {
  const last = (await conversations.load(key))?.watermark ?? 0
  const log = await conversations.log(key, Math.max(0, last - mostLookedAt), mostLookedAt)
  return log
    // The log holds activities as they were committed.
    .map(({ activity }) => JSON.parse(activity) as Partial<Activity>)
    .filter(({ channelData, from }) => from?.role === 'bot' && isObject(channelData) && channelData['ask'] === ask)
}

/** An element without whatever could be pressed; undefined when nothing is left of it. A link leads away and answers nothing. */
function settle(element: unknown): unknown {
  return isObject(element) ? settled(element) : element
}

function settled({ selectAction: _, ...rest }: JsonObject): JsonObject | undefined {
  const { type } = rest
  if (typeof type === 'string' && (type === 'ActionSet' || type.startsWith('Input.'))) return undefined
  const parts: JsonObject = { ...rest }
  for (const name of ['items', 'columns', 'body'])
    if (Array.isArray(parts[name])) parts[name] = parts[name].map(settle).filter(each => each !== undefined)
  const inner = parts['items'] ?? parts['columns']
  return Array.isArray(inner) && inner.length === 0 ? undefined : parts
}

/** Closes one Adaptive Card. `answered` is shown as it is: what a person typed can never be markup. */
function closed(content: JsonObject, answered: string | undefined): JsonObject {
  const { actions, ...card } = settled(content) ?? {}
  const links = Array.isArray(actions) ? actions.filter(each => isObject(each) && each['type'] === 'Action.OpenUrl') : []
  const body: readonly unknown[] = Array.isArray(card['body']) ? card['body'] : []
  const line = { type: 'RichTextBlock', separator: true, inlines: [{ type: 'TextRun', text: answered, isSubtle: true }] }
  const withAnswer = (text: unknown): string => [text, answered].filter(each => typeof each === 'string').join('\n')
  return {
    ...card,
    body: answered === undefined ? body : [...body, line],
    fallbackText: withAnswer(card['fallbackText']),
    speak: withAnswer(card['speak']),
    ...(links.length === 0 ? {} : { actions: links }),
  }
}

/**
 * An activity with its cards closed.
 * @param answered the sentence that says what was chosen
 */
export const closeCard = (activity: Partial<Activity>, answered: string | undefined): Partial<Activity> => ({
  ...activity,
  attachments: (activity.attachments ?? []).map(each => {
    const content: unknown = each.content
    return isCard(each) && isObject(content) ? { ...each, content: closed(content, answered) } : each
  }),
})

/** The first card of an activity. */
function cardOf({ attachments = [] }: Partial<Activity>): JsonObject | undefined {
  const content: unknown = attachments.find(isCard)?.content
  return isObject(content) ? content : undefined
}

/**
 * The card of an asking as it is once one of its buttons was pressed; undefined when there is none.
 * @param pressed id that the channel gave the card; undefined when it did not say
 * @param idOf the id that the channel gave an activity of the log
 */
export async function cardAfterPress(
  { conversations, outbox }: Pick<Storage, 'conversations' | 'outbox'>,
  key: string,
  ask: number,
  pressed: string | undefined,
  idOf: (id: string) => Promise<string | undefined>,
): Promise<JsonObject | undefined> {
  const cards = (await saidWithAsk(conversations, key, ask)).filter(hasCard)
  let said = cards.at(-1)
  if (said === undefined) return undefined
  // A question that was asked again has several: the one that was pressed is answered.
  if (pressed !== undefined && cards.length > 1)
    for (const each of cards) if ((await idOf(each.id ?? '')) === pressed) said = each
  const update = await outbox.find(updateId(key, ask))
  return cardOf(update === undefined ? said : closeCard(said, readUpdate(update).answered))
}
