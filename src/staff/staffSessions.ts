/** What a browser holds of somebody who is signed in at the desk: a secret, of which the database knows the hash. */
import { timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../storage/tables.ts'
import type { Audit } from './audit.ts'
import type { StaffPerson } from './people.ts'
import { readRoles } from './roles.ts'
import { hashOf, newSecret } from './secrets.ts'

/** How somebody came in. */
export type Way = 'invitation' | 'provider'

export interface StaffSession {
  readonly person: StaffPerson
  /** The language chosen at the desk. */
  readonly locale: string | undefined
}

/** An open link, or one that is not. */
export type InvitationState = { readonly name: string } | undefined

export interface StaffSessions {
  /** Whom an open link is for; undefined for any other. Changes nothing. */
  look(token: string): Promise<InvitationState>
  /** Uses a link, once. Returns the secret of the session that begins; undefined when the link is not open. */
  accept(token: string): Promise<string | undefined>
  /** Begins a session of somebody who is known to be themselves. */
  begin(member: string, way: Way, transaction?: Kysely<Tables>): Promise<string>
  /** Who holds the secret, as they may act now: whoever was revoked is found no more, in any process. */
  find(secret: string): Promise<StaffSession | undefined>
  speak(secret: string, locale: string): Promise<void>
  end(secret: string, member: string): Promise<void>
  /** Forgets what opens nothing any more. Returns how much it was. */
  expire(): Promise<number>
}

const hour = 3_600_000
/**
 * So long a session lives without being used, and at most, ms. Where somebody can come in again by themselves it is a day of work; a new
 * invitation needs somebody else, and revoking ends it anyway.
 */
const lives: Readonly<Record<Way, { readonly idle: number; readonly all: number }>> = {
  invitation: { idle: 7 * 24 * hour, all: 30 * 24 * hour },
  provider: { idle: 4 * hour, all: 12 * hour },
}
/** So often it is noted that a session is used, ms. */
const noteEvery = 60_000

/** What every form of the desk carries: whoever knows it has read a page of this session. It tells nothing of the secret. */
export const formTokenOf = (secret: string): string => hashOf(`desk form ${secret}`).slice(0, 32)
/** Takes the same time for every token. */
export const isFormTokenOf = (secret: string, token: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(token)), Buffer.from(hashOf(formTokenOf(secret))))

/** @param clock ms since the epoch */
export function createStaffSessions(db: Kysely<Tables>, audit: Audit, clock: () => number): StaffSessions {
  const at = (ago = 0): string => new Date(clock() - ago).toISOString()

  async function begin(member: string, way: Way, transaction: Kysely<Tables> = db): Promise<string> {
    const secret = newSecret()
    const session = { hash: hashOf(secret), member, way, locale: null, began_at: at(), seen_at: at() }
    await transaction.insertInto('staff_session').values(session).execute()
    await transaction.updateTable('staff_member').set({ signed_in_at: at() }).where('id', '=', member).execute()
    await audit.note(member, 'signedIn', '', transaction)
    return secret
  }

  const open = (source: Kysely<Tables>, token: string) =>
    source
      .selectFrom('staff_invitation as i')
      .innerJoin('staff_member as m', 'm.id', 'i.member')
      .select(['m.id', 'm.name'])
      .where('i.hash', '=', hashOf(token))
      .where('i.expires_at', '>', at())
      .where('m.revoked_at', 'is', null)
      .executeTakeFirst()

  return {
    begin,
    look: token => open(db, token),
    accept: token =>
      db.transaction().execute(async transaction => {
        const member = await open(transaction, token)
        if (member === undefined) return undefined
        // Of two that use it at once, one finds it still there.
        const { numDeletedRows } = await transaction.deleteFrom('staff_invitation').where('hash', '=', hashOf(token)).executeTakeFirst()
        return Number(numDeletedRows) === 0 ? undefined : begin(member.id, 'invitation', transaction)
      }),
    find: async secret => {
      const hash = hashOf(secret)
      const row = await db
        .selectFrom('staff_session as s')
        .innerJoin('staff_member as m', 'm.id', 's.member')
        .select(['m.id', 'm.name', 'm.roles', 's.way', 's.locale', 's.began_at', 's.seen_at'])
        .where('s.hash', '=', hash)
        .where('m.revoked_at', 'is', null)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { idle, all } = lives[row.way]
      if (row.seen_at < at(idle) || row.began_at < at(all)) return undefined
      if (row.seen_at < at(noteEvery)) await db.updateTable('staff_session').set({ seen_at: at() }).where('hash', '=', hash).execute()
      return { person: { id: row.id, name: row.name, roles: readRoles(row.roles) }, locale: row.locale ?? undefined }
    },
    speak: async (secret, locale) => {
      await db.updateTable('staff_session').set({ locale }).where('hash', '=', hashOf(secret)).execute()
    },
    end: async (secret, member) => {
      await db.deleteFrom('staff_session').where('hash', '=', hashOf(secret)).execute()
      await audit.note(member, 'signedOut')
    },
    expire: async () => {
      const sessions = await db
        .deleteFrom('staff_session')
        .where(where => where.or((['invitation', 'provider'] as const).map(way =>
          where.and([where('way', '=', way), where.or([where('seen_at', '<', at(lives[way].idle)), where('began_at', '<', at(lives[way].all))])]))))
        .executeTakeFirst()
      const invitations = await db.deleteFrom('staff_invitation').where('expires_at', '<', at()).executeTakeFirst()
      return Number(sessions.numDeletedRows) + Number(invitations.numDeletedRows)
    },
  }
}
