import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root } from '../../src/root.ts'

/** A small content folder without a mistake. */
export const soundFolder = join(root, 'test/fixtures/content/sound')

/**
 * A copy of the sound folder with some files replaced, added (text or bytes) or taken away (null), for as long as `use` runs.
 */
export async function withContent<T>(
  changes: Readonly<Record<string, string | Uint8Array | null>>,
  use: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'noa-content-'))
  try {
    await cp(soundFolder, dir, { recursive: true })
    for (const [file, text] of Object.entries(changes)) {
      const path = join(dir, file)
      if (text === null) await rm(path, { recursive: true })
      else {
        await mkdir(dirname(path), { recursive: true })
        await writeFile(path, text)
      }
    }
    return await use(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
