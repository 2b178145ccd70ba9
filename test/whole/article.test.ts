/** One article in a real browser: asked for in the chat with the keyboard alone, then as a page of its own, and back to the guide. */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { accessible } from '../support/accessible.ts'
import { desktop, phone, startBrowser, visit } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { alive, pageVisitor } from '../support/pageVisitor.ts'
import { inSoak } from '../support/soak.ts'

const asked: Readonly<Record<string, string>> = { fr: 'à quoi sert l’étoile dans le formulaire ?', en: 'what is the star in the form for?' }

describe('an article in the browser', function () {
  this.timeout(180_000)
  let guide: RunningGuide
  let browser: Browser
  before(async () => {
    guide = await startGuide({ PORTAL_URL: 'https://noa.example.org' })
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })

  const ways = [
    { locale: 'en', viewport: phone, colorScheme: 'dark' },
    { locale: 'fr', viewport: desktop, colorScheme: 'light' },
  ] as const
  // In `npm test` the article is shown by links.test.ts, and its page used by keys in helpPages.test.ts.
  for (const { locale, ...screen } of ways)
    inSoak(`is asked for, shown, and answered, ${locale}, ${screen.colorScheme}, ${screen.viewport.width} px`, async () => {
      const { context, page, faults } = await visit(browser, guide.address, screen)
      const { library } = guide.app
      const { say, hears, seen } = pageVisitor(page, library, locale)
      const { title } = library.article('help', locale, 'required-fields')!
      await page.goto(`${guide.address}/?lang=${locale}`)
      await alive(page)
      await say(asked[locale]!)
      await hears(title)
      await accessible(page, 'the chat')
      const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      assert.ok(Number(wide) <= 0, `${String(wide)} px too wide`)
      // The number of a button is as good as the button.
      await say('1')
      await hears(seen('dialogs:bot.anythingElse.text'))

      const path = locale === 'fr' ? '/aide/required-fields' : '/help/required-fields'
      await page.goto(`${guide.address}${path}`)
      assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), title)
      await accessible(page, path)
      await page.getByRole('link', { name: library.plain(locale, 'pages:help.article.talk') }).press('Enter')
      // Its topic is offered beside the conversation that there is, and then begins at once.
      await page.locator('.linked').getByRole('button').click()
      await hears(seen('dialogs:askForAccount.first.text'))
      assert.deepEqual(faults, [])
      await context.close()
    })
})
