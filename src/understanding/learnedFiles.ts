/**
 * Where pieces of what was learned are kept: a file each, under the piece's name. A file says what it holds and proves it: one that was
 * damaged, or that another program left, is as good as none.
 */
import { timingSafeEqual } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'

/** So many files of each kind are kept, those that were used last: guides with other settings may share the folder. */
const mostOfKind = 8
const suffix = '.learned'
/** Nobody writes one for longer, ms. */
const longestWrite = 600_000
/** Length of the digest before what it proves, in bytes. */
const digestLength = 32

/** In a thread of the pool. */
const digestOf = async (bytes: Uint8Array): Promise<Buffer> => Buffer.from(await crypto.subtle.digest('SHA-256', bytes))

/** A piece as it is stored and as it is handed from thread to thread. */
export const packed = (name: string, piece: unknown): Uint8Array => serialize({ name, piece })

/** What `packed` made; undefined when it made something else. */
export function unpacked(name: string, bytes: Uint8Array): unknown {
  try {
    // Whatever it is, it is looked at.
    const held = deserialize(bytes) as { readonly name?: unknown; readonly piece?: unknown } | undefined
    return held?.name === name ? held.piece : undefined
  } catch {
    return undefined
  }
}

async function readFrom(folder: string, name: string): Promise<Uint8Array | undefined> {
  const path = join(folder, `${name}${suffix}`)
  const bytes = await readFile(path).catch(() => undefined)
  if (bytes === undefined || bytes.length <= digestLength) return undefined
  const held = bytes.subarray(digestLength)
  if (!timingSafeEqual(await digestOf(held), bytes.subarray(0, digestLength))) return undefined
  const now = new Date()
  // Where it may be read only, somebody else looks after it.
  await utimes(path, now, now).catch(() => undefined)
  return held
}

/** Removes what has not been used for long. */
async function tidy(folder: string, kind: string): Promise<void> {
  const names = (await readdir(folder)).filter(name => name.startsWith(`${kind}-`))
  const isPart = (name: string): boolean => name.endsWith('.part')
  const usedAt = async (name: string): Promise<number> => (await stat(join(folder, name)).catch(() => undefined))?.mtimeMs ?? 0
  const dated = await Promise.all(names.map(async name => ({ name, at: await usedAt(name) })))
  const old = dated.filter(({ name }) => !isPart(name)).sort((a, b) => b.at - a.at).slice(mostOfKind)
  // Whoever was writing it was killed.
  const left = dated.filter(({ name, at }) => isPart(name) && at < Date.now() - longestWrite)
  await Promise.all([...old, ...left].map(({ name }) => rm(join(folder, name), { force: true })))
}

/** Writes a file whole or not at all. */
async function writeTo(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${name}${suffix}`)
  const part = `${path}.${process.pid}.part`
  try {
    // Not flushed to the disk: what a failing machine leaves of it proves nothing, and is learned again.
    await writeFile(part, Buffer.concat([await digestOf(bytes), bytes]))
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined)
    throw error
  }
  await tidy(folder, name.replace(/-.*$/, ''))
}

export interface LearnedFiles {
  /** What is kept under a name; undefined when nothing sound is. */
  read(name: string): Promise<Uint8Array | undefined>
  /** Keeps it where that is possible; never throws, for whoever learned it has it. */
  write(name: string, bytes: Uint8Array): Promise<void>
}

/** @param folders where to look; kept is in the first that can be written */
export const learnedFiles = (folders: readonly string[]): LearnedFiles => ({
  read: async name => {
    for (const folder of folders) {
      const bytes = await readFrom(folder, name)
      if (bytes !== undefined) return bytes
    }
    return undefined
  },
  write: async (name, bytes) => {
    for (const folder of folders)
      try {
        return await writeTo(folder, name, bytes)
      } catch {
        // The next may do; without any the next start learns anew.
      }
  },
})
