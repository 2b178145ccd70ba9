/** A letter comes: the operator gives a copy of all that is kept of its writer, then takes it away. Marks are looked for in every file. */
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { createQuestions } from '../../src/actions/keptQuestions.ts'
import { createReturnCodes } from '../../src/actions/requests/returnCodes.ts'
import { createReplyProofs } from '../../src/actions/requests/replyProofs.ts'
import { createRequests } from '../../src/actions/requests/requestStore.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { holdsAddress } from '../../src/text/address.ts'
import { engines, type TestDatabase } from '../support/databases.ts'
import { runToEnd } from '../support/operation.ts'
import { soaking } from '../support/soak.ts'

const email = 'marie.curie@radium.example.org'
const other = 'anne-marie.curie@radium.example.org'
/** What the person left, a mark for each place; `stranger` is somebody else's. */
const places = ['conversation', 'state', 'draft', 'question', 'outbox', 'report', 'transcript', 'answer', 'note', 'reply', 'mailed', 'account', 'accountRequest'] as const
const markOf = (place: string): string => `MARQUE${place.toUpperCase()}QX`

async function turn({ conversations }: Storage, key: string, said: string, state: object): Promise<void> {
  const [channel = '', id = ''] = key.split('/')
  await conversations.commit({
    conversation: { key, channel, id, version: 0, watermark: 0, locale: 'fr', state: JSON.stringify(state), reference: '{}' },
    activities: [{ id: 'said', activity: JSON.stringify({ type: 'message', text: said, from: { role: 'user' } }), fromBot: false }],
    outbox: [{ id: `${key}-1`, kind: 'keepQuestion', payload: JSON.stringify({ question: key.includes('own') ? markOf('outbox') : '' }), conversation: key, dueAt: Date.now() + 1e9 }],
  })
}

