import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { BotState } from '../../../src/turns/conversationState.ts'
import { startBrowser, visit } from '../../support/browser.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

const ready = (page: Page): Promise<void> => page.locator('#chat.ready').waitFor()

describe('a chat page and the guide behind it', function () {
  this.timeout(60_000)
  let browser: Browser
  let guide: RunningGuide
  const closing: (() => Promise<unknown>)[] = []

  before(async () => {
    browser = await startBrowser()
    guide = await startGuide()
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  async function open(path: string, options: BrowserContextOptions & { script?: string } = {}) {
    const { script, ...rest } = options
    const opened = await visit(browser, guide.address, rest)
    closing.push(() => opened.context.close())
    if (script !== undefined) await opened.context.addInitScript(script)
    await opened.page.goto(guide.address + path)
    await ready(opened.page)
    return opened
  }

  const stored = async (page: Page) => {
    const { conversationId } = JSON.parse(await page.evaluate<string>(`sessionStorage.getItem('noa.conversation')`)) as Record<string, string>
    return (await guide.app.storage.conversations.load(`directline/${conversationId}`))!
  }
  const said = async (page: Page): Promise<BotState['said']> => (JSON.parse((await stored(page)).state) as BotState).said
  /** Steps that the guide has said so far. */
  const steps = async (page: Page): Promise<string[]> => {
    const log = await guide.app.storage.conversations.log((await stored(page)).key, 0)
    return log.flatMap(({ activity }) => {
      const { channelData } = JSON.parse(activity) as { channelData?: { step?: string } }
      return channelData?.step === undefined ? [] : [channelData.step]
    })
  }
  async function eventually<T>(read: () => Promise<T>, expected: T): Promise<void> {
    let last = await read()
    for (const end = Date.now() + 5000; Date.now() < end && JSON.stringify(last) !== JSON.stringify(expected); last = await read())
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.deepEqual(last, expected)
  }
  const messages = (page: Page) => page.locator('#chat .web-chat .webchat__bubble__content')

  it('tells the guide of the browser, by its hints or by its name, without a word on the screen', async () => {
    const { page, faults } = await open('/')
    const { browserVersion, ...rest } = await said(page)
    assert.deepEqual(rest, { browser: 'chrome', os: 'linux', device: 'computer', page: 'present' })
    assert.match(browserVersion ?? '', /^\d+\./)
    assert.deepEqual(await steps(page), ['bot.greeting'])
    await page.reload()
    await ready(page)
    assert.equal((await messages(page).count()), 1)
    assert.deepEqual(faults, [])

    const iphone = await open('/', {
      userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15',
      script: `Object.defineProperty(Navigator.prototype, 'userAgentData', { value: undefined })`,
    })
    assert.deepEqual(await said(iphone.page), { browser: 'firefox', os: 'ios', device: 'phone', browserVersion: '127.0', page: 'present' })
  })

  it('begins what a link asks for, in place of the menu and before anything else can be seen', async () => {
    const link = '/?topic=clear_cache&browser=firefox&lang=en&ref=INC-0042&email=marie@labo.fr&unit=%3Cscript%3E&x=1'
    const html = await (await fetch(guide.address + link)).text()
    assert.doesNotMatch(html, /INC-0042|marie@|<ul class="options"><li>/)
    const { page, faults } = await open(link)
    const { browserVersion: _, ...rest } = await said(page)
    assert.deepEqual(rest, { browser: 'firefox', os: 'linux', device: 'computer', reference: 'INC-0042', page: 'present' })
    const [first, second] = await steps(page)
    assert.equal(first, 'bot.linked')
    assert.match(second ?? '', /^(clearCache|knowBrowser|chooseBrowser)\./)
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    const before = await steps(page)
    await page.reload()
    await ready(page)
    assert.deepEqual(await steps(page), before)
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(violations.map(({ id }) => id), [])
    assert.deepEqual(faults, [])
  })

  it('shows the help article that a link names', async () => {
    const { page } = await open('/?article=which-browser')
    assert.deepEqual((await steps(page)).slice(0, 2), ['bot.linked', 'showArticle.article'])
  })

  it('follows another link in the same tab, in the same conversation', async () => {
    const { page } = await open('/?topic=choose_login')
    const first = (await stored(page)).key
    await page.goto(`${guide.address}/?topic=activation_email&ref=B2`)
    await ready(page)
    await eventually(async () => (await said(page)).reference, 'B2')
    assert.equal((await stored(page)).key, first)
    assert.match((await steps(page)).at(-1) ?? '', /^activationHelp\.|^findActivationMail\./)
    await page.locator('#restart').click()
    await page.locator('#again-yes').click({ timeout: 1000 }).catch(() => undefined)
    await eventually(() => steps(page), ['bot.greeting'])
  })

  it('looks around when the person agrees, says in words what it found, and does not look again when it is opened again', async () => {
    const { page, context, faults } = await open('/?topic=blank_page&symptom=blankPage')
    await context.route('**/ads/**', route => route.abort('blockedbyclient'))
    assert.equal((await steps(page)).at(-1), 'selfCheck.mayI')
    await page.locator('button.webchat__suggested-action', { hasText: 'Oui, regardez' }).click()
    await eventually(async () => (await steps(page)).slice(-2), ['bot.looking', 'selfCheck.found'])
    assert.equal((await said(page)).findings, 'resourceBlocked')
    const { violations } = await new AxeBuilder({ page }).analyze()
    assert.deepEqual(violations.map(({ id }) => id), [])
    const before = await steps(page)
    await page.reload()
    await ready(page)
    await new Promise(resolve => setTimeout(resolve, 1000))
    assert.deepEqual(await steps(page), before)
    assert.deepEqual(faults.filter(each => !each.includes('ERR_BLOCKED_BY_CLIENT')), [])
  })

  it('goes on without a look for whoever writes meanwhile, and takes no look that comes late', async () => {
    const { page, context } = await open('/?topic=blank_page&symptom=blankPage')
    let release = (): void => undefined
    const held = new Promise<void>(resolve => (release = resolve))
    await context.route('**/livez', async route => {
      await held
      await route.continue()
    })
    await page.locator('button.webchat__suggested-action', { hasText: 'Oui, regardez' }).click()
    await eventually(async () => (await steps(page)).at(-1), 'bot.looking')
    await page.locator('#chat .webchat__send-box textarea').fill('alors ?')
    await page.locator('#chat .webchat__send-box textarea').press('Enter')
    await eventually(async () => (await steps(page)).includes('selfCheck.silent'), true)
    const before = await steps(page)
    release()
    await new Promise(resolve => setTimeout(resolve, 1500))
    assert.deepEqual(await steps(page), before)
    assert.equal((await said(page)).findings, undefined)
  })

  for (const link of ['/?topic=nothing', '/?topic=thanks', '/?topic=__proto__', '/?article=../../etc', '/?browser=netscape&ref=%00', '/?topic=&ref='])
    it(`passes over what it does not know: ${link}`, async () => {
      const { page } = await open(link)
      assert.deepEqual(await steps(page), ['bot.greeting'])
      assert.equal((await said(page)).reference, undefined)
      assert.equal((await said(page)).browser, 'chrome')
    })
})
