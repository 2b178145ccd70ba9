/** An incident: an operator's notice, or several people who end at the service within an hour. */
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { postgresDialect } from '../../src/storage/postgres.ts'
import { sqliteDialect } from '../../src/storage/sqlite.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { createIncidentNotices } from '../../src/actions/incidentNotice.ts'
import { createIncidents, type Incidents } from '../../src/actions/incidents.ts'
import { engines, temporaryFolder, type TestDatabase } from '../support/databases.ts'
import { startGuide } from '../support/guide.ts'
import { personIn } from '../support/personIn.ts'
import { beginTalk } from '../support/talk.ts'

const minute = 60_000

for (const engine of engines)
  describe(`incidents on ${engine.name}`, () => {
    let database: TestDatabase
    let storage: Storage
    let dir: string
    let clock: number
    let told: number[]
    let incidents: Incidents
    const find = async (locale = 'fr'): Promise<string> => {
      const { result, variables } = await incidents.looks.findIncident({}, locale, 'x')
      return variables === undefined ? result : `${result}: ${variables['notice'] ?? ''}`
    }
    const make = (threshold = 3): Incidents =>
      createIncidents({ storage, threshold, dir, defaultLocale: 'fr', suspected: count => told.push(count), now: () => clock })

    beforeEach(async () => {
      database = await engine.create()
      storage = await openStorage(database)
      dir = temporaryFolder()
      clock = Date.UTC(2026, 10, 22)
      told = []
      incidents = make()
    })
    afterEach(async () => {
      await storage.close()
      await database.remove()
      rmSync(dir, { recursive: true, force: true })
    })

    it('are suspected once several conversations ended at the service, each counted once, and told to the operator once', async () => {
      for (const conversation of ['a', 'a', 'b', 'a']) await incidents.note(conversation)
      assert.deepEqual([await find(), told], ['none', []])
      await incidents.note('c')
      assert.deepEqual([await find(), told], ['likely', [3]])
      await incidents.note('d')
      await incidents.note('c')
      assert.deepEqual(told, [3])
    })

    it('are told from the desk from a beginning to an end, to everybody or to whom they concern, and overwritten by nobody unseen', async () => {
      const notices = createIncidentNotices(storage, () => clock)
      incidents = createIncidents({ storage, threshold: 3, dir, defaultLocale: 'fr', suspected: () => undefined, notices, now: () => clock })
      const written = { author: 'Ada', beginsAt: clock + 10 * minute, endsAt: clock + 20 * minute }
      assert.ok(await notices.save({ ...written, words: { fr: 'Maintenance.', en: 'Maintenance, in English.' }, place: 'greeting' }))
      assert.ok(await notices.save({ ...written, beginsAt: clock, words: { fr: 'Page lente.' }, place: 'diagnosis' }))
      assert.deepEqual([await find(), await incidents.atTheStart('fr')], ['announced: Page lente.', ''])
      clock += 10 * minute
      assert.deepEqual([await find('en'), await incidents.atTheStart('en')], ['announced: Maintenance, in English. Page lente.', 'Maintenance, in English.'])
      const seen = (await notices.coming()).find(({ place }) => place === 'greeting') ?? assert.fail()
      assert.ok(await notices.save({ ...written, words: { fr: 'Bientôt fini.' }, place: 'greeting' }, seen))
      assert.equal(await notices.save({ ...written, words: { fr: 'Pas vu.' }, place: 'greeting' }, seen), false)
      assert.equal(await incidents.atTheStart('fr'), 'Bientôt fini.')
      await notices.announce({ words: { fr: 'Erreur 503.' }, likeness: 'errorMessage:503', author: 'Bruno' })
      await notices.withdraw(seen.id)
      assert.equal(await incidents.atTheStart('fr'), '')
      clock += 10 * minute
      assert.equal(await find(), 'announced: Erreur 503.')
    })

    it('that the version before announced are told to whom they concern until their end (migration 0019)', async () => {
      const older = await engine.create()
      const old = new Kysely<unknown>({
        dialect: older.databaseUrl === undefined ? sqliteDialect(older.dataDir) : postgresDialect(older.databaseUrl, () => undefined),
      })
      await migrate(old, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0019')))
      await sql`insert into incident_notice (id, words, likeness, author, made_at, ends_at)
        values ('current', '{"fr":"Erreur 503."}', 'errorMessage:503', 'Agnès', ${clock - minute}, ${clock + minute})`.execute(old)
      await old.destroy()
      const present = await openStorage(older)
      const notices = createIncidentNotices(present, () => clock)
      assert.deepEqual((await notices.standing('diagnosis')).map(({ words, place }) => [words['fr'], place]), [['Erreur 503.', 'diagnosis']])
      assert.deepEqual(await notices.standing('greeting'), [])
      clock += minute
      assert.deepEqual(await notices.coming(), [])
      await present.close()
      await older.remove()
    })

    it('are over after an hour, and may be suspected again', async () => {
      for (const conversation of ['a', 'b', 'c']) await incidents.note(conversation)
      clock += 59 * minute
      assert.equal(await find(), 'likely')
      clock += minute
      assert.equal(await find(), 'none')
      for (const conversation of ['a', 'b', 'c']) await incidents.note(conversation)
      assert.deepEqual([await find(), told], ['likely', [3, 3]])
    })

    it('need as many conversations as the operator says', async () => {
      incidents = make(5)
      for (const conversation of ['a', 'b', 'c', 'd']) await incidents.note(conversation)
      assert.equal(await find(), 'none')
      await incidents.note('e')
      assert.deepEqual([await find(), told], ['likely', [5]])
    })

    it('leave nothing of a conversation but a digest, and that for an hour', async () => {
      await incidents.note('directline/marie@example.org')
      const rows = await storage.db.selectFrom('service_side').selectAll().execute()
      assert.equal(rows.length, 1)
      assert.doesNotMatch(JSON.stringify(rows), /marie/)
      assert.equal(await incidents.expire(new Date(clock - 30 * 24 * 60 * minute)), 0)
      clock += 61 * minute
      assert.equal(await incidents.expire(new Date(clock - 30 * 24 * 60 * minute)), 1)
    })

    it('are announced for as long as the operator’s notice is there, in its language or in the default one', async () => {
      assert.equal(await find(), 'none')
      mkdirSync(join(dir, 'notice'))
      writeFileSync(join(dir, 'notice', 'fr.md'), '<!-- rien pour l’instant -->\n')
      assert.equal(await find(), 'none')
      writeFileSync(join(dir, 'notice', 'fr.md'), '<!-- depuis 9 h -->\nNOA est lent ce matin.\nNous y travaillons.\n')
      assert.equal(await find(), 'announced: NOA est lent ce matin. Nous y travaillons.')
      assert.equal(await find('en'), 'announced: NOA est lent ce matin. Nous y travaillons.')
      writeFileSync(join(dir, 'notice', 'en.md'), 'NOA is slow this morning.')
      assert.equal(await find('en'), 'announced: NOA is slow this morning.')
      rmSync(join(dir, 'notice'), { recursive: true })
      assert.equal(await find(), 'none')
    })
  })

describe('an incident in the conversation', () => {
  it('is said before anything is tried, as text and not as markup', async () => {
    const storage = await openStorage({ dataDir: ':memory:' })
    const dir = temporaryFolder()
    try {
      mkdirSync(join(dir, 'notice'))
      writeFileSync(join(dir, 'notice', 'fr.md'), 'NOA est en panne [ici](http://evil.example).')
      const talk = await beginTalk(storage, { notices: dir })
      assert.deepEqual(await talk.say('la page est blanche'), ['checkIncident.announced'])
      assert.match(talk.last[0]?.text ?? '', /NOA est en panne \[ici\\\]\(http:\\\/\/evil/)
      assert.deepEqual((await talk.press('stop')).slice(0, 1), ['bot.anythingElse'])
    } finally {
      await storage.close()
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('is noticed by the guide itself: three people end at the service, the fourth is told, the operator too', async () => {
    const guide = await startGuide({ INCIDENT_THRESHOLD: '3', LOG_LEVEL: 'warn' })
    try {
      for (const name of ['a', 'b', 'c']) {
        const person = personIn(guide, name)
        await person.begin()
        await person.press('fixBlankPage')
        await person.press('errorMessage')
        await person.say('503')
        await person.press('no')
        await person.wait('contactSupport.ownWords')
      }
      const fourth = personIn(guide, 'd')
      await fourth.begin()
      assert.deepEqual(await fourth.press('fixBlankPage'), ['checkIncident.likely'])
      assert.deepEqual(await fourth.press('goOn'), ['fixBlankPage.whatDoYouSee'])
      const events = guide.log.filter(line => line.includes('incident_suspected'))
      assert.equal(events.length, 1)
      assert.match(events[0] ?? '', /"conversations":3/)
      const metrics = await (await fetch(`${guide.address}/metrics`)).text()
      assert.match(metrics, /^noa_incidents_suspected_total 1$/m)
    } finally {
      await guide.stop()
    }
  }).timeout(60_000)
})
