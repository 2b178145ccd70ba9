/** Links that begin with a subject, and a page that is asked to look around, with the whole guide behind it. */
import assert from 'node:assert/strict'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { BotState } from '../../../src/turns/conversationState.ts'
import { anew, startBrowser, visit, type Visit } from '../../support/browser.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { alive } from '../../support/pageVisitor.ts'
import { soaking } from '../../support/soak.ts'

/** The step of what is asked now. */
const asks = (page: Page): Promise<string | null> => page.locator('#now [data-step]').last().getAttribute('data-step')

describe('a page and the guide behind it', function () {
  this.timeout(60_000)
  let browser: Browser
  let guide: RunningGuide
  let visitor: Visit
  const closing: (() => Promise<unknown>)[] = []

  before(async () => {
    browser = await startBrowser()
    guide = await startGuide()
    visitor = await visit(browser, guide.address)
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  /** Somebody new in the same browser. */
  async function open(path: string): Promise<Visit> {
    await anew(visitor)
    await visitor.page.goto(guide.address + path)
    await alive(visitor.page)
    return visitor
  }
  /** In a browser of their own, which is another one. */
  async function openApart(path: string, { script, ...options }: BrowserContextOptions & { script: string }): Promise<Visit> {
    const opened = await visit(browser, guide.address, options)
    closing.push(() => opened.context.close())
    await opened.context.addInitScript(script)
    await opened.page.goto(guide.address + path)
    await alive(opened.page)
    return opened
  }
  async function write(page: Page, text: string): Promise<void> {
    const before = await page.locator('#now').getAttribute('data-watermark')
    await page.fill('#text', text)
    await page.keyboard.press('Enter')
    await page.locator(`#now:not([data-watermark="${before ?? ''}"])`).waitFor()
  }
  const newest = async () =>
    guide.app.storage.db.selectFrom('conversation').select(['key', 'state']).orderBy('updated_at', 'desc').executeTakeFirstOrThrow()
  const facts = async (): Promise<BotState['facts']> => (JSON.parse((await newest()).state) as BotState).facts
  /** Steps that the guide has said so far. */
  const steps = async (): Promise<string[]> => {
    const log = await guide.app.storage.conversations.log((await newest()).key, 0)
    return log.flatMap(({ activity }) => {
      const { channelData } = JSON.parse(activity) as { channelData?: { step?: string } }
      return channelData?.step === undefined ? [] : [channelData.step]
    })
  }
  async function eventually<T>(read: () => Promise<T>, expected: T): Promise<void> {
    let last = await read()
    for (const end = Date.now() + 8000; Date.now() < end && JSON.stringify(last) !== JSON.stringify(expected); last = await read())
      await new Promise(resolve => setTimeout(resolve, 50))
    assert.deepEqual(last, expected)
  }
  const count = async (): Promise<number> => (await guide.app.storage.db.selectFrom('conversation').select('key').execute()).length

  it('keeps nothing of who only looks, and tells the guide of the browser with the first answer', async () => {
    const before = await count()
    const { page, faults } = await open('/')
    assert.equal(await asks(page), 'bot.greeting')
    assert.equal(await count(), before)
    await write(page, 'page blanche')
    const { browserVersion, ...rest } = await facts()
    assert.deepEqual([rest.browser, rest.os, rest.device, rest.page], ['chrome', 'linux', 'computer', 'present'])
    assert.match(browserVersion ?? '', /^\d+\./)
    assert.deepEqual(faults, [])

    if (!soaking) return
    const iphone = await openApart('/', {
      userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/127.0 Mobile/15E148 Safari/605.1.15',
      script: `Object.defineProperty(Navigator.prototype, 'userAgentData', { value: undefined })`,
    })
    await write(iphone.page, 'page blanche')
    const { browser: name, os, device, browserVersion: version } = await facts()
    assert.deepEqual([name, os, device, version], ['firefox', 'ios', 'phone', '127.0'])
  })

  it('begins what a link asks for, in place of the menu and before anything else can be seen', async () => {
    const link = '/?topic=clear_cache&browser=firefox&lang=en&ref=INC-0042&email=marie@labo.fr&unit=%3Cscript%3E&x=1'
    const { page, faults } = await open(link)
    assert.match((await asks(page)) ?? '', /^(clearCache|knowBrowser|chooseBrowser)\./)
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    assert.doesNotMatch(await page.content(), /marie@/)
    const before = await page.locator('#now').getAttribute('data-watermark')
    await page.locator('#now button[name=answer]').first().click()
    await page.locator(`#now:not([data-watermark="${before ?? ''}"])`).waitFor()
    await eventually(async () => (await facts()).reference, 'INC-0042')
    const { browser: named, unit } = await facts()
    assert.deepEqual([named, unit], ['firefox', undefined])
    assert.equal((await steps())[0], 'bot.linked')
    assert.deepEqual(faults, [])
  })

  it('shows the help article that a link names', async () => {
    const { page } = await open('/?article=which-browser')
    await page.locator('#now [data-step="showArticle.article"]').waitFor()
  })

  it('offers another link beside the conversation that there is, and begins it when that is wanted', async () => {
    const { page } = await open('/?topic=choose_login')
    await write(page, 'aucun')
    const { key } = await newest()
    await page.goto(`${guide.address}/?topic=activation_email&ref=B2`)
    await alive(page)
    await page.locator('.linked').getByRole('button').click()
    await eventually(async () => (await facts()).reference, 'B2')
    assert.equal((await newest()).key, key)
    assert.match((await steps()).at(-1) ?? '', /^activationHelp\.|^findActivationMail\./)
  })

  it('looks around when the person agrees, says in words what it found, and does not look again when it is opened again', async () => {
    const { page, context, faults } = await open('/?topic=blank_page&symptom=blankPage')
    await context.route('**/ads/**', route => route.abort('blockedbyclient'))
    await page.locator('#now [data-step="selfCheck.mayI"]').waitFor()
    await page.getByRole('button', { name: 'Oui, regardez' }).click()
    await eventually(async () => (await steps()).slice(-2), ['bot.looking', 'selfCheck.found'])
    assert.equal((await facts()).findings, 'resourceBlocked')
    const before = await steps()
    await page.reload()
    await alive(page)
    await new Promise(resolve => setTimeout(resolve, 1000))
    assert.deepEqual(await steps(), before)
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
    await page.getByRole('button', { name: 'Oui, regardez' }).click()
    await eventually(async () => (await steps()).at(-1), 'bot.looking')
    await page.locator('#now [data-step="bot.looking"]').waitFor()
    await write(page, 'alors ?')
    await eventually(async () => (await steps()).includes('selfCheck.silent'), true)
    const before = await steps()
    release()
    await new Promise(resolve => setTimeout(resolve, 1500))
    assert.deepEqual(await steps(), before)
    assert.equal((await facts()).findings, undefined)
  })

  it('passes over what nobody can have meant, and never in silence what somebody did', async () => {
    const begun = async (query: string): Promise<string> => {
      const text = await (await fetch(`${guide.address}/?lang=fr&${query}`)).text()
      return [...text.slice(text.indexOf('id="now"'), text.indexOf('class="again')).matchAll(/data-step="([^"]+)"/g)].map(([, step]) => step).join()
    }
    const opened = {
      'article=../../etc': 'bot.greeting', 'browser=netscape&ref=%00': 'bot.greeting', 'topic=&ref=': 'bot.greeting',
      'topic=nothing': 'bot.linkUnknown', 'topic=thanks': 'bot.linkUnknown', 'topic=__proto__': 'bot.linkUnknown',
      'topic=clearcache': 'bot.linkNear', 'topic=cache': 'bot.linkNear', 'topic=Blank-Pages': 'bot.linkNear',
      'article=clear_cache': 'bot.linkArticle,showArticle.article,showArticle.didItAnswer',
      'topic=who-gets-janus': 'bot.linkArticle,showArticle.article,showArticle.didItAnswer',
      'topic=clear_cache&browser=firefox&device=computer': 'bot.linked,knowBrowser.isNamed',
    }
    const found = await Promise.all(Object.keys(opened).map(async query => [query, await begun(query)]))
    assert.deepEqual(Object.fromEntries(found), opened)
    const near = await (await fetch(`${guide.address}/?lang=fr&topic=clearcache`)).text()
    assert.match(near, /il parle de.{0,40}Vider le cache/)
  })

  it('copies the lines of a request that cannot be sent, says so, and is ready again', async () => {
    const { page, context } = await open('/?lang=fr')
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await write(page, 'parler à quelqu’un')
    for (let n = 0; n < 4 && (await asks(page)) !== 'contactSupport.copy'; n++)
      if ((await asks(page)) === 'contactSupport.ownWords') await write(page, 'la page reste blanche')
      else {
        const before = await page.locator('#now').getAttribute('data-watermark')
        await page.locator('#now button.choice').first().click()
        await page.locator(`#now:not([data-watermark="${before ?? ''}"])`).waitFor()
      }
    const [button, word] = [page.locator('.copy'), (name: string) => guide.app.library.plain('fr', `pages:page.drawn.${name}`)]
    await button.click()
    await page.getByRole('button', { name: word('copied'), exact: true }).click()
    assert.match(await page.evaluate('navigator.clipboard.readText()'), /la page reste blanche/)
    await page.getByRole('button', { name: word('copy'), exact: true }).waitFor()
    assert.equal(await page.evaluate('document.activeElement?.className.includes("copy")'), true)
  })
})
