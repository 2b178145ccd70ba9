/** What stands on the list of words is called as people call it, not as files are. */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import { contentDir } from '../../../src/root.ts'

describe('pages/desk/words: subjects', () => {
  it('have a name for every file of the pages’ words, in each language', async () => {
    const words = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const files = readdirSync(join(contentDir, 'pages/fr')).map(name => name.replace(/\.yml$/, ''))
    for (const locale of words.locales)
      assert.deepEqual(files.filter(name => !words.has(locale, `pages:deskWords.subjects.pages.${name}`)), [], locale)
  })
})
