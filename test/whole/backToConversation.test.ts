/**
 * Somebody who closed the page reads the helpdesk's answer in a mail, and comes back to their conversation by its link, once; without a
 * script by its code. In a real browser.
 */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { accessible } from '../support/accessible.ts'
import { desktop, phone, startBrowser, visit } from '../support/browser.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { alive, pageVisitor } from '../support/pageVisitor.ts'

describe('back to a conversation by mail', function () {
  this.timeout(240_000)
  let guide: RunningGuide
  let browser: Browser
  before(async () => {
    guide = await startGuide({ HELPDESK_EMAIL: 'aide@example.org' })
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })

  const open = (viewport: { width: number; height: number }, script: boolean) =>
    visit(browser, guide.address, { locale: 'fr-FR', viewport, colorScheme: 'light', javaScriptEnabled: script })

  /** Asks for help in the page, and gives an address. */
  async function report(email: string): Promise<string> {
    const { context, page } = await open(desktop, true)
    const { library } = guide.app
    const { words, seen, press, say, hears, now } = pageVisitor(page, library, 'fr')
    await page.goto(`${guide.address}/?topic=contact_human&lang=fr`)
    await alive(page)
    await hears(seen('dialogs:contactSupport.ownWords.text'))
    await say('tout est blanc')
    await hears(seen('dialogs:contactSupport.page.text'))
    await press(words('dialogs:contactSupport.page.options.skip'))
    await hears(seen('dialogs:contactSupport.email.text'))
    await say(email)
    await press(words('dialogs:contactSupport.review.options.send'))
    await hears(seen('dialogs:contactSupport.sent.text'))
    const reference = /NOA-\w{6}/.exec(await now.innerText())?.[0] ?? assert.fail()
    // They read it here and now, and nothing is mailed.
    await guide.app.requests.act(reference, { kind: 'answer', agent: 'Agnès', words: 'Je regarde, https://noa.example.org/etat' })
    await hears(seen('dialogs:followRequest.answered.text').slice(0, 30))
    assert.equal(await page.getByRole('link', { name: 'https://noa.example.org/etat' }).count(), 1)
    await context.close()
    return reference
  }
  const linkIn = async (email: string): Promise<{ link: string; code: string }> => {
    const { text } = await guide.mailTo(email)
    return { link: /https?:\S+\/return#\S+/.exec(text)?.[0] ?? assert.fail(text), code: /code\s:\s(\S+?)\.\s/.exec(text)?.[1] ?? assert.fail(text) }
  }
  /** Nobody reads any more: the page's stream has ended. */
  const gone = async (): Promise<void> => {
    while (!/^noa_streams_open\S* 0$/m.test(await (await fetch(`${guide.address}/metrics`)).text())) await new Promise(resolve => setTimeout(resolve, 50))
  }

  it('by the link, with a script: once, and nothing of it is in the address nor in a log', async () => {
    const reference = await report('marie@example.org')
    await gone()
    assert.deepEqual((await guide.app.mailbox?.list())?.filter(({ to }) => to.join().includes('marie')), [], 'whoever reads it here gets no mail')
    await guide.app.requests.act(reference, { kind: 'answer', agent: 'Agnès', words: 'C’est réparé depuis midi.' })
    const { link, code } = await linkIn('marie@example.org')
    const { context, page } = await open(phone, true)
    try {
      await page.goto(`${guide.address}/return?lang=fr`)
      await accessible(page)
      await page.goto(link)
      assert.equal(new URL(page.url()).hash, '')
      assert.equal(await page.locator('#code').isVisible(), false)
      await page.getByRole('button', { name: guide.app.library.plain('fr', 'pages:return.button') }).click()
      await page.getByText('C’est réparé depuis midi.').first().waitFor()
      assert.equal(new URL(page.url()).pathname, '/')
      await alive(page)
      await pageVisitor(page, guide.app.library, 'fr').press(guide.app.library.plain('fr', 'dialogs:followRequest.answered.options.solved'))
      await pageVisitor(page, guide.app.library, 'fr').hears(pageVisitor(page, guide.app.library, 'fr').seen('dialogs:followRequest.settled.text'))
      assert.equal((await guide.app.requests.find(reference))?.state, 'closed')
      await page.goto(link)
      await page.getByRole('button', { name: guide.app.library.plain('fr', 'pages:return.button') }).click()
      await page.getByText(guide.app.library.plain('fr', 'pages:return.spent').slice(0, 30)).waitFor()
      assert.ok(!guide.log.join('').includes(code))
    } finally {
      await context.close()
    }
  })

  it('by the code, without a script', async () => {
    const reference = await report('pierre@example.org')
    await gone()
    await guide.app.requests.act(reference, { kind: 'answer', agent: 'Agnès', words: 'Voici pour Pierre.' })
    const { code } = await linkIn('pierre@example.org')
    const { context, page } = await open(phone, false)
    try {
      await page.goto(`${guide.address}/return?lang=fr`)
      await page.getByLabel(guide.app.library.plain('fr', 'pages:return.label')).fill(code.toLowerCase().replaceAll('-', ' '))
      await page.getByRole('button', { name: guide.app.library.plain('fr', 'pages:return.button') }).click()
      await page.getByText('Voici pour Pierre.').first().waitFor()
    } finally {
      await context.close()
    }
  })

  it('never by a page of elsewhere, and not by trying', async () => {
    const post = (code: string, headers: Record<string, string>) =>
      fetch(`${guide.address}/return`, { method: 'POST', body: new URLSearchParams({ code }), redirect: 'manual', headers })
    assert.equal((await post('K7M2-9QXT-4HBD-W3NP', { origin: 'https://evil.example' })).status, 403)
    const tried: number[] = []
    for (let n = 0; n < 12; n++) tried.push((await post('K7M2-9QXT-4HBD-W3NP', { origin: guide.address })).status)
    assert.equal(tried[0], 404)
    assert.equal(tried.at(-1), 429)
  })
})
