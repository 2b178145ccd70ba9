/** The activation page in a real browser: with and without JavaScript, in both languages, light and dark, and as axe sees it. */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { accessible } from '../support/accessible.ts'
import { anew, phone, startBrowser, visit, type Visit } from '../support/browser.ts'
import { soaking } from '../support/soak.ts'
import type { Embedded } from './embedded.ts'
import { linkOf, newKey, someone, startEmbedded } from './embedded.ts'

const words = {
  fr: {
    heading: 'Activer votre compte', password: 'Votre mot de passe', submit: 'Activer mon compte', done: 'Votre compte est actif\u202f!',
    used: 'Votre compte est déjà actif', show: 'Afficher le mot de passe', hide: 'Masquer le mot de passe', signIn: 'Se connecter à NOA',
    weak: /Pas encore/, good: /assez long et assez varié/, fault: /trop facile à deviner/, other: 'English',
  },
  en: {
    heading: 'Activate your account', password: 'Your password', submit: 'Activate my account', done: 'Your account is active!',
    used: 'Your account is already active', show: 'Show the password', hide: 'Hide the password', signIn: 'Sign in to NOA',
    weak: /Not long enough/, good: /long and varied enough/, fault: /too easy to guess/, other: 'Français',
  },
} as const

describe('the activation page', () => {
  let browser: Browser
  let visitor: Visit
  let service: Embedded
  before(async function () {
    this.timeout(60_000)
    browser = await startBrowser()
    service = await startEmbedded({ portalUrl: 'https://portal.example.org/', localPasswordUrl: 'https://portal.example.org/password' })
    visitor = await visit(browser, service.url)
  })
  after(async () => {
    await browser.close()
    await service.stop()
  })

  let number = 0
  const newLink = async (locale: 'fr' | 'en'): Promise<{ email: string; link: string }> => {
    const email = `visitor${++number}@example.org`
    await service.client.requestAccount(newKey(), { fields: someone(email), locale })
    return { email, link: linkOf(await service.mail(email)) }
  }
  /** Somebody new in the same browser. */
  const open = async (link: string): Promise<Visit> => {
    await anew(visitor)
    await visitor.page.goto(link)
    return visitor
  }

  // `accessible` looks at the colours of both schemes.
  // In English without JavaScript below.
  const ways = [['fr', undefined], ['en', phone]] as const
  for (const [locale, viewport] of soaking ? ways : ways.slice(0, 1))
    it(`leads to an active account, in ${locale}`, async function () {
      this.timeout(60_000)
      const say = words[locale]
      const { email, link } = await newLink(locale)
      const { page, faults } = await open(link)
      if (viewport !== undefined) await page.setViewportSize(viewport)
      assert.equal(await page.locator('html').getAttribute('lang'), locale)
      assert.equal(await page.locator('h1').innerText(), say.heading)
      assert.equal(await page.locator('#email').inputValue(), email)
      await accessible(page)

      const password = page.getByLabel(say.password, { exact: true })
      await password.fill('court')
      await page.getByText(say.weak).waitFor()
      await page.getByRole('button', { name: say.submit }).click()
      await page.getByText(say.fault).waitFor()
      assert.equal(await password.getAttribute('aria-invalid'), 'true')
      assert.ok((await password.getAttribute('aria-describedby'))?.startsWith('fault '))
      assert.equal(await page.evaluate('document.activeElement.id'), 'password')
      await accessible(page)

      await password.fill('Une-Phrase-1898')
      await page.getByText(say.good).waitFor()
      await page.getByRole('button', { name: say.show }).click()
      assert.equal(await password.getAttribute('type'), 'text')
      await page.getByRole('button', { name: say.hide }).click()
      assert.equal(await password.getAttribute('type'), 'password')
      if (soaking) await accessible(page)
      const width = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
      assert.equal(width, 0)

      await page.getByRole('button', { name: say.submit }).click()
      await page.getByRole('heading', { name: say.done }).waitFor()
      assert.equal(await page.getByRole('link', { name: say.signIn }).getAttribute('href'), 'https://portal.example.org/')
      await accessible(page)
      await page.goto(link)
      await page.getByRole('heading', { name: say.used }).waitFor()
      if (soaking) await accessible(page)
      // The browser reports the answer 422 as a resource that failed; nothing else may be amiss.
      assert.deepEqual(faults.filter(fault => !/status of 422/.test(fault)), [])
    })

  it('works without JavaScript, in the other language', async () => {
    const { link } = await newLink('fr')
    const { context, page } = await visit(browser, service.url, { javaScriptEnabled: false })
    await page.goto(link)
    await page.getByRole('link', { name: words.fr.other }).click()
    assert.equal(await page.locator('h1').innerText(), words.en.heading)
    assert.equal(await page.locator('#toggle').isVisible(), false)
    await page.getByLabel(words.en.password, { exact: true }).fill('seven plain words nobody would ever guess')
    await page.getByRole('button', { name: words.en.submit }).click()
    assert.equal(await page.locator('h1').innerText(), words.en.done)
    await context.close()
  })

  it('can be used by the keyboard alone', async () => {
    const { link } = await newLink('fr')
    const { page } = await open(link)
    await page.locator('#password').focus()
    await page.keyboard.type('Une-Phrase-1898')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: words.fr.done }).waitFor()
  })

  const troubles = {
    fr: {
      expired: 'Ce lien n’est plus valable', another: 'M’envoyer un nouveau lien', sent: 'Un nouveau lien est en route',
      ended: 'Un lien plus récent existe', unknown: 'Ce lien ne mène à aucun compte', guide: 'En parler avec le guide',
    },
    en: {
      expired: 'This link is no longer valid', another: 'Send me a new link', sent: 'A new link is on its way',
      ended: 'There is a more recent link', unknown: 'This link leads to no account', guide: 'Talk about it with the guide',
    },
  } as const
  for (const locale of ['fr', 'en'] as const)
    it(`offers a new mail when the link is too old or was replaced, accessibly, in ${locale}`, async () => {
      const say = troubles[locale]
      const { email, link } = await newLink(locale)
      service.pass(25 * 3_600_000)
      // Of a link that is unknown nobody knows the language but the browser.
      const { context, page } = await visit(browser, service.url, { locale })
      await page.goto(link)
      // A language changes the words, and their length was looked at above: all states in one language, and in both in a soak.
      const looked = async (): Promise<void> => {
        if (locale === 'fr' || soaking) await accessible(page)
      }
      await page.getByRole('heading', { name: say.expired }).waitFor()
      await looked()
      await page.getByRole('button', { name: say.another }).click()
      await page.getByRole('heading', { name: say.sent }).waitFor()
      await looked()
      const fresh = linkOf(await service.mail(email))
      await page.goto(link)
      await page.getByRole('heading', { name: say.ended }).waitFor()
      await looked()
      await page.goto(fresh)
      await page.getByRole('heading', { name: words[locale].heading }).waitFor()
      for (const query of ['', '?token=abc']) {
        await page.goto(`${service.url}/activate${query}`)
        await page.getByRole('heading', { name: say.unknown }).waitFor()
        assert.equal(await page.getByRole('link', { name: say.guide }).getAttribute('href'), `/?topic=activation_email&lang=${locale}`)
        if (query === '') await looked()
      }
      await context.close()
    })

  it('works in a browser that has never seen it, and tells the first one that the account is active', async () => {
    const { link } = await newLink('fr')
    const first = await open(link)
    const second = await visit(browser, service.url, { viewport: phone })
    await second.page.goto(link)
    await second.page.getByLabel(words.fr.password, { exact: true }).fill('Une-Phrase-1898')
    await second.page.getByRole('button', { name: words.fr.submit }).click()
    await second.page.getByRole('heading', { name: words.fr.done }).waitFor()
    await first.page.getByLabel(words.fr.password, { exact: true }).fill('Une-Autre-1903')
    await first.page.getByRole('button', { name: words.fr.submit }).click()
    await first.page.getByRole('heading', { name: words.fr.used }).waitFor()
    // Where passwords are changed is known here; elsewhere the guide is asked.
    assert.equal(await first.page.getByRole('link', { name: 'J’ai oublié mon mot de passe' }).getAttribute('href'), 'https://portal.example.org/password')
    if (soaking) await accessible(first.page)
    await second.context.close()
  })

  it('lets no script of anybody else run, and tells nobody where one comes from', async () => {
    const { link } = await newLink('fr')
    const answer = await fetch(link)
    const policy = answer.headers.get('content-security-policy') ?? ''
    const page = await answer.text()
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
    assert.ok(nonce !== undefined && page.includes(`<script nonce="${nonce}">`))
    assert.match(policy, /^default-src 'none';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe|\*|https?:/)
    assert.equal(answer.headers.get('referrer-policy'), 'same-origin')
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const other = /'nonce-([^']+)'/.exec((await fetch(link)).headers.get('content-security-policy') ?? '')?.[1]
    assert.notEqual(nonce, other)
  })
})
