import assert from 'node:assert/strict'
import { fill, prepare, variablesIn } from '../../src/content/template.ts'

describe('a text that depends on a setting', () => {
  const text = 'Write{{#mail}} to [{{mail}}](mailto:{{mail}}){{/mail}}{{^mail}} with the link “nous contacter”{{/mail}}.'
  const say = (template: string, variables: Record<string, string | number> = {}, globals: Record<string, string> = {}): string =>
    fill(prepare(template), variables, globals, true)

  it('says one thing where it is known, another where it is not', () => {
    assert.equal(say(text, { mail: 'help@example.org' }), 'Write to [help@example.org](mailto:help@example.org).')
    assert.equal(say(text, {}, { mail: 'help@example.org' }), 'Write to [help@example.org](mailto:help@example.org).')
    assert.equal(say(text), 'Write with the link “nous contacter”.')
    assert.equal(say(text, { mail: '' }), 'Write with the link “nous contacter”.')
    assert.equal(say('{{#n}}{{n}} days{{/n}}', { n: 0 }), '0 days')
  })

  it('takes away a whole paragraph and leaves what stands around it', () => {
    assert.equal(say('One.\n\n{{#url}}\n[There]({{url}})\n{{/url}}\n\nTwo.').replace(/\n+/g, '|'), 'One.|Two.')
  })

  it('names its variable for the check, and finds one that is not closed', () => {
    assert.deepEqual(variablesIn(text).map(({ name }) => name), ['mail', 'mail', 'mail', 'mail', 'mail', 'mail'])
    assert.deepEqual(variablesIn('{{#a}}x').map(({ name }) => name), [undefined])
    assert.deepEqual(variablesIn('{{#a}}x{{/b}}').map(({ name }) => name), [undefined, undefined])
    assert.deepEqual(variablesIn('{{#a}}x{{#b}}y{{/b}}{{/a}}').map(({ name }) => name), [undefined, 'b', 'b', undefined])
  })

  it('never shows a mark that was not understood', () => {
    for (const wrong of ['{{#a}}x', 'x{{/a}}', '{{#a}}x{{/b}}', '{{^a}}{{#a}}x{{/a}}{{/a}}']) assert.doesNotMatch(say(wrong, { a: 1 }), /[{}]/)
  })
})
