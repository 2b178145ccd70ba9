import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { BotState } from '../../../src/turns/conversationState.ts'
import { startBrowser, visit } from '../../support/browser.ts'
import { startDirectLineStandIn, type DirectLineStandIn } from '../../support/directLineStandIn.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

const secret = 'Zq8-the.secret-of-the-channel_9fK3mW7xT2'
const ready = (page: Page): Promise<void> => page.locator('#chat.ready').waitFor()
const messages = (page: Page) => page.locator('#chat .web-chat .webchat__bubble__content')

async function until(what: string, holds: () => Promise<boolean> | boolean, ms = 15_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 50))) if (await holds()) return
  assert.fail(`not within ${ms} ms: ${what}`)
}

describe('a chat page on a Direct Line of Azure', function () {
  this.timeout(60_000)
  let browser: Browser
  let guide: RunningGuide
  let azure: DirectLineStandIn
  const closing: (() => Promise<unknown>)[] = []
  /** Everything that the browsers were sent. */
  const seen: string[] = []

  before(async () => {
    browser = await startBrowser()
    azure = await startDirectLineStandIn(secret, () => guide.address)
    guide = await startGuide({ DIRECT_LINE_SECRET: secret, DIRECT_LINE_URL: azure.url, LOG_LEVEL: 'trace' })
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
    await azure?.stop()
  })
  afterEach(async () => {
    azure.ahead = 0
    azure.broken = undefined
    for (const close of closing.splice(0)) await close()
  })

  async function open(path = '/') {
    const { page, context, faults } = await visit(browser, guide.address)
    closing.push(() => context.close())
    const { origin, host } = new URL(azure.url)
    page.on('response', response => {
      seen.push(JSON.stringify(response.headers()))
      response.text().then(text => seen.push(text), () => undefined)
    })
    page.on('websocket', socket => {
      seen.push(socket.url())
      socket.on('framereceived', ({ payload }) => seen.push(String(payload)))
    })
    await page.goto(guide.address + path)
    /** Requests to the stand-in are meant. */
    const wrong = (): string[] => faults.filter(each => !each.startsWith(`request to ${origin}`) && !each.startsWith(`request to ws://${host}`))
    return { page, wrong }
  }

  const conversation = (page: Page): Promise<string> =>
    page.evaluate<string>(`JSON.parse(sessionStorage.getItem('noa.conversation')).conversationId`)
  async function state(page: Page): Promise<BotState> {
    const stored = await guide.app.storage.conversations.load(`azure-directline/${await conversation(page)}`)
    return JSON.parse(stored?.state ?? '{"said":{}}') as BotState
  }
  const write = async (page: Page, text: string): Promise<void> => {
    const input = page.locator('#chat .webchat__send-box textarea')
    await input.fill(text)
    await input.press('Enter')
  }

  it('greets, answers, knows the browser, takes buttons, and goes on after a reload', async () => {
    const { page, wrong } = await open()
    await ready(page)
    await until('the browser is known', async () => (await state(page)).said.page === 'present')
    assert.equal((await state(page)).said.browser, 'chrome')
    const menu = page.locator('#chat button.webchat__suggested-action')
    await menu.first().click()
    await until('the button begins a conversation', async () => (await state(page)).dialogs.dialogStack.length > 0)
    await until('an answer', async () => (await messages(page).count()) >= 3)
    await write(page, 'annuler')
    await until('the end of it', async () => (await state(page)).dialogs.dialogStack.length === 0)
    await until('that is said', async () => (await messages(page).count()) >= 5)
    const history = await messages(page).allInnerTexts()
    const id = await conversation(page)
    await page.reload()
    await ready(page)
    await until('the history', async () => (await messages(page).count()) === history.length)
    assert.deepEqual(await messages(page).allInnerTexts(), history)
    assert.equal(await conversation(page), id)
    assert.deepEqual(wrong(), [])
    const [generated] = azure.owned
    const { user, trustedOrigins } = generated?.body as { user: { id: string }; trustedOrigins: string[] }
    assert.match(user.id, /^dl_[\w-]{20,}$/)
    assert.deepEqual(trustedOrigins, [guide.address])
    assert.ok(azure.owned.every(({ origin }) => origin === undefined), 'a browser used the secret')
  })

  it('goes on when the token has expired, with the page open and after a reload', async () => {
    const { page } = await open()
    await ready(page)
    const before = azure.owned.length
    azure.ahead = 3_600_000
    await write(page, 'annuler')
    await until('an answer', async () => (await messages(page).count()) >= 3)
    assert.deepEqual(azure.owned.slice(before).map(({ path }) => path), [`/conversations/${await conversation(page)}`])
    azure.ahead = 2 * 3_600_000
    await page.reload()
    await ready(page)
    await until('the history', async () => (await messages(page).count()) >= 3)
    assert.equal(await page.locator('#status').innerText(), '')
  })

  it('follows a link, and looks around when the guide asks for it', async () => {
    const { page, wrong } = await open('/?topic=blank_page&symptom=blankPage&ref=A-1')
    await ready(page)
    await until('the question', async () => (await state(page)).dialogs.dialogStack.length > 0)
    assert.equal((await state(page)).said.reference, 'A-1')
    await page.setViewportSize({ width: 500, height: 700 })
    await page.locator('#chat button.webchat__suggested-action').first().click()
    await until('the finding', async () => (await state(page)).said.findings === 'smallWindow')
    assert.deepEqual(azure.sent.filter(({ type }) => type === 'event').map(({ name }) => name).slice(-3), ['noa/page', 'noa/link', 'noa/looked'])
    assert.deepEqual(wrong(), [])
  })

  it('says so when the conversation is no more, and begins another', async () => {
    const { page } = await open()
    await ready(page)
    await page.evaluate(`sessionStorage.setItem('noa.conversation', JSON.stringify({ conversationId: 'gone', resumeSecret: 'x', locale: 'fr' }))`)
    await page.reload()
    await ready(page)
    assert.match(await page.locator('#status').innerText(), /plus disponible/)
  })

  it('resumes a conversation for whoever has its secret, and gives tokens to the own page only', async () => {
    const post = (end: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${guide.address}/v3/directline${end}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const { conversationId, resume } = (await (await post('/tokens/generate', {})).json()) as Record<string, string>
    assert.equal((await post('/tokens/resume', { conversationId, resumeSecret: resume })).status, 200)
    assert.equal((await post('/tokens/resume', { conversationId, resumeSecret: 'x'.repeat(43) })).status, 403)
    assert.equal((await post('/tokens/resume', { conversationId: 'other', resumeSecret: resume })).status, 404)
    assert.equal((await post('/tokens/generate', {}, { origin: 'https://evil.example' })).status, 403)
    assert.equal((await post('/conversations', {})).status, 405, 'the own Direct Line is not there')
  })

  for (const status of [401, 403, 500, 503])
    it(`says that it cannot begin when Direct Line answers ${status}, and tells the operator`, async () => {
      azure.broken = status
      const answer = await fetch(`${guide.address}/v3/directline/tokens/generate`, { method: 'POST', body: '{}' })
      assert.equal(answer.status, 503)
      seen.push(await answer.text())
      const line = guide.log.map(each => JSON.parse(each) as Record<string, unknown>).findLast(({ code }) => code === 'direct_line_failed')
      assert.equal(line?.['status'], status)
      if (status !== 403) return
      const { page } = await open()
      await page.locator('#failure').waitFor({ timeout: 20_000 })
    })

  it('lets the page connect there and nowhere else, and keeps the secret to itself', async () => {
    const answer = await fetch(guide.address)
    const policy = /connect-src ([^;]*)/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
    const { origin, host } = new URL(azure.url)
    assert.deepEqual(policy?.split(' ').sort(), ["'self'", origin, guide.address.replace('http', 'ws'), `ws://${host}`].sort())
    seen.push(await answer.text())
    await new Promise(resolve => setTimeout(resolve, 200))
    assert.ok(seen.length > 30 && seen.some(each => each.includes('"token"')), 'the tests before have seen the traffic')
    for (const each of [...seen, ...guide.log]) assert.ok(!each.includes(secret), each.slice(0, 300))
  })
})
