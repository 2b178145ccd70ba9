/** Somebody at the page with a browser: what they press and write, and what they then see. Found by the words that editors wrote. */
import type { Locator, Page } from 'playwright-core'
import type { Library } from '../../src/content/library.ts'

export interface PageVisitor {
  words(key: string): string
  /** What is asked now. */
  readonly now: Locator
  press(label: string): Promise<void>
  say(text: string): Promise<void>
  /** Waits until something is said now. */
  hears(text: string, timeout?: number): Promise<void>
  /** The first sentence of a text, up to its first variable or mark-up: what of it certainly stands in one piece. */
  seen(key: string): string
}

/** The script of the page is at work. */
export const alive = (page: Page): Promise<void> => page.locator('html.live').waitFor()

/** @param keyboard presses with the keyboard alone */
export function pageVisitor(page: Page, library: Library, locale: string, keyboard = false): PageVisitor {
  const words = (key: string): string => library.plain(locale, key)
  const now = page.locator('#now')
  return {
    words,
    now,
    press: async label => {
      const button = now.getByRole('button', { name: label, exact: true }).last()
      if (!keyboard) return button.click()
      await button.focus()
      await page.keyboard.press('Enter')
    },
    say: async text => {
      await page.locator('#text').focus()
      await page.keyboard.insertText(text)
      await page.keyboard.press('Enter')
    },
    hears: async (text, timeout) => now.filter({ hasText: text }).waitFor(timeout === undefined ? {} : { timeout }),
    seen: key => words(key).replace(/\*\*/g, '').split(/\{\{|[[\n]|(?<=[.?!:])\s/)[0]!.trim().slice(0, 40),
  }
}
