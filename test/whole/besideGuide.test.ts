/** One guide serves a folder: a second one is refused in a sentence, and every command works beside it. */
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { csv, five } from '../directory/synthetic.ts'
import { temporaryFolder } from '../support/databases.ts'
import { Person, runToEnd, startProcess } from '../support/operation.ts'
import type { Ended } from '../support/operation.ts'

describe('beside a guide that serves', function () {
  this.timeout(300_000)

  it('every command works, and another guide is refused', async () => {
    const folder = temporaryFolder()
    const dataDir = join(folder, 'var')
    const units = join(folder, 'units.csv')
    writeFileSync(units, csv(five))
    const metadata = join(folder, 'institutions.json')
    writeFileSync(metadata, JSON.stringify([{ entityID: 'https://idp.example.org', displayName: { fr: 'Exemple' }, scopes: ['example.org'] }]))
    const guide = await startProcess({ DATA_DIR: dataDir, LOG_LEVEL: 'info' })
    const noa = (...args: string[]): Promise<Ended> => runToEnd('cli', args, { DATA_DIR: dataDir })
    try {
      const person = await new Person(guide.address).begin()
      await person.say('je voudrais créer un compte')
      const copy = join(folder, 'copy.sqlite')
      const commands = [
        ['units', 'import', units, '--force'], ['institutions', 'import', metadata], ['questions'], ['talk'], ['backup', copy],
        // What opens no database, or only reads as another one does, has its turn in a soak.
        ...(process.env['SOAK'] === undefined ? [] : [
          ['content', 'check'], ['content', 'draw', 'chooseLogin'], ['units', 'find', 'UMR 9901'], ['institutions', 'find', 'cnrs.fr'],
          ['understand', 'page blanche'], ['teams', 'doctor'],
        ]),
      ]
      // Two at a time: a machine of the bar has two processors.
      const ended: { args: string; code: number | null; stderr: string }[] = []
      const run = async (): Promise<void> => {
        for (let args = commands.shift(); args !== undefined; args = commands.shift()) {
          const { code, stderr } = await noa(...args)
          ended.push({ args: args[0] ?? '', code, stderr })
        }
      }
      await Promise.all([run(), run()])
      assert.deepEqual(ended.filter(({ code }) => code !== 0), [])

      const [second, restored] = await Promise.all([
        runToEnd('main', [], { DATA_DIR: dataDir, PORT: '0' }),
        noa('restore', copy),
      ])
      assert.equal(second.code, 1)
      assert.match(second.stderr, /^Another guide runs in .*: stop it first, .*\n$/)
      assert.equal(restored.code, 1)
      assert.match(restored.stderr, /^The database is in use: stop the guide, then restore\.\n$/)
      await person.say('none')
      assert.ok(guide.running())
      guide.kill('SIGTERM')
      assert.equal((await guide.ended).code, 0)
    } finally {
      guide.kill('SIGKILL')
      await guide.ended
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
