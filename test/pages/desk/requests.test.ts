/** Requests at the desk as two agents meet them: one guide, one visit of a browser. */
import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { NewRequest } from '../../../src/actions/requests/requestStore.ts'
import type { Role } from '../../../src/staff/roles.ts'
import { accessible } from '../../support/accessible.ts'
import { desktop, phone, startBrowser, visit } from '../../support/browser.ts'
import { DeskVisitor, fieldsOf, type Sent } from '../../support/deskVisitor.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

describe('requests at the desk', function () {
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

  const say = (key: string, variables?: Record<string, string | number>): string => guide.app.library.plain('fr', `pages:deskRequests.${key}`, variables)
  const invitationOf = async (name: string, roles: readonly Role[]): Promise<string> => {
    const invitation = await guide.app.desk.staff.people.invite(name, roles, undefined)
    return invitation === 'lastOperator' ? assert.fail() : invitation.token
  }
  const enter = async (name: string, roles: readonly Role[]): Promise<string> =>
    (await guide.app.desk.staff.sessions.accept(await invitationOf(name, roles))) ?? assert.fail()
  const get = (path: string, secret: string): Promise<Response> =>
    fetch(guide.address + path, { redirect: 'manual', headers: { accept: 'text/html', 'accept-language': 'fr', cookie: `noa-desk=${secret}` } })
  const page = async (path: string, secret: string): Promise<string> => (await get(path, secret)).text()
  /** Sends the form of a page that is posted to an address, with what it carries. */
  async function press(drawn: string, action: string, secret: string, more: Record<string, string> = {}): Promise<Response> {
    const form = new RegExp(`<form method="post" action="${action}">(.*?)</form>`, 's').exec(drawn)?.[1] ?? assert.fail(`no form for ${action}`)
    const hidden = [...form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(([, name = '', value = '']): [string, string] => [name, value])
    return fetch(guide.address + action, {
      method: 'POST', redirect: 'manual', body: new URLSearchParams([...hidden, ...Object.entries(more)]),
      headers: { accept: 'text/html', 'accept-language': 'fr', cookie: `noa-desk=${secret}` },
    })
  }
  async function made(reference: string, more: Partial<NewRequest> = {}): Promise<string> {
    await guide.app.requests.draft({
      reference, conversation: undefined, locale: 'fr', subject: 'Message d’erreur', likeness: 'errorMessage:503', ticket: undefined, transcript: undefined,
      email: 'marie@example.org',
      agreed: [
        { name: 'ownWords', label: 'Message', value: 'tout est <b>blanc</b>' }, { name: 'errorNumber', label: 'Numéro ou message', value: '503' },
        { name: 'tried-reload', label: 'Page rechargée', value: 'rien ne change' },
      ],
      ...more,
    })
    await guide.app.requests.submit(reference)
    return reference
  }
  const acts = async (about: string): Promise<(string | undefined)[]> =>
    (await guide.app.desk.staff.audit.list(200)).filter(noted => noted.about === about).map(({ who, act }) => `${who ?? ''} ${act}`).reverse()

  it('are taken by one of two, answered once, and seen with what was agreed only', async () => {
    const reference = await made('NOA-AAAAAA', { ticket: 'INC-0042', transcript: 'Personne : bonjour' })
    await guide.app.requests.draft({ ...(await guide.app.requests.find(reference))!, reference: 'NOA-BBBBBB' })
    const [agnes, bruno, editor] = [await enter('Agnès', ['agent']), await enter('Bruno', ['agent']), await enter('Zoé', ['editor'])]
    const path = `/desk/requests/${reference}`
    assert.match(await page('/desk', agnes), new RegExp(say('waiting', { count: 1 })))
    const list = await page('/desk/requests', agnes)
    assert.match(list, /NOA-AAAAAA/)
    assert.doesNotMatch(list, /NOA-BBBBBB/, 'what was not handed over is not seen')
    assert.equal((await get('/desk/requests/NOA-BBBBBB', agnes)).status, 404)
    for (const asked of ['noa-aaaaaa', 'INC-0042'])
      assert.equal((await get(`/desk/requests?reference=${asked}`, agnes)).headers.get('location'), path, asked)
    for (const nothing of ['?reference=NOA-000000', '/%00', `/${reference}x%00`])
      assert.equal((await get(`/desk/requests${nothing}`, agnes)).status, 404, nothing)
    assert.equal((await get(path, editor)).status, 403)
    const [hers, his] = [await page(path, agnes), await page(path, bruno)]
    assert.match(hers, /tout est &lt;b&gt;blanc/)
    for (const shown of ['503', 'Page rechargée', 'Personne : bonjour', say('answer.mail')]) assert.ok(hers.includes(shown), shown)
    assert.equal((await press(hers, `${path}/take`, agnes)).status, 303)
    const late = await press(his, `${path}/take`, bruno)
    assert.equal(late.status, 409)
    assert.ok((await late.text()).includes(say('faults.changedBy', { agent: 'Agnès' })))
    // Nor is his answer to what he saw before sent, and his words are not lost.
    const lost = await press(his, `${path}/answer`, bruno, { words: 'Rechargez\r\nla page' })
    assert.equal(lost.status, 409)
    assert.ok((await lost.text()).includes('Rechargez\nla page</textarea>'))
    assert.equal((await press(await page(path, agnes), `${path}/answer`, agnes, { words: '  ' })).status, 422)
    const now = await page(path, agnes)
    for (let times = 0; times < 2; times++) assert.equal((await press(now, `${path}/answer`, agnes, { words: 'Rechargez.' })).status, 303)
    // Corrected and sent from the same page: that is another answer, to what has changed since.
    const corrected = await press(now, `${path}/answer`, agnes, { words: 'Rechargez, puis attendez.' })
    assert.equal(corrected.status, 409)
    assert.ok((await corrected.text()).includes('Rechargez, puis attendez.</textarea>'))
    const ended = await press(now, `${path}/answer`, 'ended', { words: 'Écrit trop longtemps.' })
    assert.equal(ended.status, 403)
    assert.ok((await ended.text()).includes('Écrit trop longtemps.</textarea>'), 'a session that ended took the words')
    assert.equal((await press(await page(path, bruno), `${path}/note`, bruno, { words: 'vu avec le réseau' })).status, 303)
    const mail = await guide.mailTo('marie@example.org')
    assert.match(mail.text, /Rechargez\./)
    assert.doesNotMatch(mail.text, /réseau|Agnès|Bruno/)
    assert.equal((await press(await page(path, agnes), `${path}/close`, agnes)).status, 303)
    assert.equal((await press(await page(path, agnes), `${path}/reopen`, agnes)).status, 303)
    assert.deepEqual((await guide.app.requests.events(reference)).map(({ kind, author }) => `${author ?? ''} ${kind}`),
      ['Agnès taken', 'Agnès answer', 'Bruno note', 'Agnès closed', 'Agnès reopened'])
    const noted = await acts(reference)
    assert.deepEqual(noted.slice(0, 3), ['Agnès requestSeen', 'Bruno requestSeen', 'Agnès requestTaken'])
    assert.ok(noted.includes('Agnès requestAnswered') && noted.includes('Bruno requestNoted'))
  })

  it('have notices beside them, written with a beginning and an end, told at the greeting, and changed by one of two', async () => {
    const [ada, paul] = [await DeskVisitor.enter(guide, 'Ada', 'agent'), await DeskVisitor.enter(guide, 'Paul', 'publisher')]
    const at = '/desk/notices'
    const first = await ada.get(at)
    const begins = /name="begins" value="([^"]*)"/.exec(first)?.[1] ?? ''
    const year = Number(begins.slice(0, 4))
    const sent: Sent[] = [
      ['words-fr', 'La fédération est <b>en panne</b>.'], ['words-en', 'The federation is down.'], ['place', 'greeting'], ['begins', begins],
      ['ends', /name="ends" value="([^"]*)"/.exec(first)?.[1] ?? ''],
    ]
    const but = (name: string, value: string): Sent[] => sent.map(each => (each[0] === name ? [name, value] : each))
    for (const refused of [but('words-en', ' '), but('words-fr', 'long '.repeat(60)), but('ends', begins), but('ends', `${year + 1}${begins.slice(4)}`), but('begins', 'x'), but('place', '')]) {
      const answer = await ada.post(at, refused)
      assert.deepEqual([answer.status, (await answer.text()).includes('role="alert"')], [422, true], refused.join(' '))
    }
    await ada.keep(at, sent)
    const greeted = await (await fetch(`${guide.address}/?lang=fr`, { headers: { accept: 'text/html' } })).text()
    assert.match(greeted, /<strong>Un incident est signalé\.<\/strong> La fédération est &#x3C;b>en panne/)
    const [, iso = '', shown] = /<time datetime="([^"]*)">([^<]*)</.exec(await ada.get(at)) ?? []
    assert.equal(shown, new Date(iso).toLocaleString('fr', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Paris' }), 'the clock of the server')
    assert.match(await ada.get('/desk'), new RegExp(guide.app.library.plain('fr', 'pages:deskNotices.waiting', { count: 1 })))
    const [hers, his] = [await ada.get(at), await paul.get(at)]
    await ada.keep(at, [...fieldsOf(hers).slice(0, 2), ...but('words-fr', 'Elle remarche peu à peu.')])
    const late = await paul.post(at, [...fieldsOf(his).slice(0, 2), ...but('words-fr', 'Elle est réparée.')])
    assert.equal(late.status, 409)
    assert.match(await late.text(), /Elle est réparée\.<\/textarea>/)
    await paul.keep(at, [...fieldsOf(his).slice(0, 1), ['do', 'withdraw']])
    assert.match(await ada.get(at), new RegExp(guide.app.library.plain('fr', 'pages:deskNotices.none')))
    assert.doesNotMatch(await (await fetch(`${guide.address}/?lang=fr`, { headers: { accept: 'text/html' } })).text(), /Un incident/)
  })

  /** Once on a computer in the light, once on a phone in the dark, in turn. */
  let seen = 0
  const looks = async (shown: Page, where: string): Promise<void> => {
    const [viewport, colorScheme] = seen++ % 2 === 0 ? ([desktop, 'light'] as const) : ([phone, 'dark'] as const)
    await shown.setViewportSize(viewport)
    await shown.emulateMedia({ colorScheme })
    await accessible(shown, where)
    assert.ok(Number(await shown.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0, `${where} is too wide at ${viewport.width}`)
    const folder = process.env['DESK_PICTURES']
    if (folder !== undefined) await shown.screenshot({ path: `${folder}/${where}.png`, fullPage: true })
    await shown.setViewportSize(desktop)
  }

  it('are found alike, told everybody in one click, and answered from the page', async () => {
    for (const reference of ['NOA-CCCCC1', 'NOA-CCCCC2', 'NOA-CCCCC3']) await made(reference)
    const { context, page: shown, faults } = await visit(browser, guide.address)
    await shown.goto(`${guide.address}/desk/invitation?token=${await invitationOf('Chloé', ['agent'])}&lang=fr`)
    await shown.getByRole('button').click()
    await shown.getByRole('navigation').getByRole('link', { name: guide.app.library.plain('fr', 'pages:desk.rooms.requests.title') }).click()
    await looks(shown, 'list')
    await shown.getByLabel(say('reference')).fill('noa-ccccc1')
    await shown.getByRole('button', { name: say('find') }).click()
    await shown.getByText(say('alike', { count: 3, what: 'Message d’erreur 503' })).waitFor()
    await looks(shown, 'request')
    await shown.getByRole('button', { name: say('notice.announce') }).click()
    await shown.getByText(say('notice.told')).waitFor()
    const told = say('notice.said', { what: 'Message d’erreur 503' })
    assert.deepEqual((await guide.app.incidents.looks.findIncident({}, 'fr', '')).variables, { notice: told })
    assert.match(String((await guide.app.incidents.looks.findIncident({}, 'en', '')).variables?.['notice']), /Error message 503/)
    await shown.getByLabel(say('answer.label')).fill('C’est réparé depuis midi.')
    await shown.getByRole('button', { name: say('acts.answer') }).click()
    await shown.getByText('C’est réparé depuis midi.').waitFor()
    await looks(shown, 'answered')
    await shown.goto(`${guide.address}/desk/notices`)
    await shown.getByRole('heading', { name: told }).waitFor()
    await looks(shown, 'notices')
    await shown.goto(`${guide.address}/desk/requests`)
    await shown.getByText(told).waitFor()
    await looks(shown, 'incident')
    await shown.getByRole('button', { name: say('notice.end') }).click()
    await shown.getByText(told).waitFor({ state: 'detached' })
    assert.notEqual((await guide.app.incidents.looks.findIncident({}, 'fr', '')).result, 'announced')
    assert.deepEqual(faults, [])
    await context.close()
  })
})
