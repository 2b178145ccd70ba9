/**
 * Turns what the flow says (names and data) into an activity: words of the conversation's language, buttons, cards. It asks what the
 * channel can show, and shows no more.
 */
import type { Library } from '../content/library.ts'
import { quoteMarkdown } from '../content/quoteMarkdown.ts'
import type { Saying } from '../flow/port.ts'
import { ActivityTypes, InputHints, type Activity } from '../sdk.ts'
import { usualCapabilities, type ChannelCapabilities } from './capabilities.ts'
import { fieldHints } from './formInputs.ts'
import { cardFor, labelOf, valueOf, type ImageAddress, type Showing } from './sayingCards.ts'

/** @param channel name of the conversation's channel */
export type Presenter = (saying: Saying, locale: string, channel: string) => Partial<Activity>

function sentences({ saying, library, locale }: Showing): string {
  const { field, quote } = saying
  const own = saying.words.map(key => library.words(locale, key, saying.variables))
  const said = quote === undefined ? own : [...own, quoteMarkdown(quote)]
  if (field === undefined || saying.part !== 'field') return said.join('\n\n')
  const { number, of } = field
  const place = number === undefined || of === undefined
    ? library.words(locale, 'dialogs:bot.form.offered')
    : library.words(locale, `dialogs:bot.form.${field.required ? 'required' : 'optional'}`, { number, of })
  const [question, ...rest] = said
  return [`**${question ?? ''}** ${place}`, ...rest].join('\n\n')
}

/** A text as long as the channel takes it. */
const within = ({ longestText }: ChannelCapabilities, text: string): string =>
  text.length <= longestText ? text : `${text.slice(0, longestText - 1).replace(/\p{Surrogate}$/u, '').trimEnd()}…`

/** A sentence with what can be answered to it, where no card is needed for that. */
function sentence(showing: Showing, text: string): Partial<Activity> {
  const { saying: { choices = [] }, shows } = showing
  if (choices.length === 0) return { text: within(shows, text), textFormat: 'markdown' }
  if (shows.buttons === 'listed') {
    // Not by number: where something else may be written as well, a number could be that.
    const lines = choices.map(choice => `- ${labelOf(showing, choice)}`)
    return { text: within(shows, [text, lines.join('\n')].join('\n\n')), textFormat: 'markdown' }
  }
  const actions = choices.map(choice => {
    const title = labelOf(showing, choice)
    return { type: 'messageBack', title, displayText: title, text: title, value: valueOf(showing, choice) }
  })
  return { text: within(shows, text), textFormat: 'markdown', suggestedActions: { to: [], actions } }
}

/** What every message carries, whatever shows it. */
const carried = ({ saying: { dialog, step, part, ask, field, card, article }, locale }: Showing): Partial<Activity> => ({
  type: ActivityTypes.Message,
  locale,
  inputHint: ask === undefined ? InputHints.AcceptingInput : InputHints.ExpectingInput,
  channelData: {
    step: `${dialog}.${step}`,
    part,
    locale,
    ...(ask === undefined ? {} : { ask }),
    ...(field === undefined ? {} : { field: field.name }),
    ...fieldHints({ field, card }),
    ...(article === undefined ? {} : { article: `${article.kind}/${article.id}` }),
  },
})

/**
 * Makes the presenter.
 * @param capabilities what a channel can show, by its name
 */
export function createPresenter(
  library: Library,
  imageAddress: ImageAddress,
  capabilities: (channel: string) => ChannelCapabilities = () => usualCapabilities,
): Presenter {
  return (saying, locale, channel) => {
    const shows = capabilities(channel)
    const showing = { saying, locale, shows, library, imageAddress }
    const text = sentences(showing)
    const said = cardFor(showing, text)
    if (said === undefined) return { ...carried(showing), ...sentence(showing, text) }
    if (!shows.cards) return { ...carried(showing), text: within(shows, said.card.content.fallbackText), textFormat: 'plain' }
    return { ...carried(showing), attachments: [said.card], summary: said.summary }
  }
}
