import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { backUp, restore } from '../../src/storage/backup.ts'
import { StorageError } from '../../src/storage/openStorage.ts'
import { temporaryFolder } from '../support/databases.ts'
import { forkScript } from '../support/processes.ts'

describe('a backup', function () {
  this.timeout(60_000)
  let folder: string
  let dataDir: string
  beforeEach(() => {
    folder = temporaryFolder()
    dataDir = join(folder, 'var')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  /** Uses the database in a process of its own: this one lets go of a closed file only when its memory is tidied. */
  const elsewhere = async (use: string): Promise<unknown> => {
    const child = forkScript(
      `import { openStorage } from 'src/storage/openStorage.ts'
       const storage = await openStorage({ dataDir: process.env.DATA_DIR })
       const { conversations } = storage
       process.send(await (${use})())
       await storage.close()
       process.exit(0)`,
      { DATA_DIR: dataDir },
    )
    const [[message]] = (await Promise.all([once(child, 'message'), once(child, 'exit')])) as [[unknown], unknown]
    return message
  }
  const now = new Date('2026-11-20T08:00:00Z')

  it('is made while the guide writes, and puts back the state of that moment', async () => {
    const child = forkScript(
      `import { openStorage } from 'src/storage/openStorage.ts'
       const { conversations } = await openStorage({ dataDir: process.env.DATA_DIR })
       for (let version = 0; ; version++) {
         await conversations.commit({
           conversation: { key: 'k', channel: 'c', id: 'k', version, watermark: version, locale: 'fr', state: '{}', reference: '{}' },
           activities: [{ id: 'a', activity: 'x'.repeat(2000), fromBot: true }], outbox: [],
         })
         if (version === 20) process.send('busy')
       }`,
      { DATA_DIR: dataDir },
    )
    const copy = join(folder, 'copy.sqlite')
    try {
      await once(child, 'message')
      backUp(dataDir, copy)
      assert.throws(() => restore(copy, dataDir, now), /The database is in use: stop the guide/)
    } finally {
      child.kill('SIGKILL')
    }
    await once(child, 'exit')
    assert.equal(statSync(copy).mode & 0o777, 0o600)

    const version = "async () => (await conversations.load('k')).version"
    const last = Number(await elsewhere(version))
    const kept = restore(copy, dataDir, now)
    assert.equal(kept, join(dataDir, 'noa.sqlite.before-20261120080000'))
    const both = "async () => [(await conversations.load('k')).version, (await conversations.log('k', 0, 100000)).length]"
    const [restored, logged] = (await elsewhere(both)) as [number, number]
    assert.ok(restored >= 20 && restored <= last, `${restored} of ${last}`)
    assert.equal(logged, restored)
    assert.equal(statSync(join(dataDir, 'noa.sqlite')).mode & 0o777, 0o600)
  })

  it('is refused in words, and leaves no half file', async () => {
    const copy = join(folder, 'copy.sqlite')
    assert.throws(() => { backUp(dataDir, copy) }, StorageError)
    const secret = await elsewhere("() => storage.secret('a')")
    backUp(dataDir, copy)
    assert.throws(() => { backUp(dataDir, copy) }, /is there already: name a new file/)
    writeFileSync(join(folder, 'other'), 'not a database')
    for (const file of ['other', 'missing'])
      assert.throws(() => restore(join(folder, file), dataDir, now), /is not a sound copy of the guide's database/)
    const left = [...readdirSync(folder), ...readdirSync(dataDir)].filter(name => /partial|before|missing/.test(name))
    assert.deepEqual(left, [])
    dataDir = join(folder, 'another machine')
    mkdirSync(dataDir)
    assert.equal(restore(copy, dataDir, now), undefined)
    assert.equal(await elsewhere("() => storage.secret('a')"), secret)
  })
})
