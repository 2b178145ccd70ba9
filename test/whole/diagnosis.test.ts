/**
 * The diagnosis of a blank page in a real browser, from what is seen to the mail that the helpdesk gets: both languages, a desktop and a
 * phone, light and dark, axe at each kind of screen, and once without a mouse.
 */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { accessible } from '../support/accessible.ts'
import { desktop, phone, startBrowser, visit } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { alive, keyboard as keys, pageVisitor, pointer } from '../support/pageVisitor.ts'
import { howMany } from '../support/soak.ts'

const ways = [
  { locale: 'fr', viewport: desktop, colorScheme: 'light', keyboard: true, blank: 'la page reste toute blanche', person: 'parler à quelqu’un' },
  { locale: 'fr', viewport: phone, colorScheme: 'dark', keyboard: false, blank: 'je ne vois qu’une page toute blanche', person: 'parler à quelqu’un' },
  { locale: 'en', viewport: desktop, colorScheme: 'dark', keyboard: false, blank: 'I only see a blank page', person: 'talk to someone' },
  { locale: 'en', viewport: phone, colorScheme: 'light', keyboard: false, blank: 'the page stays blank', person: 'talk to someone' },
] as const
/** `npm test` goes the first, and looks at each screen at the colours of both schemes. */
const runs = ways.slice(0, howMany('DIAGNOSES', ways.length))

describe('a diagnosis in the browser', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  let browser: Browser
  before(async () => {
    guide = await startGuide({ HELPDESK_EMAIL: 'aide@example.org' })
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })

  for (const { locale, viewport, colorScheme, keyboard, blank, person } of runs)
    it(`goes from a blank page to a report (${locale}, ${viewport.width} px, ${colorScheme}${keyboard ? ', keyboard alone' : ''})`, async () => {
      const { library } = guide.app
      const { context, page } = await visit(browser, guide.address, { locale: locale === 'fr' ? 'fr-FR' : 'en-GB', viewport, colorScheme })
      const { words, seen, press, say, hears, now } = pageVisitor(page, library, locale, keyboard ? keys(page) : pointer)
      const sent = seen('dialogs:contactSupport.sent.text')
      try {
        // A fault on purpose: an extension that blocks what looks like an advertisement.
        await context.route('**/ads/**', route => route.abort('blockedbyclient'))
        await page.goto(`${guide.address}/?lang=${locale}`)
        await alive(page)
        await hears(seen('dialogs:bot.greeting.text'))
        await say(blank)
        await hears(seen('dialogs:selfCheck.mayI.text'))
        await press(words('dialogs:selfCheck.mayI.options.yes'))
        await hears(words('pages:report.findings.resourceBlocked.text'))
        await accessible(page)
        await press(words('dialogs:selfCheck.found.options.no'))
        await hears('Chrome (Linux)')
        await press(words('dialogs:bot.form.yes'))
        // Only that part of the browser's page.
        await hears(words('pages:browsers.sections.extensions'))
        assert.equal(await now.getByText(words('pages:browsers.sections.javaScript')).count(), 0)
        await accessible(page)
        await press(words('dialogs:cleanBrowser.didExtensionsHelp.options.no'))
        await hears(words('pages:browsers.sections.siteData'))
        await say(person)
        await hears(seen('dialogs:contactSupport.ownWords.text'))
        const name = `${locale}${viewport.width}`
        await say(`${name} <img src=x onerror=alert(1)> https://noa.example.org/activate?token=abcdef`)
        await hears(seen('dialogs:contactSupport.page.text'))
        await press(words('dialogs:contactSupport.page.options.skip'))
        await hears(seen('dialogs:contactSupport.email.text'))
        await say('marie@example.org')
        await hears(seen('dialogs:contactSupport.review.text'))
        const shown = await now.innerText()
        assert.match(shown, /<img src=x onerror=alert\(1\)>/)
        assert.ok(shown.includes(words('pages:report.tried.extensions')) && shown.includes(words('pages:report.findings.resourceBlocked.name')))
        assert.match(shown, /Chrome \d+/)
        assert.doesNotMatch(shown, /abcdef/)
        await accessible(page)
        assert.ok(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), 'wider than the window')
        await press(words('dialogs:contactSupport.review.options.send'))
        await hears(sent)
        const said = await now.innerText()
        const mail = await guide.mailTo('aide@example.org')
        assert.ok(mail.subject.includes(/NOA-\w{6}/.exec(said)?.[0] ?? '?'), `${mail.subject} ${said}`)
        assert.ok(mail.text.includes(name))
      } finally {
        await context.close()
      }
    })
})
