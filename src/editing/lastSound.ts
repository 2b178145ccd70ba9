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

const nameOf = (files: HeldFiles): string => `${files.fingerprint}.json`

/** @param dir where they are kept, each under its fingerprint */
export function lastSound(dir: string): LastSound {
  const newestFirst = async (): Promise<string[]> => {
    const names = (await readdir(dir).catch(() => [])).filter(name => name.endsWith('.json'))
    const usedAt = async (name: string): Promise<number> => (await stat(join(dir, name)).catch(() => undefined))?.mtimeMs ?? 0
    const dated = await Promise.all(names.map(async name => ({ name, at: await usedAt(name) })))
    return dated.sort((a, b) => b.at - a.at).map(({ name }) => name)
  }
  /** Undefined: it is not there, or damaged. The name tells what something else has written. */
  const readKept = async (name: string): Promise<HeldFiles | undefined> => {
    try {
      // Only `keep` writes there.
      const files = new HeldFiles(new Map(JSON.parse(await readFile(join(dir, name), 'utf8')) as [string, never][]))
      return nameOf(files) === name ? files : undefined
    } catch {
      return undefined
    }
  }
  return {
    keep: async files => {
      const path = join(dir, nameOf(files))
      const now = new Date()
      if ((await readKept(nameOf(files))) !== undefined) return utimes(path, now, now)
      await mkdir(dir, { recursive: true, mode: 0o700 })
      // Whoever was writing it was killed: a guide is alone in its folder.
      for (const name of await readdir(dir)) if (name.endsWith('.part')) await rm(join(dir, name), { force: true })
      const part = `${path}.${process.pid}.part`
      await writeFile(part, JSON.stringify([...files.held]), { mode: 0o600, flush: true })
      await rename(part, path)
      for (const name of (await newestFirst()).slice(most)) await rm(join(dir, name), { force: true })
    },
    async *kept() {
      for (const name of await newestFirst()) {
        const files = await readKept(name)
        if (files !== undefined) yield files
      }
    },
  }
}
