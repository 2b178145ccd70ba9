/** A conversation as a picture: its steps from the first one down, the ways between them, each step a link to its words. */
import { arrowsOf, isEnd, type DialogTable } from '../../../flow/table.ts'
import { targetsOf } from '../../../flow/draw.ts'
import { html, trusted, type Html } from '../../../text/html.ts'

/** What stands in the picture for a step. */
export interface StepLabel {
  readonly text: string
  /** Where its words are changed; undefined: it has none. */
  readonly address: string | undefined
}

interface Placed {
  readonly name: string
  readonly rank: number
  readonly column: number
  readonly next: readonly string[]
}

/** Of a step and of the space around it, px. */
const box = { width: 210, height: 60, across: 24, down: 44 } as const

/** Steps and ends with how far each is from the first step. */
function placed({ first, steps }: DialogTable): Placed[] {
  const names = Object.keys(steps)
  const nextOf = (name: string): string[] => {
    const step = steps[name]
    if (step === undefined) return []
    const targets = arrowsOf(step).flatMap(({ arrow }) => targetsOf(arrow, names))
    return [...new Set(step.kind === 'begin' && step.passOn === true ? [...targets, 'end'] : targets)].map(each => (isEnd(each) ? 'end' : each))
  }
  const ranks = new Map<string, number>([[first, 0]])
  for (const name of ranks.keys())
    for (const next of nextOf(name)) if (!ranks.has(next) && next !== 'end') ranks.set(next, (ranks.get(name) ?? 0) + 1)
  const last = Math.max(...ranks.values())
  for (const name of names) if (!ranks.has(name)) ranks.set(name, last)
  ranks.set('end', last + 1)
  const taken = new Map<number, number>()
  return [...ranks].map(([name, rank]) => {
    const column = taken.get(rank) ?? 0
    taken.set(rank, column + 1)
    return { name, rank, column, next: [...new Set(nextOf(name))] }
  })
}

/** A text in at most two lines of the picture. */
function lines(text: string): string[] {
  const most = 27
  if (text.length <= most) return [text]
  const cut = text.lastIndexOf(' ', most)
  const [first, rest] = [text.slice(0, cut > 8 ? cut : most), text.slice(cut > 8 ? cut + 1 : most)]
  return [first, rest.length > most ? `${rest.slice(0, most - 1).trimEnd()}…` : rest]
}

/** @param title says what it is a picture of, to whoever does not see it */
export function conversationPicture(table: DialogTable, labelOf: (step: string) => StepLabel, title: string): Html {
  const all = placed(table)
  const rowOf = (rank: number): number => all.filter(each => each.rank === rank).length
  const widest = Math.max(...all.map(({ rank }) => rowOf(rank)))
  const width = widest * (box.width + box.across) + 2 * box.across
  const height = (Math.max(...all.map(({ rank }) => rank)) + 1) * (box.height + box.down) + box.down
  const places = new Map(all.map(({ name, rank, column }) => {
    const row = rowOf(rank) * (box.width + box.across) - box.across
    return [name, { x: (width - row) / 2 + column * (box.width + box.across), y: box.down / 2 + rank * (box.height + box.down) }] as const
  }))
  const ways = all.flatMap(({ name, next }) => next.flatMap(to => {
    const [a, b] = [places.get(name), places.get(to)]
    if (a === undefined || b === undefined || name === to) return []
    const [x1, x2] = [a.x + box.width / 2, b.x + box.width / 2]
    const back = b.y <= a.y
    // Back up along the side of both, down from the foot of one to the head of the other.
    const path = back
      ? `M${a.x + box.width} ${a.y + box.height / 2} C${a.x + box.width + 40} ${a.y + box.height / 2} ${b.x + box.width + 40} ${b.y + box.height / 2} ${b.x + box.width} ${b.y + box.height / 2}`
      : `M${x1} ${a.y + box.height} C${x1} ${a.y + box.height + box.down} ${x2} ${b.y - box.down} ${x2} ${b.y}`
    return [html`<path class="way${back && ' back'}" d="${path}" marker-end="url(#tip)"/>`]
  }))
  const nodes = all.map(({ name }) => {
    const { x, y } = places.get(name) ?? { x: 0, y: 0 }
    const { text, address } = labelOf(name)
    const said = lines(text).map((line, index, { length }) =>
      html`<text x="${x + box.width / 2}" y="${y + box.height / 2 + 5 + (index - (length - 1) / 2) * 18}">${line}</text>`)
    const drawn = html`<rect class="${address === undefined ? 'step silent' : 'step'}" x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="10"/>${said}`
    return address === undefined ? html`<g>${drawn}</g>` : html`<a href="${address}" aria-label="${text}">${drawn}</a>`
  })
  return html`<div class="wide-table" role="region" tabindex="0" aria-label="${title}"><svg class="conversation" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
${trusted('<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>')}${ways}${nodes}</svg></div>`
}
