/** The page without script, over HTTP as a browser speaks it: forms, redirects, the cookie, what is repeated, what comes from elsewhere. */
import assert from 'node:assert/strict'
import { WebSocket } from 'ws'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { openPage, type FormPage } from '../../support/formPage.ts'

describe('channels/page', () => {
  let guide: RunningGuide
  before(async () => {
    guide = await startGuide()
  })
  after(() => guide.stop())

  const conversations = async (): Promise<number> =>
    (await guide.app.storage.db.selectFrom('conversation').where('channel', '=', 'page').select('key').execute()).length
  const sessions = async (): Promise<number> => (await guide.app.storage.db.selectFrom('page_session').select('id').execute()).length

  /** Somebody who has begun. */
  async function begun(options: Parameters<typeof openPage>[1] = {}): Promise<FormPage> {
    const page = await openPage(guide.address, options)
    await page.press(page.choices()[0] ?? '')
    return page
  }

  it('greets with what will be asked, and keeps nothing before somebody answers', async () => {
    const [held, known] = [await sessions(), await conversations()]
    const page = await openPage(guide.address)
    assert.match(page.html, /<h1 class="title"[^>]*id="question">/)
    assert.ok(page.choices().length > 3, page.choices().join())
    assert.deepEqual([await sessions(), await conversations()], [held, known])
    assert.match(page.cookie ?? '', /^noa=[\w-]{43}$/)
    assert.match(page.headers.get('set-cookie') ?? '', /; Path=\/; HttpOnly; SameSite=Lax$/)
    assert.ok(!page.html.includes('<noscript>'))
  })

  it('compresses its first page, and no page with a secret that comes back', async () => {
    const encoding = async (headers: Record<string, string>): Promise<string | null> => (await fetch(guide.address, { headers })).headers.get('content-encoding')
    assert.equal(await encoding({ 'accept-encoding': 'gzip, br' }), 'br')
    assert.equal(await encoding({ 'accept-encoding': 'gzip, br;q=0' }), 'gzip')
    assert.equal(await encoding({ 'accept-encoding': 'identity' }), null)
    const page = await openPage(guide.address)
    assert.equal(await encoding({ 'accept-encoding': 'gzip, br', cookie: page.cookie ?? '' }), null)
  })

  it('takes an answer by post, redirect, get: titled by its question, with what was said before folded below it', async () => {
    const page = await openPage(guide.address)
    const [first = ''] = page.choices()
    await page.press(first)
    assert.deepEqual(page.trail, ['POST 303', 'GET 200'])
    const heading = /id="question">(.*?)<\/h[12]>/.exec(page.html)?.[1] ?? 'none'
    assert.ok(page.title().startsWith(heading.replace(/<[^>]*>/g, '').replaceAll('&#x27;', '’')), `${page.title()} / ${heading}`)
    assert.match(page.html, /<li class="entry person"[^>]*>.*?<p>/)
    assert.ok(page.html.includes(first))
    assert.ok(!page.html.includes('name="session"'))
  })

  it('knows a repeated post, from whichever tab, and takes another answer after a step back for a new one', async () => {
    const page = await openPage(guide.address)
    const choices = page.choices()
    const [again, other] = [page.copy(), page.copy()]
    await page.press(choices[0] ?? '')
    const watermark = page.watermark()
    await again.press(choices[0] ?? '')
    assert.equal(again.watermark(), watermark)
    assert.equal(again.html.match(/class="entry person"/g)?.length, 1)
    await other.press(choices[1] ?? '')
    assert.ok(other.watermark() > watermark)
  })

  it('does nothing for a post from elsewhere, of another page, or of none', async () => {
    const page = await begun()
    const before = page.watermark()
    const fields = { ...page.hidden(), text: 'bonjour' }
    for (const [headers, changed] of [
      [{ origin: 'https://evil.example' }, {}],
      [{ 'sec-fetch-site': 'cross-site' }, {}],
      [{}, { csrf: 'f'.repeat(32) }],
      [{}, { csrf: '' }],
    ] as const) {
      const answer = await page.post({ ...fields, ...changed }, headers)
      assert.equal(answer.status, 403)
    }
    await page.reload()
    assert.equal(page.watermark(), before)
  })

  it('goes on in a hidden field where cookies are refused, says so, and never puts the secret into an address', async () => {
    const page = await openPage(guide.address, { cookies: false })
    await page.press(page.choices()[0] ?? '')
    assert.deepEqual(page.trail, ['POST 200'])
    assert.match(page.html, /id="notice"[^>]*><p>Votre navigateur refuse les cookies/)
    const first = page.watermark()
    await page.write('retour')
    assert.ok(page.watermark() > first)
    const secret = page.hidden()['session'] ?? ''
    assert.equal(secret.length, 43)
    assert.ok(!page.html.replaceAll(`name="session" value="${secret}"`, '').includes(secret))
    assert.ok(!guide.log.join('\n').includes(secret))
  })

  it('quits at once: the secret opens nothing any more, and what an old page sends is not said to anybody', async () => {
    const page = await begun()
    const stale = page.copy()
    await page.act('quit')
    assert.match(page.html, /Ce navigateur ne retient plus rien/)
    assert.equal(page.html.includes('class="entry'), false)
    await stale.write('bonjour')
    assert.deepEqual(stale.trail, ['POST 403'])
    assert.match(stale.html, /n’était plus à jour/)
    assert.match(stale.html, /<input id="text" name="text" value="bonjour"/)
  })

  it('changes language, and erases when that is confirmed', async () => {
    const page = await begun()
    await page.act('language:en')
    assert.match(page.html, /<html lang="en">/)
    await page.act('erase')
    const [yes = ''] = page.choices()
    await page.press(yes)
    assert.equal(page.html.includes('class="entry'), false)
  })

  it('begins with what a link asks for, and beside a conversation asks first', async () => {
    const linked = await openPage(guide.address, { query: '?topic=clear_cache&browser=firefox&lang=en' })
    assert.match(linked.html, /<html lang="en">/)
    assert.match(linked.html, /Firefox/)
    await linked.press(linked.choices()[0] ?? '')
    assert.match(linked.html, /<html lang="en">/)
    const page = await begun()
    await page.open('?topic=clear_cache&browser=firefox')
    const before = page.watermark()
    assert.match(page.html, /class="linked"/)
    await page.act('link', 'linked')
    assert.ok(page.watermark() > before)
    assert.match(page.html, /Firefox/)
  })

  it('answers a script with JSON, and tells it of the rest over a stream, which only its own page may open', async () => {
    const page = await begun()
    const socket = (headers: Record<string, string>): Promise<{ status: string; first?: Record<string, unknown> }> =>
      new Promise(resolve => {
        const ws = new WebSocket(`${guide.address.replace('http', 'ws')}/messages?after=0`, { headers })
        ws.once('message', data => {
          ws.close()
          resolve({ status: 'open', first: JSON.parse((data as Buffer).toString('utf8')) })
        })
        ws.once('error', error => resolve({ status: error.message }))
      })
    assert.match((await socket({ cookie: page.cookie ?? '', origin: 'https://evil.example' })).status, /403/)
    assert.match((await socket({})).status, /403/)
    const { first } = await socket({ cookie: page.cookie ?? '', origin: guide.address })
    assert.equal(first?.['watermark'], page.watermark())
    assert.match(String(first?.['now']), /name="csrf"/)
    const answer = await page.post({ ...page.hidden(), text: 'retour', after: String(page.watermark()) }, { accept: 'application/json' })
    const update = (await answer.json()) as { watermark: number; earlier: { id: string; html: string }[] }
    assert.ok(update.watermark > page.watermark())
    assert.deepEqual(Object.keys(update).sort(), ['asks', 'earlier', 'locale', 'now', 'title', 'waits', 'watermark'])
    assert.match(update.earlier.at(-1)?.html ?? '', /retour/)
    // The same update comes by the answer and over the stream: what stands there already is known by its id.
    for (const { id, html } of update.earlier) assert.ok(html.startsWith(`<li class="entry ${html.includes('entry person') ? 'person' : 'guide'}" id="${id}"`), html)
    const polled = await fetch(`${guide.address}/messages?after=${update.watermark}`, { headers: { cookie: page.cookie ?? '' } })
    assert.deepEqual(((await polled.json()) as { earlier: unknown[] }).earlier, [])
    assert.equal((await fetch(`${guide.address}/messages`)).status, 404)
  })

  it('tells a script of an erased conversation that what it has drawn is no more', async () => {
    const page = await begun()
    const asks = async (after: number): Promise<{ anew?: true; earlier: unknown[] }> =>
      (await (await fetch(`${guide.address}/messages?after=${after}`, { headers: { cookie: page.cookie ?? '' } })).json()) as { anew?: true; earlier: unknown[] }
    const other = page.watermark()
    assert.equal((await asks(other)).anew, undefined)
    await page.act('erase')
    assert.equal((await asks(other)).anew, undefined)
    const [yes = ''] = page.choices()
    const last = page.watermark()
    await page.press(yes)
    // Another tab, which has drawn what is gone, hears the same.
    for (const after of [other, last]) {
      const { anew, earlier } = await asks(after)
      assert.deepEqual([anew, earlier], [true, []])
    }
    assert.equal((await asks(page.watermark())).anew, undefined)
  })

  it('says no to a flood, with what was typed kept', async () => {
    const small = await startGuide({ MESSAGES_PER_CONVERSATION: '2' })
    try {
      const page = await openPage(small.address)
      await page.press(page.choices()[0] ?? '')
      await page.write('retour')
      await page.write('encore')
      assert.deepEqual(page.trail, ['POST 429'])
      assert.match(page.html, /value="encore"/)
    } finally {
      await small.stop()
    }
  })

})
