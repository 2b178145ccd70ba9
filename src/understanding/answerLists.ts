/** The editors' lists by which answers are recognised, made ready for search: what holds at every step, in all languages. */
import { Phrases } from './phrases.ts'
import { sameForm, wordsOf, type Word } from './words.ts'

/** What an answer can mean at any step, by the name of its list. `fine`: « d’accord » says yes only where nothing else is offered. */
const senses = ['yes', 'fine', 'no', 'works', 'stillNot', 'unsure', 'couldNot'] as const
export type Sense = (typeof senses)[number]
export const isSense = (name: string): name is Sense => senses.some(sense => sense === name)

/** The editors' lists that hold for every step, in all languages. */
export interface AnswerWords {
  readonly senses: Readonly<Record<Sense, readonly string[]>>
  /** Politeness, hesitation, interjections: said around an answer. */
  readonly fillers: readonly string[]
  /** Small words that tell no option from another. */
  readonly little: readonly string[]
  /** After one of them what was said before no longer holds. */
  readonly corrections: readonly string[]
  /** After one of them what was said before may no longer hold: « en fait ». */
  readonly secondThoughts: readonly string[]
  /** All that is offered: « les deux ». */
  readonly both: readonly string[]
  /** Neither yes nor no: « oui et non », « en partie ». */
  readonly undecided: readonly string[]
  /** What begins what is not known: « je ne sais pas *si* … ». */
  readonly unknownOf: readonly string[]
  /** They deny what follows them. */
  readonly denials: readonly string[]
  /** Whoever says one will answer later. */
  readonly wait: readonly string[]
  /** How a question begins. */
  readonly questions: readonly string[]
  /** Single words that ask wherever they stand in what ends with a question mark. */
  readonly asking: readonly string[]
  /** They make a text a question wherever they stand. */
  readonly definitions: readonly string[]
  /** What begins like a question and asks for something to be done. */
  readonly requests: readonly string[]
  /** By place in a list, the first one first; `last` the last. */
  readonly ordinals: readonly (readonly string[])[]
  readonly last: readonly string[]
  /** The one in the middle, where there is one. */
  readonly middle: readonly string[]
  /** What is typed -> what is meant. */
  readonly spellings: Readonly<Record<string, string>>
}

/** What a phrase does that is no answer itself. */
/** `assent`: a yes where nothing takes one. */
export type Role = 'filler' | 'little' | 'assent' | 'correction' | 'thought' | 'both' | 'undecided' | 'denial' | 'wait' | 'unsure'
/** A request is a question in its form only: « vous pouvez m’en renvoyer un ? ». `perhaps`: only its mark makes it one. */
export type Asks = 'nothing' | 'request' | 'perhaps' | 'question'

/** Places that depend on how long the list is. */
export const last = -1
export const middle = -2

/** Longest answer that is looked at, in words. */
const longest = 80

export class AnswerLists {
  readonly senses: AnswerWords['senses']
  readonly roles = new Phrases<Role>()
  /** Places in a list, from 0; `last`, `middle`. */
  readonly ordinals = new Phrases<number>()
  readonly #unknownOf = new Phrases<true>()
  /** The ways to say "wait", letter for letter: « looking » is said while they look, « look » asks for it. */
  readonly waits: ReadonlySet<string>
  /** Words that stand in any list: they are no slip for another. */
  readonly known: ReadonlySet<string>
  readonly #spellings: ReadonlyMap<string, string>
  readonly #questions: readonly string[]
  readonly #definitions: readonly string[]
  readonly #requests: readonly string[]
  /** Words that ask wherever they stand, where there is a question mark: « je colle où ? ». */
  readonly #asking: ReadonlySet<string>

  constructor(words: AnswerWords) {
    this.senses = words.senses
    const lists: readonly (readonly [Role, readonly string[]])[] = [
      ['filler', words.fillers], ['little', words.little], ['correction', words.corrections],
      ['thought', words.secondThoughts], ['both', words.both], ['undecided', words.undecided], ['denial', words.denials], ['wait', words.wait],
      ['unsure', words.senses.unsure], ['assent', [...words.senses.yes, ...words.senses.fine]],
    ]
    for (const [role, each] of lists) for (const phrase of each) this.roles.add(phrase, role)
    for (const phrase of words.unknownOf) this.#unknownOf.add(phrase, true)
    for (const [place, each] of words.ordinals.entries()) for (const phrase of each) this.ordinals.add(phrase, place)
    for (const phrase of words.last) this.ordinals.add(phrase, last)
    for (const phrase of words.middle) this.ordinals.add(phrase, middle)
    this.waits = new Set(words.wait.map(sameForm))
    const phrases = [...lists.flatMap(([, each]) => each), ...Object.values(words.senses).flat()]
    this.known = new Set(phrases.flatMap(phrase => wordsOf(phrase).map(({ text }) => text)))
    this.#spellings = new Map(Object.entries(words.spellings).map(([typed, meant]) => [sameForm(typed), meant]))
    this.#questions = words.questions.map(sameForm)
    this.#definitions = words.definitions.map(sameForm)
    this.#requests = words.requests.map(sameForm)
    this.#asking = new Set(words.asking.map(sameForm))
  }

  /** The words of what was said, as they are meant. */
  wordsOf(text: string): Word[] {
    return wordsOf(text).slice(0, longest).flatMap(word => {
      const meant = this.#spellings.get(word.text)
      return meant === undefined ? [word] : wordsOf(meant).map((each, i) => (i === 0 ? { ...each, opens: word.opens } : each))
    })
  }

  /** Whether a text asks something. @param said its words */
  asks(text: string, said: readonly Word[]): Asks {
    const form = ` ${formOf(said)} `
    if (this.#definitions.some(phrase => form.includes(` ${phrase} `))) return 'question'
    const isMarked = /\?\s*$/.test(text)
    const isBegun = this.#questions.some(start => form.startsWith(` ${start} `))
    if (!isMarked && !isBegun) return 'nothing'
    if (this.#requests.some(start => form.startsWith(` ${start} `))) return 'request'
    return isBegun || said.some(({ text: word }) => this.#asking.has(word)) ? 'question' : 'perhaps'
  }

  has(said: readonly Word[], at: number, role: Role): boolean {
    return this.roles.at(said, at)?.values.includes(role) === true
  }

  /** Whether what is not known is told from this word on: « si c’est le mien ». */
  tellsUnknown(said: readonly Word[], at: number): boolean {
    return this.#unknownOf.at(said, at) !== undefined
  }

  /** Whether a word alone denies what follows. */
  denies(said: readonly Word[], at: number): boolean {
    return this.roles.at(said.slice(at, at + 1), 0)?.values.includes('denial') === true
  }

  /** Whether a word tells no option from another. */
  isLittle(word: string): boolean {
    return (word.length < 2 && !/\d/.test(word)) || this.has(wordsOf(word), 0, 'little')
  }
}

/** Words in one form, letter for letter. */
export const formOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(' ')

/** A no of its own. */
export const isNo = (word: Word | undefined): boolean => /^(?:non|no|nope|nan|si)$/.test(word?.text ?? '')
