import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const compiled = import.meta.url.endsWith('.js')
const cli = fileURLToPath(new URL(`../../src/cli.${compiled ? 'js' : 'ts'}`, import.meta.url))

describe('noa', () => {
  it('ends quietly when nobody reads on', async () => {
    const noa = spawn(process.execPath, [...(compiled ? [] : ['--import=tsx']), cli, 'content', 'draw'], { stdio: ['ignore', 'pipe', 'pipe'] })
    noa.stdout.destroy()
    let said = ''
    noa.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    assert.deepEqual([await new Promise(resolve => noa.once('close', resolve)), said], [0, ''])
  })
})
