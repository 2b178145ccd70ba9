/** Where the files of content come from: a folder on disk, or all of one held in memory, with other texts in place of some of them. */
import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Largest file that is read, in KiB. */
export const mostKilobytes = 256

export type FileText = { readonly text: string } | { readonly fault: 'tooLarge' | 'notUtf8' | 'unreadable' }

export interface FileSource {
  /** What a folder holds, in any order. Rejects when there is no such folder. */
  entries(path: string): Promise<readonly { readonly name: string; readonly kind: 'file' | 'folder' | 'other' }[]>
  read(path: string): Promise<FileText>
}

/** The text of bytes in UTF-8; undefined when they are in none. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** The files of a folder, as they are whenever they are asked for. */
export const onDisk = (dir: string): FileSource => ({
  entries: async path => {
    const entries = await readdir(join(dir, path), { withFileTypes: true })
    return entries.map(entry => ({ name: entry.name, kind: entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other' }))
  },
  read: async path => {
    try {
      const file = join(dir, path)
      if ((await stat(file)).size > mostKilobytes * 1024) return { fault: 'tooLarge' }
      const text = decoded(await readFile(file))
      return text === undefined ? { fault: 'notUtf8' } : { text }
    } catch {
      return { fault: 'unreadable' }
    }
  },
})

/** Files whose text is content; of others (pictures) only the name is. */
const isText = (path: string): boolean => /\.(?:yml|md|txt)$/.test(path)

export type Held = FileText | { readonly kind: 'folder' | 'listed' | 'other' }

/** All files of a content folder at one moment: plain data, so that a thread can be given it and a file can keep it. */
export class HeldFiles implements FileSource {
  readonly held: ReadonlyMap<string, Held>
  #fingerprint: string | undefined

  constructor(held: ReadonlyMap<string, Held>) {
    this.held = held
  }

  /** Says the same for the same files, however they were come by. */
  get fingerprint(): string {
    return (this.#fingerprint ??= createHash('sha256').update(JSON.stringify([...this.held].sort(([a], [b]) => (a < b ? -1 : 1)))).digest('hex'))
  }

  text(path: string): string | undefined {
    const held = this.held.get(path)
    return held !== undefined && 'text' in held ? held.text : undefined
  }

  /** The same files with other texts: a new file where there was none, none where the text is undefined. */
  with(texts: ReadonlyMap<string, string | undefined>): HeldFiles {
    const held = new Map(this.held)
    for (const [path, text] of texts) {
      if (text === undefined) held.delete(path)
      else {
        for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
          if (!held.has(path.slice(0, at))) held.set(path.slice(0, at), { kind: 'folder' })
        held.set(path, { text })
      }
    }
    return new HeldFiles(held)
  }

  entries(path: string): Promise<{ name: string; kind: 'file' | 'folder' | 'other' }[]> {
    const prefix = path === '' ? '' : `${path}/`
    const found = [...this.held].flatMap(([file, held]) => {
      const name = file.slice(prefix.length)
      if (!file.startsWith(prefix) || name.includes('/')) return []
      return [{ name, kind: 'kind' in held && held.kind !== 'listed' ? held.kind : ('file' as const) }]
    })
    return path === '' || this.held.has(path) ? Promise.resolve(found) : Promise.reject(new Error('There is no such folder'))
  }

  read(path: string): Promise<FileText> {
    const held = this.held.get(path)
    return Promise.resolve(held === undefined || 'kind' in held ? { fault: 'unreadable' } : held)
  }
}

/**
 * Holds all files of a source.
 * @throws when there is no such folder
 */
export async function hold(source: FileSource): Promise<HeldFiles> {
  const held = new Map<string, Held>()
  const below = async (path: string): Promise<void> => {
    for (const { name, kind } of await source.entries(path)) {
      if (name.startsWith('.')) continue
      const inner = path === '' ? name : `${path}/${name}`
      if (kind !== 'file') held.set(inner, { kind })
      else held.set(inner, isText(name) ? await source.read(inner) : { kind: 'listed' })
      if (kind === 'folder') await below(inner)
    }
  }
  await below('')
  return new HeldFiles(held)
}
