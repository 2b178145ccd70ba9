/**
 * Questions that no help article answered, and answers that were not understood at a step, kept for the editors without what tells who
 * asked them.
 */
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

/** What editors make of a question. */
export const questionStates = ['new', 'inHand', 'answered', 'ignored'] as const
export type QuestionState = (typeof questionStates)[number]

/** A question as editors read it: how often it was asked, and when. */
export interface KeptQuestion {
  readonly question: string
  readonly locale: string
  /** `<dialog>.<step>` where it is an answer that was not understood; empty: a question. */
  readonly step: string
  readonly count: number
  /** ISO 8601, UTC. */
  readonly first: string
  readonly last: string
  readonly state: QuestionState
  /** Of the rows that it is. */
  readonly ids: readonly string[]
}

/** Something that was not understood, as it was said. */
export interface Unheard {
  readonly question: string
  readonly locale: string
  readonly askedAt: string
  /** `<dialog>.<step>` that it was said at. */
  readonly step?: string | undefined
}

export interface Questions extends Keeper {
  /**
   * Keeps a question, masked.
   * @param entry id of the outbox entry that asks for it; the same one keeps it once
   */
  keep(entry: string, conversation: string, asked: Unheard): Promise<void>
  /** Takes one out again: its conversation was erased meanwhile. */
  drop(entry: string): Promise<void>
  /** The questions, those asked most often first; the same but for case, accents and marks is the same. */
  list(): Promise<readonly KeptQuestion[]>
  /** Notes what is made of some. @param ids of rows */
  mark(ids: readonly string[], state: QuestionState): Promise<void>
}

const idOf = (entry: string): string => createHash('sha256').update(entry).digest('hex')

/** So many are read, the latest: whoever floods the guide with nonsense must not stop those who read it. */
const mostRead = 20_000

/** Rows that are changed in one statement. */
const atOnce = 200

/**
 * What several rows are together, in the order in which they came: what was made of an earlier one holds for a later one, but that what
 * should be answered by now was asked again.
 */
export const stateOf = (states: readonly string[]): QuestionState =>
  states.reduce<QuestionState>((before, own) => {
    const known = questionStates.find(each => each === own && each !== 'new')
    return known ?? (before === 'answered' ? 'new' : before)
  }, 'new')

export function createQuestions({ db }: Pick<Storage, 'db'>): Questions {
  return {
    keep: async (entry, conversation, { locale, question, askedAt, step = '' }) => {
      const text = maskQuestion(question)
      // Nothing but what was taken out: there is no question left.
      if (!/\p{L}/u.test(text.replaceAll(masked, ''))) return
      await db
        .insertInto('kept_question')
        .values({ id: idOf(entry), conversation: digestOf(conversation), locale, question: text, asked_at: askedAt, step })
        .onConflict(conflict => conflict.column('id').doNothing())
        .execute()
    },
    drop: async entry => {
      await db.deleteFrom('kept_question').where('id', '=', idOf(entry)).execute()
    },
    list: async () => {
      const latest = await db.selectFrom('kept_question').selectAll().orderBy('asked_at', 'desc').orderBy('id', 'desc').limit(mostRead).execute()
      const rows = latest.reverse()
      const same = new Map<string, typeof rows>()
      for (const row of rows) {
        const key = `${row.locale} ${row.step} ${fold(row.question)}`
        const before = same.get(key)
        if (before === undefined) same.set(key, [row])
        else before.push(row)
      }
      const kept = [...same.values()].map((all): KeptQuestion => {
        const [first, last] = [all[0], all.at(-1)]
        return {
          question: last?.question ?? '', locale: last?.locale ?? '', step: last?.step ?? '', count: all.length,
          first: first?.asked_at ?? '', last: last?.asked_at ?? '', state: stateOf(all.map(({ state }) => state)), ids: all.map(({ id }) => id),
        }
      })
      return kept.sort((a, b) => b.count - a.count || (a.last < b.last ? 1 : -1))
    },
    mark: async (ids, state) => {
      for (let from = 0; from < ids.length; from += atOnce)
        await db.updateTable('kept_question').set({ state: state === 'new' ? '' : state }).where('id', 'in', ids.slice(from, from + atOnce)).execute()
    },
    expire: async before => {
      const erased = await db.deleteFrom('kept_question').where('asked_at', '<', before.toISOString()).executeTakeFirst()
      return Number(erased.numDeletedRows)
    },
  }
}
