/**
 * What was said -> which answer of this step. Whoever asked knows what answers there are, and that outweighs any classifier.
 *
 * What says nothing (politeness, hesitation) is set aside. A phrase of an option is worth more than one of a common sense (« ça marche »),
 * and that more than a bare yes or no: « oui envoyez un nouveau ». What is denied does not count, and after a correction (« non pardon »)
 * only what follows. Two options that fit are no answer: they are asked back. All words are the editors'.
 */
import { Phrases } from './phrases.ts'
import { speller } from './spelling.ts'
import { wordsOf, type Word } from './words.ts'

/** What an answer can mean at any step, by the name of its list. */
const senses = ['yes', 'no', 'works', 'stillNot', 'unsure', 'couldNot'] as const
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
  /** They deny what follows them. */
  readonly denials: readonly string[]
  /** Whoever says one will answer later. */
  readonly wait: readonly string[]
  /** How a question begins. */
  readonly questions: readonly string[]
  /** They make a text a question wherever they stand. */
  readonly definitions: readonly string[]
  /** What begins like a question and asks for something to be done. */
  readonly requests: readonly string[]
  /** By place in a list, the first one first; `last` the last. */
  readonly ordinals: readonly (readonly string[])[]
  readonly last: readonly string[]
  /** What is typed -> what is meant. */
  readonly spellings: Readonly<Record<string, string>>
}

/** One of the answers that a step can have. */
export interface AnswerOption {
  readonly id: string
  /** As it is shown. */
  readonly label: string
  /** Other ways to say it; `=yes` stands for all that means yes. */
  readonly names: readonly string[]
  /** Consent, a request, an erasure: taken only when it is said and nothing else. */
  readonly wholly?: boolean
  /** A thing of a list: each word that no other one has tells it. */
  readonly listed?: boolean
}

export type Heard =
  /** `wholly`: nothing else is said. `surely`: it was named by a phrase of its own, not by a bare yes or by some of its words. */
  | { readonly kind: 'option'; readonly id: string; readonly wholly: boolean; readonly surely: boolean }
  /** Several fit. */
  | { readonly kind: 'either'; readonly ids: readonly string[] }
  | { readonly kind: 'wait'; readonly wholly: boolean }
  /** Says that they do not know, where no option says so. */
  | { readonly kind: 'unknown'; readonly wholly: boolean }

/** Recognises what is said at one step. */
export interface StepAnswers {
  /** @returns undefined when it is none of the answers of this step */
  hear(text: string): Heard | undefined
}

/** Which kind of phrase was found: the higher goes before the lower. */
const level = { bare: 1, common: 2, own: 3 } as const
type Level = (typeof level)[keyof typeof level]

interface Meaning {
  readonly option: number
  readonly level: Level
}
type Role = 'filler' | 'little' | 'correction' | 'thought' | 'both' | 'denial' | 'wait' | 'unsure'

/** How many words that nothing explains may stand beside what was found, by its level: a story is no answer. */
const mostBeside: Readonly<Record<Level, number>> = { [level.bare]: 3, [level.common]: 7, [level.own]: 14 }
/** Beside "wait" and "I do not know". */
const mostBesideRole = 6
/** So much of what was said must stand among the words of an option that has no phrase in it. */
const leastShare = 0.5
/** Among the few words of a step a slip of the hand is known from further off. */
const furthestWord = 0.34
/** How far behind a denial it still denies, in words. */
const denialReach = 3
/** So many corrections of one message are followed, the last first. */
const mostCorrections = 3
/** Longest answer that is looked at, in words. */
const longest = 80

