/** The desk as its people meet it: one guide, one browser. */
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import { roles, type Role } from '../../../src/staff/roles.ts'
import { formTokenOf } from '../../../src/staff/staffSessions.ts'
import { accessible, accessibleAsSeen } from '../../support/accessible.ts'
import { desktop, phone, startBrowser, visit, type Visit } from '../../support/browser.ts'
import { temporaryFolder } from '../../support/databases.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { runToEnd } from '../../support/operation.ts'
import { soaking } from '../../support/soak.ts'

describe('the desk', function () {
  this.timeout(120_000)
  let guide: RunningGuide
  let browser: Browser
  const dataDir = temporaryFolder()
  before(async () => {
    guide = await startGuide({ DATA_DIR: dataDir })
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    await guide?.stop()
  })

  const html = { accept: 'text/html', 'accept-language': 'fr' }
  const get = (path: string, secret?: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(guide.address + path, { redirect: 'manual', headers: { ...html, ...(secret === undefined ? {} : { cookie: `noa-desk=${secret}` }), ...headers } })
  const post = (path: string, secret: string, sent: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(guide.address + path, {
      method: 'POST', redirect: 'manual', body: new URLSearchParams(sent), headers: { ...html, cookie: `noa-desk=${secret}`, ...headers },
    })
  const say = (key: string, variables?: Record<string, string>): string => guide.app.library.plain('fr', `pages:desk.${key}`, variables)
  async function enter(name: string, held: readonly Role[]): Promise<string> {
    const { people, sessions } = guide.app.desk.staff
    const invitation = await people.invite(name, held, undefined)
    assert.ok(invitation !== 'lastOperator')
    return (await sessions.accept(invitation.token))!
  }

  it('is not there until somebody is invited', async () => {
    for (const path of ['/desk', '/desk/sign-in', '/desk/staff', '/desk/invitation?token=x']) {
      const [here, nowhere] = await Promise.all([get(path), get('/nowhere')])
      const plain = async (answer: Response): Promise<string> => (await answer.text()).replace(/nonce="[^"]+"/g, '')
      assert.deepEqual([here.status, await plain(here)], [404, await plain(nowhere)], path)
      const [program, other] = await Promise.all([fetch(guide.address + path), fetch(`${guide.address}/nowhere`)])
      assert.deepEqual([program.status, await program.text()], [404, await other.text()], path)
    }
  })

  it('lets in whoever was invited at the command line, once, and out at once when revoked there', async () => {
    const noa = (...args: string[]) => runToEnd('cli', args, { DATA_DIR: dataDir, PORT: new URL(guide.address).port })
    const invited = await noa('staff', 'invite', 'Camille Martin', '--role', 'editor', '--role', 'agent')
    assert.equal(invited.code, 0, invited.stderr)
    const link = invited.stdout.trim()
    assert.match(link, new RegExp(`^${guide.address}/desk/invitation\\?token=[\\w-]{43}$`))
    const { context, page, faults } = await visit(browser, guide.address, { javaScriptEnabled: false })
    // A scanner opens it first.
    for (let times = 0; times < 2; times++) assert.equal((await get(new URL(link).pathname + new URL(link).search)).status, 200)
    await page.goto(link)
    await page.getByRole('button', { name: say('invitation.enter') }).click()
    await page.getByRole('heading', { name: 'Bonjour Camille Martin' }).waitFor()
    const [cookie] = await context.cookies()
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict'])
    assert.match(await page.locator('main').innerText(), /Rédaction, Assistance/)
    assert.equal((await get(new URL(link).pathname + new URL(link).search)).status, 410)
    assert.match((await noa('staff', 'list')).stdout, /^Camille Martin {2}editor, agent {2}came in /)
    assert.equal((await noa('staff', 'revoke', 'camille martin')).code, 0)
    await page.goto(`${guide.address}/desk`)
    assert.deepEqual([faults, page.url()], [[`console: Failed to load resource: the server responded with a status of 404 (Not Found)`], `${guide.address}/desk`])
    await context.close()
  })

  it('is kept by roles: what each may not do answers 403', async () => {
    for (const held of [...roles.map(role => [role]), []]) {
      const secret = await enter(`With ${held.join()}`, held)
      for (const { method, path, roles: needed } of guide.app.desk.guarded) {
        if (path === '/desk/sign-out') continue
        const address = path.replace(/:\w+/g, 'x')
        const may = needed.length === 0 || needed.some(role => held.includes(role))
        const answer = method === 'GET' ? await get(address, secret) : await post(address, secret, may ? {} : { _form: formTokenOf(secret) })
        const text = await answer.text()
        const what = `${held.join()} ${method} ${path}`
        if (!may) assert.deepEqual([answer.status, text.includes(`<h1>${say('forbidden.title')}</h1>`)], [403, true], what)
        else if (method === 'GET') assert.ok([200, 303, 404].includes(answer.status), `${what}: ${answer.status}`)
        else assert.deepEqual([answer.status, text.includes(`<h1>${say('stale.title')}</h1>`)], [403, true], `${what} without what its form carries`)
      }
    }
    for (const { method, path } of guide.app.desk.guarded) {
      const address = path.replace(/:\w+/g, 'x')
      const answer = method === 'GET' ? await get(address) : await post(address, 'A'.repeat(43), {})
      if (method === 'GET') assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/desk/sign-in?to=${encodeURIComponent(address)}`], path)
      else assert.equal(answer.status, 403, path)
    }
  })

  it('takes a form from its own pages only', async () => {
    const secret = await enter('Operator', ['operator'])
    const sent = { _form: formTokenOf(secret), name: 'Intruder', role: 'operator' }
    const other = formTokenOf(await enter('Other', ['operator']))
    const tries: [Record<string, string>, Record<string, string>][] = [
      [{ ...sent, _form: '' }, {}], [{ ...sent, _form: other }, {}],
      [sent, { origin: 'https://elsewhere.example' }], [sent, { origin: 'null' }], [sent, { 'sec-fetch-site': 'cross-site' }], [sent, { 'sec-fetch-site': 'same-site' }],
    ]
    for (const [fields, headers] of tries) assert.equal((await post('/desk/staff/invite', secret, fields, headers)).status, 403, JSON.stringify(headers))
    assert.ok(!(await guide.app.desk.staff.people.list()).some(({ name }) => name === 'Intruder'))
    assert.equal((await post('/desk/staff/invite', secret, sent, { origin: guide.address, 'sec-fetch-site': 'same-origin' })).status, 200)
    const elsewhere = await fetch(`${guide.address}/desk/invitation`, { method: 'POST', body: 'token=x', headers: { ...html, origin: 'https://elsewhere.example' } })
    assert.equal(elsewhere.status, 403)
  })

  it('asks once more from here for a page to which another site leads, and goes nowhere but to itself', async () => {
    const from = await get('/desk/staff?lang=en', undefined, { 'sec-fetch-site': 'cross-site' })
    assert.match(await from.text(), /<meta http-equiv="refresh" content="0; url=\/desk\/staff\?lang=en">/)
    for (const to of ['//elsewhere.example', '/desk//elsewhere.example/..', 'https://elsewhere.example', '/desk/../../x"', '/mailbox']) {
      const text = await (await get(`/desk/sign-in?${new URLSearchParams({ to }).toString()}`)).text()
      assert.doesNotMatch(text, /elsewhere|mailbox|x&quot;|x%22/, to)
    }
  })

  let seen = 0
  /** Once on a computer in the light, once on a phone in the dark, in turn. */
  const looks = async (page: Page, where: string): Promise<void> => {
    const [viewport, colorScheme] = seen++ % 2 === 0 ? ([desktop, 'light'] as const) : ([phone, 'dark'] as const)
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await (soaking ? accessible : accessibleAsSeen)(page, `${where} ${colorScheme} ${viewport.width}`)
    assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0, `${where} is too wide at ${viewport.width}`)
    await page.setViewportSize(desktop)
  }

  it('lets an operator invite, see and revoke, on a phone, by keyboard, in both languages', async () => {
    const { people } = guide.app.desk.staff
    for (const { id } of await people.list()) await people.revoke(id, undefined)
    const invitation = await people.invite('Sacha', ['operator'], undefined)
    assert.ok(invitation !== 'lastOperator')
    const sacha: Visit = await visit(browser, guide.address)
    const { page } = sacha
    await page.goto(`${guide.address}/desk/staff`)
    await page.getByRole('heading', { name: say('signIn.title') }).waitFor()
    await looks(page, 'signing in')
    await page.goto(`${guide.address}/desk/invitation?token=${invitation.token}&lang=en`)
    await looks(page, 'the invitation')
    await page.getByRole('button').press('Enter')
    await page.getByRole('heading', { name: 'Hello Sacha' }).waitFor()
    await looks(page, 'the first page')
    await page.getByRole('navigation').getByRole('link', { name: 'Staff' }).click()
    // A choice that holds.
    await page.getByRole('navigation').getByRole('link', { name: 'Français' }).click()
    await page.goto(`${guide.address}/desk/staff`)
    await looks(page, 'the staff')
    assert.equal(await page.locator('[aria-current=page]').innerText(), say('rooms.staff.title'))
    await page.getByLabel(say('staff.name'), { exact: true }).fill('Alex\u0007 <b>Durand</b>')
    await page.getByRole('button', { name: say('staff.make') }).click()
    await page.getByText(say('staff.faults.role')).waitFor()
    assert.equal(await page.getByLabel(say('staff.name'), { exact: true }).inputValue(), 'Alex <b>Durand</b>')
    await page.getByLabel('Rédaction').check()
    await page.getByRole('button', { name: say('staff.make') }).click()
    const link = await page.getByLabel(say('staff.link')).inputValue()
    await looks(page, 'the link')

    const alex = await visit(browser, guide.address)
    await alex.page.goto(link)
    await alex.page.getByRole('button').click()
    await alex.page.getByRole('heading', { name: 'Bonjour Alex <b>Durand</b>' }).waitFor()
    await alex.page.goto(`${guide.address}/desk/staff`)
    await looks(alex.page, 'a page of others')

    await page.goto(`${guide.address}/desk/staff`)
    await page.getByRole('link', { name: /Retirer l’accès Sacha/ }).click()
    await page.getByRole('button', { name: say('staff.revoke') }).click()
    await page.getByText(say('staff.faults.lastOperator')).waitFor()
    await page.goto(`${guide.address}/desk/staff`)
    await page.getByRole('link', { name: /Retirer l’accès Alex/ }).click()
    await looks(page, 'asking')
    await page.getByRole('button', { name: say('staff.revoke') }).click()
    await page.getByText(say('staff.revoked')).first().waitFor()
    await alex.page.goto(`${guide.address}/desk`)
    await alex.page.getByRole('heading', { name: say('signIn.title') }).waitFor()
    await page.getByRole('link', { name: say('staff.log') }).click()
    await looks(page, 'the log')
    assert.ok((await page.locator('tbody tr').first().innerText()).endsWith(`Sacha\t${say('acts.revoked')} Alex <b>Durand</b>`))
    await page.getByRole('button', { name: say('signOut', { name: 'Sacha' }) }).click()
    await page.getByRole('heading', { name: say('signIn.title') }).waitFor()
    assert.deepEqual([sacha.faults, alex.faults].map(faults => faults.filter(each => !/status of (403|409|422)/.test(each))), [[], []])
    for (const { context } of [sacha, alex]) await context.close()
  })

  // The last, for nobody comes in for a minute after it.
  it('says to whoever tries links too often when to come again', async () => {
    const tries = await Promise.all(Array.from({ length: 40 }, () =>
      fetch(`${guide.address}/desk/invitation`, { method: 'POST', body: `token=${'x'.repeat(43)}`, headers: html })))
    assert.ok(tries.every(({ status }) => [410, 429].includes(status)))
    const refused = tries.filter(({ status }) => status === 429)
    assert.ok(refused.length > 0 && refused.every(({ headers }) => Number(headers.get('retry-after')) > 0))
  })
})
