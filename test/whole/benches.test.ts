/** The bench of turns measures two bots that say the same; what the guide comes to say otherwise, the plain one must follow. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inSoak } from '../support/soak.ts'

describe('the bench of turns', function () {
  this.timeout(180_000)

  inSoak('compares the guide with a plain bot that says the same', async () => {
    const bench = fileURLToPath(new URL('../bench/turns.js', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [bench, '--rounds', '1', '--people', '4', '--crowd', '0'])
    assert.match(stdout, /turns per second, guide \/ plain bot/)
  })
})
