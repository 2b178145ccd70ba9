/** Somebody at the page with a browser: what they press and write, and what they then see. Found by the words that editors wrote. */
import assert from 'node:assert/strict'
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

/** What acts on a page: by a pointer, or by the keys that somebody has who uses no pointer. */
export interface Hand {
  press(target: Locator): Promise<void>
  fill(target: Locator, text: string): Promise<void>
  check(target: Locator): Promise<void>
}

export const pointer: Hand = {
  press: target => target.click(),
  fill: (target, text) => target.fill(text),
  check: target => target.check(),
}

/** More than a page has that can be reached. */
const mostTabs = 120

/** Tab, Space and Enter alone. */
export function keyboard(page: Page): Hand {
  /** @throws {AssertionError} when Tab never comes there */
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor()
    const reached = (): Promise<boolean> => target.evaluate(each => each.matches(':focus'))
    for (let tabs = 0; !(await reached()); tabs++) {
      assert.ok(tabs < mostTabs, `Tab does not reach ${String(target)}`)
      await page.keyboard.press('Tab')
    }
  }
  return {
    press: async target => {
      await reach(target)
      await page.keyboard.press('Enter')
    },
    fill: async (target, text) => {
      await reach(target)
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.insertText(text)
    },
    check: async target => {
      await reach(target)
      await page.keyboard.press('Space')
    },
  }
}

/** @param hand how they press and write */
export function pageVisitor(page: Page, library: Library, locale: string, hand: Hand = pointer): PageVisitor {
  const words = (key: string): string => library.plain(locale, key)
  const now = page.locator('#now')
  return {
    words,
    now,
    press: label => hand.press(now.getByRole('button', { name: label, exact: true }).last()),
    say: async text => {
      await hand.fill(page.locator('#text'), text)
      await page.keyboard.press('Enter')
    },
    hears: async (text, timeout) => now.filter({ hasText: text }).waitFor(timeout === undefined ? {} : { timeout }),
    seen: key => words(key).replace(/\*\*/g, '').split(/\{\{|“”|[[\n]|(?<=[.?!:])\s/)[0]!.trim().slice(0, 40),
  }
}