/** Two people leave something everywhere. */
async function leave(storage: Storage, dataDir: string): Promise<void> {
  const { db, outbox } = storage
  const state = { facts: { email, lastName: markOf('state') }, locale: 'fr', greeted: true, dialogs: { dialogStack: [{ id: 'form', state: { draft: markOf('draft') } }] } }
  await turn(storage, 'page/own', `${markOf('conversation')}\nécrivez à ${email}.`, state)
  await turn(storage, 'page/stranger', `MARQUESTRANGERQX ${other}`, { facts: { email: other }, locale: 'fr' })
  await db.insertInto('page_session').values({ secret_hash: 'a', id: 'own', user_id: 'u', locale: 'fr', seen_at: '2026-11-30T00:00:00.000Z' }).execute()
  await createQuestions(storage).keep('q', 'page/own', { question: `où est ${markOf('question').toLowerCase()} svp`, locale: 'fr', askedAt: '2026-11-30T00:00:00.000Z' })
  const requests = createRequests(storage)
  const base = { locale: 'fr', subject: 'Page blanche', likeness: '', ticket: undefined }
  await requests.draft({ ...base, reference: 'NOA-AAAAAA', conversation: 'page/own', agreed: [{ name: 'ownWords', label: 'Mots', value: markOf('report') }], transcript: markOf('transcript'), email })
  await requests.draft({ ...base, reference: 'NOA-BBBBBB', conversation: 'page/stranger', agreed: [{ name: 'ownWords', label: 'Mots', value: 'MARQUESTRANGERQX' }], transcript: undefined, email: other })
  for (const reference of ['NOA-AAAAAA', 'NOA-BBBBBB']) await requests.submit(reference)
  await requests.act('NOA-AAAAAA', { kind: 'answer', agent: 'Agnès', words: markOf('answer') })
  await requests.act('NOA-AAAAAA', { kind: 'note', agent: 'Agnès', words: markOf('note') })
  await requests.hear('NOA-AAAAAA', { kind: 'reply', conversation: 'page/own', words: markOf('reply'), id: 'reply' })
  await requests.act('NOA-BBBBBB', { kind: 'note', agent: 'Agnès', words: `comme ${email}` })
  await createReturnCodes(storage).keep('K7M2-9QXT-4HBD-W3NP', { reference: 'NOA-AAAAAA', conversation: 'page/own' })
  for (const reference of ['NOA-AAAAAA', 'NOA-BBBBBB']) await createReplyProofs(storage).of(reference)
  await outbox.add([{ id: 'mail:1', kind: 'mail', payload: JSON.stringify({ to: { address: email }, text: markOf('mailed') }) }])
  const times = { created_at: '2026-11-30T00:00:00.000Z', updated_at: '2026-11-30T00:00:00.000Z' }
  for (const [id, address, mark] of [['1', email, markOf('account')], ['2', other, 'MARQUESTRANGERQX']] as const)
    await db.insertInto('account').values({ id, email: address, fields: JSON.stringify({ lastName: mark }), status: 'active', password_hash: 'x', locale: 'fr', activated_at: null, ...times }).execute()
  await db.insertInto('activation_token').values({ hash: 'h', account_id: '1', sender: '', created_at: times.created_at, expires_at: times.created_at, used_at: null, ended_at: null }).execute()
  await db.insertInto('account_request').values({
    request_id: 'r1', idempotency_key: 'k', body_hash: 'b', email, mailbox: email, sender: '', fields: JSON.stringify({ lastName: markOf('accountRequest') }), locale: 'fr',
    account_id: '1', mail_domain: null, mail_seed: null, held_until: null, created_at: times.created_at,
  }).execute()
  await outbox.add([{ id: 'accountMail:r1', kind: 'accountMail', payload: '{"requestId":"r1"}' }])
  const mail = (to: string, text: string, headers = ''): string => `Delivered-To: ${to}\r\nFrom: noa@localhost\r\nTo: ${to}\r\nSubject: Bonjour\r\n${headers}\r\n${text}\r\n`
  mkdirSync(join(dataDir, 'mail'), { recursive: true })
  const write = (n: number, text: string): void => writeFileSync(join(dataDir, 'mail', `20261130T00000000${n}Z-${'0'.repeat(16)}.eml`), text)
  write(1, mail(email, markOf('mail')))
  write(2, mail('aide@example.org', markOf('mailToHelpdesk'), 'X-NOA-Reference: NOA-AAAAAA\r\n'))
  write(3, mail(other, 'MARQUESTRANGERQX'))
}

/** Every text of every table and every file of the folder, with where it stands. */
async function everything(storage: Storage, dataDir: string): Promise<Map<string, string>> {
  const all = new Map<string, string>()
  for (const { name } of await storage.db.introspection.getTables()) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(storage.db)
    all.set(`table ${name}`, JSON.stringify(rows))
  }
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) all.set(`file ${entry.name}`, readFileSync(join(entry.parentPath, entry.name)).toString('latin1'))
  return all
}