/** Makes the function that prepares a step's answers. */
export function createAnswers(words: AnswerWords): (options: readonly AnswerOption[]) => StepAnswers {
  const roles = new Phrases<Role>()
  const lists: readonly (readonly [Role, readonly string[]])[] = [
    ['filler', words.fillers], ['little', words.little], ['correction', words.corrections],
    ['thought', words.secondThoughts], ['both', words.both], ['denial', words.denials], ['wait', words.wait],
    ['unsure', words.senses.unsure],
  ]
  for (const [role, phrases] of lists) for (const phrase of phrases) roles.add(phrase, role)
  const ordinals = new Phrases<number>()
  for (const [place, phrases] of words.ordinals.entries()) for (const phrase of phrases) ordinals.add(phrase, place)
  for (const phrase of words.last) ordinals.add(phrase, -1)
  const spellings = new Map(Object.entries(words.spellings).map(([typed, meant]) => [wordsOf(typed).map(({ text }) => text).join(' '), meant]))
  const inForm = (phrase: string): string => wordsOf(phrase).map(({ text }) => text).join(' ')
  const questions = words.questions.map(inForm)
  const definitions = words.definitions.map(inForm)
  const requests = words.requests.map(inForm)
  const asks = (text: string, said: readonly Word[]): Asks => {
    const form = ` ${said.map(({ text: word }) => word).join(' ')} `
    if (definitions.some(phrase => form.includes(` ${phrase} `))) return 'question'
    const isQuestion = /\?\s*$/.test(text.trim()) || questions.some(start => form.startsWith(` ${start} `))
    if (!isQuestion) return 'nothing'
    return requests.some(start => form.startsWith(` ${start} `)) ? 'request' : 'question'
  }
  const spelled = (text: string): Word[] =>
    wordsOf(text).slice(0, longest).flatMap(word => {
      const meant = spellings.get(word.text)
      return meant === undefined ? [word] : wordsOf(meant).map((each, i) => (i === 0 ? { ...each, opens: word.opens } : each))
    })
  return options => new PreparedStep(options, { words, roles, ordinals, waits: new Set(words.wait.map(inForm)), spelled, asks })
}

/** A request is a question in its form only: « vous pouvez m’en renvoyer un ? ». */
type Asks = 'nothing' | 'request' | 'question'

interface Common {
  readonly words: AnswerWords
  readonly roles: Phrases<Role>
  readonly ordinals: Phrases<number>
  /** The ways to say "wait", letter for letter. */
  readonly waits: ReadonlySet<string>
  readonly spelled: (text: string) => Word[]
  readonly asks: (text: string, said: readonly Word[]) => Asks
}

interface Found {
  readonly option: number
  readonly level: Level
  readonly length: number
}

/** What stands in a stretch of words. */
interface Reading {
  readonly found: readonly Found[]
  /** Options that are denied. */
  readonly denied: ReadonlySet<number>
  readonly roles: ReadonlySet<Role>
  /** Words that nothing explains. */
  readonly beside: readonly Word[]
}

class PreparedStep implements StepAnswers {
  readonly #options: readonly AnswerOption[]
  readonly #with: Common
  readonly #book = new Phrases<Meaning>()
  /** By stem: the options whose words hold it. */
  readonly #stems = new Map<string, Set<number>>()
  /** By form without spaces: the one option that is written so. */
  readonly #joined = new Map<string, number | undefined>()
  readonly #repair: (word: string) => string | undefined

