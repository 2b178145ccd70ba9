/** Bars, drawn on the server: told apart by how they are filled, not by colour, and each with its number beside it in the table. */
import { html, trusted, type Html } from '../../text/html.ts'
import { least } from '../../storage/counters.ts'
import { outcomes, type OutcomeName, type Sum } from './figures.ts'

const width = 640
const rowHeight = 26
/** Room for the names. */
const names = 200

/** How each part is filled. The hatches stand once in a page, in the legend. */
const hatches = trusted(`<defs><pattern id="handedOver" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="paper" width="6" height="6"/><rect class="ink" width="3" height="6"/></pattern><pattern id="left" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="paper" width="6" height="6"/><circle class="ink" cx="2" cy="2" r="1.2"/></pattern></defs>`)
const fillOf: Readonly<Record<OutcomeName, string>> = { solved: 'currentColor', handedOver: 'url(#handedOver)', left: 'url(#left)' }

/** A small number is drawn as if it were the least that is told. */
const drawn = (times: number): number => (times === 0 ? 0 : Math.max(times, least))

/**
 * @param title read out in the place of the picture; the table beside it holds the numbers
 * @param labelOf what stands beside a bar
 */
export function barsOf(title: string, sums: readonly Sum[], labelOf: (name: string) => string): Html {
  const longest = Math.max(1, ...sums.map(sum => outcomes.reduce((all, each) => all + drawn(sum[each]), 0)))
  const scale = (width - names - 10) / longest
  const bars = sums.map((sum, row) => {
    let from = names
    const y = row * rowHeight + 4
    return html`<text x="${names - 8}" y="${y + 14}" text-anchor="end">${short(labelOf(sum.name))}</text>${outcomes.map(each => {
      const long = Math.round(drawn(sum[each]) * scale * 10) / 10
      const x = from
      from += long
      return long > 0 && html`<rect x="${x}" y="${y}" width="${long}" height="${rowHeight - 8}" fill="${fillOf[each]}" stroke="currentColor"/>`
    })}`
  })
  return html`<svg class="bars" role="img" aria-label="${title}" viewBox="0 0 ${width} ${sums.length * rowHeight + 4}" width="${width}">${bars}</svg>`
}

const short = (label: string): string => (label.length <= 24 ? label : `${label.slice(0, 23).trimEnd()}…`)

/** What each filling means. */
export const legendOf = (nameOf: (outcome: OutcomeName) => string): Html => html`<ul class="legend">${outcomes.map((each, n) =>
  html`<li><svg width="28" height="16" aria-hidden="true" focusable="false">${n === 0 && hatches}<rect x="1" y="1" width="26" height="14" fill="${fillOf[each]}" stroke="currentColor"/></svg> ${nameOf(each)}</li>`)}</ul>`
