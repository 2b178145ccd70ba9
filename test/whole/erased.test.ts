/** « Effacer ma conversation », as a person says it: afterwards nothing on the disk holds a word of what was said. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { backUp } from '../../src/storage/backup.ts'
import { temporaryFolder } from '../support/databases.ts'
import { startGuide } from '../support/guide.ts'
import { Person } from '../support/operation.ts'

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
})
