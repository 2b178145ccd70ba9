/**
 * An operator's own form, as content/README.md tells how to write one: without the title, with an ORCID iD, and with a number that has a
 * pattern and a check digit. No code knows it.
 */
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { checkContent } from '../../src/content/check.ts'
import { root } from '../../src/root.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { Person } from '../support/kills.ts'
import { contentWith } from '../support/testedContent.ts'

const fields = [
  ['- name: orcid', '  kind: orcid', '  required: false'],
  ['- name: siren', '  kind: pattern', "  pattern: '\\d{9}'", '  checksum: luhn', '  required: true'],
].flat()

const words = (name: string, label: string, codes: readonly string[]): string[] => [
  `${name}:`, `  label: ${label}`, `  question: ${label}, please.`, '  why: For this test.', '  errors:', ...codes.map(code => `    ${code}: ${label}, please.`),
]

describe('a form of an operator’s own', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'noa-forms-'))
  const forms = join(folder, 'forms')
  const change = (file: string, by: (text: string) => string): void =>
    writeFileSync(join(forms, file), by(readFileSync(join(forms, file), 'utf8')))
  let guide: RunningGuide | undefined
  after(async () => {
    await guide?.stop()
    rmSync(folder, { recursive: true })
  })

  const check = async (): Promise<string[]> => (await checkContent(folder)).map(({ file, message }) => `${file} ${message.fr}`)

  it('is told in words what it still needs, and then has no mistake', async () => {
    cpSync(join(root, 'test/fixtures/forms'), forms, { recursive: true })
    assert.deepEqual(await check(), [])
    change('fields/localAccount.yml', text => `${text.replace(/- name: title\n( {2}.*\n)+/, '')}${fields.join('\n')}\n`)
    const told = await check()
    for (const locale of ['fr', 'en']) {
      assert.ok(told.some(each => each.startsWith(`forms/${locale}/`) && each.includes('orcid') && each.includes('label')), locale)
      assert.ok(told.some(each => each.startsWith(`forms/${locale}/`) && each.includes('title')), locale)
      change(`${locale}/localAccount.yml`, text => [
        text.replace(/^title:\n( {2}.*\n)+/m, '').trimEnd(),
        ...words('orcid', 'ORCID iD', ['empty', 'otherForm', 'wrongDigit']),
        ...words('siren', 'SIREN', ['empty', 'tooLong', 'otherForm', 'wrongDigit']),
        '',
      ].join('\n'))
    }
    assert.deepEqual(await check(), [])
  })

  it('is asked, judged by its check digits, and taken by the account service', async () => {
    guide = await startGuide({ CONTENT_DIR: contentWith(forms) })
    const person = new Person(guide.address, 1, { acknowledged: 0, repeated: 0 })
    await person.begin()
    const last = async (): Promise<string> => {
      const { channelData: { step = '', field = '', part = '' } = {} } = (await person.log()).findLast(({ from }) => from.role === 'bot') ?? {}
      return `${step}${field === '' ? '' : `.${field}`}${/retry|review/.exec(part)?.[0].padStart(7) ?? ''}`
    }
    for (const said of ['je voudrais créer un compte', 'none', 'none', 'create']) await person.say(said)
    const conversation: readonly (readonly [asked: string, said: string])[] = [
      ['lastName', 'Curie'], ['firstName', 'Marie'], ['email', person.email], ['employer', 'Institut du radium'], ['unit', 'Passer'],
      ['position', 'Passer'], ['phone', 'Passer'], ['terms', 'accept'],
      ['orcid', 'https://orcid.org/0000-0002-1825-0098'], ['orcid retry', 'https://orcid.org/0000-0002-1825-0097'],
      ['siren', '732 829 321'], ['siren retry', '732 829 320'],
    ]
    for (const [asked, said] of conversation) {
      assert.equal((await last()).replace(/ +/g, ' '), `createAccount.fillIn.${asked}`)
      await person.say(said)
    }
    assert.equal((await last()).replace(/ +/g, ' '), 'createAccount.fillIn review')
    await person.say('oui')
    await guide.mailTo(person.email)
    let stored: string | null | undefined
    for (let tries = 0; stored == null && tries < 100; tries++, await delay(50))
      stored = (await guide.app.storage.db.selectFrom('account_request').select('fields').executeTakeFirst())?.fields
    const sent = JSON.parse(stored ?? '{}') as Record<string, unknown>
    assert.deepEqual([sent['orcid'], sent['siren'], 'title' in sent], ['0000-0002-1825-0097', '732829320', false])
  })
})
