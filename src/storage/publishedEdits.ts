/** The edits of the words as rows: drafts, what is published in place of the release's words, and the history of both. */
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export interface PublishedEdit {
  readonly key: string
  readonly locale: string
  readonly text: string
  /** The release's text that it stands in place of; undefined: there was none. */
  readonly replaced?: string
  readonly version: number
  readonly by: string
  /** ISO 8601, UTC. */
  readonly at: string
}

export interface Draft {
  readonly key: string
  readonly locale: string
  /** Undefined: the release's words again. */
  readonly text?: string
  /** New with every change. */
  readonly revision: string
  readonly by: string
  readonly at: string
}

/** What a version changes of one text. */
export interface Change {
  readonly key: string
  readonly locale: string
  /** What was said until then; undefined: nothing. */
  readonly before?: string
  /** What is said from then on; undefined: what the release says. */
  readonly after?: string
}

export interface Version {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly why: string
  readonly undoOf?: number
  /** Of the words as a whole, by whoever found them sound. */
  readonly digest: string
}

export interface NewVersion {
  /** The version that was live when it was put together. */
  readonly seen: number
  readonly by: string
  readonly why: string
  readonly undoOf?: number
  readonly digest: string
  /** Each with the release's text that it will stand in place of, and with the draft that it is, if it is one. */
  readonly changes: readonly (Change & { readonly replaced?: string; readonly revision?: string })[]
}

/** The draft as it is kept, or what was kept in its place meanwhile. */
export type SavedDraft = { readonly saved: Draft } | { readonly overtakenBy: Draft | undefined }

export interface EditStore {
  /** Number of the live version, 0 when nothing was ever published; and how often it was asked that the files be read again. */
  news(): Promise<{ readonly version: number; readonly reloads: number }>
  /** Asks every process to read the files again. */
  askReload(): Promise<void>
  /** What is published, all of one version. */
  live(): Promise<{ readonly version: number; readonly digest: string; readonly edits: readonly PublishedEdit[] }>
  drafts(): Promise<Draft[]>
  /**
   * Keeps a draft.
   * @param seen revision of the draft that was changed; undefined: there was none
   * @returns the draft as it is kept, or the one of somebody else that was kept meanwhile: then nothing is changed
   */
  saveDraft(draft: Omit<Draft, 'revision' | 'at'>, seen?: string): Promise<SavedDraft>
  /** Drops a draft, if it is still the one that was seen. */
  dropDraft(key: string, locale: string, seen: string): Promise<boolean>
  /**
   * Publishes, all of it in one transaction or nothing.
   * @returns the version's number; undefined when something else was published meanwhile, or one of the drafts was changed
   */
  publish(version: NewVersion): Promise<number | undefined>
  /** The newest first. */
  versions(limit?: number): Promise<Version[]>
  changes(version: number): Promise<Change[]>
  /** Forgets edits that the release's own words say by now, as far as they are still the published ones. */
  dissolve(edits: readonly PublishedEdit[]): Promise<void>
}

/** Ends a transaction that may not be committed. */
class Overtaken extends Error {}

const versionOf = (row: Tables['content_version']): Version => ({
  number: Number(row.number), at: row.published_at, by: row.published_by, why: row.why, digest: row.digest,
  ...(row.undo_of === null ? {} : { undoOf: Number(row.undo_of) }),
})
const draftOf = (row: Tables['content_draft']): Draft => ({
  key: row.key, locale: row.locale, revision: row.revision, by: row.edited_by, at: row.edited_at,
  ...(row.text === null ? {} : { text: row.text }),
})
const editOf = (row: Tables['content_edit']): PublishedEdit => ({
  key: row.key, locale: row.locale, text: row.text, version: Number(row.version), by: row.edited_by, at: row.edited_at,
  ...(row.replaced === null ? {} : { replaced: row.replaced }),
})

async function latest(db: Kysely<Tables>): Promise<{ readonly number: number; readonly digest: string }> {
  const row = await db.selectFrom('content_version').select(['number', 'digest']).orderBy('number', 'desc').limit(1).executeTakeFirst()
  return { number: Number(row?.number ?? 0), digest: row?.digest ?? '' }
}

