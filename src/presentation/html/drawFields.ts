/** The inputs of a card as fields of a form: a label each, what is wrong with it beside it and tied to it. */
import { html, type Html } from '../../text/html.ts'
import { idOf, inputPrefix, unseen, type Drawing } from './drawing.ts'
import type { CardChoices, CardField, CardTextInput, CardToggle, FieldHint } from './message.ts'

/** What is said of a field beside its label. */
export interface AboutField {
  /** What is wrong with it. */
  readonly fault: string | undefined
  readonly hint: FieldHint | undefined
}

/** So many choices are seen at once; more stand in a list that opens. */
const mostRadios = 5
/** Longest answer that a field takes, in characters: a check refuses what is as long as that. */
const longestAnswer = 4000

const idOfField = ({ id }: CardField): string => idOf('in', id)
const idOfFault = ({ id }: CardField): string => idOf('fault', id)

/** Where a link leads that names a field. */
export const fieldTarget = (field: CardField): string => `#${field.type === 'Input.ChoiceSet' && isShort(field) ? `${idOfField(field)}-0` : idOfField(field)}`

/** What ties a control to its state. `required` is said and not enforced: the guide's own words are better than the browser's. */
const state = (field: CardField, { fault }: AboutField): Html => html`${field.isRequired === true && html` required`}${
  fault !== undefined && html` aria-invalid="true" aria-describedby="${idOfFault(field)}"`}`

const faultText = (field: CardField, { fault }: AboutField, { say }: Drawing): Html | false =>
  fault !== undefined && html`<p class="fault" id="${idOfFault(field)}">${unseen(`${say('fault')} `)}${withoutName(fault, field)}</p>`

/** « Prénom – Écrivez votre prénom… » stands right below « Prénom ». */
function withoutName(fault: string, { label = '' }: CardField): string {
  const [name = '', ...said] = fault.split(' – ')
  return said.length > 0 && label.startsWith(name) ? said.join(' – ') : fault
}

const isShort = ({ choices }: CardChoices): boolean => choices.length <= mostRadios

/** The kind of a text, by its style. */
const kinds: Readonly<Record<string, { readonly type: string; readonly autocomplete?: string }>> = {
  email: { type: 'email', autocomplete: 'email' },
  tel: { type: 'tel', autocomplete: 'tel' },
  url: { type: 'url' },
}

/** The attributes of a text that is typed. */
export function typed(style: string | undefined, hint: FieldHint | undefined): Html {
  const kind = kinds[style?.toLowerCase() ?? '']
  const autocomplete = hint?.autocomplete ?? kind?.autocomplete
  return html` type="${kind?.type ?? 'text'}"${autocomplete !== undefined && html` autocomplete="${autocomplete}"`}${
    hint?.inputMode !== undefined && html` inputmode="${hint.inputMode}"`} maxlength="${longestAnswer}"`
}

function textField(field: CardTextInput, about: AboutField, drawing: Drawing): Html {
  const { id, label = '', style, isMultiline, value = '' } = field
  const name = inputPrefix + id
  const control = isMultiline === true
    ? html`<textarea id="${idOfField(field)}" name="${name}" rows="4" maxlength="${longestAnswer}"${state(field, about)}>${value}</textarea>`
    : html`<input id="${idOfField(field)}" name="${name}" value="${value}"${typed(style, about.hint)}${state(field, about)}>`
  return html`<div class="field"><label for="${idOfField(field)}">${label}</label>${faultText(field, about, drawing)}${control}</div>`
}

function choiceField(field: CardChoices, about: AboutField, drawing: Drawing): Html {
  const { id, label = '', choices, value } = field
  const name = inputPrefix + id
  if (!isShort(field)) {
    const none = choices.some(each => each.value === value) ? undefined : html`<option value="">${drawing.say('choose')}</option>`
    return html`<div class="field"><label for="${idOfField(field)}">${label}</label>${faultText(field, about, drawing)}
<select id="${idOfField(field)}" name="${name}"${state(field, about)}>${none}${choices.map(each =>
  html`<option value="${each.value}"${each.value === value && html` selected`}>${each.title}</option>`)}</select></div>`
  }
  const one = (each: { title: string; value: string }, index: number): Html => {
    const own = `${idOfField(field)}-${index}`
    return html`<div class="option"><input type="radio" id="${own}" name="${name}" value="${each.value}"${each.value === value && html` checked`}${
      field.isRequired === true && html` required`}><label for="${own}">${each.title}</label></div>`
  }
  return html`<fieldset class="field options"${about.fault !== undefined && html` aria-describedby="${idOfFault(field)}"`}><legend>${label}</legend>${
    faultText(field, about, drawing)}${choices.map(one)}</fieldset>`
}

function toggleField(field: CardToggle, about: AboutField, drawing: Drawing): Html {
  const { id, label = '', title, valueOn = 'true', valueOff = 'false', value } = field
  const name = inputPrefix + id
  // A box that is not ticked sends nothing: what stands before it is then what was said.
  return html`<fieldset class="field consent"><legend>${label}</legend>${faultText(field, about, drawing)}<div class="option">
<input type="hidden" name="${name}" value="${valueOff}"><input type="checkbox" id="${idOfField(field)}" name="${name}" value="${valueOn}"${
  value === valueOn && html` checked`}${state(field, about)}><label for="${idOfField(field)}">${title}</label></div></fieldset>`
}

/** A field of a form. */
export function drawField(field: CardField, about: AboutField, drawing: Drawing): Html {
  switch (field.type) {
    case 'Input.Text':
      return textField(field, about, drawing)
    case 'Input.ChoiceSet':
      return choiceField(field, about, drawing)
    case 'Input.Toggle':
      return toggleField(field, about, drawing)
  }
}
