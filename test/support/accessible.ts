/**
 * What axe finds on a page as it is seen now. The program goes into a document once, and runs there: `@axe-core/playwright` sends it
 * anew for each look and opens an empty page to put results of frames together, which takes longer than the look itself. What stands
 * in a frame is judged by itself.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'

let program: string | undefined
const axe = (): string => (program ??= readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8'))

/** What depends on colours: looked at again in the other scheme. */
const ofColours = ['color-contrast', 'link-in-text-block']

/** What axe finds, as the rules and the elements that break them. */
async function found(page: Page, options: RunOptions): Promise<[rule: string, elements: string[]][]> {
  if (!(await page.evaluate<boolean>('typeof axe === "object"'))) await page.evaluate(axe())
  return page.evaluate(
    `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], iframes: false, ...options })})
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  )
}

/**
 * Looks at the page as it is.
 * @param where names the state of the page in a failure
 * @param except rules that do not apply to what is shown
 */
export async function accessibleAsSeen(page: Page, where = page.url(), except: readonly string[] = []): Promise<void> {
  assert.deepEqual(await found(page, { rules: Object.fromEntries(except.map(rule => [rule, { enabled: false }])) }), [], where)
}

/** Looks at the page as it is, and at its colours in the scheme, light or dark, in which it is not. */
export async function accessible(page: Page, where = page.url(), except: readonly string[] = []): Promise<void> {
  await accessibleAsSeen(page, where, except)
  const [seen, other] = (await page.evaluate<boolean>('matchMedia("(prefers-color-scheme: dark)").matches'))
    ? (['dark', 'light'] as const)
    : (['light', 'dark'] as const)
  await page.emulateMedia({ colorScheme: other })
  assert.deepEqual(await found(page, { runOnly: ofColours }), [], `${where}, ${other}`)
  await page.emulateMedia({ colorScheme: seen })
}
