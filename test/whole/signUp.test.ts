/**
 * The whole way in a real browser: from the greeting to "votre compte est actif", the mail read from the SMTP side, in both languages.
 * Buttons are found by the words that editors wrote, so a rewritten sentence does not break it.
 */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { accessible } from '../support/accessible.ts'
import { phone, startBrowser, visit } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { toTheForm } from '../support/journeys.ts'
import { alive, pageVisitor } from '../support/pageVisitor.ts'
import { inSoak } from '../support/soak.ts'

const first: Record<string, string> = { fr: 'je voudrais créer un compte', en: 'I would like to create an account' }

describe('a sign-up in the browser', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  let browser: Browser
  before(async () => {
    guide = await startGuide({ PORTAL_URL: 'https://noa.example.org' })
    browser = await startBrowser()
  })
  after(async () => {
    await browser.close()
    await guide.stop()
  })

  // In `npm test`, by keys alone and without a script, it is one of the journeys; question by question it is asked without a browser.
  const locales = ['fr', 'en']
  for (const locale of locales)
    inSoak(`goes from the greeting to an active account (${locale})`, async () => {
      const { context, page, faults } = await visit(browser, guide.address, { locale: locale === 'fr' ? 'fr-FR' : 'en-GB', ...(locale === 'en' ? { viewport: phone } : {}) })
      const { library } = guide.app
      const { press: pressLabel, say, hears: hearsText, seen, words, now } = pageVisitor(page, library, locale)
      const press = (key: string): Promise<void> => pressLabel(words(key))
      const hears = (key: string, timeout?: number): Promise<void> => hearsText(seen(key), timeout)
      const email = `marie.${locale}@example.org`
      await page.goto(`${guide.address}/?lang=${locale}`)
      await alive(page)
      await say(first[locale]!)
      await toTheForm({ press, hears })
      await hears('forms:localAccount.title.question')
      await press('forms:localAccount.title.options.madame')
      await hears('forms:localAccount.lastName.question')
      await say('Skłodowska')
      await hears('forms:localAccount.firstName.question')
      await say('Marie <b>')
      await hears('forms:localAccount.email.question')
      await say('marie.example.org')
      await hears('forms:localAccount.email.errors.missingAt')
      await say(`  Marie.${locale.toUpperCase()}@Example.org `)
      await hears('forms:localAccount.employer.question')

      // A reload in the middle comes back to the same question with its history.
      await page.reload()
      await alive(page)
      await hears('forms:localAccount.employer.question')
      assert.ok((await page.locator('#entries').textContent())?.includes(seen('dialogs:askForAccount.first.text')))
      await say('Institut du radium')
      for (const field of ['unit', 'position', 'phone']) {
        await hears(`forms:localAccount.${field}.question`)
        await press('dialogs:bot.form.skip')
      }
      await hears('forms:localAccount.terms.question')
      await press('forms:localAccount.terms.options.accept')
      await hears('dialogs:createAccount.fillIn.review')
      assert.match(await now.innerText(), /Marie <b>/)
      assert.ok((await now.innerText()).includes(email))
      await accessible(page)

      await press('dialogs:createAccount.fillIn.submit')
      await hears('dialogs:createAccount.mailSent.text')

      const mail = await guide.mailTo(email)
      assert.deepEqual(mail.to, [email])
      const link = /https?:\/\/\S+\/activate\?\S+/.exec(mail.text)?.[0]
      assert.ok(link, 'the mail holds no link')

      const activation = await context.newPage()
      await activation.goto(link)
      const password = activation.locator('input[type=password]').first()
      await password.fill('Radium, 1898 : polonium !')
      const repeat = activation.locator('input[type=password]').nth(1)
      if ((await repeat.count()) > 0) await repeat.fill('Radium, 1898 : polonium !')
      await activation.locator('form[method=post] button[type=submit], form[method=post] button:not([type])').first().click()
      const clicked = Date.now()
      await hearsText(library.article('guides', locale, 'login/account-active')!.title)
      // Told within two seconds of the activation; what the browser then takes to show it is bounded more loosely, on a busy machine.
      const activatedAt = await guide.app.storage.db.selectFrom('account').select('activated_at').where('email', '=', email).executeTakeFirstOrThrow()
      const { conversation } = (await guide.app.storage.db.selectFrom('outbox').select('conversation').where('kind', '=', 'requestAccount').orderBy('sequence', 'desc').executeTakeFirstOrThrow())
      const log = await guide.app.storage.conversations.log(conversation ?? '', 0)
      const told = log.map(({ activity }) => JSON.parse(activity) as { timestamp: string; channelData?: { step?: string } }).find(({ channelData }) => channelData?.step === 'bot.announcement')
      assert.ok(told !== undefined)
      assert.ok(Date.parse(told.timestamp) - Date.parse(activatedAt.activated_at ?? '') < 2000)
      assert.ok(Date.now() - clicked < 8000)
      assert.deepEqual(faults, [])
      await context.close()
    })

  inSoak('asked the account service once for each, and logged nothing that was typed', async () => {
    const { storage } = guide.app
    const counts = await storage.outbox.counts()
    assert.equal(counts.find(({ kind, status }) => kind === 'requestAccount' && status === 'settled')?.count, locales.length)
    assert.doesNotMatch(guide.log.join(''), /curie|marie|radium|skłodowska/i)
  })
})
