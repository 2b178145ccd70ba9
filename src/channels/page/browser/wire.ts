/** What the page and its server say to each other (decision « the page is one channel »; `../view.ts` writes it). */

/** A conversation as it is now, relative to what this page has drawn. */
export interface Update {
  readonly watermark: number
  readonly locale: string
  readonly title: string
  /** The inside of `#now`. */
  readonly now: string
  readonly earlier: readonly { readonly id: string; readonly html: string }[]
  readonly asks: boolean
  readonly waits: boolean
  /** Asks the page to look around; answered once. */
  readonly look?: string
}

/** Of a page that the server wrote: what stands there is what is looked for. */
export function find<T extends HTMLElement>(selector: string): T {
  const found = document.querySelector<T>(selector)
  if (found === null) throw new Error(`There is no ${selector}`)
  return found
}

/** How long to wait before trying again, ms: longer each time, and never all pages at once. */
export const pause = (failures: number): number => Math.min(8000, 400 * 2 ** failures) * (0.5 + Math.random() / 2)
