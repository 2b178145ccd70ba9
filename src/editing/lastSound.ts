/** The last files of content that were sound, kept with the data: a start on faulty ones speaks with these. */
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HeldFiles } from '../content/fileSource.ts'

/** So many are kept, the newest. */
const most = 2

export interface LastSound {
  keep(files: HeldFiles): Promise<void>
  /** What is kept and whole, the newest first. */
  kept(): AsyncGenerator<HeldFiles>
}

/** @param dir where they are kept, each under its fingerprint */
export function lastSound(dir: string): LastSound {
  const newestFirst = async (): Promise<string[]> => {
    const names = (await readdir(dir).catch(() => [])).filter(name => name.endsWith('.json'))
    const usedAt = async (name: string): Promise<number> => (await stat(join(dir, name)).catch(() => undefined))?.mtimeMs ?? 0
    const dated = await Promise.all(names.map(async name => ({ name, at: await usedAt(name) })))
    return dated.sort((a, b) => b.at - a.at).map(({ name }) => name)
  }
  return {
    keep: async files => {
      const path = join(dir, `${files.fingerprint}.json`)
      const now = new Date()
      if (await utimes(path, now, now).then(() => true, () => false)) return
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const part = `${path}.${process.pid}.part`
      await writeFile(part, JSON.stringify([...files.held]), { mode: 0o600 })
      await rename(part, path)
      for (const name of (await newestFirst()).slice(most)) await rm(join(dir, name), { force: true })
    },
    async *kept() {
      for (const name of await newestFirst()) {
        const files = await readFile(join(dir, name), 'utf8').then(
          // Only `keep` writes there, and the fingerprint tells what something else has written.
          text => new HeldFiles(new Map(JSON.parse(text) as [string, never][])), () => undefined)
        if (files !== undefined && `${files.fingerprint}.json` === name) yield files
      }
    },
  }
}
