import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as conversations from '../../dialogs/index.ts'
import { expectedNames } from '../../src/bot/expectedWords.ts'
import { layDialog } from '../../src/commands/newCommand.ts'
import { checkContent, formatMistake } from '../../src/content/check.ts'
import { root } from '../../src/root.ts'
import { startArguments } from '../support/bundledGuide.ts'
import { temporaryFolder } from '../support/databases.ts'

describe('noa new dialog', function () {
  this.timeout(300_000)
  const checkout = temporaryFolder()
  before(() => {
    for (const part of ['src', 'dialogs', 'content', 'test/support', 'test/dialogs', '.github/new-dialog', 'package.json', 'tsconfig.json'])
      cpSync(join(root, part), join(checkout, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'))
    // The new files and all that they import; the rest of the checkout is as it was.
    const include = ['dialogs', 'test/dialogs/offerHelp.test.ts']
    const compilerOptions = { outDir: 'out', sourceMap: false, incremental: false, tsBuildInfoFile: null }
    writeFileSync(join(checkout, 'laid.json'), JSON.stringify({ extends: './tsconfig.json', compilerOptions, include }))
  })
  after(() => rmSync(checkout, { recursive: true, force: true }))

  const run = (args: readonly string[], cwd = checkout): Promise<{ code: number; out: string; err: string }> =>
    new Promise(resolve => {
      execFile(process.execPath, args, { cwd, env: { PATH: process.env['PATH'] }, timeout: 250_000 }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, out, err })
      })
    })
  const index = (): string => readFileSync(join(checkout, 'dialogs/index.ts'), 'utf8')

  it('refuses a name that is none, or taken, in a sentence, and writes nothing', async () => {
    const before = index()
    for (const name of ['help', 'new', 'settled', 'offer-help', 'OfferHelp', '../offerHelp', 'a'.repeat(30) + 'B'.repeat(30)])
      await assert.rejects(layDialog(checkout, name), { message: /^The name of a conversation is two words or more, .* checkIncident\.$/ }, name)
    await assert.rejects(layDialog(checkout, 'checkIncident'), { message: /^There is already a conversation checkIncident: dialogs\/checkIncident\.ts/ })
    assert.equal(index(), before)
    assert.ok(!existsSync(join(checkout, 'dialogs/help.ts')))

    const { code, out, err } = await run([...startArguments('src/cli'), 'new', 'dialog', 'checkIncident'], root)
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /^There is already a conversation checkIncident: [^\n]*\n$/)
  })

  it('lays files that compile, need no other word, and pass their own test', async () => {
    const files = await layDialog(checkout, 'offerHelp')
    assert.deepEqual(files, [
      'dialogs/offerHelp.ts', 'content/dialogs/fr/offerHelp.yml', 'content/dialogs/en/offerHelp.yml', 'test/dialogs/offerHelp.test.ts',
      'dialogs/index.ts',
    ])
    const types = await run(['node_modules/typescript-native/bin/tsc', '-p', 'laid.json'])
    assert.deepEqual([types.code, types.out], [0, ''])

    // What was compiled there is what `noa content check` would read.
    const { all, menu } = (await import(pathToFileURL(join(checkout, 'out/dialogs/index.js')).href)) as typeof conversations
    assert.equal(all.at(-1)?.name, 'offerHelp')
    const mistakes = await checkContent(join(checkout, 'content'), form => expectedNames(all, menu, form))
    assert.deepEqual(mistakes.map(formatMistake), [])

    const transcript = await run(['node_modules/mocha/bin/mocha.js', 'out/test/dialogs/offerHelp.test.js'])
    assert.match(transcript.out, /2 passing/)
    assert.equal(transcript.code, 0)
    await assert.rejects(layDialog(checkout, 'offerHelp'), { message: /^There is already a conversation offerHelp/ })
  })
})
