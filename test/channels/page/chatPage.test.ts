import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { desktop, phone, startBrowser, visit, type Visit } from '../../support/browser.ts'
import { startPageServer, type PageServer } from '../../support/pageServer.ts'

const input = '#chat .webchat__send-box textarea'
const conversation = '#chat .webchat__basic-transcript'

/** What stands in the conversation, in its order. */
const said = (page: Page): Promise<string[]> => page.locator('#chat .web-chat .webchat__bubble__content').allInnerTexts()

const ready = (page: Page): Promise<void> => page.locator('#chat.ready').waitFor()

async function write(page: Page, text: string): Promise<void> {
  await page.locator(input).fill(text)
  await page.locator(input).press('Enter')
}

async function until(what: string, holds: () => Promise<boolean>, ms = 15_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await holds()) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.fail(`not within ${ms} ms: ${what}`)
}

const untilSaid = async (page: Page, texts: readonly string[], ms?: number): Promise<void> => {
  let last: string[] = []
  await until('the conversation', async () => JSON.stringify((last = await said(page))) === JSON.stringify(texts), ms).catch(() =>
    assert.deepEqual(last, texts),
  )
}

describe('chat page', function () {
  this.timeout(60_000)
  let browser: Browser
  let server: PageServer
  let visits: Visit[] = []

  before(async () => {
    browser = await startBrowser()
    server = await startPageServer({ HELPDESK_EMAIL: 'aide@example.org', ACCESSIBILITY_URL: 'https://example.org/a11y' })
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })
  afterEach(async () => {
    server.ahead = 0
    await Promise.all(visits.map(({ context }) => context.close()))
    visits = []
  })

  const open = async (path = '/', options: BrowserContextOptions = {}): Promise<Visit> => {
    const opened = await visit(browser, server.url, options)
    visits.push(opened)
    await opened.page.goto(server.url + path)
    return opened
  }

  /** Conversation of the page that was opened last. */
  const current = (): string => server.turns.received.at(-1)!.conversation

  const cardWithButtons = {
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      { type: 'TextBlock', text: 'Titre', size: 'Medium', weight: 'Bolder', wrap: true, style: 'heading' },
      { type: 'TextBlock', text: 'Valeur', wrap: true, isSubtle: true },
    ],
    actions: [
      { type: 'Action.Submit', title: 'Demander mon compte', style: 'positive', data: { option: 'submit' } },
      { type: 'Action.Submit', title: 'Annuler', data: { option: 'cancel' } },
    ],
  }
  const longLabel = 'Un libellé bien plus long que ce qui tient sur une ligne de téléphone, et qu’il faut pouvoir lire'

  for (const lang of ['fr', 'en'])
    it(`has no fault that axe finds, clips nothing, keeps its policy and asks nothing of others: ${lang}`, async () => {
      const { page, faults } = await open(`/?lang=${lang}`)
      await ready(page)
      await write(page, '**1** <b>2</b>')
      const greeted = lang === 'fr' ? 'Bienvenue' : 'Welcome'
      await untilSaid(page, [greeted, '**1** <b>2</b>', 'echo: 1 <b>2</b>'])
      const content = cardWithButtons
      await server.say(current(), { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] })
      const actions = [longLabel, 'Non'].map(title => ({ type: 'messageBack', title, text: title, value: { option: title } }))
      await server.say(current(), { text: 'Alors ?', suggestedActions: { to: [], actions } })
      const choice = page.locator('#chat button.webchat__suggested-action', { hasText: longLabel })
      await choice.waitFor()
      for (const colorScheme of ['light', 'dark'] as const)
        for (const viewport of [desktop, phone, { width: 320, height: 640 }]) {
          await page.emulateMedia({ colorScheme })
          await page.setViewportSize(viewport)
          const { violations } = await new AxeBuilder({ page }).analyze()
          assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(each => each.html)]), [], `${colorScheme} ${viewport.width}`)
          const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth')
          assert.equal(wide, false, 'the page scrolls sideways')
          const clipped = await page.evaluate<string[]>(
            `[...document.querySelectorAll('.webchat__suggested-action, .ac-pushButton, header .button, .webchat__bubble__content')]
              .filter(each => each.offsetParent && [each, ...each.querySelectorAll('*')].some(part => part.clientWidth && part.scrollWidth > part.clientWidth + 1))
              .map(each => each.textContent)`,
          )
          assert.deepEqual(clipped, [], `clipped at ${viewport.width}`)
        }
      await choice.click()
      await until('the choice', async () => (await said(page)).at(-1) === `echo: ${longLabel}`)
      assert.deepEqual(faults, [])
    })

  it('shows the first words before Web Chat, and puts Web Chat in their place without a jump', async () => {
    const opened = await visit(browser, server.url)
    visits.push(opened)
    const { page, context } = opened
    let release: () => void = () => undefined
    const held = new Promise<void>(resolve => (release = resolve))
    await context.route('**/assets/webchat.*', async route => {
      await held
      await route.continue()
    })
    await page.goto(server.url, { waitUntil: 'commit' })
    const words = page.locator('#greeting .bubble')
    await words.waitFor()
    assert.equal(await words.innerText(), 'Bienvenue')
    const before = (await words.boundingBox())!
    release()
    await ready(page)
    const after = (await page.locator('#chat .webchat__bubble__content').first().boundingBox())!
    assert.ok(Math.abs(before.y - after.y) <= 1 && Math.abs(before.x - after.x) <= 1, JSON.stringify({ before, after }))
    assert.equal(await page.locator('#greeting').count(), 0)
  })

  it('keeps a choice that is taken before Web Chat is there', async () => {
    const early = await startPageServer({}, { greeting: () => ({ text: 'Bienvenue', options: ['Créer un compte', 'Autre chose'] }) })
    try {
      const opened = await visit(browser, early.url)
      visits.push(opened)
      const { page, context } = opened
      let release: () => void = () => undefined
      const held = new Promise<void>(resolve => (release = resolve))
      await context.route('**/assets/webchat.*', async route => {
        await held
        await route.continue()
      })
      await page.goto(early.url, { waitUntil: 'commit' })
      await page.getByRole('button', { name: 'Créer un compte' }).dblclick()
      release()
      await ready(page)
      await untilSaid(page, ['Bienvenue', 'Créer un compte', 'echo: Créer un compte'])
      assert.equal(early.turns.received.filter(({ activity }) => activity.type === 'message').length, 1)
      assert.deepEqual(opened.faults, [])
    } finally {
      await Promise.all(visits.splice(0).map(({ context }) => context.close()))
      await early.stop()
    }
  })

  it('resumes the conversation after a reload, also when the token has expired', async () => {
    const { page, faults } = await open()
    await ready(page)
    await write(page, 'un')
    const history = ['Bienvenue', 'un', 'echo: un']
    await untilSaid(page, history)
    await page.reload()
    await ready(page)
    await untilSaid(page, history)
    server.ahead = 24 * 3600 * 1000
    await page.reload()
    await ready(page)
    await untilSaid(page, history)
    await write(page, 'deux')
    await untilSaid(page, [...history, 'deux', 'echo: deux'])
    assert.deepEqual(faults, [])
  })

  it('goes on when the token expires while the page is open', async () => {
    const { page } = await open()
    await ready(page)
    server.ahead = 24 * 3600 * 1000
    await write(page, 'un')
    await untilSaid(page, ['Bienvenue', 'un', 'echo: un'])
  })

  it('goes on by itself after a restart of the server, and sends once what was written meanwhile', async () => {
    const { page } = await open()
    await ready(page)
    await write(page, 'avant')
    await untilSaid(page, ['Bienvenue', 'avant', 'echo: avant'])
    await server.halt()
    await write(page, 'pendant')
    await write(page, 'encore')
    await until('the status', async () => (await page.locator('#status').innerText()).includes('coupée'))
    await server.resume()
    const all = ['Bienvenue', 'avant', 'echo: avant', 'pendant', 'echo: pendant', 'encore', 'echo: encore']
    await untilSaid(page, all, 20_000)
    assert.deepEqual(server.turns.received.map(({ activity }) => activity.text), ['pendant', 'encore'])
    await until('the end of the status', async () => !(await page.locator('#status').innerText()).includes('coupée'))
    await write(page, 'après')
    await untilSaid(page, [...all, 'après', 'echo: après'])
    await server.say(current(), { text: 'annonce' })
    await untilSaid(page, [...all, 'après', 'echo: après', 'annonce'])
  })

  it('speaks by polling where no WebSocket comes through', async () => {
    const opened = await visit(browser, server.url)
    visits.push(opened)
    await opened.page.addInitScript(`WebSocket = class { static OPEN = 1; constructor() { setTimeout(() => this.onclose?.({}), 20) } close() {} }`)
    await opened.page.goto(server.url)
    await ready(opened.page)
    await write(opened.page, 'un')
    await untilSaid(opened.page, ['Bienvenue', 'un', 'echo: un'])
  })

  it('changes the language and tells the conversation, which it keeps', async () => {
    const { page, faults } = await open()
    await ready(page)
    await write(page, 'un')
    await untilSaid(page, ['Bienvenue', 'un', 'echo: un'])
    await page.getByRole('link', { name: 'English' }).click()
    await ready(page)
    await untilSaid(page, ['Bienvenue', 'un', 'echo: un', 'event locale'])
    const [told] = server.turns.received.filter(({ activity }) => activity.type === 'event').slice(-1)
    assert.equal(told?.activity.value, 'en')
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await page.reload()
    await ready(page)
    await untilSaid(page, ['Bienvenue', 'un', 'echo: un', 'event locale'])
    assert.deepEqual(faults, [])
  })

  it('begins another conversation when asked to, after a question when something was said', async () => {
    const { page, faults } = await open()
    await ready(page)
    await write(page, 'un')
    await untilSaid(page, ['Bienvenue', 'un', 'echo: un'])
    const restart = page.locator('#restart')
    await restart.click()
    await page.getByRole('button', { name: 'Garder celle-ci' }).click()
    assert.equal((await said(page)).length, 3)
    await restart.click()
    await page.locator('#again-yes').click()
    await untilSaid(page, ['Bienvenue'])
    await write(page, 'deux')
    await untilSaid(page, ['Bienvenue', 'deux', 'echo: deux'])
    await page.reload()
    await ready(page)
    await untilSaid(page, ['Bienvenue', 'deux', 'echo: deux'])
    assert.equal(await page.locator(conversation).count(), 1)
    assert.deepEqual(faults, [])
  })

  it('says so when the conversation to resume is no more, and begins another', async () => {
    const { page } = await open()
    await ready(page)
    await page.evaluate(`sessionStorage.setItem('noa.conversation', JSON.stringify({ conversationId: 'gone', resumeSecret: 'x', locale: 'fr' }))`)
    await page.reload()
    await ready(page)
    await untilSaid(page, ['Bienvenue'])
    assert.match(await page.locator('#status').innerText(), /plus disponible/)
  })

  for (const [what, pattern] of [['tokens', '**/v3/directline/tokens/generate'], ['Web Chat', '**/assets/webchat.*']] as const)
    it(`offers to try again when the start fails: ${what}`, async () => {
      const opened = await visit(browser, server.url)
      visits.push(opened)
      const { page, context } = opened
      await context.route(pattern, route => route.abort())
      await page.goto(server.url)
      const failure = page.locator('#failure')
      await failure.waitFor()
      assert.match(await failure.innerText(), /aide@example\.org/)
      const { violations } = await new AxeBuilder({ page }).analyze()
      assert.deepEqual(violations.map(({ id }) => id), [])
      await context.unroute(pattern)
      await page.getByRole('button', { name: 'Réessayer' }).click()
      await ready(page)
      await untilSaid(page, ['Bienvenue'])
      assert.equal(await failure.isVisible(), false)
    })

  it('says how to get help without JavaScript', async () => {
    const { page, faults } = await open('/', { javaScriptEnabled: false })
    assert.match(await page.locator('main').innerText(), /JavaScript[^]*aide@example\.org/)
    assert.equal(await page.locator('#chat').isVisible(), false)
    assert.equal(await page.locator('#restart').isVisible(), false)
    assert.deepEqual(faults, [])
  })

  it('can be used by keyboard alone', async () => {
    const { page } = await open()
    await ready(page)
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate<string>('document.activeElement.className'), 'skip')
    await page.keyboard.press('Enter')
    for (let presses = 0; presses < 8; presses++) {
      if (await page.locator(`${input}:focus`).count()) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.type('au clavier')
    await page.keyboard.press('Enter')
    await untilSaid(page, ['Bienvenue', 'au clavier', 'echo: au clavier'])
  })
})