for (const engine of engines.filter(({ name }) => soaking || name === 'sqlite'))
  describe(`noa person, on ${engine.name}`, function () {
    this.timeout(60_000)
    let database: TestDatabase
    let storage: Storage
    const noa = (...args: string[]) =>
      runToEnd('cli', ['person', ...args], {
        DATA_DIR: database.dataDir, HELPDESK_EMAIL: 'aide@example.org',
        ...(database.databaseUrl === undefined ? {} : { DATABASE_URL: database.databaseUrl }),
      })
    const with_ = async (text: string): Promise<string[]> =>
      [...(await everything(storage, database.dataDir))]
        .filter(([, all]) => all.toLowerCase().includes(text.toLowerCase()))
        .map(([place]) => place)
    // What serves the same folder stays open beside the command.
    before(async () => {
      database = await engine.create()
      storage = await openStorage({ ...database, serves: true })
      await leave(storage, database.dataDir)
    })
    after(async () => {
      await storage?.close()
      await database?.remove()
    })

    it('gives all of it, as JSON and to be read, and nothing of another', async () => {
      const [json, text] = await Promise.all([noa('export', email, '--json'), noa('export', email)])
      assert.deepEqual([json.code, text.code], [0, 0], json.stderr + text.stderr)
      const found = JSON.parse(json.stdout) as { conversations: unknown[]; requests: unknown[]; accounts: unknown[]; mails: unknown[] }
      assert.deepEqual([found.conversations, found.requests, found.accounts, found.mails].map(each => each.length), [1, 1, 1, 2])
      for (const place of [...places, 'mail', 'mailToHelpdesk']) {
        assert.ok(json.stdout.toLowerCase().includes(markOf(place).toLowerCase()), `${place} is not in the JSON`)
        if (place !== 'draft') assert.ok(text.stdout.toLowerCase().includes(markOf(place).toLowerCase()), `${place} is not in the text`)
      }
      assert.doesNotMatch(json.stdout + text.stdout, /STRANGER|password_hash/)
      assert.match(text.stdout, /Ce que le guide garde de/)
      assert.match(text.stderr, /notes that agents made/)
      assert.match(text.stderr, /other people’s requests, which stay: NOA-BBBBBB/)
    })

    it('takes nothing without a yes', async () => {
      const { code, stderr } = await noa('erase', email)
      assert.deepEqual([code, /add --yes/.test(stderr)], [1, true])
      assert.ok((await with_(markOf('account'))).length > 0)
    })

    it('takes all of it from every table and every file, and nothing of another', async () => {
      const before = (await with_('MARQUESTRANGERQX')).filter(place => place.startsWith('table'))
      const { code, stdout, stderr } = await noa('erase', email, '--yes')
      assert.equal(code, 0, stderr)
      assert.match(stdout, /1 {2}accounts of the embedded service/)
      assert.doesNotMatch(stdout + stderr, /MARQUE/)
      assert.doesNotMatch(stderr, /not yet from the file/)
      for (const place of [...places, 'mail', 'mailToHelpdesk']) assert.deepEqual(await with_(markOf(place)), [], `${place} is still there`)
      const proofs = await storage.db.selectFrom('reply_proof').select('reference').execute()
      assert.deepEqual(proofs.map(({ reference }) => reference), ['NOA-BBBBBB'])
      // An agent's note on somebody else's request is named and stays.
      const stays = [...(await everything(storage, database.dataDir))].filter(([, all]) => holdsAddress(all, email)).map(([place]) => place)
      assert.deepEqual(stays.filter(place => place.startsWith('table')), ['table request_event'])
      assert.deepEqual((await with_('MARQUESTRANGERQX')).filter(place => place.startsWith('table')), before)
      const { rows } = await sql<{ act: string; about: string; who: string | null }>`select act, about, who from staff_act order by id`.execute(storage.db)
      assert.deepEqual(rows.map(({ act }) => act), ['personExported', 'personExported', 'personErased'])
      assert.ok(rows.every(({ about, who }) => /^\d+$/.test(about) && who === null))
    })

    it('says when there is nothing, and finds a request and its conversation by the reference', async () => {
      const [nothing, byReference] = await Promise.all([noa('erase', email, '--yes'), noa('export', 'noa-bbbbbb', '--json')])
      assert.match(nothing.stderr, /Nothing is kept under that name/)
      assert.equal((JSON.parse(byReference.stdout) as { conversations: unknown[] }).conversations.length, 1)
      assert.match(byReference.stderr, /Given there as well: anne-marie/)
    })
  })

describe('an address in a text', () => {
  it('is found as a whole only', () => {
    for (const text of [`À ${email}.`, `{"a":"x\\n${email}\\n"}`, email.toUpperCase(), `<${email}>`]) assert.ok(holdsAddress(text, email), text)
    for (const text of [`anne-${email}`, `x.${email}`, `${email}.br`, `${email}s`, '']) assert.ok(!holdsAddress(text, email), text)
  })
})
