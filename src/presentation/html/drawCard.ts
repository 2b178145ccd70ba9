/** A card as HTML: steps, a picture, a link, fields, and a review as a list of names and values, each with its button. */
import { html, type Html } from '../../text/html.ts'
import { cardButtons } from './drawButtons.ts'
import { drawField, fieldTarget } from './drawFields.ts'
import { heading, inline, markdown, unseen, type Drawing } from './drawing.ts'
import type { Card, CardColumns, CardElement, CardField, CardPlain, Message } from './message.ts'

/** A card taken apart: what heads it, what is said first, and all the rest. */
export interface DrawnCard {
  /** Markdown of one line; undefined: it has no title. */
  readonly title: string | undefined
  /** Markdown of the sentences before anything else, where the card has no title. */
  readonly lead: string
  readonly rest: Html
  /** Something in it is to be filled in or pressed. */
  readonly answerable: boolean
  /** Something that was filled in is to be repaired. */
  readonly faulty: boolean
}

const isField = (element: CardElement): element is CardField => element.type.startsWith('Input.')
const plainText = ({ inlines }: CardPlain): string => inlines.map(({ text }) => text).join('')

/** What is wrong with a field stands right below it, under an id that names it. */
const faultOf = (field: CardField, next: CardElement | undefined): string | undefined =>
  next?.type === 'RichTextBlock' && next.id === `${field.id}:fault` ? plainText(next) : undefined

/** A row of a review: a name, a value, and what changes it. */
function reviewRow({ columns }: CardColumns, drawing: Drawing): Html {
  const items = columns.flatMap(column => column.items)
  const names = items.flatMap(item => (item.type === 'TextBlock' ? [inline(item.text)] : []))
  const values = items.flatMap(item => (item.type === 'RichTextBlock' ? [html`<dd>${plainText(item)}</dd>`] : []))
  const buttons = items.flatMap(item => (item.type === 'ActionSet' ? [cardButtons(item.actions, drawing)] : []))
  return html`<div class="row"><dt>${names}</dt>${values}${buttons.map(each => each !== undefined && html`<dd class="change">${each}</dd>`)}</div>`
}

/** Lines that only are to be read can be taken along: what does it is the page's script, and without one it is not shown. */
const copying = (rows: readonly CardColumns[], { answer, say }: Drawing): Html | false =>
  answer !== undefined && rows.every(({ columns }) => columns.every(({ items }) => items.every(({ type }) => type !== 'ActionSet'))) &&
  html`<p class="copying"><button type="button" class="button copy" data-copied="${say('copied')}">${say('copy')}</button></p>`

function picture(url: string, alt: string, { picture, say }: Drawing): Html | false {
  const address = picture(url)
  return address !== undefined && html`<figure class="picture"><a href="${address}" target="_blank" rel="noopener"><img src="${address}" alt="${alt}">${
    unseen(` ${say('enlarge')}`)}</a></figure>`
}

/** What is wrong in a form, in one place, each with a link to its field. */
const faultsIn = (body: readonly CardElement[]): Html[] =>
  body.flatMap((element, index) => {
    const fault = isField(element) ? faultOf(element, body[index + 1]) : undefined
    return isField(element) && fault !== undefined ? [html`<li><a href="${fieldTarget(element)}">${fault}</a></li>`] : []
  })

const faultList = (faults: readonly Html[], { say }: Drawing): Html | false =>
  faults.length > 0 && html`<div class="faults" role="group" aria-label="${say('faults')}"><ul>${faults}</ul></div>`

/** Elements one after the other. */
function bodyOf(body: readonly CardElement[], drawing: Drawing, hints: Message['hints']): (Html | false | undefined)[] {
  const deeper = { ...drawing, level: drawing.level + 1 }
  return body.map((element, index) => {
    const before = body[index - 1]
    switch (element.type) {
      case 'TextBlock':
        if (element.style === 'heading') return heading(deeper.level, inline(element.text))
        return element.isSubtle === true ? html`<div class="note">${markdown(element.text)}</div>` : markdown(element.text)
      case 'RichTextBlock':
        return (before === undefined || !isField(before) || faultOf(before, element) === undefined) && html`<p>${plainText(element)}</p>`
      case 'Image':
        return picture(element.url, element.altText ?? '', drawing)
      case 'ColumnSet': {
        if (before?.type === 'ColumnSet') return undefined
        const end = body.findIndex((each, at) => at > index && each.type !== 'ColumnSet')
        const rows = body.slice(index, end === -1 ? undefined : end).filter(each => each.type === 'ColumnSet')
        return html`<dl class="review">${rows.map(row => reviewRow(row, drawing))}</dl>${copying(rows, drawing)}`
      }
      case 'ActionSet':
        return cardButtons(element.actions, drawing)
      case 'Input.Text':
      case 'Input.ChoiceSet':
      case 'Input.Toggle':
        // Of what was asked before, what was answered is in the review.
        return drawing.answer !== undefined &&
          drawField(element, { fault: faultOf(element, body[index + 1]), hint: hints[element.id] }, drawing)
      default:
        return undefined
    }
  })
}

const isSentence = (element: CardElement): boolean =>
  element.type === 'TextBlock' && element.style !== 'heading' && element.isSubtle !== true

/** Draws a card. */
export function drawCard({ body, actions }: Card, drawing: Drawing, hints: Message['hints']): DrawnCard {
  const [first] = body
  const title = first?.type === 'TextBlock' && 'weight' in first && first.style !== 'heading' ? first.text : undefined
  const end = body.findIndex(element => !isSentence(element))
  const lead = title === undefined ? body.slice(0, end === -1 ? undefined : end) : body.slice(0, 1)
  const rest = body.slice(lead.length)
  const faults = faultsIn(rest)
  return {
    title,
    lead: title === undefined ? lead.flatMap(element => (element.type === 'TextBlock' ? [element.text] : [])).join('\n\n') : '',
    rest: html`${drawing.answer !== undefined && faultList(faults, drawing)}${bodyOf(rest, drawing, hints)}${cardButtons(actions, drawing)}`,
    answerable: [...actions, ...rest.flatMap(element => (element.type === 'ActionSet' ? element.actions : []))].some(({ type }) => type !== 'Action.OpenUrl') ||
      rest.some(isField),
    faulty: faults.length > 0,
  }
}
