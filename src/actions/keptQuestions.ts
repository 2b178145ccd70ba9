/** Questions that no help article answered, kept for the editors without what tells who asked them. */
import { createHash } from 'node:crypto'
import { digestOf } from '../storage/conversations.ts'
import type { Storage } from '../storage/storage.ts'
import type { Keeper } from '../storage/retentionJob.ts'
import { fold } from '../text/fold.ts'
import { maskPerson } from './masking.ts'

/** Longest question that is kept, in characters. */
const longest = 300
/** Stands for what was taken out. */
const masked = '[…]'

/** A question without secrets, names, addresses and numbers, in one line of at most 300 characters. */
export function maskQuestion(question: string): string {
  const text = maskPerson(question, () => masked)
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trim()}…`
}

/** A question as editors read it: how often it was asked, and when. */
export interface KeptQuestion {
  readonly question: string
  readonly locale: string
  readonly count: number
  /** ISO 8601, UTC. */
  readonly first: string
  readonly last: string
}

export interface Questions extends Keeper {
  /**
   * Keeps a question, masked.
   * @param entry id of the outbox entry that asks for it; the same one keeps it once
   */
  keep(entry: string, conversation: string, locale: string, question: string, askedAt: string): Promise<void>
  /** Takes one out again: its conversation was erased meanwhile. */
  drop(entry: string): Promise<void>
  /** The questions, those asked most often first; the same but for case, accents and marks is the same. */
  list(): Promise<readonly KeptQuestion[]>
}

const idOf = (entry: string): string => createHash('sha256').update(entry).digest('hex')

export function createQuestions({ db }: Pick<Storage, 'db'>): Questions {
  return {
    keep: async (entry, conversation, locale, question, askedAt) => {
      const text = maskQuestion(question)
      // Nothing but what was taken out: there is no question left.
      if (!/\p{L}/u.test(text.replaceAll(masked, ''))) return
      await db
        .insertInto('kept_question')
        .values({ id: idOf(entry), conversation: digestOf(conversation), locale, question: text, asked_at: askedAt })
        .onConflict(conflict => conflict.column('id').doNothing())
        .execute()
    },
    drop: async entry => {
      await db.deleteFrom('kept_question').where('id', '=', idOf(entry)).execute()
    },
    list: async () => {
      const rows = await db.selectFrom('kept_question').selectAll().orderBy('asked_at').execute()
      const kept = new Map<string, KeptQuestion>()
      for (const { locale, question, asked_at: at } of rows) {
        const key = `${locale} ${fold(question)}`
        const before = kept.get(key)
        kept.set(key, { question, locale, count: (before?.count ?? 0) + 1, first: before?.first ?? at, last: at })
      }
      return [...kept.values()].sort((a, b) => b.count - a.count || (a.last < b.last ? 1 : -1))
    },
    expire: async before => {
      const erased = await db.deleteFrom('kept_question').where('asked_at', '<', before.toISOString()).executeTakeFirst()
      return Number(erased.numDeletedRows)
    },
  }
}
