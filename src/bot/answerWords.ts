/** The editors' lists by which answers are recognised, in every language at once: whoever says "yes" in French is understood too. */
import type { Library } from '../content/library.ts'
import type { FlowTurn } from '../flow/port.ts'
import type { AnswerOption } from '../text/answerOption.ts'
import { fold } from '../text/fold.ts'
import { createAnswers, createCorrections, createTakingBack, createValueReader, isSense, weighed, type AnswerJudge, type AnswerWords, type StepAnswers } from '../understanding/index.ts'

/** Lists below `sayings` that hold for every step. */
const places = ['first', 'second', 'third', 'fourth', 'fifth']

function answerWords(library: Library): AnswerWords {
  const everywhere = (name: string): string[] => library.locales.flatMap(locale => library.list(locale, `understanding:${name}`))
  const sense = (name: string): string[] => everywhere(`sayings.senses.${name}`)
  return {
    senses: {
      yes: sense('yes'), fine: sense('fine'), no: sense('no'), works: sense('works'), stillNot: sense('stillNot'), unsure: sense('unsure'), couldNot: sense('couldNot'),
    },
    fillers: [...everywhere('sayings.fillers'), ...everywhere('lexicon.courtesy')],
    little: everywhere('sayings.little'),
    corrections: everywhere('sayings.corrections'),
    secondThoughts: everywhere('sayings.secondThoughts'),
    both: everywhere('sayings.both'),
    undecided: everywhere('sayings.undecided'),
    unknownOf: everywhere('sayings.unknownOf'),
    denials: everywhere('sayings.denials'),
    wait: everywhere('sayings.wait'),
    questions: everywhere('sayings.questions'),
    asking: everywhere('sayings.asking'),
    definitions: everywhere('lexicon.marks.definition'),
    requests: everywhere('sayings.requests'),
    ordinals: places.map(place => everywhere(`sayings.ordinals.${place}`)),
    last: everywhere('sayings.ordinals.last'),
    middle: everywhere('sayings.ordinals.middle'),
    spellings: {},
  }
}

/** Kinds of value that editors describe under `values`. */
const valueKinds = ['any', 'question', 'person', 'place', 'job'] as const

/** A command that loses what was typed is doubted where the text is as likely an answer. */
const likelyAnswer = 0.4

/** The list of what is none of a step's answers, though it may sound like one. */
const noAnswer = 'anythingElse'

/** So many steps are kept prepared; what is offered out of data has no end. */
const mostPrepared = 300

/** What a text is among the answers of a step, which part of it is the value, and what it corrects. */
export interface Hearing extends Pick<FlowTurn, 'hear' | 'value' | 'corrects' | 'takenBack'> {
  /** Whether a text holds a value that can be nothing else: an address, a number. */
  readonly holds: (text: string, kind: string) => boolean
  /** Whether a text is an answer at a place, whatever command it may be elsewhere. */
  readonly isAnswerAt: (text: string, place: string) => boolean
  /** What of a text holds once it corrects itself. */
  readonly lastSaid: (text: string) => string
  /** What kind of value a field of this name holds. */
  readonly kindOf: (name: string) => string
}

