import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importUnits } from '../../src/directory/importUnits.ts'
import { openDirectory } from '../../src/directory/openDirectory.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { csv, many } from './synthetic.ts'

describe('the first look-up after an import', function () {
  this.timeout(30_000)
  it('lets everybody else have their turn while the directory is read anew', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'noa-test-'))
    const storage = await openStorage({ dataDir: folder })
    try {
      const directory = await openDirectory(storage, { checkEveryMs: 0 })
      const file = join(folder, 'units.csv')
      writeFileSync(file, csv(many(2500)))
      await importUnits(storage, file, { force: true })
      let turns = 0
      let looking = true
      const others = (async () => {
        for (; looking; turns++) await new Promise(resolve => setImmediate(resolve))
      })()
      const { cpuBefore, answer } = { cpuBefore: process.cpuUsage(), answer: await directory.findUnits('UMR 11000') }
      const busy = process.cpuUsage(cpuBefore).user / 1000
      looking = false
      await others
      assert.equal(answer.answer, 'true')
      // By processor time, since a machine that is shared stalls by itself. In one piece it is three turns, whatever the time.
      assert.ok(turns > Math.min(20, busy / 25), `${turns} turns of others in ${busy.toFixed(0)} ms`)
    } finally {
      await storage.close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
