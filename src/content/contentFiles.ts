/** The files of a content folder on disk. Nothing in them is trusted: what cannot be read is reported and left out. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Code, Details } from './faults/sentences.ts'
import type { Report } from './findings.ts'
import { Source } from './source.ts'

/** Largest file that is read, in KiB. */
const mostKilobytes = 256
/** Deepest folder under a locale. */
const mostFolders = 4
const idPart = /^[A-Za-z0-9][A-Za-z0-9_-]*$/
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u200B\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF]/

interface Entry {
  readonly name: string
  /** Relative to the content folder. */
  readonly path: string
  readonly folder: boolean
}

export class ContentFiles {
  /** Files that exist, readable or not. */
  readonly seen = new Set<string>()
  readonly report: Report
  readonly #dir: string

  /** @param report told of each mistake once: one place, one mistake, since the first is the nearest to the cause */
  constructor(dir: string, report: Report) {
    const places = new Set<string>()
    this.#dir = dir
    this.report = mistake => {
      const place = `${mistake.file}:${mistake.line}:${mistake.column}`
      if (!places.has(place)) report(mistake)
      places.add(place)
    }
  }

  /** Says something of a file as a whole. */
  tell<C extends Code>(file: string, code: C, ...details: Details<C>): undefined {
    this.report(new Source(file, '').mistake(0, code, ...details))
    return undefined
  }

  /** What a folder holds, by name. */
  async entries(path = ''): Promise<Entry[]> {
    try {
      const entries = await readdir(join(this.#dir, path), { withFileTypes: true })
      return entries
        .filter(entry => !entry.name.startsWith('.'))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(entry => {
          const inner = path === '' ? entry.name : `${path}/${entry.name}`
          if (entry.isDirectory() || entry.isFile()) return [{ name: entry.name, path: inner, folder: entry.isDirectory() }]
          this.tell(inner, 'notAFile')
          return []
        })
    } catch {
      this.tell(path === '' ? '.' : path, 'folderMissing')
      return []
    }
  }

  /** A file's text; undefined, and reported, when it cannot be read. */
  async read(file: string): Promise<Source | undefined> {
    this.seen.add(file)
    try {
      const path = join(this.#dir, file)
      if ((await stat(path)).size > mostKilobytes * 1024) return this.tell(file, 'tooLarge', { kilobytes: mostKilobytes })
      const text = decoded(await readFile(path))
      if (text === undefined) return this.tell(file, 'notUtf8')
      const source = new Source(file, text)
      const control = controls.exec(source.text)
      if (control === null) return source
      this.report(source.mistake(control.index, 'controlCharacter'))
      return undefined
    } catch {
      return this.tell(file, 'unreadable')
    }
  }

  /** The files below a folder, with their ids. */
  async below(path: string, extension: string, prefix = '', depth = 0): Promise<{ readonly id: string; readonly source: Source }[]> {
    const found: { id: string; source: Source }[] = []
    for (const entry of await this.entries(path)) {
      const base = entry.folder ? entry.name : entry.name.slice(0, -extension.length - 1)
      if (!entry.folder && !entry.name.endsWith(`.${extension}`)) this.tell(entry.path, 'strayFile', { extension })
      else if (!idPart.test(base)) this.tell(entry.path, 'badFileName')
      else if (entry.folder && depth >= mostFolders) this.tell(entry.path, 'tooDeep')
      else if (entry.folder) found.push(...(await this.below(entry.path, extension, `${prefix}${base}/`, depth + 1)))
      else {
        const source = await this.read(entry.path)
        if (source !== undefined) found.push({ id: prefix + base, source })
      }
    }
    return found
  }
}

/** The text of bytes in UTF-8; undefined when they are in none. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
