/** How it goes: counted with the turns, shown at the desk, and the same for Prometheus. */
import assert from 'node:assert/strict'
import type { Browser } from 'playwright-core'
import { csvOf, figuresOf, periodsUntil, told, toldSum } from '../../../src/pages/desk/figures.ts'
import type { Count } from '../../../src/storage/counters.ts'
import { countedInAll } from '../../../src/storage/counters.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import { accessible } from '../../support/accessible.ts'
import { phone, startBrowser, visit } from '../../support/browser.ts'
import { engines } from '../../support/databases.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { personIn } from '../../support/personIn.ts'

describe('figures', () => {
  it('do not tell a small number, not even by a sum', () => {
    assert.deepEqual([0, 1, 4, 5].map(told), ['0', '<\u00A05', '<\u00A05', '5'])
    assert.deepEqual([[12, 5, 0], [12, 5, 3], [1, 1, 0]].map(toldSum), ['17', '≈\u00A020', '<\u00A05'])
  })

  it('are summed by day and by week, and tell where people left', () => {
    const now = Date.parse('2026-11-29T12:00Z')
    const count = (day: string, name: string, detail: string, times: number, subject = 'a'): Count => ({ day, channel: 'page', subject, name, detail, times })
    const counts = [
      count('2026-11-23', 'solved', '', 6), count('2026-11-29', 'standing', 'a.b', 7), count('2026-11-22', 'standing', 'a.b', 2, '=b'),
      count('2026-11-29', 'notUnderstood', 'a.b', 3, ''), count('2026-11-29', 'minutes', '2', 6), count('2026-11-29', 'begun', '', 13),
    ]
    const days = periodsUntil(now, 'day')
    assert.deepEqual([days.length, days.at(-1)], [28, '2026-11-29'])
    const weeks = periodsUntil(now, 'week')
    assert.equal(weeks.at(-1), '2026-11-23')
    const { bySubject, byPeriod, leftAt } = figuresOf(counts, 'week', weeks)
    assert.deepEqual(bySubject.map(({ name, solved, left }) => [name, solved, left]), [['a', 6, 7], ['=b', 0, 2]])
    assert.deepEqual(byPeriod.slice(-2).map(({ name, solved, left }) => [name, solved, left]), [['2026-11-16', 0, 2], ['2026-11-23', 6, 7]])
    assert.deepEqual(leftAt, [{ step: 'a.b', times: 9 }])
    const csv = csvOf(counts, 'week')
    assert.match(csv, /^week;channel;subject;outcome;detail;times\r\n/)
    assert.match(csv, /2026-11-16;page;'=b;left;a\.b;< 5\r\n/)
    assert.match(csv, /2026-11-23;page;a;left;a\.b;7\r\n/)
    assert.doesNotMatch(csv, /begun/)
  })
})

for (const engine of engines)
  it(`counts of two processes add up, whichever commits first, on ${engine.name}`, async function () {
    this.timeout(30_000)
    const database = await engine.create()
    const processes = [await openStorage(database), await openStorage(database)] as const
    const commit = (storage: (typeof processes)[number], id: string, step: string, from?: string): Promise<string> => {
      const of = { day: '2026-11-29', channel: 'page', subject: 'a', name: 'standing' }
      return storage.conversations.commit({
        conversation: { key: `page/${id}`, channel: 'page', id, version: from === undefined ? 0 : 1, watermark: 0, locale: 'fr', state: '{}', reference: '{}' },
        activities: [], outbox: [],
        counts: [{ ...of, detail: step, times: 1 }, ...(from === undefined ? [] : [{ ...of, detail: from, times: -1 }])],
      })
    }
    try {
      const ids = Array.from({ length: 20 }, (_, n) => `c${n}`)
      await Promise.all(ids.map((id, n) => commit(processes[n % 2]!, id, 'a.b')))
      // A turn that another overtook counts nothing.
      assert.equal(await commit(processes[0], 'c0', 'a.z'), 'conflict')
      await Promise.all(ids.slice(0, 15).map((id, n) => commit(processes[(n + 1) % 2]!, id, n % 2 === 0 ? 'a.c' : 'a.d', 'a.b')))
      const found = (await countedInAll(processes[0].db)).map(({ detail, times }) => [detail, times])
      assert.deepEqual(found.sort(), [['a.b', 5], ['a.c', 8], ['a.d', 7]])
    } finally {
      for (const storage of processes) await storage.close()
      await database.remove()
    }
  })

describe('how it goes at the desk', function () {
  this.timeout(120_000)
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

  it('is what people did: solved, handed over, left at a step, not understood', async () => {
    // Six of each, so that they may be told.
    for (let n = 0; n < 6; n++) {
      const solved = personIn(guide, `solved${n}`)
      await solved.begin()
      await solved.say('comment vider le cache de Firefox ?')
      await solved.say('1')
      await solved.say('oui')
      const left = personIn(guide, `left${n}`)
      await left.begin()
      await left.say('ma page est blanche')
      await left.say('blablabla bla')
    }
    // Whoever does not send what would be handed over was not handed over.
    for (const [conversation, option, last] of [['kept', 'cancel', 'notSent'], ['sent', 'send', 'sent']] as const) {
      const asking = personIn(guide, conversation)
      await asking.begin()
      await asking.say('je veux parler à quelqu’un')
      await asking.say('je ne comprends rien')
      for (let skips = 0; skips < 2; skips++) await asking.press('skip')
      await asking.press(option)
      await asking.wait(`contactSupport.${last}`)
    }
    const counted = await countedInAll(guide.app.storage.db)
    const of = (name: string, subject?: string) =>
      counted
        .filter(each => each.name === name && (subject === undefined || each.subject === subject))
        .map(({ detail, times }) => [detail, times])
    assert.deepEqual(of('begun', 'clearCache'), [['', 6]], JSON.stringify(counted))
    assert.deepEqual(of('solved', 'clearCache'), [['', 6]], JSON.stringify(counted))
    assert.deepEqual(of('minutes', 'clearCache'), [['1', 6]])
    const standing = of('standing', 'fixBlankPage').filter(([, times]) => Number(times) > 0)
    assert.deepEqual(standing.map(([, times]) => times), [6], JSON.stringify(counted))
    assert.deepEqual(of('notUnderstood'), standing, JSON.stringify(counted))
    assert.deepEqual(of('handedOver'), [['', 1]], JSON.stringify(counted))
    assert.deepEqual(of('begun', 'contactSupport'), [['', 2]])

    const { people, sessions } = guide.app.desk.staff
    const invitation = await people.invite('Sacha', ['editor'], undefined)
    assert.ok(invitation !== 'lastOperator')
    const secret = await sessions.accept(invitation.token)
    const { page, context, faults } = await visit(browser, guide.address, { javaScriptEnabled: true })
    await context.addCookies([{ name: 'noa-desk', value: secret!, url: guide.address }])
    await page.goto(`${guide.address}/desk/figures`)
    await accessible(page)
    const { library } = guide.app
    const row = page.locator('section').first().getByRole('row', { name: library.plain('fr', 'dialogs:clearCache.title') })
    assert.match(await row.innerText(), /\t6\t6\t0\t0$/)
    await page.getByLabel('Regrouper par').selectOption('week')
    await page.getByRole('button', { name: 'Afficher' }).click()
    await page.setViewportSize(phone)
    await page.emulateMedia({ colorScheme: 'dark' })
    await accessible(page)
    assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0)
    // For the guide of the desk: 720 × 420.
    if (process.env['DESK_PICTURES'] !== undefined) {
      await page.setViewportSize({ width: 720, height: 420 })
      await page.emulateMedia({ colorScheme: 'light' })
      await page.locator('.legend').scrollIntoViewIfNeeded()
      await page.screenshot({ path: `${process.env['DESK_PICTURES']}/desk-figures.png` })
    }
    assert.deepEqual(faults, [])
    await context.close()
    const csv = await fetch(`${guide.address}/desk/figures/csv?by=day`, { headers: { cookie: `noa-desk=${secret}` } })
    assert.equal(csv.headers.get('content-disposition'), 'attachment; filename="noa-day.csv"')
    assert.match(await csv.text(), /;console;clearCache;solved;;6\r\n/)
    const metrics = await (await fetch(`${guide.address}/metrics`)).text()
    assert.match(metrics, /noa_conversations\{channel="console",subject="clearCache",outcome="solved"\} 6/)
    assert.match(metrics, /noa_left_at_step\{step="\w+\.\w+"\} 6/)
  })
})
