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

/**
 * Looks at the page as it is, and at its colours in the scheme, light or dark, in which it is not.
 * @param where names the state of the page in a failure
 * @param except rules that do not apply to what is shown
 */
export async function accessible(page: Page, where = page.url(), except: readonly string[] = []): Promise<void> {
  if (!(await page.evaluate<boolean>('typeof axe === "object"'))) await page.evaluate(axe())
  const look = (options: RunOptions): Promise<[string, string[]][]> =>
    page.evaluate(
      `axe.run(document, ${JSON.stringify({ resultTypes: ['violations'], iframes: false, ...options })})
        .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
    )
  assert.deepEqual(await look({ rules: Object.fromEntries(except.map(rule => [rule, { enabled: false }])) }), [], where)
  const [seen, other] = (await page.evaluate<boolean>('matchMedia("(prefers-color-scheme: dark)").matches'))
    ? (['dark', 'light'] as const)
    : (['light', 'dark'] as const)
  await page.emulateMedia({ colorScheme: other })
  assert.deepEqual(await look({ runOnly: ofColours }), [], `${where}, ${other}`)
  await page.emulateMedia({ colorScheme: seen })
}
