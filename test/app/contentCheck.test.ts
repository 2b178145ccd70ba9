import assert from 'node:assert/strict'
import { createChecker } from '../../src/app/contentCheck.ts'
import { hold, HeldFiles, onDisk, type Held } from '../../src/content/fileSource.ts'
import { contentDir } from '../../src/root.ts'

describe('the check of the words', () => {
  it('begins another thread after one that ended, so that the next change is checked', async () => {
    const nothingKept = { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }
    const checker = createChecker(['fr', 'en'], nothingKept)
    try {
      const folder = { kind: 'folder' } as const
      // No file is like this: the thread fails at it, as it would without memory.
      const broken = new HeldFiles(new Map<string, Held>([['dialogs', folder], ['dialogs/fr', folder], ['dialogs/fr/bot.yml', { text: 5 as unknown as string }]]))
      await assert.rejects(checker.check(broken))
      assert.deepEqual((await checker.check(await hold(onDisk(contentDir)))).mistakes, [])
    } finally {
      await checker.stop()
    }
  })
})
