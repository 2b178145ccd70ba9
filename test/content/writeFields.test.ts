import assert from 'node:assert/strict'
import { fieldSetting, writeFields } from '../../src/content/writeFields.ts'

const form = `# The form.
- name: lastName
  kind: text
  required: true # the service wants it
# How to write to them.
- name: email
  kind: email
  required: true
- name: phone
  kind: phone
  required: false
# The end.
`

describe('the fields of a form, edited', () => {
  it('change their places with the comments over them, and nothing else', () => {
    assert.equal(fieldSetting(form, ['order']), 'lastName\nemail\nphone')
    const moved = writeFields(form, ['order'], 'email\nlastName\nphone')
    assert.equal(moved, `# The form.
# How to write to them.
- name: email
  kind: email
  required: true
- name: lastName
  kind: text
  required: true # the service wants it
- name: phone
  kind: phone
  required: false
# The end.
`)
    assert.equal(fieldSetting(writeFields(moved, ['order'], 'lastName\nemail\nphone') ?? '', ['order']), 'lastName\nemail\nphone')
  })

  it('keep the place behind their neighbour where a release has more of them, and heed no name that is gone', () => {
    assert.equal(fieldSetting(writeFields(form, ['order'], 'phone\nfax\nlastName') ?? '', ['order']), 'phone\nlastName\nemail')
    assert.equal(fieldSetting(writeFields(form, ['order'], 'phone\nphone\nemail') ?? '', ['order']), 'lastName\nphone\nemail')
    assert.equal(writeFields(form, ['order'], 'lastName\nemail\nphone'), form)
    assert.equal(writeFields('- name: a\n  required: true', ['order'], 'a'), '- name: a\n  required: true\n')
  })

  it('are made obligatory, and never let off what the file demands', () => {
    assert.equal(fieldSetting(form, ['phone', 'required']), 'false')
    assert.equal(writeFields(form, ['phone', 'required'], 'true'), form.replace('required: false', 'required: true'))
    assert.equal(writeFields(form, ['phone', 'required'], 'false'), form)
    assert.equal(writeFields(form, ['email', 'required'], 'false'), undefined)
    for (const [path, text] of [[['phone', 'required'], 'maybe'], [['fax', 'required'], 'true'], [['phone', 'kind'], 'email'], [['phone'], 'x'], [[], 'x']] as const)
      assert.equal(writeFields(form, path, text), undefined, path.join('.'))
    for (const yaml of ['', 'a: b\n', '[{name: a, required: false}]\n', '- "', '- 3\n- name: a\n']) {
      assert.ok([undefined, '', 'a'].includes(fieldSetting(yaml, ['order'])), yaml)
      assert.equal(writeFields(yaml, ['a', 'required'], 'true'), undefined, yaml)
    }
  })
})
