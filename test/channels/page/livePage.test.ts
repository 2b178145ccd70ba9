/** The page with its script, in a real browser: over real storage and words, with turns that say back what they hear. */
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { accessible } from '../../support/accessible.ts'
import { anew, desktop, phone, startBrowser, visit, type Visit } from '../../support/browser.ts'
import { openPage } from '../../support/formPage.ts'
import { startPageServer, type PageServer } from '../../support/pageServer.ts'
import { alive } from '../../support/pageVisitor.ts'
import { soaking } from '../../support/soak.ts'

const now = (page: Page) => page.locator('#now')
const hears = (page: Page, text: string, timeout = 20_000): Promise<void> => now(page).filter({ hasText: text }).waitFor({ timeout })
/** What was said before, in its order. */
const earlier = (page: Page): Promise<string[]> =>
  page.locator('#entries > li').evaluateAll(entries => entries.map(each => (each.lastChild?.textContent ?? '').trim()))

async function write(page: Page, text: string): Promise<void> {
  await page.fill('#text', text)
  await page.keyboard.press('Enter')
}

describe('the page with its script', function () {
  this.timeout(60_000)
  let browser: Browser
  let server: PageServer
  let visitor: Visit

  before(async () => {
    browser = await startBrowser()
    server = await startPageServer({ HELPDESK_EMAIL: 'aide@example.org', ACCESSIBILITY_URL: 'https://example.org/a11y' })
    visitor = await visit(browser, server.url)
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })

  /** Somebody new in the same browser. */
  const open = async (path = '/'): Promise<Visit> => {
    await anew(visitor)
    await visitor.page.goto(server.url + path)
    await alive(visitor.page)
    return visitor
  }
  /** Conversation of the page that was spoken to last. */
  const current = (): string => server.turns.received.at(-1)!.conversation
  const heard = (): (string | undefined)[] => server.turns.received.filter(({ activity }) => activity.type === 'message').map(({ activity }) => activity.text)

  const longLabel = 'Un libellé bien plus long que ce qui tient sur une ligne de téléphone, et qu’il faut pouvoir lire'

  for (const lang of soaking ? ['fr', 'en'] : ['fr'])
    it(`has no fault that axe finds, clips nothing, keeps its policy and asks nothing of others: ${lang}`, async () => {
      const { page, faults } = await open(`/?lang=${lang}`)
      await hears(page, lang === 'fr' ? 'Bienvenue' : 'Welcome')
      await write(page, '**1** <b>2</b>')
      await hears(page, 'echo: **1** <b>2</b>')
      const actions = [longLabel, 'Non'].map(title => ({ type: 'messageBack', title, text: title, value: { option: title } }))
      await server.say(current(), { text: 'Alors ?', suggestedActions: { to: [], actions }, channelData: { step: 'd.s', ask: 1 } })
      const choice = now(page).getByRole('button', { name: longLabel })
      await choice.waitFor()
      for (const viewport of [desktop, phone, { width: 320, height: 640 }]) {
        await page.setViewportSize(viewport)
        if (soaking || viewport === phone) await accessible(page, `${viewport.width}`)
        const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
        assert.equal(wide, false, 'the page scrolls sideways')
        const small = await page.evaluate<string[]>(
          `[...document.querySelectorAll('#now button')].filter(each => each.getBoundingClientRect().height < 44).map(each => each.textContent)`,
        )
        assert.deepEqual(small, [], 'answers are at least 44 px high')
      }
      await choice.click()
      await hears(page, `echo: ${longLabel}`)
      assert.deepEqual(faults, [])
    })

  it('takes « back » as often as it is pressed', async () => {
    const { page } = await open()
    await write(page, 'un')
    await hears(page, 'echo: un')
    const back = page.getByRole('button', { name: 'Revenir en arrière' })
    for (const times of [1, 2]) {
      await back.click()
      await page.locator('#entries .person').nth(times).waitFor({ state: 'attached' })
    }
  })

  it('weighs little', async () => {
    // In a browser that has nothing of it yet.
    const { page, context } = await visit(browser, server.url)
    await page.goto(server.url)
    await alive(page)
    const transferred = await page.evaluate<number>(
      `performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).reduce((sum, { transferSize }) => sum + transferSize, 0)`,
    )
    // The budget until the first answer (issue « A page for everyone »).
    assert.ok(transferred > 5000 && transferred < 35_000, `${transferred} bytes`)
    await context.close()
  })

  it('keeps the conversation over a reload, and in another tab, which hears the same', async () => {
    const { page, context, faults } = await open()
    await write(page, 'un')
    await hears(page, 'echo: un')
    await page.reload()
    await alive(page)
    await hears(page, 'echo: un')
    assert.deepEqual(await earlier(page), ['Bienvenue', 'un'])
    const other = await context.newPage()
    await other.goto(server.url)
    await alive(other)
    await hears(other, 'echo: un')
    await write(other, 'deux')
    await hears(page, 'echo: deux')
    assert.deepEqual(await earlier(page), ['Bienvenue', 'un', 'echo: un', 'deux'])
    // A third one whose script was blocked: a form of the same browser.
    const [kept] = await context.cookies()
    const plain = await openPage(server.url, { headers: { cookie: `noa=${kept?.value ?? ''}` } })
    await write(page, 'trois')
    await hears(other, 'echo: trois')
    await plain.write('quatre')
    await hears(page, 'echo: quatre')
    assert.match(plain.html, /echo: quatre/)
    assert.deepEqual(heard().slice(-2), ['trois', 'quatre'])
    assert.deepEqual(faults, [])
  })

  for (const script of soaking ? [true, false] : [true])
    it(`is what it was after back and forward, ${script ? 'with' : 'without'} script, and nothing is sent twice`, async () => {
      const { page, context } = script ? await open() : await visit(browser, server.url, { javaScriptEnabled: false })
      if (!script) await page.goto(server.url)
      await write(page, 'un')
      await hears(page, 'echo: un')
      await write(page, 'deux')
      await hears(page, 'echo: deux')
      await page.goto(`${server.url}/livez`)
      await page.goBack()
      await hears(page, 'echo: deux')
      if (script) await alive(page)
      await page.goForward()
      await page.goBack()
      await hears(page, 'echo: deux')
      if (!script) {
        await page.goBack()
        await hears(page, 'echo:')
      }
      await write(page, 'trois')
      await hears(page, 'echo: trois')
      assert.deepEqual(heard().slice(-3), ['un', 'deux', 'trois'])
      if (!script) await context.close()
    })

  it('goes on by itself after a restart of the server, and sends once what was written meanwhile, also over a reload', async () => {
    const { page } = await open()
    await write(page, 'avant')
    await hears(page, 'echo: avant')
    await server.halt()
    await write(page, 'pendant')
    await write(page, 'encore')
    await page.locator('#status', { hasText: 'coupée' }).waitFor()
    await server.resume()
    await hears(page, 'echo: encore')
    assert.deepEqual(heard(), ['pendant', 'encore'])
    await page.locator('#status', { hasText: 'coupée' }).waitFor({ state: 'detached' }).catch(() => undefined)
    await server.say(current(), { text: 'annonce' })
    await hears(page, 'annonce')
    assert.deepEqual((await earlier(page)).slice(-4), ['echo: avant', 'pendant', 'echo: pendant', 'encore'])
  })

  it('does not take away what somebody is writing when something new comes', async () => {
    const { page } = await open()
    await write(page, 'un')
    await hears(page, 'echo: un')
    await page.fill('#text', 'je suis en train d’écr')
    await server.say(current(), { text: 'annonce' })
    await hears(page, 'annonce')
    assert.equal(await page.inputValue('#text'), 'je suis en train d’écr')
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'text')
  })

  it('does not take it away either when an answer comes after the stream that brought it, as on a bad line', async () => {
    const { page } = await open()
    await write(page, 'un')
    await hears(page, 'echo: un')
    let goOn = (): void => undefined
    const later = new Promise<void>(resolve => (goOn = resolve))
    await page.route('**/', async route => {
      const answer = await route.fetch()
      await later
      await route.fulfill({ response: answer })
    })
    await write(page, 'deux')
    await hears(page, 'echo: deux')
    await page.fill('#text', 'je suis en train d’écr')
    const answered = page.waitForResponse(response => response.request().method() === 'POST')
    goOn()
    await (await answered).finished()
    await server.say(current(), { text: 'annonce' })
    await hears(page, 'annonce')
    assert.equal(await page.inputValue('#text'), 'je suis en train d’écr')
    await page.unroute('**/')
  })

  it('hears by asking where no WebSocket comes through', async () => {
    const { page, context } = await visit(browser, server.url)
    await page.addInitScript(`WebSocket = class { constructor() { setTimeout(() => this.onclose?.({}), 20) } close() {} }`)
    await page.goto(server.url)
    await alive(page)
    await write(page, 'un')
    await hears(page, 'echo: un')
    await server.say(current(), { text: 'annonce' })
    await hears(page, 'annonce')
    await context.close()
  })

  it('works without its script: the address of the script answers 503', async () => {
    await anew(visitor)
    const { page, context } = visitor
    await context.route('**/assets/page.*.js', route => route.fulfill({ status: 503 }))
    await page.goto(server.url)
    await write(page, 'un')
    await hears(page, 'echo: un')
    assert.equal(await page.locator('html.live').count(), 0)
    // What is done outside is awaited all the same, and its outcome seen without a press.
    const { conversations, db } = server.storage
    const key = `page/${current()}`
    const far = Date.now() + 1e9
    await conversations.commit({ conversation: (await conversations.load(key))!, activities: [], outbox: [{ id: 'w', kind: 'mail', payload: '{}', conversation: key, dueAt: far }] })
    await page.reload()
    await server.say(current(), { text: 'annonce' })
    await hears(page, 'annonce')
    assert.match(page.url(), /\?look=\d$/)
    await db.deleteFrom('outbox').where('id', '=', 'w').execute()
  })

  it('changes the language and tells the conversation, which it keeps', async () => {
    const { page, faults } = await open()
    await write(page, 'un')
    await hears(page, 'echo: un')
    await page.getByRole('button', { name: 'English' }).click()
    await hears(page, 'event locale')
    const [told] = server.turns.received.filter(({ activity }) => activity.type === 'event' && activity.name === 'locale')
    assert.equal(told?.activity.value, 'en')
    assert.ok((await earlier(page)).includes('un'))
    assert.deepEqual(faults, [])
  })

  it('quits: nothing of the conversation is left in the browser', async () => {
    const { page, context } = await open()
    await write(page, 'un secret')
    await hears(page, 'echo: un secret')
    const held = (await context.cookies())[0]?.value
    assert.ok(held)
    await page.locator('.tools').getByRole('button', { name: 'Quitter' }).click()
    await page.locator('#notice').waitFor()
    assert.deepEqual(await earlier(page), [])
    assert.notEqual((await context.cookies())[0]?.value, held)
  })

  it('can be used by keyboard alone, and never loses the focus', async () => {
    const { page } = await open()
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<string>('document.activeElement.className'), 'skip')
    for (let presses = 0; presses < 12; presses++) {
      if (await page.locator('#text:focus').count()) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.type('au clavier')
    await page.keyboard.press('Enter')
    await hears(page, 'echo: au clavier')
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'text')
    const actions = ['Oui', 'Non'].map(title => ({ type: 'messageBack', title, text: title, value: { option: title } }))
    await server.say(current(), { text: 'Alors ?', suggestedActions: { to: [], actions }, channelData: { step: 'd.s', ask: 1 } })
    const yes = now(page).getByRole('button', { name: 'Oui' })
    await yes.focus()
    await page.keyboard.press('Enter')
    await hears(page, 'echo: Oui')
    assert.notEqual(await page.evaluate<string>('document.activeElement.tagName'), 'BODY')
  })

  it('says each new message once to a screen reader', async () => {
    const { page } = await open()
    await write(page, 'un')
    await hears(page, 'echo: un')
    await server.say(current(), { text: 'annonce' })
    await hears(page, 'annonce')
    const live = await page.locator('#live').innerText()
    assert.equal(live.split('annonce').length - 1, 1)
  })
})
