/** What the parts of the script share: an element of the page, and how long to wait before trying again. */

/** Of a page that the server wrote: what stands there is what is looked for. */
export function find<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector)
  if (found === null) throw new Error(`There is no ${selector}`)
  return found
}

/** How long to wait before trying again, ms: longer each time, and never all pages at once. */
export const pause = (failures: number): number => Math.min(8000, 400 * 2 ** failures) * (0.5 + Math.random() / 2)
