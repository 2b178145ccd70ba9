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

/**
 * @param where names the state of the page in a failure
 * @param except rules that do not apply to what is shown
 */
export async function accessible(page: Page, where = page.url(), except: readonly string[] = []): Promise<void> {
  if (!(await page.evaluate<boolean>('typeof axe === "object"'))) await page.evaluate(axe())
  const options: RunOptions = {
    resultTypes: ['violations'], iframes: false, rules: Object.fromEntries(except.map(rule => [rule, { enabled: false }])),
  }
  const found = await page.evaluate<[string, string[]][]>(
    `axe.run(document, ${JSON.stringify(options)})
      .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
  )
  assert.deepEqual(found, [], where)
}
