/**
 * The sign-up filled in as one card, in a real browser: with a pointer on a desktop in French, with the keyboard alone on a phone's
 * screen in English. What is found is found by the editors' words and as a screen reader would find it.
 */
import assert from 'node:assert/strict'
import type { Browser, Locator, Page } from 'playwright-core'
import type { Variables } from '../../src/content/library.ts'
import { accessible } from '../support/accessible.ts'
import { phone, startBrowser, visit } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { alive } from '../support/pageVisitor.ts'
import { inSoak } from '../support/soak.ts'

const first: Record<string, string> = { fr: 'je voudrais créer un compte', en: 'I would like to create an account' }

describe('a sign-up on one card, in the browser', function () {
  this.timeout(180_000)
  let guide: RunningGuide
  let browser: Browser
  before(async () => {
    guide = await startGuide({ PORTAL_URL: 'https://noa.example.org', TERMS_URL: 'https://noa.example.org/terms' })
    browser = await startBrowser()
  })
  after(async () => {
    await browser.close()
    await guide.stop()
  })

  const fault = (name: string, code: string): string => `forms:localAccount.${name}.errors.${code}`

  /** The page in one language, up to the card. */
  async function openCard(page: Page, locale: string) {
    const words = (key: string, variables?: Variables): string => guide.app.library.plain(locale, key, variables)
    const label = (name: string): string => words(`forms:localAccount.${name}.label`)
    const card = (): Locator => page.locator('#now form.card')
    const button = (key: string): Locator => page.getByRole('button', { name: words(key), exact: true }).last()
    const field = (name: string): Locator => card().getByLabel(new RegExp(`^${label(name)} \\(`))
    await page.goto(`${guide.address}/?lang=${locale}`)
    await alive(page)
    await page.fill('#text', first[locale]!)
    await page.keyboard.press('Enter')
    for (const key of ['findUnit.whereAreYou.options.none', 'findInstitution.employer.options.none', 'chooseLogin.createItNow.options.create'])
      await button(`dialogs:${key}`).click()
    await button('dialogs:bot.form.card.open').click()
    await field('lastName').waitFor()
    return {
      words,
      card,
      button,
      field,
      /** Waits until the last card says that so many answers are to be repaired. */
      repaired: async (count: number): Promise<void> => {
        const said = words('dialogs:bot.form.card.repair', { count }).replace(/\*\*/g, '').split('.')[0]!
        await page.locator('#now').filter({ hasText: said }).waitFor()
      },
      review: (): Locator => card().filter({ hasText: words('dialogs:createAccount.fillIn.submit') }),
      wrong: (name: string, code: string): Locator => card().locator('.fault', { hasText: words(fault(name, code)) }),
    }
  }

  it('shows what is wrong in the card, keeps the rest, and sends what was read over', async () => {
    const { context, page, faults } = await visit(browser, guide.address)
    const { words, card, button, field, repaired, review, wrong } = await openCard(page, 'fr')
    const submit = button('dialogs:bot.form.card.submit')
    const email = 'marie.carte@example.org'

    await submit.click()
    await repaired(5)
    for (const name of ['lastName', 'firstName', 'email', 'employer']) await wrong(name, 'empty').waitFor()
    await wrong('terms', 'mustAccept').waitFor()
    // What is wrong is heard first, and leads to its field.
    assert.equal(await page.locator('.faults').evaluate(element => element.matches(':focus')), true)
    await page.locator('.faults a').first().press('Enter')
    assert.equal(await field('lastName').evaluate(element => element.matches(':focus')), true)
    await accessible(page)

    await card().getByRole('radio', { name: words('forms:localAccount.title.options.madame') }).check()
    await field('lastName').fill('Skłodowska <b>*x*</b>')
    await field('firstName').fill('Marie')
    await field('email').fill('marie.example.org')
    await field('employer').fill('Institut du radium')
    await field('phone').fill('12')
    await card().getByRole('checkbox').check()
    await submit.click()
    await repaired(2)
    await wrong('email', 'missingAt').waitFor()
    await wrong('phone', 'phoneDigits').waitFor()
    const typed = await Promise.all(['lastName', 'firstName', 'email', 'employer', 'phone'].map(name => field(name).inputValue()))
    assert.deepEqual(typed, ['Skłodowska <b>*x*</b>', 'Marie', 'marie.example.org', 'Institut du radium', '12'])
    assert.equal(await card().getByRole('checkbox').isChecked(), true)
    await accessible(page)

    await field('email').fill(` ${email.toUpperCase()} `)
    await field('phone').fill('')
    await button('dialogs:bot.form.card.submit').click()
    await review().filter({ hasText: email }).waitFor()
    assert.match(await review().innerText(), /Skłodowska <b>\*x\*<\/b>/)

    await button('dialogs:createAccount.fillIn.submit').click()
    const mail = await guide.mailTo(email)
    assert.deepEqual(mail.to, [email])
    assert.deepEqual(faults, [])
    await context.close()
  })

  // In French by keys alone it is one of the journeys.
  inSoak('needs no more than the keyboard, and leads it to what is to be repaired', async () => {
    const { context, page, faults } = await visit(browser, guide.address, { locale: 'en-GB', viewport: phone })
    const { field, card, review, repaired, words } = await openCard(page, 'en')
    const { keyboard } = page
    /** Goes on with the Tab key to an element, which must come within as many steps as a card has places to stop. */
    const tabTo = async (element: Locator): Promise<void> => {
      for (let steps = 0; steps < 20; steps++) {
        if (await element.evaluate(each => each === each.ownerDocument.activeElement)) return
        await keyboard.press('Tab')
      }
      assert.fail('the Tab key does not lead there')
    }
    const fill = async (values: Readonly<Record<string, string>>): Promise<void> => {
      for (const [name, value] of Object.entries(values)) {
        await tabTo(field(name))
        await keyboard.press('ControlOrMeta+A')
        await keyboard.type(value)
      }
    }
    await fill({ lastName: 'Curie', firstName: 'Irène', email: 'irene@', employer: '12345' })
    await tabTo(card().getByRole('checkbox'))
    await keyboard.press('Space')
    await tabTo(card().getByRole('button', { name: words('dialogs:bot.form.card.submit') }))
    await keyboard.press('Enter')
    await repaired(2)
    const width = await page.evaluate('document.documentElement.scrollWidth')
    assert.equal(width, phone.width)
    await accessible(page)
    await fill({ email: 'irene.carte@example.org', employer: 'Institut du radium' })
    await tabTo(card().getByRole('button', { name: words('dialogs:bot.form.card.submit') }))
    await keyboard.press('Enter')
    await review().filter({ hasText: 'irene.carte@example.org' }).waitFor()
    assert.deepEqual(faults, [])
    await context.close()
  })

  it('logged nothing that was typed', () => {
    assert.doesNotMatch(guide.log.join(''), /skłodowska|marie|irene|irène|radium/i)
  })
})
