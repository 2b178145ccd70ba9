/** The words of a folder of one's own with their edits in a database: what a process of the guide holds, as often as a test wants one. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChecker } from '../../src/app/contentCheck.ts'
import { learnedIn } from '../../src/app/learning.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { createEditing, type Editing } from '../../src/editing/editing.ts'
import { openPublication, type Publication } from '../../src/editing/publication.ts'
import type { Log } from '../../src/log.ts'
import { contentDir } from '../../src/root.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import { editStore, type EditStore } from '../../src/storage/publishedEdits.ts'
import type { TestDatabase } from './databases.ts'

export interface EditedWords {
  readonly publication: Publication
  readonly editing: Editing
  readonly store: EditStore
  readonly log: { readonly code?: string; readonly [name: string]: unknown }[]
  close(): Promise<void>
}

/** A copy of the project's words, to be changed and removed. */
export function ownContent() {
  const dir = mkdtempSync(join(tmpdir(), 'noa-content-'))
  cpSync(contentDir, dir, { recursive: true })
  const read = (file: string): string => readFileSync(join(dir, file), 'utf8')
  return {
    dir,
    read,
    write: (file: string, text: string): void => { writeFileSync(join(dir, file), text) },
    /** Puts another text in the place of one, which must be there. */
    change: (file: string, from: string, to: string): void => {
      const before = read(file)
      if (!before.includes(from)) throw new Error(`${file} does not hold what was to be changed`)
      writeFileSync(join(dir, file), before.replace(from, to))
    },
    remove: (): void => { rmSync(dir, { recursive: true, force: true }) },
  }
}

const locales = ['fr', 'en']
/** One for all, as its thread knows by then what it has parsed. It has no part in what is tried here, and ends with the process. */
const checker = { ...createChecker(locales, learnedIn()), stop: () => Promise.resolve() }

/** Opens them, as one process would. */
export async function openEdited(dir: string, database: TestDatabase): Promise<EditedWords> {
  const storage = await openStorage(database)
  const log: EditedWords['log'] = []
  const note: Log['info'] = details => void log.push({ ...details })
  const store = editStore(storage.db)
  try {
    const publication = await openPublication({
      dir, keptIn: join(database.dataDir, 'content'), locales, edits: store, checker, log: { info: note, warn: note, error: note },
      open: folder => openLibrary({ dir, folder, defaultLocale: 'fr', locales, globals: { retentionDays: 30, activationHours: 24, mailFrom: 'noa@example.org' } }),
    })
    publication.begin(false)
    return {
      publication, store, log,
      editing: createEditing({ publication, store, checker, locales, reference: 'fr' }),
      close: async () => {
        await publication.stop()
        await storage.close()
      },
    }
  } catch (error) {
    await storage.close()
    throw error
  }
}
