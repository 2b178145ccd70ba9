/**
 * What a browser holds of its conversation: a secret, of which the database knows the hash. It opens one conversation, until it is
 * forgotten or nothing was asked with it for some hours.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { prepare } from '../../storage/prepared.ts'
import { openRequests } from '../../storage/retention.ts'
import type { Storage } from '../../storage/storage.ts'
import { conversationKey } from '../../turns/conversationKey.ts'

export const channel = 'page'

/** A conversation that a secret opens. */
export interface PageSession {
  readonly id: string
  readonly key: string
  readonly user: string
  /** In which it is held, or was begun. */
  readonly locale: string
  /** Number of the last activity; undefined when nothing was ever said, or all of it has expired. */
  readonly watermark: number | undefined
}

export interface PageSessions {
  find(secret: string): Promise<PageSession | undefined>
  /** The conversation of a secret, which begins now if there is none. */
  begin(secret: string, locale: string): Promise<PageSession>
  /** Lets a secret open a conversation that there is; undefined: there is none of this id. */
  reopen(secret: string, id: string): Promise<PageSession | undefined>
  /** The secret opens nothing any more. */
  forget(secret: string): Promise<void>
  /** Forgets those with which nothing was asked since. Returns how many. */
  expire(before: Date): Promise<number>
}

/** A secret of 256 bits; nothing is stored of it before somebody speaks. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
/** What a client may show as a secret. */
export const readSecret = (value: string | undefined): string | undefined =>
  value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** What every form of a page carries: whoever knows it has read that page. It tells nothing of the secret. */
export const formToken = (secret: string): string => digest(`form ${secret}`).slice(0, 32)
/** Takes the same time for every token. */
export const isFormToken = (secret: string, token: string): boolean =>
  token.length === 32 && timingSafeEqual(Buffer.from(digest(token)), Buffer.from(digest(formToken(secret))))

/** So often it is noted that a conversation goes on, ms. */
const noteEvery = 60_000

/**
 * @param hours of silence after which a secret opens nothing
 * @param clock milliseconds since the epoch
 */
export function pageSessions({ db }: Pick<Storage, 'db'>, hours: number, clock: () => number): PageSessions {
  const ago = (ms: number): string => new Date(clock() - ms).toISOString()
  interface Row {
    id: string
    user_id: string
    locale: string
    seen_at: string
    spoken: string | null
    /** Open requests to the helpdesk: whoever waits for an answer finds the conversation into which it comes. */
    awaited: number | string | bigint | null
    watermark: number | null
  }
  const select = prepare<{ hash: string }, Row>(slot =>
    db
      .selectFrom('page_session as p')
      .leftJoin('conversation as c', join => join.on('c.key', '=', sql<string>`'page/' || p.id`))
      .where('p.secret_hash', '=', slot('hash'))
      .select(['p.id', 'p.user_id', 'p.locale', 'p.seen_at', 'c.locale as spoken', 'c.watermark'])
      .select(select =>
        select
          .selectFrom('help_request as r')
          .whereRef('r.conversation', '=', sql<string>`'page/' || p.id`)
          .where('r.state', '<>', 'closed')
          .select(({ fn }) => fn.countAll<number | string | bigint>().as('open'))
          .as('awaited'),
      ),
  )

  const find = async (secret: string): Promise<PageSession | undefined> => {
    const hash = digest(secret)
    const row = (await select(db, { hash })).rows[0]
    if (row === undefined || (row.seen_at < ago(hours * 3_600_000) && Number(row.awaited) === 0)) return undefined
    if (row.seen_at < ago(noteEvery))
      await db.updateTable('page_session').set({ seen_at: ago(0) }).where('secret_hash', '=', hash).execute()
    return {
      id: row.id,
      key: conversationKey(channel, row.id),
      user: row.user_id,
      locale: row.spoken ?? row.locale,
      watermark: row.watermark === null ? undefined : Number(row.watermark),
    }
  }

  return {
    find,
    begin: async (secret, locale) => {
      const hash = digest(secret)
      const id = randomBytes(16).toString('base64url')
      const row = { secret_hash: hash, id, user_id: `page_${randomBytes(16).toString('base64url')}`, locale, seen_at: ago(0) }
      // Of two posts at once, one begins it. One that has been silent for too long begins anew.
      await db
        .insertInto('page_session')
        .values(row)
        .onConflict(conflict => conflict.column('secret_hash').doUpdateSet(row).where('page_session.seen_at', '<', ago(hours * 3_600_000)))
        .execute()
      const session = await find(secret)
      if (session === undefined) throw new Error('A session that was just begun is gone')
      return session
    },
    reopen: async (secret, id) => {
      const conversation = await db.selectFrom('conversation').select('locale').where('key', '=', conversationKey(channel, id)).executeTakeFirst()
      if (conversation === undefined) return undefined
      // Whoever held it before is the same person.
      const before = await db.selectFrom('page_session').select('user_id').where('id', '=', id).limit(1).executeTakeFirst()
      const user_id = before?.user_id ?? `page_${randomBytes(16).toString('base64url')}`
      await db.insertInto('page_session').values({ secret_hash: digest(secret), id, user_id, locale: conversation.locale, seen_at: ago(0) }).execute()
      return find(secret)
    },
    forget: async secret => {
      await db.deleteFrom('page_session').where('secret_hash', '=', digest(secret)).execute()
    },
    expire: async before => {
      const { numDeletedRows } = await db
        .deleteFrom('page_session')
        .where('seen_at', '<', before.toISOString())
        .where(sql<string>`'page/' || page_session.id`, 'not in', openRequests(db))
        .executeTakeFirst()
      return Number(numDeletedRows)
    },
  }
}
