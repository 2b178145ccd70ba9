import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { startArguments } from '../support/bundledGuide.ts'
import { temporaryFolder } from '../support/databases.ts'

describe('noa talk', function () {
  this.timeout(90_000)
  const folder = temporaryFolder()
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('answers every line, also those that were there before it, and ends with the input', async () => {
    const env = { PATH: process.env['PATH'], DATA_DIR: folder }
    const talk = spawn(process.execPath, [...startArguments('src/cli'), 'talk', '--lang', 'en'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    talk.stdin.end('4\nno\n')
    const ended = new Promise(resolve => talk.once('close', resolve))
    const said = await text(talk.stdout)
    assert.equal(await ended, 0)
    const [greeting, ...answers] = said.trim().split('\n\n')
    assert.match(greeting ?? '', /^Hello\b[^]*\n {2}1\. [^]*\n {2}4\. /)
    assert.ok(answers.length >= 2, said)
  })
})
