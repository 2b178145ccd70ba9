/** Whatever is posted to the page, or stands in its address: it is answered, becomes no markup, and opens nobody else's conversation. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { formToken } from '../../../src/channels/page/sessions.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { hold, judgeHtml } from '../../support/hostile.ts'
import { hostileText, mark } from '../../support/hostileInput.ts'
import { openPage, type FormPage } from '../../support/formPage.ts'
import { howMany } from '../../support/soak.ts'

const posts = howMany('PAGE_POSTS', 2000)

const large = fc.constantFrom('a'.repeat(100_000), '<'.repeat(50_000), '[('.repeat(20_000), 'é'.repeat(40_000), `${mark} `.repeat(9000))
const numbers = fc.constantFrom('-1', '0', '1', '1e9', '999999999999999', '99999999999999999999', 'NaN', '0x10', '१', '')
const names = fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'step', 'ask', 'option', 'id', 'field', 'topic', 'unit', 'browser', 'entry', 'findings', 'facts')
const leaf: fc.Arbitrary<unknown> = fc.oneof(hostileText, fc.integer(), fc.constant(null), fc.constantFrom({}, [], true))
const object = fc.array(fc.tuple(names, leaf), { maxLength: 5 }).map(pairs => `{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`)
const json = fc.oneof(object, object.map(inner => `{"text":"bonjour","value":${inner}}`), object.map(inner => `{"value":${inner},"alone":true}`), fc.constant('['.repeat(5000)), fc.constant('{"a":'.repeat(200) + '1' + '}'.repeat(200)), hostileText)
const acts = fc.constantFrom('back', 'restart', 'erase', 'link', 'language:en', 'language:', `language:${mark}`, 'language:__proto__', '__proto__', 'quit ')
const events = fc.constantFrom('noa/page', 'noa/link', 'noa/looked', 'locale', 'noa/outcome', 'noa/announcement', '__proto__')

/** One field of a form, as somebody sends it who has no form. */
const field: fc.Arbitrary<[name: string, value: string]> = fc.oneof(
  fc.tuple(fc.constantFrom('text', 'input.email', 'input.__proto__', 'input.lastName', 'lang', '__proto__', 'constructor', ''), fc.oneof(hostileText, hostileText, hostileText, large)),
  fc.tuple(fc.constantFrom('answer', 'value', 'page'), json),
  fc.tuple(fc.constantFrom('id', 'link', 'session', 'lang'), hostileText),
  fc.tuple(fc.constantFrom('shown', 'after'), numbers),
  fc.tuple(fc.constant('act'), acts),
  fc.tuple(fc.constant('event'), events),
)

/** What no URLSearchParams writes: broken escapes, bytes of other encodings, the same name again and again. */
const raw = fc.constantFrom('%', '%zz', '%ff%fe', '%00%00', '%ed%a0%80', '&&&===', 'text=%C3%28', 'text=é', '%74ext=a', `text=${'%61'.repeat(30_000)}`, 'a=1&'.repeat(20_000), 'text[]=a', 'text=a;text=b')

interface Sent {
  readonly fields: readonly [string, string][]
  readonly tail: string
  readonly accept: string
  readonly begins: boolean
}
const sent: fc.Arbitrary<Sent> = fc.record({
  fields: fc.array(field, { maxLength: 5 }),
  tail: fc.oneof(fc.constant(''), fc.constant(''), fc.constant(''), raw),
  accept: fc.constantFrom('text/html', 'application/json', '*/*', ''),
  begins: fc.integer({ min: 0, max: 9 }).map(n => n === 0),
})

