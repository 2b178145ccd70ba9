import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'mocha'
import { readFolder } from '../../src/content/folder.ts'
import { contentDir } from '../../src/root.ts'
import { contradictions, readUnderstanding } from '../../src/understanding/index.ts'

async function withContent(files: Readonly<Record<string, string>>, work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'noa-understanding-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(join(dir, name, '..'), { recursive: true })
      await writeFile(join(dir, name), text)
    }
    await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

describe('contradictions', () => {
  it('finds the same sentence under two topics, whatever its accents and marks', () =>
    withContent(
      {
        'understanding/fr/create_account.yml': 'examples:\n  - je veux un accès\n  - créer un compte\n',
        'understanding/fr/request_federation_access.yml': '# un sujet\nexamples:\n  - demander Janus\n  - Je veux un acces !\n',
        'understanding/en/create_account.yml': 'examples:\n  - créer un compte\n',
      },
      async dir => {
        const found = contradictions((await readFolder(dir)).words)
        assert.deepEqual(
          found.map(({ file, line, column, sentence, topic, other }) => ({ file, line, column, sentence, topic, other })),
          [
            {
              file: 'understanding/fr/request_federation_access.yml',
              line: 4,
              column: 5,
              sentence: 'Je veux un acces !',
              topic: 'request_federation_access',
              other: { file: 'understanding/fr/create_account.yml', line: 2, topic: 'create_account' },
            },
          ],
        )
        assert.match(found[0]!.message.fr, /create_account.*ligne 2/)
      },
    ))

  it('finds none in the content', async () => {
    assert.deepEqual(contradictions((await readFolder(contentDir)).words), [])
  })
})

describe('readUnderstanding', () => {
  it('leaves out what cannot be read', () =>
    withContent(
      {
        'understanding/fr/cancel.yml': 'phrases: [annuler, stop]\nexamples: [je veux annuler]\n',
        'understanding/fr/back.yml': 'examples: [revenir\n',
        'understanding/fr/nonsense.yml': 'examples: [rien]\n',
        'understanding/fr/lexicon.yml': 'words: {mail: [courriel, mel]}\nspellings: {g: j’ai}\n',
        'understanding/fr/notes.txt': 'x',
      },
      async dir => {
        const data = await readUnderstanding(dir)
        assert.deepEqual(data.examples.map(({ text, topic, use }) => ({ text, topic, use })), [
          { text: 'annuler', topic: 'cancel', use: 'whole' },
          { text: 'stop', topic: 'cancel', use: 'whole' },
          { text: 'je veux annuler', topic: 'cancel', use: 'example' },
        ])
        assert.deepEqual(data.groups, [{ kind: 'words', name: 'mail', locale: 'fr', phrases: ['courriel', 'mel'] }])
        assert.deepEqual(data.spellings, { fr: { g: 'j’ai' } })
      },
    ))
})