/** Writes what a version changes. @throws {Overtaken} */
async function write(db: Kysely<Tables>, number: number, { by, why, undoOf, digest, changes }: NewVersion, now: string): Promise<void> {
  await db.insertInto('content_version')
    .values({ number, published_at: now, published_by: by, why, undo_of: undoOf ?? null, digest })
    .execute()
  for (const { key, locale, before, after, replaced, revision } of changes) {
    await db.insertInto('content_change').values({ version: number, key, locale, text_before: before ?? null, text_after: after ?? null }).execute()
    await db.deleteFrom('content_edit').where('key', '=', key).where('locale', '=', locale).execute()
    if (after !== undefined)
      await db.insertInto('content_edit')
        .values({ key, locale, text: after, replaced: replaced ?? null, version: number, edited_by: by, edited_at: now })
        .execute()
    if (revision === undefined) continue
    const gone = await db.deleteFrom('content_draft').where('key', '=', key).where('locale', '=', locale).where('revision', '=', revision).executeTakeFirst()
    if (Number(gone.numDeletedRows) !== 1) throw new Overtaken()
  }
}

/** The edits of a database. @param clock milliseconds since the epoch */
export function editStore(db: Kysely<Tables>, clock: () => number = Date.now): EditStore {
  const now = (): string => new Date(clock()).toISOString()
  const draft = (key: string, locale: string) => db.selectFrom('content_draft').selectAll().where('key', '=', key).where('locale', '=', locale)
  return {
    news: async () => {
      const reloads = await db.selectFrom('content_reload').select('asked').where('name', '=', 'files').executeTakeFirst()
      return { version: (await latest(db)).number, reloads: Number(reloads?.asked ?? 0) }
    },
    askReload: async () => {
      await db.insertInto('content_reload').values({ name: 'files', asked: 1 })
        .onConflict(conflict => conflict.column('name').doUpdateSet(({ eb }) => ({ asked: eb('content_reload.asked', '+', 1) })))
        .execute()
    },
    live: async () => {
      for (let attempt = 1; ; attempt++) {
        const { number, digest } = await latest(db)
        const rows = await db.selectFrom('content_edit').selectAll().orderBy('key').orderBy('locale').execute()
        // What was published between the reads would give halves of two versions.
        if (attempt >= 5 || (await latest(db)).number === number) return { version: number, digest, edits: rows.map(editOf) }
      }
    },
    drafts: async () => (await db.selectFrom('content_draft').selectAll().orderBy('key').orderBy('locale').execute()).map(draftOf),
    saveDraft: async ({ key, locale, text, by }, seen) => {
      const row = { key, locale, text: text ?? null, revision: randomUUID(), edited_by: by, edited_at: now() }
      const { revision, edited_by, edited_at } = row
      const kept = seen === undefined
        ? (await db.insertInto('content_draft').values(row).onConflict(conflict => conflict.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows
        : (await db.updateTable('content_draft').set({ text: row.text, revision, edited_by, edited_at })
            .where('key', '=', key).where('locale', '=', locale).where('revision', '=', seen).executeTakeFirst()).numUpdatedRows
      if (Number(kept ?? 0) === 1) return { saved: draftOf(row) }
      const other = await draft(key, locale).executeTakeFirst()
      return { overtakenBy: other === undefined ? undefined : draftOf(other) }
    },
    dropDraft: async (key, locale, seen) => {
      const gone = await db.deleteFrom('content_draft').where('key', '=', key).where('locale', '=', locale).where('revision', '=', seen).executeTakeFirst()
      return Number(gone.numDeletedRows) === 1
    },
    publish: async version => {
      const number = version.seen + 1
      try {
        await db.transaction().execute(async transaction => {
          if ((await latest(transaction)).number !== version.seen) throw new Overtaken()
          await write(transaction, number, version, now())
        })
        return number
      } catch (error) {
        // Two that publish at once say the same number, and one of them is refused by the table.
        if (error instanceof Overtaken || (await latest(db)).number !== version.seen) return undefined
        throw error
      }
    },
    versions: async (limit = 100) =>
      (await db.selectFrom('content_version').selectAll().orderBy('number', 'desc').limit(limit).execute()).map(versionOf),
    changes: async version =>
      (await db.selectFrom('content_change').selectAll().where('version', '=', version).orderBy('key').orderBy('locale', 'desc').execute())
        .map(({ key, locale, text_before, text_after }) => ({
          key, locale, ...(text_before === null ? {} : { before: text_before }), ...(text_after === null ? {} : { after: text_after }),
        })),
    dissolve: async edits => {
      for (const { key, locale, text } of edits)
        await db.deleteFrom('content_edit').where('key', '=', key).where('locale', '=', locale).where('text', '=', text).execute()
    },
  }
}
