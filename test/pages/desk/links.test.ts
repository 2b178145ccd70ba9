/** A link that an agent makes on the desk, taken in every form, and followed. */
import assert from 'node:assert/strict'
import jsQr from 'jsqr'
import { PNG } from 'pngjs'
import { accessible } from '../../support/accessible.ts'
import { phone, startBrowser, visit } from '../../support/browser.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

const botId = '5a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'

describe('links made on the desk', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  let secret: string
  before(async () => {
    guide = await startGuide({ MICROSOFT_APP_ID: botId, MICROSOFT_APP_PASSWORD: 'x'.repeat(32), MICROSOFT_APP_TENANT_ID: botId })
    const { people, sessions } = guide.app.desk.staff
    const invitation = await people.invite('Camille', ['agent'], undefined)
    assert.ok(invitation !== 'lastOperator')
    secret = (await sessions.accept(invitation.token)) ?? ''
  })
  after(() => guide?.stop())

  const get = (path: string): Promise<Response> =>
    fetch(guide.address + path, { redirect: 'manual', headers: { accept: 'text/html', 'accept-language': 'fr', cookie: `noa-desk=${secret}` } })
  const page = async (query: string): Promise<string> => {
    const answer = await get(`/desk/links?${query}`)
    assert.equal(answer.status, 200)
    const text = (await answer.text()).replace(/[\u00a0\u202f]/g, ' ')
    return text.replaceAll('&amp;', '&').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"')
  }

  it('come as address, Markdown, HTML, Teams link, answer in both languages and QR code, and are seen as they will be', async () => {
    const text = await page('topic=clear_cache&browser=firefox&speaks=en&ref=INC-0042')
    const address = `${guide.address}/?topic=clear_cache&browser=firefox&lang=en&ref=INC-0042`
    for (const form of [
      `value="${address}"`,
      `[Clear the cache](${address})`,
      `<a href="${address.replaceAll('&', '&amp;')}">Clear the cache</a>`,
      `https://teams.microsoft.com/l/chat/0/0?users=28:${botId}&message=Clear%20the%20cache`,
      `pour ce sujet : Vider le cache.\n${address.replace('lang=en', 'lang=fr')}`,
      `through this: Clear the cache.\n${address}`,
      'data-step="bot.linked"',
    ]) assert.ok(text.includes(form), `${form} is not in the page`)
    const query = 'topic=clear_cache&browser=firefox&speaks=en&ref=INC-0042'
    const [svg, png] = await Promise.all([get(`/desk/links/qr.svg?${query}`), get(`/desk/links/qr.png?${query}`)])
    assert.match(await svg.text(), /^<svg[^>]*viewBox/)
    const { data, width, height } = PNG.sync.read(Buffer.from(await png.arrayBuffer()))
    assert.equal(jsQr.default(new Uint8ClampedArray(data), width, height)?.data, address)
  })

  it('are said to be wrong where the guide would pass something over, with what is likely meant', async () => {
    const text = await page('topic=clearcache&browser=netscape&unit=%3Cscript%3E&ref=a%20b')
    for (const name of ['topic', 'browser', 'unit', 'ref']) assert.ok(text.includes(`id="fault-${name}"`), name)
    assert.ok(/href="\/desk\/links\?topic=clear_cache&[^"]*">Prendre «\s*Vider le cache\s*»/.test(text), 'the near one is not offered')
    assert.ok(text.includes('data-step="bot.linkNear"'), 'not seen as it will be')
  })

  it('can be made and read by everybody, on a telephone too', async () => {
    const browser = await startBrowser()
    try {
      const { context, page: sheet, faults } = await visit(browser, guide.address, { viewport: phone })
      await context.addCookies([{ name: 'noa-desk', value: secret, url: guide.address }])
      await sheet.goto(`${guide.address}/desk/links`)
      await sheet.getByLabel('Sujet', { exact: true }).selectOption('blank_page')
      await sheet.getByLabel('Laboratoire').fill('UMR 5506')
      await sheet.getByRole('button', { name: 'Voir le lien' }).click()
      await accessible(sheet)
      assert.ok(Number(await sheet.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0, 'wider than a telephone')
      const pictures = process.env['DESK_PICTURES']
      if (pictures !== undefined) await sheet.screenshot({ path: `${pictures}/links.png`, fullPage: true })
      await sheet.goto(await sheet.getByLabel('Adresse').inputValue())
      await sheet.locator('#now [data-step="bot.linked"]').waitFor()
      assert.deepEqual(faults, [])
    } finally {
      await browser.close()
    }
  })
})