  constructor(options: readonly AnswerOption[], common: Common) {
    this.#options = options
    this.#with = common
    const vocabulary = new Set<string>()
    const own = (phrase: string, option: number): void => {
      const joined = joinedForm(wordsOf(phrase))
      if (joined.length > 3) this.#joined.set(joined, this.#joined.has(joined) && this.#joined.get(joined) !== option ? undefined : option)
      this.#book.add(phrase, { option, level: level.own })
      for (const { text, stem } of wordsOf(phrase)) {
        if (this.#isLittle(text)) continue
        if (text.length > 3) vocabulary.add(text)
        const known = this.#stems.get(stem)
        if (known === undefined) this.#stems.set(stem, new Set([option]))
        else known.add(option)
      }
    }
    const mean = (sense: Sense, option: number): void => {
      const at = sense === 'yes' || sense === 'no' ? level.bare : sense === 'works' || sense === 'stillNot' ? level.common : level.own
      for (const phrase of common.words.senses[sense]) this.#book.add(phrase, { option, level: at })
    }
    for (const [i, { id, label, names }] of options.entries()) {
      own(id, i)
      own(label, i)
      const bare = this.#bareSense(label)
      if (bare !== undefined) {
        mean(bare.sense, i)
        if (bare.rest !== '') own(bare.rest, i)
      }
      for (const name of names) {
        const sense = senses.find(each => name === `=${each}`)
        if (sense === undefined) own(name, i)
        else mean(sense, i)
      }
    }
    this.#repair = speller(vocabulary, furthestWord)
  }

  /** « Oui, c’est résolu » means yes, and what follows. */
  #bareSense(label: string): { readonly sense: Sense; readonly rest: string } | undefined {
    const [, first = label, rest = ''] = /^([^\s,]+),\s*(.+)$/.exec(label) ?? []
    const sense = (['yes', 'no'] as const).find(each => this.#with.words.senses[each].some(phrase => same(phrase, first)))
    return sense === undefined ? undefined : { sense, rest }
  }

  #isLittle(word: string): boolean {
    return (word.length < 2 && !/\d/.test(word)) || this.#with.roles.at(wordsOf(word), 0)?.values.includes('little') === true
  }

  hear(text: string): Heard | undefined {
    const said = this.#with.spelled(text)
    if (said.length === 0) return undefined
    const exact = this.#exactly(said) ?? this.#byPlace(said)
    if (exact !== undefined) return this.#option(exact, true, true)
    const asks = this.#with.asks(text, said)
    if (asks === 'question') return undefined
    // What was corrected last holds, and what it corrects no longer does.
    for (const { from, to, surely } of this.#corrections(said).reverse().slice(0, mostCorrections)) {
      const corrected = this.#judge(said.slice(to)) ?? this.#judge(said.slice(from))
      if (corrected !== undefined && corrected.kind !== 'either') return corrected
      if (surely && from > 0) return corrected
    }
    return this.#judge(said)
  }

