import assert from 'node:assert/strict'
import { createChatPage } from '../../../src/channels/page/page.ts'
import { readConfig } from '../../../src/config.ts'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import { contentDir } from '../../../src/root.ts'
import type { RouteRequest, RouteResponse } from '../../../src/http/route.ts'

const assets = { path: (name: string) => `/assets/${name}`, has: () => false, text: () => 'body{}' }

async function get(
  query: string,
  headers: Record<string, string> = {},
  env: Record<string, string> = {},
  text = 'Bonjour',
): Promise<RouteResponse & { html: string }> {
  const config = readConfig(env)
  const words = await openLibrary({
    dir: contentDir,
    defaultLocale: config.defaultLocale,
    globals: { ...(config.settings as Record<string, string>), retentionDays: config.retentionDays },
  })
  const [route] = createChatPage({ words, config, assets, greeting: () => ({ text, options: ['<i>Un</i>'] }) })
  const request = { method: 'GET', path: '/', params: {}, query: new URLSearchParams(query), body: Buffer.alloc(0), address: '', local: true }
  const answer = await route!.handle({ ...request, headers: { host: 'localhost:1', ...headers } } satisfies RouteRequest)
  return { ...answer, html: String(answer.body) }
}

const langOf = async (...options: Parameters<typeof get>): Promise<string | undefined> =>
  /<html lang="(.*?)">/.exec((await get(...options)).html)?.[1]

describe('chat page, as HTML', () => {
  it('speaks the language of the address, else of the browser, else the default one', async () => {
    assert.equal(await langOf('lang=en', { 'accept-language': 'fr' }), 'en')
    assert.equal(await langOf('lang=en-GB'), 'en')
    assert.equal(await langOf('lang=xx', { 'accept-language': 'de, en;q=0.8, fr;q=0.9' }), 'fr')
    assert.equal(await langOf('', { 'accept-language': 'fr;q=0, en-US' }), 'en')
    assert.equal(await langOf('', { 'accept-language': 'de' }), 'fr')
    assert.equal(await langOf('', {}, { DEFAULT_LOCALE: 'en' }), 'en')
    assert.equal(await langOf('lang="><script>', { 'accept-language': ',;q=x,,' }), 'fr')
  })

  it('has a nonce that is new each time, on every script and style', async () => {
    const [one, two] = [await get(''), await get('')]
    const nonce = (answer: RouteResponse): string =>
      /script-src 'nonce-([\w+/=]{22,})'(?:;|$)/.exec(answer.headers?.['content-security-policy'] ?? '')?.[1] ?? assert.fail('no nonce')
    assert.notEqual(nonce(one), nonce(two))
    const tags = one.html.match(/<(?:script|style)\b(?![^>]*application\/json)[^>]*>/g) ?? []
    assert.ok(tags.length >= 4)
    for (const tag of tags) assert.ok(tag.includes(`nonce="${nonce(one)}"`), tag)
  })

  it('connects to its own origin only, whatever the Host header says', async () => {
    const connect = async (...options: Parameters<typeof get>): Promise<string | undefined> =>
      /connect-src ([^;]*)/.exec((await get(...options)).headers?.['content-security-policy'] ?? '')?.[1]
    assert.equal(await connect('', { host: '127.0.0.1:3978' }), "'self' ws://127.0.0.1:3978")
    assert.equal(await connect('', { host: 'a.example; script-src *' }), "'self'")
    assert.equal(await connect('', { host: 'evil.example' }, { PUBLIC_URL: 'https://aide.example.org' }), "'self' wss://aide.example.org")
  })

  it('may ask the portal whether it is there, and the Direct Line of Azure, and offers what ad blockers block', async () => {
    const env = { PORTAL_URL: 'https://noa.example.org/accueil', DIRECT_LINE_SECRET: 'the-secret-of-azure' }
    const { headers, html } = await get('', { host: 'localhost:1' }, env)
    const azure = 'https://directline.botframework.com'
    assert.equal(
      /connect-src ([^;]*)/.exec(headers?.['content-security-policy'] ?? '')?.[1],
      `'self' ws://localhost:1 ${azure} ${azure.replace('https', 'wss')} https://noa.example.org`,
    )
    assert.doesNotMatch(html, /the-secret/)
    const settings = JSON.parse(/<script id="settings"[^>]*>(.*?)<\/script>/.exec(html)?.[1] ?? '') as Record<string, unknown>
    assert.deepEqual(
      [settings['domain'], settings['tokens'], settings['foreign'], settings['looks']],
      [`${azure}/v3/directline`, '/v3/directline', true, { clock: '/livez', bait: '/ads/ad-banner.js', portal: 'https://noa.example.org/accueil' }],
    )
  })

  it('lets no words become markup', async () => {
    const { html } = await get('', {}, {}, '**Bonjour** <script>alert(1)</script> [a](javascript:alert(1))')
    assert.match(html, /<strong>Bonjour<\/strong> &#x3C;script>|<strong>Bonjour<\/strong> &lt;script/)
    assert.doesNotMatch(html, /<script>|href="javascript/)
    assert.match(html, /&lt;i&gt;Un&lt;\/i&gt;/)
  })

  it('names no address that is not set, and every one that is', async () => {
    const bare = (await get('')).html
    assert.doesNotMatch(bare, /mailto:|https?:|undefined|\{\{/)
    const { html } = await get('', {}, {
      HELPDESK_EMAIL: 'aide@example.org',
      PRIVACY_URL: 'https://example.org/vie-privee?a=1&b=2',
      ACCESSIBILITY_URL: 'https://example.org/a11y',
      PORTAL_URL: 'https://noa.example.org',
    })
    assert.match(html, /mailto:aide@example\.org/)
    assert.match(html, /href="https:\/\/example\.org\/vie-privee\?a=1&amp;b=2"/)
    assert.match(html, /href="https:\/\/example\.org\/a11y"/)
    assert.match(html, /href="https:\/\/noa\.example\.org"/)
  })
})
