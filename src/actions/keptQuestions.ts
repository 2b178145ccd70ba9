/** Questions that no help article answered, kept for the editors without what tells who asked them. */
import { createHash } from 'node:crypto'
import { digestOf } from '../storage/conversations.ts'
import type { Storage } from '../storage/storage.ts'
import type { Keeper } from '../storage/retentionJob.ts'

/** Longest question that is kept, in characters. */
const longest = 300
/** Stands for what was taken out. */
const masked = '[…]'

const name = String.raw`[\p{L}’'-]+`
/** Words that end a name: « je m’appelle Anne et je… ». */
const after = String.raw`(?!(?:et|mais|je|j|car|de|du|à|au|pour|and|but|i|from|at|who|because)(?![\p{L}-]))`
const several = (count: number): string => String.raw`(?:${after}${name}[ \t]*){1,${count}}`
const title = String.raw`\b(?:[Mm]\.|[Mm]r\.?|[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame|[Mm]rs\.?|[Mm]s\.?|[Mm]iss|[Dd]r\.?|[Dd]octeur|[Pp]r\.?|[Pp]rof\.?|[Pp]rofess(?:eur|or))`

/** What is taken out, in this order: the first part of a match stays. */
const rules: readonly RegExp[] = [
  // Links and addresses first: they hold names and numbers.
  /()\b(?:https?:\/\/|www\.)\S+/giu,
  /()[^\s@<>()«»"',;:]+@[^\s@<>()«»"',;:]+/gu,
  // A password, wherever somebody wrote one all the same.
  /((?:mot de passe|mdp|password|passwd|passe?code)\s*(?:[:=]|est|is)\s*[«"']?\s*)\S+/giu,
  new RegExp(String.raw`((?:je m['’]appelle|je me nomme|mon nom(?: de famille)? (?:est|c['’]est)|mon prénom est|moi c['’]est|my (?:first |last )?name is|i am called|my name['’]s)\s+)${several(4)}`, 'giu'),
  new RegExp(String.raw`((?:cordialement|bien à vous|sincèrement|kind regards|best regards|regards|sincerely|signé|signed)[\s,.]+)${several(4)}`, 'giu'),
  new RegExp(String.raw`(${title}\s+)(?:\p{Lu}${name}[ \t]*){1,3}`, 'gu'),
  // « je suis Jean Dupont »: two words in capitals are a name more often than not.
  /((?:je suis|ici|i am|i['’]m|this is)\s+)\p{Lu}[\p{Ll}’'-]+\s+\p{Lu}[\p{L}’'-]+/gu,
  // Codes of letters and digits, such as those of activation links.
  /()(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{12,}/gu,
  // Telephone, unit, personnel, card: four digits or more. An error's number stays.
  /()\+?\d(?:[\s.()/-]{0,3}\d){3,}/gu,
]

/** A question without names, addresses and numbers, in one line of at most 300 characters. What no rule knows stays. */
export function maskQuestion(question: string): string {
  const line = question.slice(0, 2000).replace(/[\p{Cc}\s]+/gu, ' ').trim()
  const text = rules.reduce((said, rule) => said.replace(rule, (found, kept: string) => `${kept}${masked}${/\s$/u.test(found) ? ' ' : ''}`), line)
  return text.length <= longest ? text.trim() : `${text.slice(0, longest - 1).trim()}…`
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
const sameQuestion = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()

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
        const key = `${locale} ${sameQuestion(question)}`
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
