import assert from 'node:assert/strict'
import { createTwoFilesPatch } from 'diff'
import { exportWords } from '../../src/commands/exportWords.ts'
import { hold, onDisk } from '../../src/content/fileSource.ts'
import { ownContent } from '../support/editedWords.ts'

describe('the export of published edits', () => {
  it('changes the lines of what was edited and no other, keeps comments, and leaves what the files have changed as well', async () => {
    const content = ownContent()
    try {
      const files = await hold(onDisk(content.dir))
      const edits = [
        { key: 'dialogs:bot.greeting.text', locale: 'fr', text: 'Bonjour : ici le guide.\n\n1. Un\n2. Deux # trois' },
        { key: 'dialogs:bot.proposed.keep', locale: 'fr', text: 'null' },
        { key: 'dialogs:bot.restarted.text', locale: 'fr', text: 'Ce que les fichiers ont changé aussi.' },
        { key: 'understanding:sayings.why', locale: 'fr', text: `pourquoi: dites\n${content.read('understanding/fr/sayings.yml').match(/^why:\n((?: {2}- .*\n)+)/m)?.[1]?.replace(/^ {2}- /gm, '').split('\n').slice(1).join('\n') ?? assert.fail()}` },
        { key: 'help:made-here', locale: 'fr', text: '---\ntitle: Fait ici\n---\nUn article.\n' },
      ]
      const exported = await exportWords(content.dir, files, edits, ({ key }) => key === 'dialogs:bot.restarted.text')
      assert.deepEqual(exported.files, ['dialogs/fr/bot.yml', 'help/fr/made-here.md', 'understanding/fr/sayings.yml'])
      assert.deepEqual([exported.conflicts.length, exported.lost.length], [1, 0])
      const changes = (file: string): string[] =>
        createTwoFilesPatch('a', 'b', files.text(file) ?? '', content.read(file), '', '', { context: 0 }).split('\n').filter(line => /^[-+](?![-+])/.test(line))
      assert.deepEqual(changes('dialogs/fr/bot.yml').filter(line => line.startsWith('-')).length, 3)
      assert.ok(changes('dialogs/fr/bot.yml').includes('+  keep: "null"'))
      assert.deepEqual(changes('understanding/fr/sayings.yml'), ['-  - pourquoi', '+  - "pourquoi: dites"'])
      assert.equal(content.read('dialogs/fr/bot.yml').match(/^ *#.*$/gm)?.join(), files.text('dialogs/fr/bot.yml')?.match(/^ *#.*$/gm)?.join())
      assert.equal(content.read('help/fr/made-here.md'), '---\ntitle: Fait ici\n---\nUn article.\n')
    } finally {
      content.remove()
    }
  })
})
