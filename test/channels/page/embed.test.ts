/** The guide in a page of another site, which has a strict policy, in a browser that keeps no cookie of ours there. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Browser } from 'playwright-core'
import { startBrowser } from '../../support/browser.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

describe('the guide in a page of another site', function () {
  this.timeout(60_000)
  let browser: Browser
  let guide: RunningGuide
  let portal: Server
  let home: string
  before(async () => {
    portal = createServer((_, answer) => {
      answer.setHeader('content-security-policy', `default-src 'none'; script-src ${guide.address}; frame-src ${guide.address}`)
      answer.setHeader('content-type', 'text/html; charset=utf-8')
      answer.end(`<!doctype html><html lang="fr"><title>NOA</title><h1>NOA</h1>
<script src="${guide.address}/embed.js" data-topic="clear_cache" data-browser="firefox" data-path="/projets" defer></script></html>`)
    })
    await new Promise<void>(resolve => void portal.listen(0, '127.0.0.1', resolve))
    home = `http://localhost:${(portal.address() as AddressInfo).port}` // it listens on a port
    guide = await startGuide({ EMBED_ORIGINS: home })
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
    portal?.close()
  })

  it('may be framed by that site alone, and the conversation alone', async () => {
    const framers = async (path: string): Promise<string | undefined> =>
      /frame-ancestors ([^;]+)/.exec((await fetch(guide.address + path)).headers.get('content-security-policy') ?? '')?.[1]
    assert.deepEqual(await Promise.all(['/', '/aide', '/mailbox'].map(framers)), [home, "'none'", "'none'"])
    const script = await fetch(`${guide.address}/embed.js`)
    assert.equal(script.headers.get('cross-origin-resource-policy'), 'cross-origin')
    assert.ok((await script.text()).length < 6000, 'no more than a few KB')
    assert.equal(script.headers.get('set-cookie'), null)
  })

  it('asks for nothing before it is pressed, then talks, closes by Escape and goes on where it was', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const [asked, faults]: [string[], string[]] = [[], []]
    page.on('request', request => request.url().startsWith(guide.address) && asked.push(new URL(request.url()).pathname))
    page.on('console', message => message.type() === 'error' && faults.push(message.text()))
    page.on('pageerror', error => faults.push(error.message))
    await page.goto(home)
    const button = page.getByRole('button', { name: 'Besoin d’aide ?' })
    await button.waitFor()
    assert.deepEqual(asked, ['/embed.js'])
    assert.equal(await page.evaluate('localStorage.length + document.cookie.length'), 0)
    await button.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Le guide de NOA' })
    // It slides in.
    const whole = { x: 0, y: 0, width: 390, height: 844 }
    const isWhole = async (): Promise<boolean> => isDeepStrictEqual(await dialog.boundingBox(), whole)
    for (const end = Date.now() + 5000; !(await isWhole()) && Date.now() < end; ) await delay(20)
    assert.deepEqual(await dialog.boundingBox(), whole)
    const talk = dialog.locator('iframe').contentFrame()
    // Whoever followed a link has begun: the page's own question is asked once the script has told of the browser.
    await talk.locator('html.live #now [data-step="knowBrowser.isNamed"]').waitFor()
    await talk.getByRole('button', { name: 'Oui' }).click()
    await talk.locator('#now:not(:has([data-step="knowBrowser.isNamed"]))').waitFor()
    await talk.locator('body').press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    assert.equal(await button.evaluate('document.activeElement?.shadowRoot?.activeElement?.className'), 'open')
    await button.click()
    assert.equal(await talk.locator('[data-step="knowBrowser.isNamed"]').count(), await talk.locator('#earlier [data-step="knowBrowser.isNamed"]').count())
    assert.deepEqual(faults, [])
    await context.close()
  })
})