  #option(option: number, wholly: boolean, surely: boolean): Heard | undefined {
    const { id, wholly: needed } = this.#options[option] ?? {}
    return id === undefined || (needed === true && !wholly) ? undefined : { kind: 'option', id, wholly, surely }
  }

  /** The one option that what was said is a phrase of, whatever else may stand in it. */
  #exactly(said: readonly Word[]): number | undefined {
    const whole = this.#book.at(said, 0)
    if (whole?.length !== said.length) return this.#joined.get(joinedForm(said))
    const best = highest(whole.values)
    return best.length === 1 ? best[0] : undefined
  }

  /** « le deuxième », « 2 », « la dernière ». Corrected, the last one holds. */
  #byPlace(said: readonly Word[]): number | undefined {
    let place: number | undefined
    let beside = 0
    for (let at = 0; at < said.length; ) {
      const ordinal = this.#with.ordinals.at(said, at)
      const number = /^\d{1,2}$/.exec(said[at]?.text ?? '')?.[0]
      const role = this.#with.roles.at(said, at)
      if (this.#book.at(said, at)?.values.some(each => each.level !== level.bare) === true && ordinal === undefined) return undefined
      if (ordinal !== undefined || number !== undefined) {
        place = ordinal?.values[0] ?? Number(number) - 1
        at += ordinal?.length ?? 1
      } else if (role?.values.some(each => each === 'filler' || each === 'little' || each === 'correction' || each === 'thought') === true) at += role.length
      else {
        if (!/^(?:n|no|non|numero|number|option|choix|choice|liste|list)$/.test(said[at]?.text ?? '')) beside++
        at++
      }
    }
    if (place === undefined || beside > 0) return undefined
    // « le dernier » of a list is not the button below it.
    const listed = this.#options.filter(each => each.listed === true).length
    const option = place < 0 ? (listed > 0 ? listed : this.#options.length) - 1 : place
    return option < this.#options.length ? option : undefined
  }

  /** Where something corrects what was said before, from its first word to behind its last. `surely`: it can be nothing else. */
  #corrections(said: readonly Word[]): { readonly from: number; readonly to: number; readonly surely: boolean }[] {
    const cuts: { from: number; to: number; surely: boolean }[] = []
    for (let at = 0; at < said.length - 1; at++) {
      const role = this.#with.roles.at(said, at)
      const isCue = role?.values.some(each => each === 'correction' || each === 'thought') === true
      // « curien… non, jordan », « no, oh yes »: in the middle, a bare yes or no corrects, too.
      const bare = at > 0 && said[at]?.opens === true && this.#book.at(said, at)?.values.every(each => each.level === level.bare) === true
      const isNo = at > 0 && /^(?:non|no|nope|nan|si)$/.test(said[at]?.text ?? '') && said[at]?.opens === true
      if (!isCue && !bare && !isNo) continue
      const length = isCue ? role.length : 1
      if (at + length >= said.length) continue
      cuts.push({ from: at, to: at + length, surely: isCue ? role.values.includes('correction') : isNo })
      at += length - 1
    }
    return cuts
  }

  #judge(said: readonly Word[]): Heard | undefined {
    const waits = this.#waitsUntil(said)
    if (waits !== undefined) return (waits < said.length ? this.#judge(said.slice(waits)) : undefined) ?? { kind: 'wait', wholly: waits >= said.length }
    const { found, denied, roles, beside } = this.#read(said)
    const best = (['own', 'common', 'bare'] as const).map(each => level[each]).find(each => found.some(other => other.level === each))
    if (best !== undefined && beside.length <= mostBeside[best]) {
      const fits = found.filter(each => each.level === best)
      const options = [...new Set(fits.map(({ option }) => option))]
      const wholly = beside.length === 0 && new Set(found.map(({ option }) => option)).size === 1
      // Beside a bare yes or no, what is one of the options' words says more.
      const told = best === level.bare && beside.length > 0 ? this.#byWords(beside, denied) : undefined
      if (told?.kind === 'option') return told
      if (options.length === 1 && options[0] !== undefined)
        return this.#option(options[0], wholly, wholly || fits.some(({ level: at, length }) => at === level.own && length > 1))
      return this.#longest(fits) ?? this.#either(options)
    }
    if (roles.has('both') && beside.length <= mostBesideRole)
      return this.#either(this.#options.flatMap(({ id }, i) => (id === 'none' ? [] : [i])))
    if (roles.has('unsure') && beside.length <= mostBesideRole) return { kind: 'unknown', wholly: beside.length <= 2 }
    const byWords = this.#byWords(said, denied)
    if (byWords !== undefined) return byWords
    // What is denied where there are only two means the other.
    const [only] = denied
    if (found.length === 0 && denied.size === 1 && only !== undefined && this.#options.length === 2 && beside.length <= 2)
      return this.#option(1 - only, beside.length === 0, false)
    return undefined
  }

  /** Behind the last "wait", where a new clause begins: what comes before it is what they wait for. Undefined: nobody waits. */
  #waitsUntil(said: readonly Word[]): number | undefined {
    let waits: number | undefined
    let unexplained = 0
    for (let at = 0; at < said.length; ) {
      const role = this.#with.roles.at(said, at)
      const meant = this.#book.at(said, at)
      // « looking » is said while they look; « look » asks for it.
      const form = said.slice(at, at + (role?.length ?? 0)).map(({ text }) => text).join(' ')
      const isWait = role?.values.includes('wait') === true && this.#with.waits.has(form) && role.length >= (meant?.length ?? 0)
      if (isWait) waits = at + role.length
      if (role === undefined && meant === undefined) unexplained++
      at += isWait ? role.length : Math.max(1, meant?.length ?? 0)
    }
    if (waits === undefined || unexplained > mostBesideRole) return undefined
    const next = said.findIndex((word, at) => at >= (waits ?? 0) && word.opens)
    return next === -1 ? said.length : next
  }

  #read(said: readonly Word[]): Reading {
    const found: Found[] = []
    const denied = new Set<number>()
    const roles = new Set<Role>()
    const beside: Word[] = []
    let denies = 0
    for (let at = 0; at < said.length; ) {
      const word = said[at]
      if (word === undefined) break
      if (word.opens) denies = 0
      const meant = this.#book.at(said, at)
      const role = this.#with.roles.at(said, at)
      if (meant !== undefined && meant.length >= (role?.length ?? 0)) {
        for (const option of highest(meant.values)) {
          const [best] = meant.values.filter(each => each.option === option).map(each => each.level).sort((a, b) => b - a)
          if (best === undefined) continue
          if (denies > 0 && best === level.own) denied.add(option)
          else found.push({ option, level: best, length: meant.length })
        }
        at += meant.length
        continue
      }
      if (role !== undefined) for (const each of role.values) roles.add(each)
      if (role?.values.includes('denial') === true) denies = denialReach + 1
      else if (role === undefined) beside.push(word)
      if (denies > 0) denies--
      at += role?.length ?? 1
    }
    return { found, denied, roles, beside }
  }

  /** Of several options the one whose phrase says clearly more. */
  #longest(fits: readonly Found[]): Heard | undefined {
    const byLength = fits.toSorted((a, b) => b.length - a.length)
    const [first] = byLength
    const second = byLength.find(({ option }) => option !== first?.option)
    if (first === undefined || second === undefined || first.length < second.length + 2) return undefined
    return this.#option(first.option, false, true)
  }

  #either(options: readonly number[]): Heard | undefined {
    const ids = options.flatMap(option => this.#options[option]?.id ?? [])
    return ids.length > 1 && (ids.length < 5 || ids.length < this.#options.length) ? { kind: 'either', ids } : undefined
  }

  /** The option among whose words most of what was said stands, its spelling repaired. */
  #byWords(said: readonly Word[], denied: ReadonlySet<number>): Heard | undefined {
    const content = said.filter(({ text }, at) => {
      const role = this.#with.roles.at(said, at)
      return !this.#isLittle(text) && role?.values.some(each => each === 'filler' || each === 'denial') !== true
    })
    if (content.length === 0 || content.length > mostBesideRole + 2) return undefined
    const scores = this.#options.map(() => 0)
    let told = 0
    for (const { text, stem } of content) {
      const [repaired] = this.#stems.has(stem) ? [] : wordsOf(this.#repair(text) ?? '')
      const holders = this.#stems.get(repaired?.stem ?? stem)
      if (holders === undefined) continue
      told++
      for (const option of holders) scores[option] = (scores[option] ?? 0) + 1 / holders.size
    }
    const listed = this.#options.some(option => option.listed === true)
    if (told / content.length < (listed ? leastShare / 2 : leastShare)) return undefined
    const most = Math.max(...scores)
    if (most === 0) return undefined
    const best = scores.flatMap((score, option) => (score >= most - 1e-9 && !denied.has(option) ? [option] : []))
    const [only] = best
    // A part of what one option is called, and nothing else.
    if (best.length === 1 && only !== undefined) return this.#option(only, told === content.length && most >= told - 1e-9, false)
    return this.#either(best)
  }
}

const joinedForm = (words: readonly Word[]): string => words.map(({ text }) => text).join('')

const same = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map(text => wordsOf(text).map(({ text: word }) => word).join(' '))
  return a !== '' && a === b
}

/** The options of the highest level among meanings. */
function highest(meanings: readonly Meaning[]): number[] {
  const most = Math.max(...meanings.map(each => each.level))
  return [...new Set(meanings.filter(each => each.level === most).map(({ option }) => option))]
}
