/** The conversations of Direct Line, as rows: whose they are, and what resumes them. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { prepare } from '../../storage/prepared.ts'
import type { Storage } from '../../storage/storage.ts'

/** A conversation that tokens may be given for. */
export interface DirectLineConversation {
  readonly id: string
  readonly user: string
  readonly locale: string | undefined
  /** Number of the last activity; undefined when nothing was ever said, or all of it was erased. */
  readonly watermark: number | undefined
  /** True for the secret that was given with the conversation. Takes the same time for every secret. */
  resumes(secret: string): boolean
}

export const channel = 'directline'

/** Key of the conversation in the storage. */
export const keyOf = (id: string): string => `${channel}/${id}`

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** A conversation that has just been made. */
export interface Begun {
  readonly id: string
  readonly user: string
  readonly resume: string
}

/** A user's id that nobody can guess, of the form that Direct Line asks for in a token. */
const newUser = (): string => `dl_${randomBytes(16).toString('base64url')}`

export interface DirectLineConversations {
  /** Makes a conversation. `resume` (256 bits) is stored hashed and cannot be had again. */
  create(locale: string | undefined): Promise<Begun>
  /** Takes in a conversation that another Direct Line holds, under the id that it gave, with what resumes it here. */
  adopt(id: string, user: string, locale: string | undefined): Promise<Begun>
  find(id: string): Promise<DirectLineConversation | undefined>
  /** Notes that a token was given, so that the conversation does not expire. */
  seen(id: string): Promise<void>
  /** Forgets conversations for which no token was given since. Returns how many. */
  expire(before: Date): Promise<number>
}

/** @param clock milliseconds since the epoch */
export function directLineConversations(storage: Storage, clock: () => number): DirectLineConversations {
  const { db } = storage
  const now = (): string => new Date(clock()).toISOString()
  interface Row {
    user_id: string
    resume_hash: string
    locale: string | null
    watermark: number | null
  }
  const select = prepare<{ id: string; key: string }, Row>(slot =>
    db
      .selectFrom('direct_line_conversation as d')
      .leftJoin('conversation as c', join => join.on(on => on('c.key', '=', slot('key'))))
      .where('d.id', '=', slot('id'))
      .select(['d.user_id', 'd.resume_hash', 'd.locale', 'c.watermark']),
  )
  const adopt = async (id: string, user: string, locale: string | undefined): Promise<Begun> => {
    const resume = randomBytes(32).toString('base64url')
    await db
      .insertInto('direct_line_conversation')
      .values({ id, user_id: user, resume_hash: digest(resume).toString('hex'), locale: locale ?? null, seen_at: now() })
      .execute()
    return { id, user, resume }
  }
  return {
    create: locale => adopt(randomBytes(16).toString('base64url'), newUser(), locale),
    adopt,
    find: async id => {
      const row = (await select(db, { id, key: keyOf(id) })).rows[0]
      return (
        row && {
          id,
          user: row.user_id,
          locale: row.locale ?? undefined,
          watermark: row.watermark === null ? undefined : Number(row.watermark),
          resumes: secret => timingSafeEqual(digest(secret), Buffer.from(row.resume_hash, 'hex')),
        }
      )
    },
    seen: async id => {
      await db.updateTable('direct_line_conversation').set({ seen_at: now() }).where('id', '=', id).execute()
    },
    expire: async before => {
      const { numDeletedRows } = await db
        .deleteFrom('direct_line_conversation')
        .where('seen_at', '<', before.toISOString())
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
