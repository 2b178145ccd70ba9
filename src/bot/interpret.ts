/**
 * What a text means beside being an answer: a command, a courtesy, a question, a request or two; and what it says in passing.
 * Phrases are the editors' (`content/understanding`), in every language at once: whoever writes "annuler" in an English conversation
 * wants the same.
 */
import type { Library } from '../content/library.ts'
import { clean, fold } from '../flow/checks.ts'
import type { Said } from '../flow/port.ts'
import type { Topic, Understanding, Understood } from '../understanding/index.ts'

/** What is obeyed at any step. */
export type Command = 'cancel' | 'restart' | 'back' | 'help' | 'why' | 'human' | 'forget' | 'language'
/** What gets a short decent answer and changes nothing. */
export type Courtesy = 'greeting' | 'thanks' | 'insult' | 'smallTalk' | 'whoAreYou'

const commandPhrases: Readonly<Record<Command, string>> = {
  cancel: 'cancel.phrases',
  restart: 'restart.phrases',
  back: 'back.phrases',
  help: 'help.phrases',
  why: 'sayings.why',
  human: 'contact_human.phrases',
  forget: 'sayings.forget',
  language: 'switch_language.phrases',
}
const courtesyPhrases: Readonly<Record<Courtesy, string>> = {
  greeting: 'greeting.phrases',
  thanks: 'thanks.phrases',
  insult: 'sayings.insult',
  smallTalk: 'sayings.smallTalk',
  whoAreYou: 'sayings.whoAreYou',
}
/** Lists that the guide asks of `content/understanding/<locale>/sayings.yml`. */
export const sayingNames = ['why', 'forget', 'insult', 'smallTalk', 'whoAreYou', 'questions', 'joins', 'names', 'hasJanus'] as const

/** Topics that are commands or courtesies, recognised in a longer sentence. */
const topicCommands: Readonly<Partial<Record<Topic, Command | Courtesy>>> = {
  cancel: 'cancel',
  restart: 'restart',
  back: 'back',
  help: 'help',
  switch_language: 'language',
  greeting: 'greeting',
  thanks: 'thanks',
}
const isCourtesy = (name: Command | Courtesy): name is Courtesy => name in courtesyPhrases

export interface Heard {
  /** `start` begins `topic`, obeys `command` or answers `courtesy`; `offer` shows `likely`; `none` says that it was not understood. */
  readonly action: Understood['action']
  /** The likeliest topic that is a conversation. */
  readonly topic?: Topic
  readonly command?: Command
  readonly courtesy?: Courtesy
  /** Between 0 and 1. */
  readonly score: number
  /** Topics that are conversations, likeliest first, at most three. */
  readonly likely: readonly Topic[]
  /** Another request of the same message, to be met after the first. */
  readonly later?: Topic
  /** The language it is written in. */
  readonly lang: string
  /** What it says of the person. */
  readonly said: Said
}

export interface Interpretation {
  /** A command that is the whole message. */
  command(text: string): Command | undefined
  /** A courtesy that is the whole message. */
  courtesy(text: string): Courtesy | undefined
  /** Whether a text asks something. */
  isQuestion(text: string): boolean
  /** Whether a text asks what something is. */
  isDefinition(text: string): boolean
  /** The language that a message asks for: the named one, else another than the present one. */
  languageWanted(text: string, locale: string): string
  /** @param locale the conversation's */
  understand(text: string, locale: string): Heard
}

/** Longest message that can be a command, in characters. */
const longestCommand = 80
/** A message may be cut in two at so many places: a longer one is a story, not two requests. */
const mostCuts = 12
/** Longest of the phrases before a name, in words. */
const longestCue = 4
/** Each of two requests in one message must be as clear as this. */
const clearRequest = 0.75

/**
 * Makes the interpretation.
 * @param isTopic whether there is a conversation for a topic
 */
