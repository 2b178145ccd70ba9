/**
 * What is known to be out of order at the portal: an operator's notice (`content/notice/<locale>.md`), or else that of the helpdesk from
 * its desk, or the suspicion that comes of several conversations that ended at the service within an hour.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LookFunctions } from '../flow/actions.ts'
import type { Storage } from '../storage/storage.ts'
import type { NoticePlace } from '../storage/tables/requestTables.ts'
import type { Keeper } from '../storage/retentionJob.ts'
import type { IncidentNotices } from './incidentNotice.ts'

/** How far back conversations count, ms. */
const windowMs = 3_600_000
/** Longest notice that is shown, in characters. */
const longest = 600

export interface Incidents extends Keeper {
  readonly looks: Pick<LookFunctions, 'findIncident'>
  /** What the staff tells everybody at the beginning of a conversation; empty: nothing. */
  atTheStart(locale: string): Promise<string>
  /** Counts a conversation, once however often it comes. Tells the operator when the threshold is reached. */
  note(conversation: string): Promise<void>
  /** Conversations that ended at the service within the last hour. */
  count(): Promise<number>
}

/**
 * Watches over incidents.
 * @param threshold how many conversations within an hour make one likely
 * @param dir the content folder
 * @param notices what the helpdesk announces from its desk
 * @param suspected hears of it when the count reaches the threshold
 */
export function createIncidents({
  storage: { db },
  threshold,
  dir,
  defaultLocale,
  suspected,
  notices,
  now = Date.now,
}: {
  storage: Pick<Storage, 'db'>
  threshold: number
  dir: string
  defaultLocale: string
  suspected: (conversations: number) => void
  notices?: Pick<IncidentNotices, 'standing'>
  now?: () => number
}): Incidents {
  /** Read each time: it is written in a hurry, and must be seen without a restart. */
  async function notice(locale: string): Promise<string> {
    const text = await readFile(join(dir, 'notice', `${locale}.md`), 'utf8').catch(() => '')
    return text.replace(/<!--.*?(?:-->|$)/gs, '').replace(/\s+/g, ' ').trim().slice(0, longest)
  }

  async function fromDesk(locale: string, place: NoticePlace): Promise<string> {
    const standing = (await notices?.standing(place)) ?? []
    return [...new Set(standing.map(({ words }) => words[locale] ?? words[defaultLocale] ?? ''))].join(' ').trim()
  }

  const count = async (): Promise<number> => {
    const row = await db
      .selectFrom('service_side')
      .where('noted_at', '>', now() - windowMs)
      .select(({ fn }) => fn.countAll<number | string | bigint>().as('count'))
      .executeTakeFirst()
    return Number(row?.count ?? 0)
  }

  return {
    looks: {
      findIncident: async (_input, locale) => {
        const announced = (await notice(locale)) || (await notice(defaultLocale)) || (await fromDesk(locale, 'diagnosis'))
        if (announced !== '') return { result: 'announced', variables: { notice: announced } }
        return { result: (await count()) >= threshold ? 'likely' : 'none' }
      },
    },
    atTheStart: locale => fromDesk(locale, 'greeting'),
    note: async conversation => {
      // A digest: the row shall count a conversation, and lead to nobody.
      const digest = createHash('sha256').update(conversation).digest('hex')
      const before = await count()
      await db
        .insertInto('service_side')
        .values({ conversation: digest, noted_at: now() })
        .onConflict(conflict => conflict.column('conversation').doUpdateSet({ noted_at: now() }))
        .execute()
      const after = await count()
      if (before < threshold && after >= threshold) suspected(after)
    },
    count,
    expire: async before => {
      const erased = await db.deleteFrom('service_side').where('noted_at', '<', Math.max(before.getTime(), now() - windowMs)).executeTakeFirst()
      return Number(erased.numDeletedRows)
    },
  }
}
