import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { readLooked } from '../../../src/turns/pageEvents.ts'
import { anew, desktop, phone, startBrowser, visit, withPreferences, type Visit } from '../../support/browser.ts'
import { startPageServer, type PageServer } from '../../support/pageServer.ts'
import { alive } from '../../support/pageVisitor.ts'
import { soaking } from '../../support/soak.ts'

interface Answer {
  readonly entry: string
  readonly findings: readonly string[]
  readonly facts: Readonly<Record<string, string>>
}

describe('what the chat page finds when it looks', function () {
  this.timeout(120_000)
  let browser: Browser
  let server: PageServer
  let visitor: Visit
  const closing: (() => Promise<unknown>)[] = []

  before(async () => {
    browser = await startBrowser()
    server = await startPageServer()
    visitor = await visit(browser, server.url)
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  const events = (name: string, at = server): Answer[] =>
    at.turns.received.flatMap(({ activity }) => (activity.type === 'event' && activity.name === name ? [activity.value as Answer] : []))
  const conversation = (at = server): string => at.turns.received.at(-1)!.conversation

  type Opening = { at?: PageServer; before?: (context: BrowserContext) => Promise<unknown> }
  /** Somebody new, in the browser of all these tests. */
  async function open({ at = server, before }: Opening = {}): Promise<Visit> {
    await anew(visitor)
    await before?.(visitor.context)
    await visitor.page.goto(at.url)
    await speak(visitor.page)
    return visitor
  }
  /** In a browser of their own, for what a browser does not forget. */
  async function openApart(options: Parameters<typeof visit>[2] = {}): Promise<Visit> {
    const apart = await visit(browser, server.url, options)
    closing.push(() => apart.context.close())
    return apart
  }

  let spoken = 0
  /**
   * A conversation begins with what somebody says. Each time something else, or who comes back would see the answer of last time, and
   * be asked to look before what they said is answered: whoever has written meanwhile has gone on without it.
   */
  async function speak(page: Page): Promise<void> {
    const text = `bonjour ${++spoken}.`
    await alive(page)
    await page.fill('#text', text)
    await page.keyboard.press('Enter')
    await page.locator('#now').filter({ hasText: `echo: ${text}` }).waitFor()
  }

  let asked = 0
  const ask = async (at = server): Promise<string> => {
    const entry = `lookAround:${++asked}`
    await at.say(conversation(at), { type: 'event', name: 'noa/look', value: { entry } })
    return entry
  }

  /** What the page answers to the asking; undefined when it does not within the time. */
  async function answerTo(entry: string, at = server, ms = 30_000): Promise<Answer | undefined> {
    for (const end = Date.now() + ms; Date.now() < end; await new Promise(resolve => setTimeout(resolve, 50))) {
      const found = events('noa/looked', at).find(each => each.entry === entry)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Asks, and returns the findings. */
  async function found(at = server): Promise<string> {
    const answer = await answerTo(await ask(at), at)
    assert.ok(answer, 'the page has not answered in time')
    assert.equal(readLooked(answer)?.outcome.result, answer.findings.length === 0 ? 'fine' : 'found')
    return answer.findings.join(',')
  }

  it('nothing, where nothing is wrong; on a phone either', async () => {
    const { page, faults } = await open()
    assert.equal(await found(), '')
    assert.deepEqual(faults, [])
    assert.equal(await page.evaluate('document.cookie'), '')
    assert.equal(await page.evaluate('localStorage.length'), 0)
    if (!soaking) return
    const { page: small } = await openApart({ viewport: phone, isMobile: true, hasTouch: true, deviceScaleFactor: 3 })
    await small.goto(server.url)
    await speak(small)
    assert.equal(await found(), '')
  })

  it('cookies and storage that the browser refuses, and a page that it shows at twice its size', async () => {
    const { page, close } = await withPreferences({
      profile: { default_content_setting_values: { cookies: 2 } },
      // Each level is a fifth more.
      partition: { default_zoom_level: { x: Math.log(2) / Math.log(1.2) } },
    })
    closing.push(close)
    await page.goto(server.url)
    await speak(page)
    const answer = await answerTo(await ask())
    for (const each of ['cookiesBlocked', 'storageBlocked', 'zoomed']) assert.ok(answer?.findings.includes(each) === true, JSON.stringify(answer))
    assert.equal(answer?.facts['zoomPercent'], '200')
  })

  it('a clock that is wrong, and a browser that is some years old', async () => {
    const { page, context } = await openApart()
    const again = async (): Promise<Answer | undefined> => {
      await page.goto(server.url)
      await speak(page)
      return answerTo(await ask())
    }
    await context.clock.setSystemTime(Date.now() - 10 * 60_000)
    const answer = await again()
    assert.deepEqual(answer?.findings, ['clockWrong'])
    assert.equal(answer?.facts['clockMinutes'], '-10')
    await context.clock.setSystemTime(Date.now() + 4 * 60_000)
    assert.deepEqual((await again())?.findings, [])
    await context.addInitScript('delete Array.prototype.toSorted')
    assert.deepEqual((await again())?.findings, ['oldJavaScript'])
  })

  it('an extension that blocks what it takes for an advertisement', async () => {
    await open({ before: context => context.route('**/ads/**', route => route.abort('blockedbyclient')) })
    assert.equal(await found(), 'resourceBlocked')
  })

  it('a network that is gone, told when it is back', async () => {
    const { context } = await open({
      before: context =>
        context.route('**/livez', async route => {
          await context.setOffline(true)
          await route.abort('internetdisconnected')
        }),
    })
    const entry = await ask()
    assert.equal(await answerTo(entry, server, 1500), undefined)
    await context.setOffline(false)
    assert.deepEqual((await answerTo(entry))?.findings, ['offline'])
  })

  it('a window that is small, and a page that is magnified', async () => {
    const { page, context } = await open()
    await page.setViewportSize({ width: 480, height: 700 })
    assert.equal(await found(), 'smallWindow')
    await page.setViewportSize(desktop)
    assert.equal(await found(), '')
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setPageScaleFactor', { pageScaleFactor: 2 })
    assert.equal(await found(), 'zoomed')
    await session.send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 })
    await session.detach()
  })

  describe('of the portal', () => {
    const portal = async (handle: RequestListener): Promise<string> => {
      const other = createServer(handle)
      await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
      closing.push(() => new Promise(resolve => (other.closeAllConnections(), other.close(resolve))))
      return `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    }
    const open2 = async (url: string): Promise<PageServer> => {
      const at = await startPageServer({ PORTAL_URL: `${url}/accueil` })
      closing.push(() => at.stop())
      await open({ at })
      return at
    }

    it('nothing, when it answers, whatever it answers', async () => {
      let asked: string | undefined
      const at = await open2(await portal(({ headers, url }, response) => {
        asked = `${url} ${headers.cookie} ${headers.referer}`
        response.statusCode = 404
        response.end()
      }))
      assert.equal(await found(at), '')
      assert.equal(asked, '/favicon.ico undefined undefined')
    })

    it('nothing, when it sends on to another host, which the page may not ask', async () => {
      const third = await portal((_, response) => response.end())
      const at = await open2(await portal((_, response) => {
        response.writeHead(302, { location: `${third}/login` })
        response.end()
      }))
      assert.equal(await found(at), '')
    })

    it('that it cannot be reached', async () => {
      const gone = createServer()
      await new Promise<void>(resolve => gone.listen(0, '127.0.0.1', resolve))
      const { port } = gone.address() as AddressInfo
      await new Promise(resolve => gone.close(resolve))
      assert.equal(await found(await open2(`http://127.0.0.1:${port}`)), 'portalUnreachable')
    })

    it('that it does not answer, and says so in time', async () => {
      const at = await open2(await portal(() => undefined))
      assert.equal(await found(at), 'portalUnreachable')
    })
  })

  it('is told once, also by a page that is opened again', async () => {
    const { page } = await open()
    const entry = await ask()
    assert.ok(await answerTo(entry))
    await page.reload()
    await alive(page)
    await new Promise(resolve => setTimeout(resolve, 1500))
    assert.equal(events('noa/looked').filter(each => each.entry === entry).length, 1)
  })

  it('is told by a page that is opened again before it had answered, unless the conversation has gone on', async () => {
    const { page, context } = await open()
    let held = true
    await context.route('**/livez', route => (held ? undefined : route.continue()))
    const entry = await ask()
    await new Promise(resolve => setTimeout(resolve, 600))
    held = false
    await page.reload()
    assert.ok(await answerTo(entry))

    held = true
    const passed = await ask()
    await new Promise(resolve => setTimeout(resolve, 600))
    await page.fill('#text', 'non merci')
    await page.keyboard.press('Enter')
    await page.locator('#now', { hasText: 'echo: non merci' }).waitFor()
    held = false
    await page.reload()
    await alive(page)
    assert.equal(await answerTo(passed, server, 2500), undefined)
  })
})
