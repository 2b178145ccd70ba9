import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPackage } from '../../src/teamsApp/package.ts'
import { startArguments } from '../support/bundledGuide.ts'
import { temporaryFolder } from '../support/databases.ts'

const settings = {
  MICROSOFT_APP_ID: '5a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  MICROSOFT_APP_TENANT_ID: '6a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  PUBLIC_URL: 'https://127.0.0.1',
  PRIVACY_URL: 'https://portal.example.org/privacy',
  TERMS_URL: 'https://portal.example.org/terms',
}

/** Runs `noa teams …` with these settings and no others. */
const noa = (args: readonly string[], env: Record<string, string>): Promise<{ code: number; out: string; err: string }> =>
  new Promise(resolve => {
    const options = { env: { PATH: process.env['PATH'], ...env }, timeout: 60_000 }
    execFile(process.execPath, [...startArguments('src/cli'), 'teams', ...args], options, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err })
    })
  })

describe('noa teams', function () {
  this.timeout(180_000)
  const folder = temporaryFolder()
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('writes the whole package or nothing, and says in sentences what is missing', async () => {
    const place = join(folder, 'out')
    const out = join(place, 'noa.zip')
    const refused = await noa(['package', '--out', out], { ...settings, TERMS_URL: '' })
    assert.equal(refused.code, 1)
    assert.equal(
      refused.err,
      'PUBLIC_URL must be an address that Teams can reach, and not one of this machine or network. Example: PUBLIC_URL=https://guide.example.org\n' +
        'TERMS_URL must be set. Example: TERMS_URL=https://noa.example.org/terms\n',
    )
    assert.deepEqual(readdirSync(folder), [])

    const reachable = { ...settings, PUBLIC_URL: 'https://guide.example.org' }
    const made = await noa(['package', '--out', out, '--app-version', '2.0.1'], reachable)
    assert.deepEqual([made.code, made.err], [0, ''])
    assert.match(made.out, /SHA-256 [0-9a-f]{64}\n.*version 2\.0\.1/)
    assert.deepEqual(readdirSync(place), ['noa.zip'])
    const { version } = openPackage(readFileSync(out)).texts['manifest.json'] as { version: string }
    assert.equal(version, '2.0.1')

    // A folder stands where the file should be.
    mkdirSync(join(folder, 'taken/noa.zip'), { recursive: true })
    writeFileSync(join(folder, 'taken/noa.zip/keep'), '')
    const taken = await noa(['package', '--out', join(folder, 'taken/noa.zip')], reachable)
    assert.equal(taken.code, 1)
    assert.match(taken.err, /cannot be used \(\w+\): check/)
    assert.deepEqual(readdirSync(join(folder, 'taken')), ['noa.zip'])
  })

  it('lists what is wrong with what to do, and ends with 1', async () => {
    const { code, out, err } = await noa(['doctor'], { ...settings, MICROSOFT_APP_PASSWORD: settings.MICROSOFT_APP_TENANT_ID })
    assert.deepEqual([code, err], [1, ''])
    assert.match(out, /^✓ MICROSOFT_APP_ID is an id\.$/m)
    assert.match(out, /^✗ MICROSOFT_APP_PASSWORD is the Secret ID, not the secret\.\n {4}Make a new client secret/m)
    assert.match(out, /^\? /m)
    assert.ok(!out.includes(settings.MICROSOFT_APP_TENANT_ID))
  })
})
