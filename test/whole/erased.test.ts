/** « Effacer ma conversation », as a person says it: afterwards nothing on the disk holds a word of what was said. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { backUp } from '../../src/storage/backup.ts'
import { temporaryFolder } from '../support/databases.ts'
import { startGuide } from '../support/guide.ts'
import { Person } from '../support/operation.ts'
import { personIn } from '../support/personIn.ts'

const mark = 'tournesol-violet'

describe('an erased conversation', function () {
  this.timeout(60_000)
  it('is in no file: database, log of the database, backup, mails, and not in what was logged', async () => {
    const folder = temporaryFolder()
    const guide = await startGuide({ DATA_DIR: folder })
    const filesWith = (text: string): string[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text))
        .map(({ name }) => name)
    try {
      const people = await Promise.all([1, 2, 3, 4].map(() => new Person(guide.address).begin()))
      for (let n = 0; n < 10; n++) await Promise.all(people.map((person, at) => person.say(`${at === 0 ? mark : 'bonjour'} numéro ${n}, ma page reste blanche`)))
      assert.ok(filesWith(mark).length > 0)
      const [person] = people
      await person!.say('effacer ma conversation')
      await person!.say('Oui, tout effacer')
      assert.ok((await person!.heard()).some(step => step.startsWith('bot.')))
      for (const begun = Date.now(); filesWith(mark).length > 0; await delay(100))
        assert.ok(Date.now() - begun < 20_000, `${filesWith(mark).join(', ')} holds what was said`)
      backUp(folder, join(folder, 'copy.sqlite'))
      assert.deepEqual(filesWith(mark), [])
      assert.ok(!guide.log.join('').includes(mark))
    } finally {
      await guide.stop()
    }
    assert.deepEqual(filesWith(mark), [], 'after the end')
    rmSync(folder, { recursive: true, force: true })
  })

  it('leaves of a request to the helpdesk what the guide names, and nothing of the rest', async () => {
    const folder = temporaryFolder()
    const guide = await startGuide({ DATA_DIR: folder, HELPDESK_EMAIL: 'aide@example.org', REPLIES_ADDRESS: 'reponses+*@example.org', REPLIES_SECRET: 'a-long-random-value' })
    const { db } = guide.app.storage
    /** Where this stands still: tables, and files other than the database's own. */
    const placesOf = async (text: string): Promise<string[]> => {
      const tables = await Promise.all((await db.introspection.getTables()).map(async ({ name }) =>
        (JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(db)).rows).includes(text) ? [`table ${name}`] : [])))
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text)).map(({ name }) => name.replace(/^.*(?=\.eml$)/, ''))
      return [...new Set([...tables.flat(), ...files.filter(name => !name.includes('sqlite'))])].sort()
    }
    try {
      const marie = personIn(guide)
      await marie.begin()
      await marie.say(`${mark} avant la demande`)
      await marie.say('parler à quelqu’un')
      await marie.say('bleuet-rouge tout est blanc')
      await marie.say('https://noa.example.org/coquelicot')
      await marie.say('muguet@example.org')
      await marie.press('send')
      const reference = /NOA-\w{6}/.exec(await marie.wait('contactSupport.sent'))?.[0] ?? assert.fail()
      await guide.app.requests.act(reference, { kind: 'answer', agent: 'Agnès', words: 'jonquille' })
      await marie.wait('followRequest.answered')
      await marie.press('reply')
      await marie.say('pivoine, toujours pareil')
      await marie.wait('followRequest.sent')
      await marie.say('effacer ma conversation')
      await marie.say('Oui, tout effacer')
      assert.match(marie.shown(), /assistance/)
      // What was agreed to be sent is at the helpdesk, with its mails; what was said besides is nowhere.
      for (const begun = Date.now(); (await placesOf(mark)).length > 0; await delay(100)) assert.ok(Date.now() - begun < 20_000, (await placesOf(mark)).join(', '))
      const named = ['.eml', 'table help_request', 'table request_event']
      for (const word of ['bleuet-rouge', 'coquelicot', 'muguet@', 'jonquille', 'pivoine'])
        for (const begun = Date.now(); ; await delay(100)) {
          const others = (await placesOf(word)).filter(place => !named.includes(place))
          if (others.length === 0) break
          assert.ok(Date.now() - begun < 20_000, `${word} is in ${others.join(', ')}`)
        }
      assert.ok((await placesOf('bleuet-rouge')).includes('table help_request'))
    } finally {
      await guide.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
