/** A card that was answered: its own content without its buttons, and what was chosen. */
import type { Activity, Attachment } from 'botbuilder'
import type { Conversations } from '../../storage/storage.ts'
import { isObject, type JsonObject } from '../../http/requestBody.ts'

const adaptive = 'application/vnd.microsoft.card.adaptive'

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
    .map(({ activity }) => JSON.parse(activity) as Partial<Activity>)
    .filter(({ channelData, from }) => from?.role === 'bot' && isObject(channelData) && channelData['ask'] === ask)
}

/** An element without whatever could be pressed; undefined when nothing is left of it. A link leads away and answers nothing. */
function settle(element: unknown): unknown {
  if (!isObject(element)) return element
  const { type } = element
  if (typeof type === 'string' && (type === 'ActionSet' || type.startsWith('Input.'))) return undefined
  const { selectAction: _, ...rest } = element
  const parts: JsonObject = { ...rest }
  for (const name of ['items', 'columns', 'body'])
    if (Array.isArray(parts[name])) parts[name] = parts[name].map(settle).filter(each => each !== undefined)
  const inner = parts['items'] ?? parts['columns']
  return Array.isArray(inner) && inner.length === 0 ? undefined : parts
}

/** Closes one Adaptive Card. `answered` is shown as it is: what a person typed can never be markup. */
function closed(content: JsonObject, answered: string | undefined): JsonObject {
  const { actions, ...card } = settle(content) as JsonObject
  const links = Array.isArray(actions) ? actions.filter(each => isObject(each) && each['type'] === 'Action.OpenUrl') : []
  const body = Array.isArray(card['body']) ? (card['body'] as unknown[]) : []
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
  attachments: (activity.attachments ?? []).map(each =>
    isCard(each) ? { ...each, content: closed(each.content as JsonObject, answered) } : each,
  ),
})

/** The first card of an activity. */
export const cardOf = ({ attachments }: Partial<Activity>): JsonObject | undefined =>
  attachments?.find(isCard)?.content as JsonObject | undefined
