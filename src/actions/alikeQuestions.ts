/** Questions put together that ask for the same in other words. */
import { fold } from '../text/fold.ts'
import { stateOf, type KeptQuestion, type QuestionState } from './keptQuestions.ts'

/** Questions that are alike. */
export interface AlikeQuestions {
  /** The one that was asked most. */
  readonly question: string
  readonly locale: string
  readonly step: string
  /** All of them, the one that was asked most first. */
  readonly wordings: readonly KeptQuestion[]
  readonly count: number
  readonly first: string
  readonly last: string
  readonly state: QuestionState
}

/** Letters of a word that tell it: what comes after is mostly grammar. */
const stem = 6
/** From this likeness on, questions are put together: twice the words that both have, through the words of both. */
const alike = 0.6

const wordsOf = (question: string, little: ReadonlySet<string>): ReadonlySet<string> => {
  const words = fold(question).split(' ')
  const telling = words.filter(word => !little.has(word))
  return new Set((telling.length > 0 ? telling : words).map(word => word.slice(0, stem)))
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0
  for (const word of a) if (b.has(word)) both++
  return (2 * both) / (a.size + b.size)
}

/** The words that more than this share of the questions of a language have tell nothing. */
const tooCommon = 0.2
/** Fewer questions tell nothing of how common a word is. */
const fewest = 20

function commonWords(questions: readonly KeptQuestion[]): Set<string> {
  const times = new Map<string, number>()
  for (const { question } of questions) for (const word of new Set(fold(question).split(' '))) times.set(word, (times.get(word) ?? 0) + 1)
  return new Set([...times].filter(([, count]) => questions.length >= fewest && count > questions.length * tooCommon).map(([word]) => word))
}

function add<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

interface Group {
  /** Of its first question. */
  readonly words: ReadonlySet<string>
  readonly of: KeptQuestion[]
}

/**
 * @param kept those asked most often first
 * @param little words that tell nothing, folded
 * @returns the groups, those asked most often first
 */
export function groupAlike(kept: readonly KeptQuestion[], little: readonly string[]): AlikeQuestions[] {
  const common = new Map([...new Set(kept.map(({ locale }) => locale))].map(locale =>
    [locale, new Set([...little, ...commonWords(kept.filter(each => each.locale === locale))])] as const))
  const groups: Group[] = []
  /** By language, step and word: only groups that share a word can be alike, and there may be thousands of them. */
  const having = new Map<string, Group[]>()
  for (const question of kept) {
    const words = wordsOf(question.question, common.get(question.locale) ?? new Set())
    const keys = [...words].map(word => `${question.locale} ${question.step} ${word}`)
    const group = keys.flatMap(key => having.get(key) ?? []).find(each => likeness(words, each.words) >= alike)
    if (group !== undefined) {
      group.of.push(question)
      continue
    }
    const made: Group = { words, of: [question] }
    groups.push(made)
    for (const key of keys) add(having, key, made)
  }
  return groups.map(({ of }) => groupOf(of)).sort((a, b) => b.count - a.count || (a.last < b.last ? 1 : -1))
}

function groupOf(wordings: readonly KeptQuestion[]): AlikeQuestions {
  const [first] = wordings
  const byTime = wordings.toSorted((a, b) => (a.last < b.last ? -1 : 1))
  return {
    question: first?.question ?? '', locale: first?.locale ?? '', step: first?.step ?? '', wordings,
    count: wordings.reduce((all, { count }) => all + count, 0),
    first: wordings.reduce((earliest, each) => (each.first < earliest ? each.first : earliest), first?.first ?? ''),
    last: byTime.at(-1)?.last ?? '',
    state: stateOf(byTime.map(({ state }) => (state === 'new' ? '' : state))),
  }
}