describe('hostile posts to the page', function () {
  this.timeout(60_000 + posts * 200)
  let guide: RunningGuide
  let others: FormPage
  const secretWord = 'parapluiebleu'
  before(async () => {
    // A limit of its own would end most of what is tried here; a test of limits stands in pageChannel.test.ts.
    guide = await startGuide({ MESSAGES_PER_CONVERSATION: '1000000', REQUESTS_PER_CONVERSATION: '1000000', CONVERSATIONS_PER_VISITOR: '1000000', CONVERSATIONS_PER_ADDRESS: '1000000' })
    others = await openPage(guide.address)
    await others.write(`je cherche ${secretWord}`)
    assert.ok(others.html.includes(secretWord))
  })
  after(() => guide.stop())
  afterEach(() => assert.doesNotMatch(guide.log.join(''), /"level":[56]0/, 'something failed on the inside'))

  const secretOf = (page: FormPage): string => page.cookie?.split('=')[1] ?? ''

  /** What must hold of each answer. */
  async function judge(answer: Response, said: string): Promise<string> {
    const text = await answer.text()
    assert.ok(answer.status < 500, `${answer.status} for ${said}`)
    assert.ok(!text.includes(secretWord), `what somebody else has said: ${said}`)
    for (const [name, value] of answer.headers) assert.ok(!value.includes(mark), `${name}: ${said}`)
    const type = answer.headers.get('content-type') ?? ''
    if (type.startsWith('text/html')) {
      // The page in another language, which a link goes on to: its own address, with what the link said.
      judgeHtml(text.replace(/ href="\/\?[^"<>\s]*"/g, ''))
      const nonce = /script-src 'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
      for (const [tag] of text.matchAll(/<script\b[^>]*>/g)) assert.ok(nonce !== undefined && tag.includes(` nonce="${nonce}"`), tag)
    } else if (type.startsWith('application/json') && answer.status === 200) {
      // An update, or what is said of one that quits.
      const { now = '', earlier = [], title = '' } = JSON.parse(text) as { now?: string; title?: string; earlier?: { id: string; html: string }[] }
      for (const drawn of [now, ...earlier.map(({ html }) => html)]) judgeHtml(drawn)
      for (const { id } of earlier) assert.doesNotMatch(id, /["'<>\s]/)
      assert.equal(typeof title, 'string')
    }
    return text
  }

  it(`are answered, become markup nowhere, and the conversation goes on (${posts})`, async () => {
    let page = await openPage(guide.address)
    let asked = 0
    await hold(
      sent,
      async ({ fields, tail, accept, begins }) => {
        // A long conversation is drawn ever again: a new one now and then.
        if (begins || asked++ % 25 === 0) page = await openPage(guide.address)
        const secret = secretOf(page)
        const body = new URLSearchParams({ csrf: formToken(secret), ...(begins ? {} : { shown: String(page.watermark()) }) })
        for (const [name, value] of fields) body.append(name, value)
        const answer = await fetch(`${guide.address}/`, {
          method: 'POST', redirect: 'manual', body: `${body.toString()}${tail === '' ? '' : `&${tail}`}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: page.cookie ?? '', ...(accept === '' ? {} : { accept }) },
        })
        const said = JSON.stringify(fields).slice(0, 300)
        await judge(answer, said)
        await judge(await fetch(`${guide.address}/`, { headers: { cookie: page.cookie ?? '', accept: 'text/html' } }), said)
      },
      posts,
    )
    await page.open('')
    await page.write('bonjour')
    assert.deepEqual(page.trail, ['POST 303', 'GET 200'])
    // What it would be if names could reach the prototype.
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  })

  it('become no markup out of an address, a header or a cookie', async () => {
    await hold(
      fc.record({ name: fc.constantFrom('topic', 'article', 'unit', 'institution', 'ref', 'lang', 'look', 'all', 'quit', '__proto__'), value: hostileText, language: hostileText, cookie: hostileText }),
      async ({ name, value, language, cookie }) => {
        const plain = (text: string): string => text.replace(/[^\x20-\x7e]/g, '')
        const query = new URLSearchParams([[name, value.replace(/\p{Surrogate}/gu, '\ufffd')]]).toString()
        const headers = { accept: 'text/html', 'accept-language': plain(language), cookie: `noa=${plain(cookie)}; other=${plain(cookie)}`, 'user-agent': `a ${plain(value)}` }
        await judge(await fetch(`${guide.address}/?${query}`, { headers }), query)
      },
      Math.ceil(posts / 5),
    )
  })

  it('open nobody else’s conversation: not by its id, by a form of theirs, by a secret that is nearly it, nor by one that was chosen for them', async () => {
    const theirs = secretOf(others)
    const mine = await openPage(guide.address)
    await mine.write('bonjour')
    const near = [theirs.slice(0, -1), `${theirs}a`, theirs.toLowerCase(), ` ${theirs}`, `"${theirs}"`, randomBytes(32).toString('base64url')].filter(each => each !== theirs)
    for (const secret of near)
      for (const path of ['/', '/?all', '/messages?after=0'])
        for (const headers of [{ cookie: `noa=${secret}` }, { authorization: `Bearer ${secret}`, cookie: mine.cookie ?? '' }])
          assert.ok(!(await (await fetch(guide.address + path, { headers })).text()).includes(secretWord))
    // Their form's token proves nothing for mine, and mine nothing for theirs.
    const { csrf = '' } = others.hidden()
    for (const fields of [{ csrf, text: 'a' }, { csrf: mine.hidden()['csrf'] ?? '', session: theirs, text: 'a' }]) {
      const answer = await mine.post(fields, { accept: 'application/json' })
      assert.ok(!(await answer.text()).includes(secretWord))
    }
    // A form of elsewhere that would put somebody into the conversation of whoever made it.
    const session = randomBytes(32).toString('base64url')
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1', `${guide.address}.evil.example`]) {
      const body = new URLSearchParams({ session, csrf: formToken(session), text: 'bonjour' })
      const answer = await fetch(`${guide.address}/`, { method: 'POST', redirect: 'manual', body, headers: { origin, cookie: mine.cookie ?? '' } })
      assert.equal(answer.status, 403, origin)
      assert.equal(answer.headers.get('set-cookie'), null)
    }
    await others.reload()
    assert.equal(others.html.match(/class="entry person"/g)?.length ?? 0, 1)
  })
})
