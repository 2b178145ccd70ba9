/** What the helpdesk tells everybody of an incident from its desk. One stands at a time, and ends by itself. */
import type { Storage } from '../storage/storage.ts'

export interface IncidentNotice {
  /** The sentence, by locale. */
  readonly words: Readonly<Record<string, string>>
  /** What the requests of this incident share. */
  readonly likeness: string
  /** The agent's name. */
  readonly author: string
  /** ms since the epoch. */
  readonly madeAt: number
  readonly endsAt: number
}

export interface IncidentNotices {
  current(): Promise<IncidentNotice | undefined>
  /** Says it from now on, instead of what was said. */
  announce(notice: Pick<IncidentNotice, 'words' | 'likeness' | 'author'>): Promise<void>
  end(): Promise<void>
}

/** How long a notice stands that nobody ends, ms: what is out of order at night is looked at in the morning. */
const lasts = 12 * 3_600_000

/** @param now ms since the epoch */
export function createIncidentNotices({ db }: Pick<Storage, 'db'>, now: () => number = Date.now): IncidentNotices {
  return {
    current: async () => {
      const row = await db.selectFrom('incident_notice').selectAll().where('ends_at', '>', now()).executeTakeFirst()
      if (row === undefined) return undefined
      const { words, likeness, author, made_at, ends_at } = row
      // As `announce` wrote it.
      return { words: JSON.parse(words) as Record<string, string>, likeness, author, madeAt: Number(made_at), endsAt: Number(ends_at) }
    },
    announce: async ({ words, likeness, author }) => {
      const said = { words: JSON.stringify(words), likeness, author, made_at: now(), ends_at: now() + lasts }
      await db
        .insertInto('incident_notice')
        .values({ id: 'current', ...said })
        .onConflict(conflict => conflict.column('id').doUpdateSet(said))
        .execute()
    },
    end: async () => {
      await db.deleteFrom('incident_notice').execute()
    },
  }
}
