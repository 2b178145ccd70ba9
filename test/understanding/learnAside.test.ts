import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { copyFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readFolder } from '../../src/content/folder.ts'
import { contentDir } from '../../src/root.ts'
import type { Words } from '../../src/understanding/index.ts'
import { createUnderstanding, learnAside, learnedFiles, readUnderstanding, understandingData } from '../../src/understanding/index.ts'
import { fewWords } from '../support/fewWords.ts'
import { temporaryFolder } from '../support/databases.ts'

describe('what was learned', () => {
  let folder: string
  beforeEach(() => { folder = temporaryFolder() })
  afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

  /** Learns, or loads, and waits until it is kept. */
  const learn = async (words: Words = fewWords()) => {
    const obtained = await learnAside(words, learnedFiles([join(folder, 'missing\0'), folder]))
    await obtained.kept
    return obtained
  }
  const fileOf = async (kind: string): Promise<string> => {
    const names = (await readdir(folder)).filter(name => name.startsWith(`${kind}-`))
    assert.equal(names.length, 1, names.join())
    return join(folder, names[0]!)
  }

  it('is loaded the second time, and is the same as what is learned here', async () => {
    assert.equal((await learn()).loaded, false)
    const { learned, loaded } = await learn()
    assert.equal(loaded, true)
    const { data } = fewWords()
    const [kept, here] = [createUnderstanding(data, learned.topics), createUnderstanding(data)]
    for (const text of ['page blanche', 'I lost my password', 'bonjour', 'la machine à café est cassée', ''])
      assert.deepEqual(kept.explain(text), here.explain(text), text)
  })

  it('is learned again when it was damaged, cut off, or is another’s', async () => {
    await learn()
    const [topics, articles] = [await fileOf('topics'), await fileOf('articles')]
    const sound = await readFile(topics)
    const damaged = Buffer.from(sound)
    damaged[sound.length >> 1]! ^= 1
    for (const bad of [damaged, Buffer.alloc(0), Buffer.from('something else altogether, and longer than a digest')]) {
      await writeFile(topics, bad)
      assert.equal((await learn()).loaded, false)
      assert.deepEqual(await readFile(topics), sound)
    }
    // Sound, but not what its name says.
    await copyFile(topics, articles)
    assert.equal((await learn()).loaded, false)
    assert.equal((await learn()).loaded, true)
  })

  it('is kept under another name for other words, the eight that were used last', async () => {
    const files = learnedFiles([folder])
    for (let i = 0; i < 10; i++) {
      await files.write(`topics-${i}`, Buffer.from(`piece ${i}`))
      // A clock may tick slowly.
      await utimes(join(folder, `topics-${i}.learned`), i, i)
    }
    assert.deepEqual(await readdir(folder).then(names => names.sort()), [2, 3, 4, 5, 6, 7, 8, 9].map(i => `topics-${i}.learned`))
    // Read once more, it stays beside what was written later.
    assert.equal(String(await files.read('topics-2')), 'piece 2')
    await files.write('topics-10', Buffer.from('piece 10'))
    assert.equal(await files.read('topics-3'), undefined)
    assert.equal(String(await files.read('topics-2')), 'piece 2')
  })

  it('has one name, whether the words were read for the library or for themselves', async () => {
    const { words } = await readFolder(contentDir)
    assert.deepEqual(understandingData(words.filter(({ kind }) => kind === 'understanding')), await readUnderstanding(contentDir))
  })

  it('can be ended', async () => {
    const ending = new AbortController()
    const learning = learnAside(fewWords(), learnedFiles([folder]), ending.signal)
    ending.abort()
    await assert.rejects(learning)
  })
})
