/** What was done at the desk: who, what, when. Never a word of somebody who talks with the guide, nor of a text that was changed. */
import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/tables.ts'

/** What can be done. Each has its words in `content/pages/<locale>/desk.yml` under `acts`. */
export const acts = [
  'invited', 'rolesChanged', 'revoked', 'signedIn', 'refused', 'signedOut', 'wordsDrafted', 'wordsPublished', 'wordsUndone',
  'questionMarked', 'questionUsed',
  'requestsSeen', 'requestSeen', 'requestTaken', 'requestAnswered', 'requestAnsweredByMail', 'requestNoted', 'requestClosed',
  'requestReopened', 'incidentAnnounced', 'incidentWritten', 'incidentEnded', 'personExported', 'personErased',
] as const
export type Act = (typeof acts)[number]

/** Something that was done. */
export interface Noted {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly at: string
  /** Name of a member; undefined: the command line. */
  readonly who: string | undefined
  /** One of `acts`, or of those of another version of the guide. */
  readonly act: string
  /** An id or a number; the name, where it is a member's id. */
  readonly about: string
}

export interface Audit {
  /**
   * Notes an act.
   * @param who id of a member; undefined: the command line
   * @param about an id or a number: whom or what it was done to
   * @param transaction the one in which it is done, so that nothing is done unnoted
   */
  note(who: string | undefined, act: Act, about?: string, transaction?: Kysely<Tables>): Promise<void>
  /** The newest first. @param before only what was noted before the one of this id */
  list(limit: number, before?: string): Promise<readonly Noted[]>
  /** Forgets what was done before. Returns how much it was. */
  expire(before: Date): Promise<number>
}

/** Longest `about`, in characters. */
const longest = 100

export function createAudit(db: Kysely<Tables>, clock: () => number): Audit {
  let number = 0
  const nextId = (): string => `${String(clock()).padStart(14, '0')}-${String(number++).padStart(8, '0')}-${randomBytes(6).toString('hex')}`
  return {
    note: async (who, act, about = '', transaction = db) => {
      const row = { id: nextId(), at: new Date(clock()).toISOString(), who: who ?? null, act, about: about.slice(0, longest) }
      await transaction.insertInto('staff_act').values(row).execute()
    },
    list: async (limit, before) => {
      const rows = await db
        .selectFrom('staff_act as a')
        .leftJoin('staff_member as w', 'w.id', 'a.who')
        .leftJoin('staff_member as m', 'm.id', 'a.about')
        .select(['a.id', 'a.at', 'a.who', 'a.act', 'a.about', 'w.name as whoName', 'm.name as aboutName'])
        .$if(before !== undefined, query => query.where('a.id', '<', before ?? ''))
        .orderBy('a.id', 'desc')
        .limit(limit)
        .execute()
      return rows.map(({ id, at, who, act, about, whoName, aboutName }) =>
        ({ id, at, who: whoName ?? who ?? undefined, act, about: aboutName ?? about }))
    },
    expire: async before => {
      const { numDeletedRows } = await db.deleteFrom('staff_act').where('at', '<', before.toISOString()).executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
