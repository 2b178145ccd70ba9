/** The files of a content folder. Nothing in them is trusted: what cannot be read is reported and left out. */
import type { Code, Details } from './faults/sentences.ts'
import { mostKilobytes, type FileSource } from './fileSource.ts'
import type { Report } from './findings.ts'
import { Source } from './source.ts'

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
  readonly #from: FileSource

  /** @param report told of each mistake once: one place, one mistake, since the first is the nearest to the cause */
  constructor(from: FileSource, report: Report) {
    const places = new Set<string>()
    this.#from = from
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
      const entries = await this.#from.entries(path)
      return entries
        .filter(({ name }) => !name.startsWith('.'))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap(({ name, kind }) => {
          const inner = path === '' ? name : `${path}/${name}`
          if (kind !== 'other') return [{ name, path: inner, folder: kind === 'folder' }]
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
    const found = await this.#from.read(file)
    if ('fault' in found)
      return found.fault === 'tooLarge' ? this.tell(file, found.fault, { kilobytes: mostKilobytes }) : this.tell(file, found.fault)
    const source = new Source(file, found.text)
    const control = controls.exec(source.text)
    if (control === null) return source
    this.report(source.mistake(control.index, 'controlCharacter'))
    return undefined
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
