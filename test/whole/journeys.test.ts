/**
 * Whole journeys in a real browser, in every way in which the page can be used. `npm test` makes one of them by keys alone, with script,
 * and without; a soak makes all, in both languages, also on a bad line with a slow processor and with a script that stops to come.
 */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { phone, startBrowser, visit } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { journeys, stepsOf, travel, type Way } from '../support/journeys.ts'
import { lines, slowDown } from '../support/slowLine.ts'
import { focused, heardInOrder } from '../support/spoken.ts'

const whole = process.env['SOAK'] !== undefined

const withScript: Way = { name: 'script', script: true }
const withoutScript: Way = { name: 'no script', script: false }
const byKeys: Way = {
  name: 'keys', script: true, keys: true,
  heard: async (page, actions) => {
    if (actions > 0) await focused(page)
    await heardInOrder(page)
  },
}
const byKeysAlone: Way = { name: 'keys without script', script: false, keys: true, heard: page => heardInOrder(page) }
const slow: Way = { name: 'slow', script: true, before: (page, actions) => (actions === 0 ? slowDown(page, lines.slow) : Promise.resolve()) }
const slowWithoutScript: Way = { ...slow, name: 'slow without script', script: false }
/** The address of the script answers 503 after the second answer. */
const scriptGone: Way = {
  name: 'script gone', script: true,
  before: async (page, actions) => {
    if (actions !== 2) return
    await page.context().route('**/assets/page.*.js', route => route.fulfill({ status: 503 }))
    await page.reload()
    assert.equal(await page.locator('html.live').count(), 0)
  },
}

describe('journeys in the browser', function () {
  this.timeout(180_000)
  let guide: RunningGuide
  let browser: Browser
  before(async () => {
    guide = await startGuide({ PORTAL_URL: 'https://noa.example.org', HELPDESK_EMAIL: 'aide@example.org' })
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })

  /** @returns the names of all that was said */
  async function made(name: string, locale: string, way: Way): Promise<string[]> {
    const { context, page, faults } = await visit(browser, guide.address, {
      locale: locale === 'fr' ? 'fr-FR' : 'en-GB', javaScriptEnabled: way.script, ...(locale === 'en' ? { viewport: phone } : {}),
    })
    try {
      await travel(guide, { context, page }, locale, name, way)
      // What does not come is a fault of the console, and here the point.
      assert.deepEqual(faults.filter(fault => way !== scriptGone || !fault.includes('503')), [])
      return await stepsOf(guide)
    } finally {
      await context.close()
    }
  }

  for (const name of whole ? Object.keys(journeys) : ['sign-up to the active account'])
    for (const locale of whole ? ['fr', 'en'] : ['fr'])
      describe(`${name} (${locale})`, () => {
        let steps: string[] = []
        const [first, ...others] = whole
          ? [withScript, withoutScript, byKeys, byKeysAlone, slow, slowWithoutScript, scriptGone] as const
          : [byKeys, withoutScript] as const
        it(first.name, async () => {
          steps = await made(name, locale, first)
          assert.ok(steps.length > 0)
        })
        for (const way of others)
          it(`${way.name}, and the same is said`, async () => {
            const found = await made(name, locale, way)
            // What a page with a script asks more: whether it may look at the browser.
            const common = (all: readonly string[]): string[] =>
              all.filter((each, at) => !each.startsWith('selfCheck.') && !(each === 'person' && all[at - 1]?.startsWith('selfCheck.') === true))
            assert.deepEqual(common(found), common(steps))
          })
      })

  it('logged nothing of what was typed', () => {
    assert.doesNotMatch(guide.log.join(''), /marie|radium|skłodowska|onerror/i)
  })
})
