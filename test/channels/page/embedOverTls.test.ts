/**
 * The guide in a page of another site, both over TLS, in browsers that refuse the cookies of others, or all of them: the conversation goes
 * on from one message to the next. In a soak alone; it needs openssl for its certificate.
 */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import { withPreferences } from '../../support/browser.ts'
import { temporaryFolder } from '../../support/databases.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { soaking } from '../../support/soak.ts'

/** A certificate of its own for both sites. */
function certificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = temporaryFolder()
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:guide.localhost,DNS:portal.localhost',
    '-keyout', key, '-out', cert,
  ], { stdio: 'ignore' })
  const made = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  return made
}

/** As the settings of Chromium keep them. */
const browsers = [
  { named: 'that refuses the cookies of other sites', profile: { cookie_controls_mode: 1, block_third_party_cookies: true } },
  { named: 'that refuses every cookie', profile: { default_content_setting_values: { cookies: 2 } } },
]

if (soaking)
  describe('the guide in a page of another site over TLS, in a browser', function () {
    this.timeout(120_000)
    let portal: Server
    let front: TlsServer
    let guide: RunningGuide
    const port = (server: Server | TlsServer): number => (server.address() as AddressInfo).port // it listens on one
    before(async () => {
      const made = certificate()
      front = createTlsServer(made, outer => {
        const inner = connect(Number(new URL(guide.address).port), '127.0.0.1')
        for (const [one, other] of [[outer, inner], [inner, outer]] as const) one.pipe(other).on('error', () => one.destroy())
      })
      front.on('tlsClientError', () => undefined)
      await new Promise<void>(resolve => front.listen(0, '127.0.0.1', () => resolve()))
      const address = `https://guide.localhost:${port(front)}`
      portal = createServer(made, (_, answer) => {
        answer.setHeader('content-security-policy', `default-src 'none'; script-src ${address}; frame-src ${address}`)
        answer.setHeader('content-type', 'text/html; charset=utf-8')
        answer.end(`<!doctype html><html lang="fr"><title>NOA</title><h1>NOA</h1><script src="${address}/embed.js" data-lang="fr" defer></script></html>`)
      })
      await new Promise<void>(resolve => portal.listen(0, '127.0.0.1', () => resolve()))
      guide = await startGuide({ PUBLIC_URL: address, EMBED_ORIGINS: `https://portal.localhost:${port(portal)}` })
    })
    after(async () => {
      portal?.closeAllConnections()
      portal?.close()
      front?.close()
      await guide?.stop()
    })

    for (const { named, profile } of browsers)
      it(`${named} talks, and goes on where it was`, async () => {
        const { page, close } = await withPreferences({ profile }, { ignoreHTTPSErrors: true })
        try {
          const faults: string[] = []
          page.on('pageerror', error => faults.push(error.message))
          await page.goto(`https://portal.localhost:${port(portal)}`)
          await page.getByRole('button', { name: 'Besoin d’aide ?' }).click()
          const talk = page.getByRole('dialog').locator('iframe').contentFrame()
          await talk.locator('html.live #now [data-step="bot.greeting"]').waitFor()
          const say = async (text: string): Promise<void> => {
            await talk.locator('#text').fill(text)
            await talk.locator('#text').press('Enter')
          }
          await say('que savez-vous de moi ?')
          await talk.locator('#now [data-step="bot.known"]').waitFor()
          await say('bonjour')
          // Folded together: it is there, and not seen.
          const earlier = talk.locator('#earlier .entry.person', { hasText: 'que savez-vous de moi' })
          await talk.locator('#earlier .entry.person', { hasText: 'bonjour' }).waitFor({ state: 'attached' })
          assert.equal(await earlier.count(), 1)
          await talk.locator('body').press('Escape')
          await page.getByRole('dialog').waitFor({ state: 'hidden' })
          await page.getByRole('button', { name: 'Besoin d’aide ?' }).click()
          await earlier.waitFor({ state: 'attached' })
          // What a browser that refuses them keeps for a frame is kept for this very page around it, or not at all.
          const kept = (await page.context().cookies()).filter(({ domain }) => domain.includes('guide'))
          assert.deepEqual(kept.filter(each => !('partitionKey' in each) || each.partitionKey === undefined), [], 'a cookie that follows people from site to site')
          assert.deepEqual(faults, [])
        } finally {
          await close()
        }
      })
  })
