/** What all parts of the drawing share: its words, its ids, the marks that it makes of Markdown. No DOM and nothing of Node. */
import { toHtml, toInlineHtml } from '../../content/markdown.ts'
import { html, trusted, type Html } from '../../text/html.ts'

/** Words of the page, by their names under `pages:chat`. */
export type DrawnWord =
  | 'send'
  | 'yourAnswer'
  | 'guideSays'
  | 'youSay'
  | 'choose'
  | 'fault'
  | 'faults'
  | 'enlarge'
  | 'copy'
  | 'copied'
export type SayDrawn = (name: DrawnWord) => string

/** Where an answer goes, and what goes with it unseen. */
export interface AnswerForm {
  readonly action: string
  readonly hidden: Readonly<Record<string, string>>
}

/** How something is drawn: what is asked now, with the form that answers it, or something of before, which nobody can answer. */
export interface Drawing {
  readonly say: SayDrawn
  /** Language of the page; a message in another one says so. */
  readonly locale: string
  readonly answer: AnswerForm | undefined
  /** Level of its headings: 1 for what is asked now. */
  readonly level: number
  /** Where a browser finds a picture that a card names by the address for everybody; undefined: it is not shown. */
  readonly picture: (url: string) => string | undefined
}

/** Before the name of what a card's input holds, so that no input is taken for something else of the form. */
export const inputPrefix = 'input.'

export const markdown = (text: string): Html => trusted(toHtml(text))
export const inline = (text: string): Html => trusted(toInlineHtml(text))

/** A heading of that level. @param attributes in front of its content: an id, a class */
export const heading = (level: number, content: Html, attributes: Html = html``): Html => {
  const name = `h${Math.min(6, level)}`
  return html`<${trusted(name)}${attributes}>${content}</${trusted(name)}>`
}

export const hiddenFields = ({ hidden }: AnswerForm): Html[] =>
  Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)

/** Seen by nobody, and said by a screen reader. */
export const unseen = (text: string): Html => html`<span class="visually-hidden">${text}</span>`

/** What names an element: letters, figures, `-`, `_` and `.` of what it stands for. */
export const idOf = (prefix: string, name: string): string => `${prefix}-${name.replace(/[^\w.-]/g, '_')}`

/** Addresses that a link may lead to. What a card names was written by an editor or set by an operator, and is looked at all the same. */
export const isOpenable = (url: string): boolean => /^(?:https?:\/\/|mailto:|\/(?!\/))[^\s]/i.test(url)
