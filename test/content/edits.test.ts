import assert from 'node:assert/strict'
import { placeOfKey } from '../../src/content/edits.ts'

describe('the place of an edited text', () => {
  it('is a file below the content folder, whatever the key', () => {
    assert.deepEqual(placeOfKey('dialogs:bot.greeting.text', 'fr'), { file: 'dialogs/fr/bot.yml', path: ['greeting', 'text'] })
    assert.deepEqual(placeOfKey('guides:login/local-account', 'en'), { file: 'guides/en/login/local-account.md' })
    assert.deepEqual(placeOfKey('fields:localAccount', ''), { file: 'forms/fields/localAccount.yml' })
    for (const [key, locale] of [
      ['help:../../package', 'fr'], ['guides:/etc/passwd', 'fr'], ['guides:login/../../x', 'fr'], ['dialogs:../bot.greeting', 'fr'],
      ['help:clear-cache', '../..'], ['fields:../x', ''], ['help:a.b', 'fr'], ['dialogs:bot', 'fr'], ['images:a', 'fr'], ['help:', 'fr'],
    ] as const)
      assert.equal(placeOfKey(key, locale), undefined, `${key} ${locale}`)
  })
})
