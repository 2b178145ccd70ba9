/** Buttons: each sends what it stands for, as JSON under one name, whatever else its form holds. */
import { html, type Html } from '../../text/html.ts'
import { isOpenable, unseen, type Drawing } from './drawing.ts'
import type { CardButton, CardPress, SuggestedChoice } from './message.ts'

/** What a button sends under `answer`: the words of the person, and what the guide is told. */
export interface PressedAnswer {
  readonly text: string
  readonly value?: object
  /** Takes nothing along of what was filled in. */
  readonly alone?: true
}

const written = (answer: PressedAnswer): string => JSON.stringify(answer)

/** Reads what a button sent; undefined for what no button of ours can have. */
export function readPressed(answer: string): PressedAnswer | undefined {
  let read: unknown
  try {
    read = JSON.parse(answer)
  } catch {
    return undefined
  }
  if (typeof read !== 'object' || read === null || !('text' in read) || typeof read.text !== 'string') return undefined
  const value = 'value' in read && typeof read.value === 'object' && read.value !== null ? read.value : undefined
  return {
    text: read.text.slice(0, 1000),
    ...(value === undefined ? {} : { value }),
    ...('alone' in read && read.alone === true ? { alone: true } : {}),
  }
}

/** What is said of a button beyond what stands on it: « Modifier – Nom » stands as « Modifier ». */
function labelOf({ title, tooltip }: Pick<CardPress, 'title' | 'tooltip'>): Html {
  if (tooltip === undefined || tooltip === title) return html`${title}`
  return tooltip.startsWith(title) ? html`${title}${unseen(tooltip.slice(title.length))}` : html`${title}${unseen(` – ${tooltip}`)}`
}

function press(button: CardPress): Html {
  const { title, tooltip, style, associatedInputs, data } = button
  const alone = associatedInputs?.toLowerCase() === 'none'
  const answer = written({ text: tooltip ?? title, value: data, ...(alone ? { alone: true } : {}) })
  const kind = style === 'positive' ? 'button primary' : 'button'
  return html`<button class="${kind}" name="answer" value="${answer}">${labelOf(button)}</button>`
}

/** Buttons of a card. Those that answer are drawn where something can be answered; those that open a page, always. */
export function cardButtons(buttons: readonly CardButton[], { answer }: Drawing): Html | undefined {
  const drawn = buttons.flatMap((button): Html[] => {
    switch (button.type) {
      case 'Action.OpenUrl':
        return isOpenable(button.url) ? [html`<a class="button link" href="${button.url}">${button.title}</a>`] : []
      case 'Action.Submit':
      case 'Action.Execute':
        return answer === undefined ? [] : [press(button)]
      default:
        return []
    }
  })
  return drawn.length === 0 ? undefined : html`<p class="buttons">${drawn}</p>`
}

/** What can be answered to a sentence: a list, so that its length is said. */
export const choiceButtons = (choices: readonly SuggestedChoice[]): Html =>
  html`<ul class="choices">${choices.map(({ title, value }) =>
    html`<li><button class="button choice" name="answer" value="${written({ text: title, ...(value === undefined ? {} : { value }) })}">${title}</button></li>`)}</ul>`
