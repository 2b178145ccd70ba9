/** The kinds of field: one rule each, for the questions, the card, the account service and its contract. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { contractOfForm } from '../../src/accounts/contractOfForm.ts'
import { readFolder } from '../../src/content/folder.ts'
import { checksums } from '../../src/fields/checksum.ts'
import { refusals } from '../../src/fields/field.ts'
import { checkAnswer, checkField, checkSent, codesOf, kinds, sentOf, type Field, type KindName } from '../../src/fields/kinds.ts'
import { root } from '../../src/root.ts'
import { testedContent } from '../support/testedContent.ts'

const field = (kind: KindName, more: Partial<Field> = {}): Field => ({ name: 'x', kind, required: true, ...more })
const told = (of: Field, text: string): string => {
  const checked = checkField(of, text)
  return checked.ok ? checked.value : checked.code
}

describe('an ORCID iD', () => {
  for (const [typed, expected] of Object.entries({
    '0000-0002-1825-0097': '0000-0002-1825-0097',
    'https://orcid.org/0000-0001-5109-3700': '0000-0001-5109-3700',
    'ORCID : 0000 0002 1694 233x': '0000-0002-1694-233X',
    '0000000218250097': '0000-0002-1825-0097',
    '0000-0002-1825-0098': 'wrongDigit',
    '0000-0002-8125-0097': 'wrongDigit',
    '0000-0002-1825-009': 'otherForm',
    'marie@example.org': 'otherForm',
    'https://orcid.org/': 'empty',
    ' ': 'empty',
  }))
    it(`${typed} is ${expected}`, () => { assert.equal(told(field('orcid'), typed), expected) })
})

describe('a field that an operator describes', () => {
  const siren = field('pattern', { pattern: '\\d{9}', checksum: 'luhn' })
  it('has a form and a check digit', () => {
    assert.equal(told(siren, '732 829 320'), '732829320')
    assert.equal(told(siren, '732 829 321'), 'wrongDigit')
    assert.equal(told(siren, '73282932'), 'otherForm')
    assert.equal(told(siren, '1'.repeat(5000)), 'tooLong')
    assert.equal(told(field('pattern', { pattern: 'a|[A-Z]{2}\\d' }), 'xy7'), 'XY7')
    assert.deepEqual(codesOf(field('pattern', { pattern: 'a' })), ['empty', 'tooLong', 'otherForm'])
  })

  it('knows check digits by their own rules', () => {
    // ISNI of Marie Curie's kind of number, and the published examples of ORCID.
    for (const good of ['0000-0002-1825-0097', '0000-0001-5109-3700', '0000-0002-1694-233X']) assert.ok(checksums['mod11-2'](good), good)
    for (const bad of ['0000-0002-1694-2330', 'X000-0002-1694-2330', '']) assert.equal(checksums['mod11-2'](bad), false, bad)
    assert.ok(checksums.luhn('732 829 320 00074'))
    assert.equal(checksums.luhn(''), false)
  })
})

describe('every kind of field', () => {
  const samples: Readonly<Record<KindName, readonly [good: string, bad: string, settings?: Partial<Field>]>> = {
    text: ['Curie', '42'],
    email: ['marie@example.org', 'marie@'],
    phone: ['+33123456789', '123'],
    choice: ['a', 'c', { options: ['a', 'b'] }],
    consent: ['accept', 'decline'],
    pattern: ['42', 'x', { pattern: '\\d+' }],
    orcid: ['0000-0002-1825-0097', '0000-0002-1825-0098'],
  }
  for (const [kind, [good, bad, settings]] of Object.entries(samples) as [KindName, (typeof samples)[KindName]][])
    it(`${kind} judges the same in a question, on a card and over the wire`, () => {
      const of = field(kind, settings)
      const sent = sentOf(of, good)
      assert.ok(sent !== undefined)
      for (const checked of [checkField(of, good), checkAnswer(of, good), checkSent(of, sent)])
        assert.deepEqual([checked.ok, checked.ok && checked.value], [true, good])
      const refused = [checkField(of, bad), checkAnswer(of, bad), checkSent(of, kind === 'consent' ? false : bad)]
      for (const checked of refused) {
        assert.ok(!checked.ok && codesOf(of).some(code => code === checked.code), JSON.stringify(checked))
        assert.deepEqual(checked, refused[0])
      }
      assert.deepEqual([checkSent(of, undefined), checkAnswer(of, '')].map(each => !each.ok && each.code), [kinds[kind].missing, kinds[kind].missing])
      assert.deepEqual(checkSent({ ...of, required: false }, undefined), { ok: true, value: '' })
      assert.ok(!checkSent(of, kind === 'consent' ? 'accept' : true).ok)
      for (const text of ['', ' ', '\u0000', 'x'.repeat(100_000), '@'.repeat(20_000), '👍'])
        assert.ok(((checked): boolean => checked.ok || codesOf(of).includes(checked.code))(checkField(of, text)), text.slice(0, 10))
    })
})

describe('the account contract', () => {
  interface Schemas {
    AccountFields: { properties: Record<string, Record<string, unknown>> }
    Email: object
    Refusal: { properties: { errors: { items: { properties: { code: { enum: string[] } } } } } }
  }
  it('says of each of its fields what the kind says, and knows every refusal', async () => {
    const { components: { schemas } } = parse(await readFile(join(root, 'src/accounts/openapi.yaml'), 'utf8')) as { components: { schemas: Schemas } }
    const form = (await readFolder(testedContent)).fields.find(({ id }) => id === 'localAccount')
    assert.ok(form !== undefined)
    const made = contractOfForm(form) as unknown as { components: { schemas: Schemas } }
    const { properties } = made.components.schemas.AccountFields
    assert.deepEqual(Object.keys(properties), form.fields.map(({ name }) => name))
    for (const [name, { description: _, ...written }] of Object.entries(schemas.AccountFields.properties))
      assert.deepEqual(name === 'email' ? schemas.Email : written, properties[name], name)
    assert.deepEqual(schemas.Refusal.properties.errors.items.properties.code.enum, [...refusals, 'unexpected'])
  })
})
