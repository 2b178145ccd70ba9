/** One message as HTML: what heads it, what is said, and what answers it. */
import { toHeadedHtml } from '../../content/markdown.ts'
import { html, trusted, type Html } from '../../text/html.ts'
import { choiceButtons } from './drawButtons.ts'
import { drawCard } from './drawCard.ts'
import { heading, hiddenFields, inline, markdown, type Drawing } from './drawing.ts'
import type { Message } from './message.ts'

/** A message taken apart, so that it can stand alone or with others of its turn. */
export interface DrawnMessage {
  /** HTML of one line; undefined: nothing heads it. */
  readonly heading: Html | undefined
  /** The same as plain text, for the title of the page. */
  readonly title: string
  /** What is said beside the heading. */
  readonly content: Html
  /** A page of help with a title of its own. */
  readonly isGuide: boolean
  /** Something that was filled in is to be repaired. */
  readonly faulty: boolean
}

/** A form of its own around what answers the message. */
const answering = ({ answer }: Drawing, kind: string, content: Html): Html =>
  answer === undefined
    ? content
    : html`<form class="${kind}" method="post" action="${answer.action}" novalidate>${hiddenFields(answer)}${content}</form>`

/** Draws a message; `drawing.answer` undefined draws it without anything that answers. */
export function drawMessage(message: Message, drawing: Drawing): DrawnMessage {
  const { card, choices, hints, text } = message
  if (card !== undefined) {
    const { title, lead, rest, answerable, faulty } = drawCard(card, drawing, hints)
    const drawn = answerable ? answering(drawing, 'card', rest) : rest
    if (title !== undefined) return { heading: inline(title), title: plain(title), content: drawn, isGuide: true, faulty }
    const said = toHeadedHtml(lead)
    return { heading: headingOf(said.heading), title: said.title, content: html`${trusted(said.rest)}${drawn}`, isGuide: false, faulty }
  }
  const answers = choices.length > 0 && drawing.answer !== undefined && answering(drawing, 'choose', choiceButtons(choices))
  const sentence = { isGuide: false, faulty: false }
  if (!message.markdown) return { heading: undefined, title: text.slice(0, 160), content: html`${paragraphs(text)}${answers}`, ...sentence }
  const said = toHeadedHtml(text)
  return { heading: headingOf(said.heading), title: said.title, content: html`${trusted(said.rest)}${answers}`, ...sentence }
}

/** What stands in brackets at its end (« obligatoire, question 2 sur 9 ») is said more quietly. */
const headingOf = (inlineHtml: string): Html | undefined =>
  inlineHtml === '' ? undefined : trusted(inlineHtml.replace(/(\([^()<>]*\))$/, '<span class="aside">$1</span>'))
const plain = (title: string): string => toHeadedHtml(title).title

/** What a person wrote, as it is. */
const paragraphs = (text: string): Html =>
  html`${text.split(/\n{2,}/).map(each => html`<p>${each.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${line}`)}</p>`)}`

/** A message of before: nothing in it can be answered, and nothing is taken out of its sentences. */
export function drawEarlier(message: Message, drawing: Drawing): Html {
  const before = { ...drawing, answer: undefined }
  const { card, text, fromGuide } = message
  if (card === undefined) return fromGuide && message.markdown ? markdown(text) : paragraphs(text)
  const { title, lead, rest } = drawCard(card, before, message.hints)
  return html`${title !== undefined && heading(drawing.level, inline(title))}${lead !== '' && markdown(lead)}${rest}`
}