/** Makes the hearing of the editors' lists. */
export function createHearing(library: Library, judge?: AnswerJudge): Hearing {
  const words = answerWords(library)
  const everywhere = (name: string): string[] => library.locales.flatMap(locale => library.list(locale, `understanding:sayings.${name}`))
  const prepare = createAnswers(words)
  const prepared = new Map<string, StepAnswers>()
  const values = createValueReader({
    kinds: Object.fromEntries(valueKinds.map(kind => [kind, { before: everywhere(`values.${kind}.before`), after: everywhere(`values.${kind}.after`) }])),
    fillers: [...words.fillers, ...words.senses.yes, ...words.wait],
    corrections: words.corrections,
    little: words.little,
    stories: everywhere('stories'),
  })
  const kinds = new Map(valueKinds.flatMap(kind => everywhere(`values.${kind}.fields`).map(name => [name, kind] as const)))
  const corrects = createCorrections({
    changes: everywhere('changes'), connectors: everywhere('connectors'), puts: everywhere('puts'), as: everywhere('as'),
  })
  /** A thing of a list is called by what its words are called: « macbook », where a Mac is offered. */
  const withOtherNames = (options: readonly AnswerOption[]): readonly AnswerOption[] => {
    const things = options.filter(({ listed }) => listed === true).map(({ id, label }) => {
      const words = fold(label).split(' ')
      return { id, words, names: words.flatMap(word => everywhere(`things.${word}`)) }
    })
    // « iPad » is the one that is called so before it is any tablet.
    const isOwn = (name: string, id: string): boolean => !things.some(each => each.id !== id && each.words.includes(name))
    const names = new Map(things.map(each => [each.id, each.names.filter(name => isOwn(name, each.id))]))
    return options.map(each => ({ ...each, names: [...each.names, ...(names.get(each.id) ?? [])] }))
  }
  const stepOf = (options: readonly AnswerOption[]): StepAnswers => {
    const key = JSON.stringify(options)
    let step = prepared.get(key)
    if (step === undefined) {
      if (prepared.size >= mostPrepared) prepared.clear()
      prepared.set(key, (step = prepare(withOtherNames(options))))
    }
    return step
  }
  /** « C’est blanc » tells what one sees oneself, where it is asked whether others see the page. */
  const isNoAnswer = (text: string, options: readonly AnswerOption[], place: string): boolean => {
    const names = library.locales.flatMap(locale => optionNames(library, locale, noAnswer, place))
    if (names.length === 0) return false
    const heard = stepOf([...options, { id: noAnswer, label: noAnswer, names }]).hear(text)
    return heard?.kind === 'option' && heard.id === noAnswer && heard.wholly
  }
  return {
    hear: (text, options, place) => {
      if (place !== undefined && isNoAnswer(text, options, place)) return { kind: 'either', ids: options.map(({ id }) => id), surely: true }
      const heard = stepOf(options).hear(text)
      return weighed(heard, place === undefined ? undefined : judge?.(text, place, options.map(({ id }) => id)), options)
    },
    takenBack: createTakingBack({ ...words, meant: everywhere('meant') }),
    kindOf: name => kinds.get(name) ?? name,
    holds: (text, kind) => values.holds(text, kind),
    isAnswerAt: (text, place) => {
      const [first] = judge?.(text, place) ?? []
      return first !== undefined && first.answer !== 'aCommand' && first.score >= likelyAnswer
    },
    lastSaid: text => values.lastSaid(text),
    value: (text, kind) => values.read(text, kinds.get(kind) ?? kind),
    corrects: (text, given) =>
      corrects(text, given.map(each => ({ ...each, names: [...each.names, ...everywhere(`fields.${each.name}`)] }))),
  }
}

/**
 * Other ways to say an option: those of its step where there are any, else those of its name. `=janus` among them stands for all the
 * ways to say `janus`; what means yes or no anywhere stays as it is (`=yes`).
 * @param step `<dialog>.<step>`
 */
export function optionNames(library: Library, locale: string, option: string, step?: string): readonly string[] {
  // The buttons that forms add have names like `_skip`; `_steps` is another thing than the steps of a dialog.
  const name = option === '_steps' ? 'oneByOne' : option.replace(/^_/, '')
  const own = step === undefined ? [] : library.list(locale, `understanding:sayings.steps.${step}.${name}`)
  const named = (name: string): readonly string[] => library.list(locale, `understanding:sayings.answers.${name}`)
  const expanded = (names: readonly string[], depth: number): string[] =>
    names.flatMap(name => {
      const other = name.startsWith('=') && depth > 0 ? named(name.slice(1)) : []
      // A list of a common sense may have the name of a list of answers: `yes` is both.
      return other.length === 0 || isSense(name.slice(1)) ? [name] : expanded(other, depth - 1)
    })
  return expanded(own.length > 0 ? own : named(name), deepest)
}

/** Lists stand in lists, but not without end. */
const deepest = 4
