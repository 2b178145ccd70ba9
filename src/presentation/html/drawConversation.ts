/**
 * A conversation as HTML: what is asked now, which heads the page, and what was said before it. The same pieces are a page of their own
 * and what a stream brings.
 */
import { html, type Html } from '../../text/html.ts'
import { typed } from './drawFields.ts'
import { heading, hiddenFields, idOf, unseen, type Drawing } from './drawing.ts'
import { drawEarlier, drawMessage, type DrawnMessage } from './drawMessage.ts'
import type { Message } from './message.ts'

/** What is asked now. */
export interface DrawnNow {
  /** For the title of the page, as plain text. */
  readonly title: string
  readonly html: Html
  /** Something that was typed or chosen is to be repaired. */
  readonly faulty: boolean
  /** Something is asked; otherwise the guide is at work, or has ended. */
  readonly asks: boolean
}

/** A message of before. */
export interface DrawnEarlier {
  readonly id: string
  readonly html: Html
}

export interface DrawnConversation {
  readonly now: DrawnNow
  /** Oldest first. */
  readonly earlier: readonly DrawnEarlier[]
}

/** Step of what the guide says unasked, with all that can be answered then. */
const announcement = 'bot.announcement'

/** What the guide has said since a person last wrote, or since something happened elsewhere, and everything before that. */
export function sinceTheLastWord(messages: readonly Message[]): { readonly now: readonly Message[]; readonly earlier: readonly Message[] } {
  const spoke = messages.findLastIndex(({ fromGuide }) => !fromGuide)
  const last = Math.max(spoke, messages.findLastIndex(({ step }) => step === announcement) - 1)
  return { now: messages.slice(last + 1), earlier: messages.slice(0, last + 1) }
}

/** A question that is asked again further below stands there once. */
const askedOnce = (messages: readonly Message[]): Message[] =>
  messages.filter(({ ask, step, field }, index) =>
    ask === undefined || !messages.slice(index + 1).some(later => later.ask !== undefined && later.step === step && later.field === field))

/** The language of a message, where it is not the page's. */
const language = ({ locale }: Message, drawing: Drawing): Html | false =>
  locale !== undefined && locale !== drawing.locale && html` lang="${locale}"`

/** Where a person writes what no button says. The question above names it. */
function writeForm(asked: Message | undefined, drawing: Drawing, typedBefore: string): Html | false {
  const { answer, say } = drawing
  if (answer === undefined) return false
  const hint = asked?.field === undefined ? undefined : asked.hints[asked.field]
  const style = asked?.field === undefined ? undefined : styles[hint?.inputMode ?? '']
  const faulty = asked?.part === 'field retry'
  return html`<form class="write" method="post" action="${answer.action}" novalidate>${hiddenFields(answer)}
<label for="text">${say('yourAnswer')}</label>
<input id="text" name="text" value="${typedBefore}" aria-describedby="question"${faulty && html` aria-invalid="true"`}${typed(style, hint ?? { autocomplete: 'off' })}>
<button class="button send">${say('send')}</button></form>`
}
const styles: Readonly<Record<string, string>> = { email: 'Email', tel: 'Tel' }

/** One message of what is said now. @param top whether its heading is the page's */
function partOf(message: Message, { heading: line, content, isGuide }: DrawnMessage, drawing: Drawing, top: boolean, asks: boolean): Html {
  const level = top ? drawing.level : drawing.level + 1
  // A sentence on the way to the question has no heading of its own.
  if (!top && !asks && !isGuide)
    return html`<div class="message" id="${idOf('now', message.id)}" data-step="${message.step ?? ''}"${language(message, drawing)}>${
      drawEarlier(message, { ...drawing, level })}</div>`
  const attributes = html`${top && html` class="title" tabindex="-1"`}${asks && html` id="question"`}`
  const kind = asks ? 'message question' : isGuide ? 'message guide' : 'message'
  const head = line === undefined ? (asks || top) && heading(level, unseen(drawing.say('guideSays')), attributes) : heading(level, line, attributes)
  return html`<div class="${kind}" id="${idOf('now', message.id)}" data-step="${message.step ?? ''}"${language(message, drawing)}>${head}${content}</div>`
}

/**
 * What is asked now, headed by the guide's page that it follows, else by the question itself.
 * @param typedBefore stands in the field: what could not be taken
 */
function drawNow(messages: readonly Message[], drawing: Drawing, typedBefore: string): DrawnNow {
  const shown = askedOnce(messages)
  const last = shown.at(-1)
  const asked = last?.ask === undefined ? shown.findLast(({ ask }) => ask !== undefined) : last
  const parts = shown.map(message => ({
    message,
    drawn: drawMessage(message, message === asked ? drawing : { ...drawing, answer: undefined }),
  }))
  const guide = parts.find(({ drawn, message }) => drawn.isGuide && message !== asked)
  const top = guide ?? parts.find(({ message }) => message === asked) ?? parts.at(-1)
  const question = parts.find(({ message }) => message === asked) ?? parts.at(-1)
  const title = [question, guide].flatMap(part => (part === undefined ? [] : [part.drawn.title])).join(' – ')
  const said = parts.map(part => partOf(part.message, part.drawn, drawing, part === top, part === question))
  return {
    title,
    html: html`${said}${writeForm(asked, drawing, typedBefore)}`,
    faulty: asked?.part === 'field retry' || question?.drawn.faulty === true,
    asks: asked !== undefined,
  }
}

const entry = (message: Message, drawing: Drawing): DrawnEarlier => {
  const { fromGuide, at } = message
  const id = idOf('m', message.id)
  const who = drawing.say(fromGuide ? 'guideSays' : 'youSay')
  return {
    id,
    html: html`<li class="entry ${fromGuide ? 'guide' : 'person'}" id="${id}"${at !== undefined && html` data-at="${at}"`}${
      language(message, drawing)}>${unseen(who)}${drawEarlier(message, drawing)}</li>`,
  }
}

/** Draws a conversation. @param typedBefore what a person typed that could not be taken, to be sent again */
export function drawConversation(messages: readonly Message[], drawing: Drawing, typedBefore = ''): DrawnConversation {
  const { now, earlier } = sinceTheLastWord(messages)
  const deeper = { ...drawing, level: drawing.level + 2, answer: undefined }
  return { now: drawNow(now, drawing, typedBefore), earlier: earlier.map(message => entry(message, deeper)) }
}
