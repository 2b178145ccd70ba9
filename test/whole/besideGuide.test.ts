/** One guide serves a folder: a second one is refused in a sentence, and every command of `noa --help` works beside it. */
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { csv, five } from '../directory/synthetic.ts'
import { temporaryFolder } from '../support/databases.ts'
import { Person, runToEnd, startProcess } from '../support/operation.ts'
import type { Ended } from '../support/operation.ts'

/** What the app for Teams needs. */
const teams = {
  MICROSOFT_APP_ID: '5a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  MICROSOFT_APP_PASSWORD: 'a-secret-of-the-app',
  MICROSOFT_APP_TENANT_ID: '6a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  PUBLIC_URL: 'https://guide.example.org',
  PRIVACY_URL: 'https://noa.example.org/privacy',
  TERMS_URL: 'https://noa.example.org/terms',
}

/** What a help lists, of commands that have no others below them. */
const listed = (help: string): string[] =>
  [...(help.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z]+)(?= |$)/gm)].map(([, name = '']) => name).filter(name => name !== 'help')

describe('beside a guide that serves', function () {
  this.timeout(300_000)

  it('every command works, and another guide is refused', async () => {
    const folder = temporaryFolder()
    const dataDir = join(folder, 'var')
    const units = join(folder, 'units.csv')
    writeFileSync(units, csv(five))
    const metadata = join(folder, 'institutions.json')
    writeFileSync(metadata, JSON.stringify([{ entityID: 'https://idp.example.org', displayName: { fr: 'Exemple' }, scopes: ['example.org'] }]))
    const source = createServer((_, response) => void response.end(csv(five)))
    await new Promise<void>(resolve => source.listen(0, '127.0.0.1', resolve))
    // Of a server that listens on a port.
    const { port } = source.address() as AddressInfo
    const guide = await startProcess({ DATA_DIR: dataDir, LOG_LEVEL: 'info' })
    const noa = (...args: string[]): Promise<Ended> =>
      runToEnd('cli', args, { ...(args[0] === 'teams' ? teams : {}), DATA_DIR: dataDir, UNITS_SOURCE_URL: `http://127.0.0.1:${port}/units.csv` })
    try {
      const person = await new Person(guide.address).begin()
      await person.say('je voudrais créer un compte')
      const copy = join(folder, 'copy.sqlite')
      // Those that write, or have the whole guide beside them, in every run.
      const commands = [['units', 'import', units, '--force'], ['staff', 'invite', 'Camille', '--role', 'editor'], ['talk'], ['backup', copy]]
      const more = [
        ['institutions', 'import', metadata], ['questions'], ['units', 'update', '--force'], ['units', 'find', 'UMR 9901'], ['institutions', 'find', 'cnrs.fr'], ['understand', 'page blanche'],
        ['content', 'check'], ['content', 'draw', 'chooseLogin'], ['contract'], ['staff', 'list'],
        // Its notes are the project's own.
        ['content', 'reload'], ['content', 'export'], ['content', 'translated', '--help'],
        ['person', 'export', 'nobody@example.org'], ['person', 'erase', 'nobody@example.org', '--yes'],
        ['teams', 'package', '--out', join(folder, 'app.zip')],
      ]
      // What these find ends them with 1.
      const finding = [
        ['staff', 'revoke', 'nobody'], ['staff', 'roles', 'nobody'], ['teams', 'doctor'], ['new', 'dialog', 'createAccount'], ['restore', copy],
        ['doctor'],
      ]
      // What opens no database, or only reads as another one does, has its turn in a soak.
      if (process.env['SOAK'] !== undefined) {
        const names = listed((await noa('--help')).stdout)
        const below = await Promise.all(names.map(async name => listed((await noa(name, '--help')).stdout).map(each => `${name} ${each}`)))
        const known = names.flatMap((name, n) => (below[n]?.length ? below[n] : [name]))
        const run = [...commands, ...more, ...finding].map(([name = '', second = '']) => (known.includes(name) ? name : `${name} ${second}`))
        assert.deepEqual(run.sort(), known.sort(), 'a command is missing here')
        commands.push(...more)
      }
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
      if (process.env['SOAK'] !== undefined) {
        const [doctor, missing, laid, ...nobody] = await Promise.all([
          noa('teams', 'doctor'), noa('doctor'), noa('new', 'dialog', 'createAccount'), noa('staff', 'revoke', 'nobody'), noa('staff', 'roles', 'nobody', '--role', 'editor'),
        ])
        assert.match(doctor.stdout, /MICROSOFT_APP_ID/)
        assert.match(missing.stdout, /PUBLIC_URL/)
        assert.match(laid.stderr, /already a conversation createAccount/)
        for (const { stderr } of nobody) assert.match(stderr, /noa staff list/)
      }
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
      source.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
