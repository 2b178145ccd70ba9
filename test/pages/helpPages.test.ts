import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { createServer, type GuideServer } from '../../src/http/server.ts'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { errorPages } from '../../src/pages/errorPages.ts'
import { helpPages } from '../../src/pages/helpPages.ts'
import { contentDir, publicDir } from '../../src/root.ts'
import { accessible } from '../support/accessible.ts'
import { desktop, phone, startBrowser, visit } from '../support/browser.ts'
import { houseOf } from '../support/houseOf.ts'
import { learnedFrom } from '../support/learned.ts'
import { inSoak } from '../support/soak.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const globals = {
  retentionDays: 30, activationHours: 24, mailFrom: 'NOA <noa@example.org>', helpdeskEmail: 'aide@example.org',
  portalUrl: 'https://noa.example.org', privacyUrl: 'https://noa.example.org/privacy',
}

describe('the help pages', () => {
  let library: Library
  let server: GuideServer
  let url: string
  let browser: Browser
  before(async function () {
    this.timeout(120_000)
    library = await openLibrary({ dir: contentDir, defaultLocale: 'fr', globals })
    const { finder } = await learnedFrom(library)
    const house = houseOf(library, '/assets/images/refresh.svg')
    server = createServer({
      routes: [
        ...helpPages({
          library,
          house,
          variables: () => Promise.resolve({ cnrsEntry: 'CNRS - Personnels des unités' }),
          find: (text, locale) => finder.find(text, locale).map(({ id }) => id),
          topics: ['choose_login', 'clear_cache'],
          picture: name => `/assets/images/${name}.svg`,
        }),
        { method: 'GET', path: '/', handle: request => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: request.query.toString() }) },
      ],
      statics: [{ prefix: '/assets', dir: publicDir }],
      trustProxy: false,
      log,
      errorPage: errorPages(library, house),
    })
    url = await server.listen(0, '127.0.0.1')
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  // In `npm test` their looks are looked at with those of all pages (looks.test.ts).
  for (const [size, viewport] of Object.entries({ phone, desktop }))
    inSoak(`are accessible on a ${size}, in light and dark, without a script, and never wider than the screen`, async function () {
      this.timeout(120_000)
      const { context, page, faults } = await visit(browser, url, { viewport })
      const paths = size === 'phone' ? ['/aide', '/help/required-fields', '/aide?q=je+ne+recois+pas+le+mail'] : ['/help', '/aide/refresh-page', '/help?q=umbrella']
      for (const path of paths) {
        await page.goto(`${url}${path}`)
        await accessible(page, path)
        assert.equal(await page.locator('script').count(), 0)
        const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        assert.ok(Number(wide) <= 0, `${path} is ${String(wide)} px too wide`)
      }
      assert.deepEqual(faults, [])
      const answer = await page.goto(`${url}/aide/nothing-here`)
      assert.equal(answer?.status(), 404)
      await accessible(page, '404')
      await context.close()
    })

  it('say each article in each language, whole, with its twin and a way to the guide', async () => {
    for (const [locale, path] of [['fr', 'aide'], ['en', 'help']] as const)
      for (const { id, title } of library.articles('help', locale)) {
        const answer = await fetch(`${url}/${path}/${id}`)
        const text = await answer.text()
        assert.equal(answer.status, 200, id)
        assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/)
        assert.doesNotMatch(text.replace(/<style.*?<\/style>/s, ''), /\{\{|\}\}|<script|undefined|\[object/, id)
        assert.ok(text.includes(`<html lang="${locale}">`) && text.includes(`<link rel="canonical" href="/${path}/${id}">`), id)
        for (const [other, twin] of [['fr', 'aide'], ['en', 'help']]) assert.ok(text.includes(`<link rel="alternate" hreflang="${other}" href="/${twin}/${id}">`), id)
        assert.match(text, new RegExp(`href="/\\?(?:topic=(?:choose_login|clear_cache)|article=${id})&amp;lang=${locale}"`), id)
        assert.ok(text.includes('<h1>') && title.length > 0)
      }
  })

  it('are used with the keyboard alone: search, article, other language, guide', async function () {
    this.timeout(60_000)
    const { context, page } = await visit(browser, url)
    await page.goto(`${url}/aide`)
    const focused = (): Promise<string> => page.evaluate('document.activeElement.textContent || document.activeElement.id')
    const tabTo = async (what: RegExp | string, most = 60): Promise<void> => {
      for (let i = 0; i < most; i++) {
        await page.keyboard.press('Tab')
        const at = await focused()
        if (typeof what === 'string' ? at === what : what.test(at)) return
      }
      assert.fail(`The focus never came to ${String(what)}`)
    }
    await tabTo('q')
    await page.keyboard.type('je ne recois pas le mail pour activer')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\?q=/)
    assert.equal(await page.locator('.found a').first().textContent(), 'Je n’ai pas reçu l’e-mail d’activation')
    assert.equal(await page.getByRole('searchbox').inputValue(), 'je ne recois pas le mail pour activer')
    await tabTo('Je n’ai pas reçu l’e-mail d’activation')
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    assert.notEqual(outline, 'none')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/aide\/activation-not-received$/)
    await tabTo('English')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/help\/activation-not-received$/)
    await tabTo('Talk about it with the guide')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/\?article=activation-not-received&lang=en$/)
    await context.close()
  })

  it('print the text and its addresses, and nothing to press', async function () {
    this.timeout(60_000)
    const { context, page } = await visit(browser, url, { colorScheme: 'dark' })
    await page.goto(`${url}/aide/video-tutorials`)
    await page.emulateMedia({ media: 'print' })
    for (const name of ['En parler avec le guide', 'English', 'Ouvrir le guide']) assert.equal(await page.getByText(name, { exact: true }).isVisible(), false, name)
    assert.equal(await page.getByRole('heading', { level: 1 }).isVisible(), true)
    const after = await page.evaluate('getComputedStyle(document.querySelector(".text a"), "::after").content')
    assert.match(String(after), /canal-u\.tv|attr\(href\)/)
    assert.equal(await page.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(255, 255, 255)')
    assert.equal(await page.evaluate('getComputedStyle(document.querySelector("main")).color'), 'rgb(0, 0, 0)')
    await context.close()
  })

  it('say that an article does not exist, with a way on, whatever is asked for', async () => {
    for (const id of ['nothing', '..%2f..%2fpackage.json', '%00', '__proto__', 'constructor', 'janus%3Cscript%3E', '%3Cimg%20src=x%20onerror=alert(1)%3E', 'a'.repeat(2000), 'janus/more', 'images/janus.svg']) {
      const answer = await fetch(`${url}/aide/${id}`, { headers: { accept: 'text/html' } })
      const text = await answer.text()
      assert.ok([400, 404].includes(answer.status), `${id}: ${answer.status}`)
      assert.doesNotMatch(text, /<script|onerror|package\.json/, id)
      if (answer.status === 404) assert.match(text, /<h1>Cette page.*href="\/aide[/"]/s, id)
    }
  })

  it('search for anything without harm', async () => {
    for (const query of ['"><script>alert(1)</script>', '<img src=x onerror=alert(1)>', '{{helpdeskEmail}}', '%', 'a'.repeat(5000), '\u0000', '🙂', '$t(pages:help.title)']) {
      const answer = await fetch(`${url}/help?q=${encodeURIComponent(query)}`)
      const text = await answer.text()
      assert.equal(answer.status, 200, query)
      assert.doesNotMatch(text, /<script|<img src=x/, query)
      // What cannot be seen is not looked for: that is the first page.
      if (query !== '\u0000') assert.match(text, /<meta name="robots" content="noindex">/)
    }
    assert.match(await (await fetch(`${url}/help?q=umbrella`)).text(), /No article answers this question/)
  })
})
