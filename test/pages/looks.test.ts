/** How every kind of page looks and can be used: one guide, one browser, each kind once on a computer and once on a phone in the dark. */
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { Saying } from '../../src/flow/port.ts'
import { createPresenter } from '../../src/presentation/present.ts'
import { accessible, accessibleAsSeen } from '../support/accessible.ts'
import { desktop, phone, startBrowser, visit, type Visit } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { soaking } from '../support/soak.ts'

const name = { name: 'lastName', words: 'forms:localAccount.lastName.label' }
const form: Partial<Saying> = {
  part: 'card', words: ['dialogs:bot.form.card.repair'], variables: { count: 1 }, ask: 400,
  choices: [{ id: 'submit', words: 'dialogs:bot.form.card.submit' }, { id: '_steps', words: 'dialogs:bot.form.card.steps' }],
  card: [
    { ...name, kind: 'text', required: true, empty: 'forms:localAccount.lastName.errors.empty', limits: {}, value: 'Curie' },
    { name: 'email', kind: 'email', required: true, words: 'forms:localAccount.email.label', empty: 'forms:localAccount.email.errors.empty', limits: {}, value: 'marie', fault: 'forms:localAccount.email.errors.missingAt' },
    { name: 'terms', kind: 'consent', required: true, words: 'forms:localAccount.terms.label', question: 'forms:localAccount.terms.question', empty: 'forms:localAccount.terms.errors.declined', limits: {}, options: [{ id: 'accept', words: 'forms:localAccount.terms.options.accept' }, { id: 'decline', words: 'forms:localAccount.terms.options.decline' }] },
  ],
}
const review: Partial<Saying> = {
  part: 'review', words: ['dialogs:createAccount.fillIn.review'], ask: 401,
  review: [{ field: 'lastName', words: name.words, value: 'Curie' }, { field: 'email', words: 'forms:localAccount.email.label', value: 'marie.sklodowska-curie@institut-du-radium.example.org' }],
  choices: [{ id: 'submit', words: 'dialogs:createAccount.fillIn.submit' }, { id: 'edit', field: 'lastName', words: name.words }, { id: 'edit', field: 'email', words: 'forms:localAccount.email.label' }],
}

const guided: readonly Partial<Saying>[] = [
  { dialog: 'chooseLogin', step: 'federation', article: { kind: 'guides', id: 'login/federation-cnrs' }, variables: { cnrsEntry: 'CNRS - Personnels des unités' } },
  { dialog: 'bot', step: 'menu', words: ['dialogs:bot.menu.text'], ask: 402, choices: ['Oui, j’y suis', 'Non, rien n’a changé', 'Je n’ai pas pu'].map(label => ({ id: label, label })) },
]

