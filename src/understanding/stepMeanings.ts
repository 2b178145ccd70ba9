/** What can be said at one step: which phrase, word or spelling means which of its options. */
import type { AnswerOption } from '../text/answerOption.ts'
import { formOf, isNo, isSense, type AnswerLists, type Sense } from './answerLists.ts'
import { Phrases, type Found } from './phrases.ts'
import { speller } from './spelling.ts'
import { sameForm, wordsOf, type Word } from './words.ts'

/** Which kind of phrase was found: the higher goes before the lower. */
export const level = { bare: 1, common: 2, own: 3 } as const
export type Level = (typeof level)[keyof typeof level]

/** A phrase means the option of this place. */
export interface Meaning {
  readonly option: number
  readonly level: Level
  /** Where it is a phrase of every step's. */
  readonly sense?: Sense
}

const levelOf: Readonly<Record<Sense, Level>> = {
  yes: level.bare, fine: level.bare, no: level.bare, works: level.common, stillNot: level.common, unsure: level.own, couldNot: level.own,
}

/** Among the few words of a step a slip of the hand is known from further off. */
const furthestWord = 0.34

export class StepMeanings {
  readonly #lists: AnswerLists
  readonly #book = new Phrases<Meaning>()
  /** By stem: the options whose words hold it. */
  readonly #stems = new Map<string, Set<number>>()
  /** The same, of phrases in which something is denied. */
  readonly #denied = new Map<string, Set<number>>()
  readonly #unsure = new Set<number>()
  /** By form without spaces: the one option that is written so. */
  readonly #joined = new Map<string, number | undefined>()
  readonly #repair: (word: string) => string | undefined

  constructor(options: readonly AnswerOption[], lists: AnswerLists) {
    this.#lists = lists
    const vocabulary = new Set<string>()
    for (const [option, { id, label, names }] of options.entries()) {
      for (const phrase of [id, label]) this.#own(phrase, option, vocabulary)
      const bare = this.#bareSense(label)
      if (bare !== undefined) {
        this.#mean(bare.sense, option)
        this.#own(bare.rest, option, vocabulary)
      }
      for (const name of names) {
        const sense = name.slice(1)
        if (!name.startsWith('=')) this.#own(name, option, vocabulary)
        else if (sense === 'onlyYes') this.#mean('yes', option, ['yes'])
        else if (isSense(sense)) this.#mean(sense, option)
      }
    }
    this.#repair = speller(vocabulary, furthestWord)
  }

  /** A phrase of the option's own. */
  #own(phrase: string, option: number, vocabulary: Set<string>): void {
    const words = wordsOf(phrase)
    const joined = joinedForm(words)
    if (joined.length > 3) this.#joined.set(joined, this.#joined.has(joined) && this.#joined.get(joined) !== option ? undefined : option)
    this.#book.add(phrase, { option, level: level.own })
    const denies = words.some((word, at) => isNo(word) || this.#lists.denies(words, at))
    for (const { text, stem } of words) {
      if (this.#lists.isLittle(text)) continue
      if (text.length > 3) vocabulary.add(text)
      for (const holders of denies ? [this.#stems, this.#denied] : [this.#stems]) {
        const known = holders.get(stem)
        if (known === undefined) holders.set(stem, new Set([option]))
        else known.add(option)
      }
    }
  }

  #mean(sense: Sense, option: number, of: readonly Sense[] = sense === 'yes' ? ['yes', 'fine'] : [sense]): void {
    if (sense === 'unsure') this.#unsure.add(option)
    for (const each of of) for (const phrase of this.#lists.senses[each]) this.#book.add(phrase, { option, level: levelOf[sense], sense })
  }

  /** « Oui, c’est résolu » means yes, and what follows. */
  #bareSense(label: string): { readonly sense: Sense; readonly rest: string } | undefined {
    const [, first = label, rest = ''] = /^([^\s,]+)(?:,\s*(.+))?$/.exec(label) ?? []
    const form = sameForm(first)
    const sense = (['yes', 'no'] as const).find(each => form !== '' && this.#lists.senses[each].some(phrase => sameForm(phrase) === form))
    return sense === undefined ? undefined : { sense, rest }
  }

  /** The longest phrase that begins at a word. */
  at(said: readonly Word[], at: number): Found<Meaning> | undefined {
    return this.#book.at(said, at)
  }

  /** Whether a phrase at a word means no more than yes or no. */
  isBare(said: readonly Word[], at: number): boolean {
    return this.#book.at(said, at)?.values.every(each => each.level === level.bare) === true
  }

  /** The one option that what was said is a phrase of, whatever else may stand in it. */
  exactly(said: readonly Word[]): number | undefined {
    const whole = this.#book.at(said, 0)
    if (whole?.length !== said.length) return this.#joined.get(joinedForm(said))
    const best = highest(whole.values)
    return best.length === 1 ? best[0] : undefined
  }

  /** The option that a word speaks for, and that is not meant where the word is denied. */
  affirmedBy(word: Word): readonly number[] {
    const holders = [...(this.holders(word) ?? [])]
    return holders.length === 1 && this.deniers(word) === undefined ? holders : []
  }

  /** The options of which a phrase denies this word. */
  deniers({ stem }: Word): ReadonlySet<number> | undefined {
    return this.#denied.get(stem)
  }

  /** Whether an option says that the answer is not known. */
  isUnsure(option: number): boolean {
    return this.#unsure.has(option)
  }

  /** The options among whose words this one stands, its spelling repaired. */
  holders({ text, stem }: Word): ReadonlySet<number> | undefined {
    const known = this.#stems.get(stem)
    if (known !== undefined || this.#lists.known.has(text)) return known
    const [repaired] = wordsOf(this.#repair(text) ?? '')
    return repaired === undefined ? undefined : this.#stems.get(repaired.stem)
  }
}

/** The options of the highest level among meanings. */
export function highest(meanings: readonly Meaning[]): number[] {
  const most = Math.max(...meanings.map(each => each.level))
  return [...new Set(meanings.filter(each => each.level === most).map(({ option }) => option))]
}

const joinedForm = (words: readonly Word[]): string => formOf(words).replaceAll(' ', '')
