import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { createServer } from '../../src/http/server.ts'
import type { GuideServer } from '../../src/http/server.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { composeMail } from '../../src/mail/compose.ts'
import type { Mailbox } from '../../src/mail/mailbox.ts'
import { openMailbox } from '../../src/mail/mailbox.ts'
import type { Mailer } from '../../src/mail/mailer.ts'
import { createMailer } from '../../src/mail/mailer.ts'
import { errorPages } from '../../src/pages/errorPages.ts'
import { mailboxPages } from '../../src/pages/mailboxPages.ts'
import { contentDir } from '../../src/root.ts'
import { accessible } from '../support/accessible.ts'
import { houseOf } from '../support/houseOf.ts'
import { startBrowser, visit } from '../support/browser.ts'
import { inSoak } from '../support/soak.ts'

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

describe('the pages of the mailbox', () => {
  let dir: string
  let mailbox: Mailbox
  let mailer: Mailer
  let server: GuideServer
  let url: string
  let browser: Browser
  let target: string
  before(async function () {
    this.timeout(60_000)
    dir = await mkdtemp(join(tmpdir(), 'noa-mail-'))
    mailbox = await openMailbox({ dir })
    mailer = createMailer({ url: mailbox.smtpUrl, from: 'NOA <noa@example.org>' })
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const house = houseOf(library)
    server = createServer({
      routes: [
        ...mailboxPages({ mailbox, library, house, errorPage: errorPages(library, house) }),
        {
          method: 'GET',
          path: '/target',
          handle: () => ({
            status: 200,
            headers: { 'content-type': 'text/html', 'content-security-policy': 'default-src \'none\'; script-src \'unsafe-inline\'' },
            body: '<!doctype html><title>Before</title><script>document.title = "Scripts run here"</script>',
          }),
        },
      ],
      trustProxy: false,
      log,
    })
    url = await server.listen(0, '127.0.0.1')
    target = `${url}/target?token=a_b-c&lang=fr`
    browser = await startBrowser()
  })
  after(async () => {
    await browser.close()
    await server.stop()
    mailer.close()
    await mailbox.stop()
    await rm(dir, { recursive: true })
  })
  const send = (html: string, subject = 'Sujet', text = 'Texte\n'): Promise<void> =>
    mailer.send({ id: subject, to: { address: 'marie@example.org' }, subject, text, html, locale: 'fr' })

  it('shows that there is no mail, then the list, then the mail with its link, in both languages', async function () {
    this.timeout(60_000)
    const { context, page, faults } = await visit(browser, url)
    await page.goto(`${url}/mailbox`)
    await page.getByText('Aucun mail pour le moment.').waitFor()
    await accessible(page)
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const { subject, text, html } = composeMail(library, 'activation', 'fr', { link: target, duration: '24 heures' })
    await send(html, subject, text)
    await page.goto(`${url}/mailbox?lang=en`)
    await page.getByText('To: marie@example.org').waitFor()
    await accessible(page)
    await page.getByRole('link', { name: 'Activez votre compte NOA' }).click()
    await page.getByRole('heading', { name: 'Links in the mail' }).waitFor()
    assert.equal(await page.getByRole('main').getByRole('listitem').getByRole('link').getAttribute('href'), target)
    await accessible(page)

    const button = page.frameLocator('iframe').getByRole('link', { name: 'Activer mon compte' })
    assert.equal((await button.boundingBox())!.height > 40, true, 'the style of the mail does not hold')
    const [popup] = await Promise.all([context.waitForEvent('page'), button.click()])
    await popup.waitForLoadState()
    assert.equal(popup.url(), target)
    // Outside of the frame the page is a page like any other.
    assert.equal(await popup.title(), 'Scripts run here')
    // What Playwright and axe try in the frame is refused there, as it should be.
    assert.deepEqual(faults.filter(fault => !fault.includes('Blocked script execution in \'about:srcdoc\'')), [])
    await context.close()
  })

  inSoak('shows mails that are accessible by themselves, light and dark', async function () {
    this.timeout(60_000)
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const { context, page } = await visit(browser, url)
    for (const id of ['activation', 'alreadyActive'])
      for (const locale of library.locales) {
        await page.setContent(composeMail(library, id, locale, { link: target, duration: '24 h' }).html)
        // A mail client shows it within a page of its own, which has the landmarks.
        await accessible(page, `${id} ${locale}`, ['landmark-one-main', 'page-has-heading-one', 'region'])
      }
    await context.close()
  })

  it('lets nothing in a mail run, load or lead the page away', async () => {
    await send(
      `<html><head><title>x</title></head><body onload="parent.document.title='stolen'"><script>top.location='${url}/stolen'</script>
<img src="${url}/pixel"><form action="${url}/form"><button>Go</button></form><a href="javascript:alert(1)">x</a></body></html>`,
      '<img src=x onerror=alert(1)>"\'',
      '</pre><script>alert(1)</script>\n',
    )
    const { context, page } = await visit(browser, url)
    const asked: string[] = []
    // What the policy refuses is told as a request, too, now and then, and reaches nobody.
    page.on('requestfinished', request => asked.push(new URL(request.url()).pathname))
    page.on('requestfailed', request => void (request.failure()?.errorText === 'csp' || asked.push(new URL(request.url()).pathname)))
    await page.goto(`${url}/mailbox`)
    await page.getByRole('link', { name: '<img src=x onerror=alert(1)>' }).click()
    await page.frameLocator('iframe').getByRole('button', { name: 'Go' }).click()
    await page.waitForTimeout(200)
    assert.equal(await page.title(), '<img src=x onerror=alert(1)>"\' – Guide NOA')
    assert.ok(asked.every(path => /^\/mailbox(\/[\w-]+)?$/.test(path)), asked.join(' '))
    assert.equal(await page.locator('pre').innerText(), '</pre><script>alert(1)</script>\n')
    await context.close()
  })

  it('does not exist for anybody elsewhere', async () => {
    const [mail] = await mailbox.list()
    for (const path of ['/mailbox', `/mailbox/${mail!.id}`])
      for (const headers of [{ 'x-forwarded-for': '192.0.2.1' }, { forwarded: 'for=192.0.2.1' }] as Record<string, string>[]) {
        assert.equal((await fetch(`${url}${path}`)).status, 200)
        const answer = await fetch(`${url}${path}`, { headers })
        assert.equal(answer.status, 404)
        assert.doesNotMatch(await answer.text(), /marie|mailbox/)
      }
  })

  it('knows no other file', async () => {
    for (const id of ['..%2f..%2fpackage.json', '%00', 'x', '20260101T000000000Z-0123456789abcdef'])
      assert.ok([400, 404].includes((await fetch(`${url}/mailbox/${id}`)).status), id)
  })
})
