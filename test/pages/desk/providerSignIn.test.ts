/** Signing in at the desk by a provider of OpenID Connect: a real one, in this process, on another site than the guide. */
import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import type { Browser, Page } from 'playwright-core'
import { anew, startBrowser, visit, type Visit } from '../../support/browser.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

const clientSecret = 'a-secret-of-the-guide'

describe('signing in at the desk by a provider', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  let browser: Browser
  let visitor: Visit
  let server: Server
  let answer: (...args: Parameters<RequestListener>) => Promise<void>
  /** What the provider says of its people; whoever is not here has no role. */
  const groups: Record<string, unknown> = { camille: ['noa-editor', 'noa-agent', 'other'], sacha: 'operator' }

  const begun: RunningGuide[] = []
  async function start(env: Record<string, string>): Promise<RunningGuide> {
    const started = await startGuide({
      OIDC_ISSUER: `http://localhost:${port()}`, OIDC_CLIENT_ID: 'noa-guide', OIDC_CLIENT_SECRET: clientSecret, ...env,
    })
    begun.push(started)
    return started
  }
  // Of a server that listens on a port.
  const port = (): number => (server.address() as AddressInfo).port
  before(async () => {
    server = createServer((request, response) => void answer(request, response))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    guide = await start({ OIDC_ROLES_CLAIM: 'noa.roles' })
    const listed = await start({})
    const provider = new Provider(`http://localhost:${port()}`, {
      clients: [{
        client_id: 'noa-guide', client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [guide, listed].map(({ address }) => `${address}/desk/sign-in/return`),
      }],
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: `${id} Durand`, noa: { roles: groups[id] } }) }),
      claims: { openid: ['sub'], profile: ['name', 'noa'] },
      cookies: { keys: ['of-the-test'] },
      pkce: { required: () => true },
    })
    answer = provider.callback()
    browser = await startBrowser()
    visitor = await visit(browser, guide.address)
  })
  after(async () => {
    await browser?.close()
    for (const each of begun) await each.stop()
    server?.closeAllConnections()
    server?.close()
  })

  const say = (key: string, variables?: Record<string, string>): string => guide.app.library.plain('fr', `pages:desk.${key}`, variables)
  const heading = (page: Page, text: string): Promise<void> => page.getByRole('heading', { name: text, exact: true }).waitFor()
  /** From the desk to the provider, and back. */
  async function signIn(at: RunningGuide, login: string, path = '/desk'): Promise<Visit> {
    await anew(visitor)
    const { page } = visitor
    await page.goto(at.address + path)
    await page.getByRole('link', { name: say('signIn.provider') }).click()
    await page.locator('input[name=login]').fill(login)
    await page.locator('input[name=password]').fill('any')
    await page.locator('button[type=submit]').click()
    await page.waitForURL(url => !/\/interaction\/[\w-]+\/login/.test(url.pathname))
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL(`${at.address}/**`)
    return visitor
  }

  it('lets in whoever holds a role there, with a cookie that other sites do not send, and leads where they wanted to go', async () => {
    const { page, context } = await signIn(guide, 'sacha', '/desk/staff/log?lang=fr')
    await heading(page, say('staff.log'))
    assert.match(page.url(), /\/desk\/staff\/log\?lang=fr$/)
    const cookies = await context.cookies(guide.address)
    assert.equal(cookies.find(({ name }) => name === 'noa-desk')?.sameSite, 'Strict')
    assert.equal(cookies.find(({ name }) => name === 'noa-desk-sign-in')?.sameSite, 'Lax')
    const [sacha] = await guide.app.desk.staff.people.list()
    assert.deepEqual([sacha?.name, sacha?.roles, sacha?.provided], ['sacha Durand', ['operator'], true])
  })

  it('tells whoever has no role what to do, refuses whoever was revoked, whatever the provider says', async () => {
    const nobody = await signIn(guide, 'dominique')
    await heading(nobody.page, say('provider.noRole.title'))
    await nobody.page.goto(`${guide.address}/desk`)
    await heading(nobody.page, say('signIn.title'))
    const camille = await signIn(guide, 'camille')
    await heading(camille.page, say('hello', { name: 'camille Durand' }))
    const member = (await guide.app.desk.staff.people.list()).find(({ name }) => name.startsWith('camille'))
    assert.deepEqual(member?.roles, ['editor', 'agent'])
    await guide.app.desk.staff.people.revoke(member.id, undefined)
    await camille.page.goto(`${guide.address}/desk`)
    await heading(camille.page, say('signIn.title'))
    await camille.page.getByRole('link', { name: say('signIn.provider') }).click()
    await heading(camille.page, say('provider.revoked.title'))
  })

  it('takes the roles of the list where no claim names them', async () => {
    const [, listed] = begun
    assert.ok(listed !== undefined)
    const { page } = await signIn(listed, 'sacha')
    await heading(page, say('provider.noRole.title'))
    const { people } = listed.app.desk.staff
    const [sacha] = await people.list()
    assert.deepEqual(sacha?.roles, [])
    await people.setRoles(sacha.id, ['editor'], undefined)
    await page.goto(`${listed.address}/desk`)
    await page.getByRole('link', { name: say('signIn.provider') }).click()
    await heading(page, say('hello', { name: 'sacha Durand' }))
  })

  it('refuses what is not the end of this very sign-in', async () => {
    const get = (path: string, cookie?: string): Promise<Response> =>
      fetch(guide.address + path, { redirect: 'manual', headers: { accept: 'text/html', ...(cookie === undefined ? {} : { cookie }) } })
    const begin = async (): Promise<{ cookie: string; state: string; asked: URLSearchParams }> => {
      const answer = await get('/desk/sign-in/provider?to=/desk/staff')
      const asked = new URL(answer.headers.get('location') ?? '').searchParams
      return { cookie: answer.headers.get('set-cookie')!.split(';')[0]!, state: asked.get('state')!, asked }
    }
    const [one, other] = await Promise.all([begin(), begin()])
    assert.deepEqual([one.asked.get('code_challenge_method'), one.asked.get('response_type'), one.asked.get('scope')], ['S256', 'code', 'openid profile'])
    assert.ok(one.asked.get('nonce') && one.asked.get('nonce') !== other.asked.get('nonce'))
    const led = `${one.state.split('.')[0]!}.${Buffer.from('//elsewhere.example').toString('base64url')}`
    const tries: [string, string, string | undefined][] = [
      ['the state of another', other.state, one.cookie], ['no cookie', one.state, undefined], ['no state', '', one.cookie],
      ['another way back', led, one.cookie], ['a code that nobody gave', one.state, one.cookie],
    ]
    for (const [what, state, cookie] of tries) {
      const query = new URLSearchParams({ code: 'invented', state, iss: `http://localhost:${port()}` })
      const refused = await get(`/desk/sign-in/return?${query.toString()}`, cookie)
      assert.deepEqual([refused.status, refused.headers.get('set-cookie')], [403, null], what)
    }
    const said = guide.log.filter(line => line.includes('sign_in_failed'))
    assert.ok(said.length >= 4 && said.every(line => !line.includes('invented') && !line.includes(clientSecret)))
  })

  it('says that the provider does not answer, and lets in by invitation meanwhile', async () => {
    const alone = await startGuide({ OIDC_ISSUER: 'http://localhost:9', OIDC_CLIENT_ID: 'noa-guide' })
    begun.push(alone)
    const answer = await fetch(`${alone.address}/desk/sign-in/provider`, { headers: { accept: 'text/html', 'accept-language': 'fr' } })
    assert.deepEqual([answer.status, (await answer.text()).includes(say('provider.unreachable.title'))], [503, true])
    const invitation = await alone.app.desk.staff.people.invite('Camille', ['editor'], undefined)
    assert.ok(invitation !== 'lastOperator')
    assert.equal((await fetch(`${alone.address}/desk/invitation`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ token: invitation.token }) })).status, 303)
  })
})