export function createInterpretation(library: Library, understanding: Understanding, isTopic: (topic: Topic) => boolean): Interpretation {
  const everywhere = (name: string): string[] => library.locales.flatMap(locale => library.list(locale, `understanding:${name}`).map(fold))
  const byPhrase = <Name extends string>(lists: Readonly<Record<Name, string>>): ReadonlyMap<string, Name> =>
    new Map((Object.entries(lists) as [Name, string][]).flatMap(([name, list]) => everywhere(list).map(phrase => [phrase, name])))
  const commands = byPhrase(commandPhrases)
  const courtesies = byPhrase(courtesyPhrases)
  /** Courtesies around a command do not make it another message: « Annuler, s’il vous plaît ». */
  const polite = everywhere('lexicon.courtesy').sort((a, b) => b.length - a.length)
  const questions = everywhere('sayings.questions')
  const definitions = everywhere('lexicon.marks.definition')
  const joins = everywhere('sayings.joins')
  const hasJanus = everywhere('sayings.hasJanus')
  const names = everywhere('sayings.names')

  const bare = (text: string): string => {
    let said = fold(text)
    const without = (phrase: string): string =>
      said.endsWith(` ${phrase}`) ? said.slice(0, -phrase.length - 1) : said.startsWith(`${phrase} `) ? said.slice(phrase.length + 1) : said
    for (let before = ''; before !== said; ) {
      before = said
      for (const phrase of polite) said = without(phrase)
    }
    return said
  }
  const whole = <Name>(phrases: ReadonlyMap<string, Name>, text: string): Name | undefined =>
    text.length > longestCommand ? undefined : (phrases.get(fold(text)) ?? phrases.get(bare(text)))

  /** « Je m’appelle Marie Curie »: a first name, and what follows it. */
  function nameIn(text: string): Said {
    const words = clean(text).split(' ')
    const folded = words.map(fold)
    for (let at = 1; at < words.length; at++) {
      const before = folded.slice(Math.max(0, at - longestCue), at).join(' ')
      if (!names.some(cue => before === cue || before.endsWith(` ${cue}`))) continue
      const given: string[] = []
      for (const word of words.slice(at, at + 4)) {
        if (!/^\p{Lu}[\p{L}’'-]*[.,;:!?]?$/u.test(word)) break
        given.push(word.replace(/[.,;:!?]$/, ''))
        if (/[.,;:!?]$/.test(word)) break
      }
      const [firstName, ...lastName] = given
      if (firstName !== undefined) return { firstName, ...(lastName.length === 0 ? {} : { lastName: lastName.join(' ') }) }
    }
    return {}
  }

  function personIn(text: string): Said {
    const email = /[^\s<>()"'«»,;:]+@[\w-]+(?:\.[\w-]+)+/.exec(text)?.[0].replace(/[.!?]+$/, '').toLowerCase()
    const said = ` ${fold(text)} `
    return {
      ...(email === undefined ? {} : { email }),
      ...(hasJanus.some(phrase => said.includes(` ${phrase} `)) ? { janus: 'yes' } : {}),
      ...nameIn(text),
    }
  }

  /** The two requests of a message that joins them: « … et aussi … », or two sentences. */
  function twoRequests(text: string, locale: string): readonly [Understood, Understood] | undefined {
    const parts = clean(text).split(/(?<=[.!?;])\s+/)
    const cuts = parts.slice(1, mostCuts).map((_, at): [string, string] => [parts.slice(0, at + 1).join(' '), parts.slice(at + 1).join(' ')])
    const words = clean(text).split(' ')
    const folded = words.map(fold)
    for (let at = 1; at < words.length - 1 && cuts.length < mostCuts; at++)
      for (const join of joins) {
        const length = join.split(' ').length
        if (folded.slice(at, at + length).join(' ') === join) cuts.push([words.slice(0, at).join(' '), words.slice(at + length).join(' ')])
      }
    let best: { both: readonly [Understood, Understood]; score: number } | undefined
    for (const [left, right] of cuts.slice(0, mostCuts)) {
      const both = [understanding.understand(left, locale), understanding.understand(right, locale)] as const
      const score = Math.min(both[0].score, both[1].score)
      if (both.every(({ intent, action }) => action === 'start' && isTopic(intent)) && both[0].intent !== both[1].intent)
        if (score >= clearRequest && score > (best?.score ?? 0)) best = { both, score }
    }
    return best?.both
  }

  return {
    command: text => whole(commands, text),
    courtesy: text => whole(courtesies, text),
    isQuestion: text => {
      const said = fold(text)
      return /\?\s*$/.test(text.trim()) || [...questions, ...definitions].some(start => said === start || said.startsWith(`${start} `))
    },
    isDefinition: text => {
      const said = ` ${fold(text)} `
      return definitions.some(phrase => said.includes(` ${phrase} `))
    },
    languageWanted: (text, locale) => {
      const { language } = understanding.understand(text, locale).slots
      return language ?? library.locales.find(other => other !== locale) ?? locale
    },
    understand: (text, locale) => {
      const understood = understanding.understand(text, locale)
      const { action, score, lang, slots, candidates, intent } = understood
      const likely = candidates.map(each => each.intent).filter(isTopic)
      const { language: _wanted, ...found } = slots
      const said: Said = { ...found, ...personIn(text) }
      const obeyed = action === 'start' && !isTopic(intent) ? topicCommands[intent] : undefined
      const two = obeyed === undefined ? twoRequests(text, locale) : undefined
      const topic = two?.[0].intent ?? likely[0]
      return {
        action: two === undefined && action === 'offer' && likely.length === 0 ? 'none' : two === undefined ? action : 'start',
        ...(topic === undefined ? {} : { topic }),
        ...(obeyed === undefined ? {} : isCourtesy(obeyed) ? { courtesy: obeyed } : { command: obeyed }),
        score: two === undefined ? score : two[0].score,
        likely,
        ...(two === undefined ? {} : { later: two[1].intent }),
        lang,
        said,
      }
    },
  }
}