/** What WCAG 1.4.12 lets people ask of any text. A sheet of its own, since the page's policy takes no other style. */
const spaceText = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }')
    document.adoptedStyleSheets = [sheet]
  })()`)
const wide = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth - innerWidth')
/** Buttons whose words do not fit into them. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('button, .button, .tool')].filter(each => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1).map(each => each.textContent)`)
/** What is too small to be hit (2.5.8): links within a sentence may be. */
const small = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')].filter(each => {
    const { width, height } = each.getBoundingClientRect()
    const least = each.matches('.choice, .primary, .send') ? 44 : 24
    return width > 1 && !each.matches('p a, .sheet :is(ul, ol):not(.ways-on) a') && (height < least || width < 24)
  }).map(each => each.outerHTML.slice(0, 120))`)

describe('the looks of the pages', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  let browser: Browser
  let visited: Visit
  before(async () => {
    guide = await startGuide({ HELPDESK_EMAIL: 'aide@example.org', PRIVACY_URL: 'https://example.org/privacy' })
    browser = await startBrowser()
    visited = await visit(browser, guide.address)
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })

  let turns = 0
  /** Says something in the one conversation that there is, after a word of the person. */
  async function say(...sayings: readonly Partial<Saying>[]): Promise<void> {
    const { storage, library } = guide.app
    const { key } = await storage.db.selectFrom('conversation').select('key').executeTakeFirstOrThrow()
    const conversation = (await storage.conversations.load(key))!
    const present = createPresenter(library, name => `${guide.address}/assets/images/${name}.png`)
    const activities = [{ type: 'message', text: 'suite', from: { id: 'p', role: 'user' } }, ...sayings.map(saying =>
      ({ ...present({ dialog: 'createAccount', step: 'fillIn', part: 'text', words: [], ...saying }, 'fr', 'page'), from: { id: 'noa', role: 'bot' } }))]
    turns++
    await storage.conversations.commit({
      conversation,
      activities: activities.map((activity, index) => ({ id: `looks|${turns}.${index}`, activity: JSON.stringify({ ...activity, id: `looks|${turns}.${index}` }), fromBot: index > 0 })),
      outbox: [],
    })
  }

  const kinds: Readonly<Record<string, { readonly path: string; readonly say?: readonly Partial<Saying>[]; readonly begins?: true }>> = {
    'the greeting': { path: '/', begins: true },
    'a guide with a picture, and a question': { path: '/', say: guided },
    'a form with a fault': { path: '/', say: [form] },
    'a review': { path: '/', say: [review] },
    'the list of the help': { path: '/aide' },
    'an article': { path: '/aide/refresh-page' },
    'the statement': { path: '/accessibilite' },
    'an address that leads nowhere': { path: '/nowhere' },
    'a link that leads to no account': { path: '/activate?token=abcdefghijklmnopqrstuvwxyz' },
    'the mailbox': { path: '/mailbox?lang=en' },
  }
  for (const [which, [kind, { path, say: sayings, begins }]] of Object.entries(kinds).entries())
    it(`${kind}: no fault that axe finds, nothing too small, cut or wider than 320 px`, async () => {
      const { page } = visited
      if (sayings !== undefined) await say(...sayings)
      await page.goto(guide.address + path)
      for (const [nth, [viewport, colorScheme]] of ([[desktop, 'light'], [phone, 'dark']] as const).entries()) {
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        // In turn on a computer in the light and on a phone in the dark; in a soak on both in both.
        if (soaking) await accessible(page, `${colorScheme} ${viewport.width}`)
        else if (nth === which % 2) await accessibleAsSeen(page, `${colorScheme} ${viewport.width}`)
        assert.deepEqual(await small(page), [], `${viewport.width}`)
      }
      // 320 px are also 1280 px at 400 %, with a quarter of the height.
      await page.setViewportSize({ width: 320, height: 225 })
      assert.ok((await wide(page)) <= 0, `${await wide(page)} px too wide at 400 %`)
      await spaceText(page)
      assert.ok((await wide(page)) <= 0, `${await wide(page)} px too wide with spaced text`)
      assert.deepEqual(await cut(page), [])
      if (begins) {
        await page.locator('.choices button').first().click()
        await page.locator('#entries .person').waitFor({ state: 'attached' })
      }
    })

  it('keeps a question and its answers in sight, and the way on of a review, and leaves room at 400 %', async () => {
    const { page } = visited
    const inSight = (selector: string): Promise<boolean> =>
      page.evaluate(`(() => { const { top, bottom } = document.querySelector('${selector}').getBoundingClientRect(); return top >= 0 && bottom <= innerHeight + 1 })()`)
    await page.setViewportSize(phone)
    await say(review)
    await page.goto(`${guide.address}/`)
    assert.equal(await inSight('.card .button.primary'), true, 'the review')
    assert.equal(await page.locator('.card .button.primary').innerText(), guide.app.library.plain('fr', 'dialogs:createAccount.fillIn.submit'))
    await say(...guided)
    await page.reload()
    await page.locator('#now .guide .picture').waitFor()
    assert.equal(await inSight('.question .choices'), true, 'the answers below a guide')
    await page.setViewportSize({ width: 320, height: 225 })
    assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('.question')).position`), 'static')
  })

  it('shows in forced colours what is chosen and what is asked, and moves nothing for whoever wants no motion', async () => {
    const { page } = visited
    await page.setViewportSize(desktop)
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce', colorScheme: 'light' })
    const style = (selector: string, property: string): Promise<string> => page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`)
    assert.equal(await style('.now', 'borderTopStyle'), 'solid')
    assert.equal(await style('.picture img', 'filter'), 'none')
    assert.equal(await page.evaluate(`[...document.querySelectorAll('*')].some(each => getComputedStyle(each).animationName !== 'none')`), false)
    await page.emulateMedia({ forcedColors: 'none', reducedMotion: null })
  })

  it('prints what was said and what is asked, and nothing to press', async () => {
    const { page } = visited
    await page.emulateMedia({ media: 'print' })
    for (const selector of ['.write', '.tools', '.ways', '.again .button']) for (const each of await page.locator(selector).all()) assert.equal(await each.isVisible(), false, selector)
    assert.equal(await page.locator('#now .title').isVisible(), true)
    assert.equal(await page.locator('.choices').isVisible(), true)
    // Stuck to the foot of the window, it would lie over the guide on paper.
    assert.equal(await page.evaluate(`getComputedStyle(document.querySelector('.question')).position`), 'static')
    await page.emulateMedia({ media: 'screen' })
  })

  it('answers an error with a page in the person’s language, and a program with JSON', async () => {
    const { library } = guide.app
    for (const [language, locale] of [['fr-FR,fr', 'fr'], ['en-GB,en;q=0.8', 'en'], ['de', 'fr']] as const)
      for (const path of ['/nowhere', '/assets/nothing.css', '/v3/nothing']) {
        const answer = await fetch(guide.address + path, { headers: { accept: 'text/html,application/xhtml+xml', 'accept-language': language } })
        const text = await answer.text()
        assert.equal(answer.status, 404)
        assert.match(text, new RegExp(`<html lang="${locale}">`))
        assert.ok(text.includes(`<h1>${library.plain(locale, 'pages:errors.missing.heading').replace("'", '&#39;')}</h1>`), path)
        assert.match(text, new RegExp(`href="/\\?lang=${locale}"`))
      }
    const program = await fetch(`${guide.address}/nowhere`)
    assert.deepEqual([program.status, await program.json()], [404, { error: { code: 'NotFound', message: 'There is nothing at this address.' } }])
  })

  it('has a statement in both languages, reached from every foot, and another where there is one', async () => {
    for (const [path, link] of [['/', '/accessibilite'], ['/help', '/accessibility'], ['/aide/janus', '/accessibilite']] as const)
      assert.match(await (await fetch(guide.address + path)).text(), new RegExp(`<footer.*href="${link}"`, 's'), path)
    for (const path of ['/accessibilite', '/accessibility']) {
      const text = await (await fetch(guide.address + path)).text()
      assert.equal(text.match(/<h2>/g)?.length, 10, path)
      assert.match(text, /71120.*75342/s)
      assert.match(text, /mailto:aide@example\.org/)
      assert.doesNotMatch(text, /\{\{|undefined/)
    }
  })
})
