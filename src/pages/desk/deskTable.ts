/** A table of the desk. Where it is wider than its place it is moved by itself, by keyboard too, and never the page. */
import { html, type Html } from '../../text/html.ts'

export interface Column {
  readonly title: string
  /** Numbers stand below one another. */
  readonly number?: boolean
  /** Its title is read out, and not seen. */
  readonly unseen?: boolean
}

/**
 * @param caption says what it is of, to whoever does not see it
 * @param rows the first cell of each is its heading
 */
export const deskTable = (caption: string, columns: readonly Column[], rows: readonly (readonly (Html | string)[])[]): Html => {
  const kind = (index: number): Html | false => columns[index]?.number === true && html` class="number"`
  return html`<div class="wide-table" role="region" tabindex="0" aria-label="${caption}"><table><thead><tr>${
    columns.map(({ title, unseen }, index) => html`<th scope="col"${kind(index)}>${unseen === true ? html`<span class="visually-hidden">${title}</span>` : title}</th>`)
  }</tr></thead><tbody>${
    rows.map(([first = '', ...cells]) => html`<tr><th scope="row"${kind(0)}>${first}</th>${cells.map((cell, index) => html`<td${kind(index + 1)}>${cell}</td>`)}</tr>
`)}</tbody></table></div>`
}
