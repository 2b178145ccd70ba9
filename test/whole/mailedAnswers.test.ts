/**
 * Answers of the helpdesk by mail, from Debian's dovecot into guides that are killed or are two: each is taken once, none is lost. In a
 * soak alone; what a mail is taken for is tried in `test/actions/requests/mailedAnswers.test.ts`.
 */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { createReplyProofs } from '../../src/actions/requests/replyProofs.ts'
import { createRequests } from '../../src/actions/requests/requestStore.ts'
import { writeProof } from '../../src/mail/replyProof.ts'
import { createStaff } from '../../src/staff/staff.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { engines, temporaryFolder, type TestDatabase } from '../support/databases.ts'
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.ts'
import { freePort, Victim } from '../support/kills.ts'
import { howMany, randomOf, seeds, seedsUsed, soaking } from '../support/soak.ts'

const many = 42
const kills = howMany('KILLS', 5, 2)

/** Requests that wait for an answer, and the mail that answers each. */
async function asked(database: TestDatabase): Promise<Map<string, string>> {
  const storage = await openStorage(database)
  try {
    const [requests, proofs] = [createRequests(storage), createReplyProofs(storage)]
    const mails = new Map<string, string>()
    for (let n = 0; n < many; n++) {
      const reference = `NOA-${String(n).padStart(6, '0')}`
      await requests.draft({
        reference, conversation: undefined, locale: 'fr', subject: 'Page blanche', likeness: '', ticket: undefined, agreed: [], transcript: undefined, email: undefined,
      })
      await requests.submit(reference)
      const proof = writeProof(await proofs.of(reference))
      mails.set(reference, [
        'From: Camille <camille@example.org>', `To: reponses+${proof}@example.org`, `Subject: Re: Signalement ${reference}`, `Message-ID: <answer-${n}@example.org>`,
        'Content-Type: text/plain; charset=utf-8', '', `Réponse ${n}.`, '',
      ].join('\r\n'))
    }
    return mails
  } finally {
    await storage.close()
  }
}

/** What was written down of them. */
async function judged(database: TestDatabase, mails: ReadonlyMap<string, string>): Promise<typeof good> {
  const storage = await openStorage(database)
  try {
    const requests = createRequests(storage)
    const found = await Promise.all([...mails.keys()].map(reference => requests.events(reference)))
    const answers = found.map(events => events.filter(({ kind }) => kind === 'answer').length)
    const log = await createStaff(storage).audit.list(1000)
    return {
      once: answers.filter(count => count === 1).length,
      twice: answers.filter(count => count > 1).length,
      never: answers.filter(count => count === 0).length,
      notes: found.flat().filter(({ kind }) => kind === 'note').length,
      logged: log.filter(({ act }) => act === 'requestAnsweredByMail').length,
    }
  } finally {
    await storage.close()
  }
}

const settings = (dovecot: Dovecot): Record<string, string> => ({
  HELPDESK_EMAIL: 'aide@example.org', REPLIES_ADDRESS: 'reponses+*@example.org', REPLIES_FROM: '@example.org', REPLIES_IMAP_URL: dovecot.url,
})

/** Waits until all are marked as read. @returns after how long, s */
async function allRead(dovecot: Dovecot): Promise<number> {
  const begun = performance.now()
  while (dovecot.unread() > 0) {
    assert.ok(performance.now() - begun < 120_000, `${dovecot.unread()} of ${dovecot.all()} mails are still unread`)
    await delay(20)
  }
  return (performance.now() - begun) / 1000
}

const good = { once: many, twice: 0, never: 0, notes: 0, logged: many }

if (soaking)
  describe('answers by mail, from dovecot', function () {
    this.timeout(300_000)
    let dovecot: Dovecot
    let database: TestDatabase

    before(function () {
      if (dovecotMissing === undefined) return
      console.log(dovecotMissing)
      this.skip()
    })
    beforeEach(async () => {
      dovecot = await startDovecot()
    })
    afterEach(async () => {
      await dovecot?.stop()
      await database?.remove()
    })

    for (const [at, engine] of engines.entries())
      it(`are taken once by a guide that is killed, on ${engine.name} (${kills} kills)`, async () => {
        const random = randomOf(seeds[at % seeds.length] ?? 1)
        database = await engine.create()
        const mails = await asked(database)
        const guide = new Victim(await freePort(), database, settings(dovecot))
        await guide.start()
        try {
          const waiting = [...mails.values()]
          for (let n = 0; n < kills; n++) {
            dovecot.deliver(...waiting.splice(0, Math.ceil(many / kills)))
            await delay(random() * 250)
            await guide.kill()
            await guide.start()
          }
          console.log(`${engine.name}: ${kills} kills, the rest read after ${(await allRead(dovecot)).toFixed(1)} s; ${seedsUsed}`)
        } finally {
          await guide.kill('SIGTERM')
        }
        assert.deepEqual(await judged(database, mails), good)
        assert.equal(dovecot.all(), many, 'nothing is deleted')
        assert.doesNotMatch(guide.output, /camille|Réponse \d/)
      })

    for (const engine of engines.filter(({ name }) => name === 'postgres'))
      for (const killed of [0, kills])
        it(`are taken once by two guides on one ${engine.name}${killed === 0 ? '' : `, either of which is killed (${killed} kills)`}`, async () => {
          const random = randomOf(seeds[0] ?? 1)
          database = await engine.create()
          const mails = await asked(database)
          const { databaseUrl } = database
          const folders = [temporaryFolder(), temporaryFolder()]
          const both = await Promise.all(folders.map(async dataDir =>
            new Victim(await freePort(), { dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) }, settings(dovecot))))
          try {
            await Promise.all(both.map(guide => guide.start()))
            const waiting = [...mails.values()]
            if (killed === 0) dovecot.deliver(...waiting)
            for (let n = 0; n < killed; n++) {
              dovecot.deliver(...waiting.splice(0, Math.ceil(many / killed)))
              await delay(random() * 250)
              const guide = both[random() < 0.5 ? 0 : 1]
              await guide?.kill()
              await guide?.start()
            }
            console.log(`two on ${engine.name}: ${killed} kills, the rest read after ${(await allRead(dovecot)).toFixed(1)} s; ${seedsUsed}`)
          } finally {
            await Promise.all(both.map(guide => guide.kill('SIGTERM')))
            for (const folder of folders) rmSync(folder, { recursive: true, force: true })
          }
          assert.deepEqual(await judged(database, mails), good)
        })
  })
