/** What the staff tells people of an incident from its desk. A notice begins and ends by itself. */
import { randomUUID } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import type { Storage } from '../storage/storage.ts'
import { noticePlaces, type NoticePlace } from '../storage/tables/requestTables.ts'
import type { Tables } from '../storage/tables.ts'

export interface IncidentNotice {
  readonly id: string
  /** The sentence, by locale. */
  readonly words: Readonly<Record<string, string>>
  /** What the requests of this incident share; empty: it was written. */
  readonly likeness: string
  /** The name of whoever wrote it last. */
  readonly author: string
  readonly place: NoticePlace
  /** ms since the epoch; new with every change. */
  readonly madeAt: number
  readonly beginsAt: number
  readonly endsAt: number
}

/** A notice as it is written. */
export type WrittenNotice = Pick<IncidentNotice, 'words' | 'author' | 'place' | 'beginsAt' | 'endsAt'>

export interface IncidentNotices {
  /** What stands now, what began last first. @param place `greeting`: only what everybody is told */
  standing(place: NoticePlace): Promise<readonly IncidentNotice[]>
  /** What stands or will, in the order of its beginning. */
  coming(): Promise<readonly IncidentNotice[]>
  /** Says from a request what its cause is, from now on, instead of what was said so before. */
  announce(notice: Pick<IncidentNotice, 'words' | 'likeness' | 'author'>): Promise<void>
  /**
   * Keeps what was written.
   * @param seen the notice that was changed, as it was seen; undefined: it is a new one
   * @returns false when it was changed or withdrawn meanwhile: then nothing is kept
   */
  save(notice: WrittenNotice, seen?: Pick<IncidentNotice, 'id' | 'madeAt'>): Promise<boolean>
  withdraw(id: string): Promise<void>
}

/** How long a notice stands that nobody ends, ms: what is out of order at night is looked at in the morning. */
const lasts = 12 * 3_600_000

/** The one that was announced from a request. */
const announced = 'current'

const noticeOf = ({ id, words, likeness, author, place, made_at, begins_at, ends_at }: Selectable<Tables['incident_notice']>): IncidentNotice => ({
  // As it was written below.
  id, words: JSON.parse(words) as Record<string, string>, likeness, author,
  place: noticePlaces.find(each => each === place) ?? 'diagnosis',
  madeAt: Number(made_at), beginsAt: Number(begins_at), endsAt: Number(ends_at),
})

/** @param now ms since the epoch */
export function createIncidentNotices({ db }: Pick<Storage, 'db'>, now: () => number = Date.now): IncidentNotices {
  const left = (from: Kysely<Tables>) => from.selectFrom('incident_notice').selectAll().where('ends_at', '>', now())
  return {
    standing: async place => {
      const rows = await left(db).where('begins_at', '<=', now()).$if(place === 'greeting', query => query.where('place', '=', place))
        .orderBy('begins_at', 'desc').orderBy('made_at', 'desc').execute()
      return rows.map(noticeOf)
    },
    coming: async () => (await left(db).orderBy('begins_at').orderBy('made_at').execute()).map(noticeOf),
    announce: async ({ words, likeness, author }) => {
      const at = now()
      const said = { words: JSON.stringify(words), likeness, author, made_at: at, begins_at: at, ends_at: at + lasts, place: 'diagnosis' }
      await db
        .insertInto('incident_notice')
        .values({ id: announced, ...said })
        .onConflict(conflict => conflict.column('id').doUpdateSet(said))
        .execute()
    },
    save: async ({ words, author, place, beginsAt, endsAt }, seen) => {
      await db.deleteFrom('incident_notice').where('ends_at', '<=', now()).execute()
      // A number that is new even within a millisecond tells two changes apart.
      const made_at = Math.max(now(), (seen?.madeAt ?? 0) + 1)
      const said = { words: JSON.stringify(words), author, place, made_at, begins_at: beginsAt, ends_at: endsAt }
      if (seen === undefined) {
        await db.insertInto('incident_notice').values({ id: randomUUID(), likeness: '', ...said }).execute()
        return true
      }
      const changed = await db.updateTable('incident_notice').set(said).where('id', '=', seen.id).where('made_at', '=', seen.madeAt).executeTakeFirst()
      return Number(changed.numUpdatedRows) === 1
    },
    withdraw: async id => void (await db.deleteFrom('incident_notice').where('id', '=', id).execute()),
  }
}
