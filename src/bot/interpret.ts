/**
 * What a text means beside being an answer: a command, a courtesy, a question, a request or two; and what it says in passing.
 * Phrases are the editors' (`content/understanding`), in every language at once: whoever writes "annuler" in an English conversation
 * wants the same.
 */
import type { Library } from '../content/library.ts'
import { fold } from '../text/fold.ts'
import { triedNames, type Facts } from '../flow/facts.ts'
import { foreignLanguages, type Topic, type Understanding, type Understood } from '../understanding/index.ts'
import { errorIn, triedInVain } from './factsOfTrouble.ts'
import { factsOfOneself } from './factsOfOneself.ts'
import { twoRequests } from './twoRequests.ts'

/** What is obeyed at any step. */
export type Command = 'cancel' | 'restart' | 'back' | 'help' | 'why' | 'human' | 'forget' | 'language' | 'request' | 'known' | 'copy'
/** Commands that lose what was typed. */
export const losing: ReadonlySet<Command> = new Set(['cancel', 'restart', 'forget'])
/** What gets a short decent answer and changes nothing. */
export type Courtesy = 'greeting' | 'thanks' | 'insult' | 'smallTalk' | 'whoAreYou'

const commandPhrases: readonly (readonly [Command, string])[] = [
  ['cancel', 'cancel.phrases'],
  ['restart', 'restart.phrases'],
  ['back', 'back.phrases'],
  ['help', 'help.phrases'],
  ['why', 'sayings.why'],
  ['human', 'contact_human.phrases'],
  ['forget', 'sayings.forget'],
  ['known', 'sayings.known'],
  ['copy', 'sayings.copy'],
  ['language', 'switch_language.phrases'],
  ['request', 'sayings.request'],
]
const courtesyPhrases: readonly (readonly [Courtesy, string])[] = [
  ['greeting', 'greeting.phrases'],
  ['thanks', 'thanks.phrases'],
  ['insult', 'sayings.insult'],
  ['smallTalk', 'sayings.smallTalk'],
  ['whoAreYou', 'sayings.whoAreYou'],
]
/** Topics that are commands or courtesies, recognised in a longer sentence. */
const topicCommands: Readonly<Partial<Record<Topic, { readonly command: Command } | { readonly courtesy: Courtesy }>>> = {
  cancel: { command: 'cancel' },
  restart: { command: 'restart' },
  back: { command: 'back' },
  help: { command: 'help' },
  switch_language: { command: 'language' },
  greeting: { courtesy: 'greeting' },
  thanks: { courtesy: 'thanks' },
}

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
  readonly facts: Facts
}

/** What is known and not spoken: it is answered politely in that language. */
export const foreignLanguageNames = ['es', 'de', 'it'] as const
export type ForeignLanguage = (typeof foreignLanguageNames)[number]

export interface Interpretation {
  /** A command that is the whole message. */
  command(text: string): Command | undefined
  /** A courtesy that is the whole message. */
  courtesy(text: string): Courtesy | undefined
  /** Whether a text asks something. */
  isQuestion(text: string): boolean
  /** The language that a message asks for: the named one, else another than the present one. */
  languageWanted(text: string, locale: string): string
  /** The language of a text, when it is one that is not spoken here. */
  foreign(text: string): ForeignLanguage | undefined
  /** @param locale the conversation's */
  understand(text: string, locale: string): Heard
}

/** The reference of a request to the helpdesk that a text names. */
export const requestIn = (text: string): string | undefined => /(?<![\p{L}\p{N}])NOA-[0-9A-HJKMNP-TV-Z]{6}(?![\p{L}\p{N}])/iu.exec(text)?.[0].toUpperCase()

/** At most so many conversations are offered. */
const mostOffered = 3
/** Longest message that can be a command, in characters. */
const longestCommand = 80

/**
 * Makes the function that finds a phrase which is a whole message.
 * @param lists by name of what is found: folded phrases
 * @param polite folded courtesies; around a phrase they do not make it another message: « Annuler, s’il vous plaît »
 */
function wholeMessages<Name>(
  lists: readonly (readonly [Name, readonly string[]])[],
  polite: readonly string[],
): (text: string) => Name | undefined {
  const named = new Map(lists.flatMap(([name, phrases]) => phrases.map(phrase => [phrase, name] as const)))
  const longestFirst = polite.toSorted((a, b) => b.length - a.length)
  const bare = (text: string): string => {
    let said = fold(text)
    const without = (phrase: string): string =>
      said.endsWith(` ${phrase}`) ? said.slice(0, -phrase.length - 1) : said.startsWith(`${phrase} `) ? said.slice(phrase.length + 1) : said
    for (let before = ''; before !== said; ) {
      before = said
      for (const phrase of longestFirst) said = without(phrase)
    }
    return said
  }
  return text => (text.length > longestCommand ? undefined : (named.get(fold(text)) ?? named.get(bare(text))))
}

/**
 * Makes the interpretation.
 * @param isTopic whether there is a conversation for a topic
 */
export function createInterpretation(library: Library, understanding: Understanding, isTopic: (topic: Topic) => boolean): Interpretation {
  const everywhere = (name: string): string[] => library.locales.flatMap(locale => library.list(locale, `understanding:${name}`).map(fold))
  const lists = <Name>(of: readonly (readonly [Name, string])[]) => of.map(([name, list]) => [name, everywhere(list)] as const)
  const polite = everywhere('lexicon.courtesy')
  const questions = everywhere('sayings.questions')
  const definitions = everywhere('lexicon.marks.definition')
  const joins = everywhere('sayings.joins')
  const ownPhrases = {
    names: everywhere('sayings.names'), hasJanus: everywhere('sayings.hasJanus'), cnrsPosts: everywhere('sayings.cnrsPosts'),
    wantsLocal: everywhere('sayings.wantsLocal'),
    denials: everywhere('sayings.denials'),
  }
  const errors = everywhere('sayings.errors')
  const tried = Object.fromEntries(triedNames.map(name => [name, everywhere(`sayings.tried.${name}`)]))
  const triedPhrases = Object.values(tried).flat()
  const small = new Set([...everywhere('sayings.little'), ...everywhere('sayings.fillers'), ...everywhere('sayings.aboutNames')].flatMap(phrase => phrase.split(' ')))
  /** « Firefox », « je suis sur Firefox »: a name, and nothing that is to be done about it. */
  const isOnlyName = (text: string, { browser, os }: Understood['slots']): boolean =>
    (browser ?? os) !== undefined && fold(text).split(' ').filter(word => !small.has(word)).length === 1
  const isRequest = ({ action, intent }: Understood): boolean => action === 'start' && isTopic(intent)

  const commandIn = wholeMessages(lists(commandPhrases), polite)

  function understand(text: string, locale: string): Heard {
    const understood = understanding.understand(text, locale)
    const { action, score, lang, slots, candidates, intent } = understood
    const likely = understood.likely.filter(isTopic).slice(0, mostOffered)
    const { language: _wanted, ...found } = slots
    const error = errorIn(text, errors)
    const facts: Facts = {
      ...found, ...factsOfOneself(text, ownPhrases), ...triedInVain(text, tried),
      ...(error === undefined ? {} : { errorNumber: error.number, symptom: 'errorMessage' }),
    }
    // The page of an error that was pasted says what the matter is, whatever its words resemble.
    if (error !== undefined && isTopic('blank_page') && (error.pasted || action !== 'start'))
      return { action: 'start', topic: 'blank_page', score: 1, likely: ['blank_page'], lang: error.pasted ? locale : lang, facts }
    const obeyed = action === 'start' && !isTopic(intent) ? topicCommands[intent] : undefined
    const two =
      obeyed === undefined ? twoRequests(text, { joins, understand: part => understanding.understand(part, locale), isRequest }) : undefined
    if (two !== undefined)
      return { action: 'start', topic: two[0].intent, later: two[1].intent, score: two[0].score, likely, lang, facts }
    // What was tried in vain is not what is asked for: « j’ai déjà vidé le cache ».
    if (facts.tried !== undefined) {
      const rest = understand(triedPhrases.reduce((left, phrase) => left.replace(phrase, ' '), fold(text)), locale)
      // What is left may look like a thanks, and was not said for it.
      const { command, courtesy, ...trouble } = rest
      const isWish = command === undefined && courtesy === undefined
      if (isWish && rest.action === 'start' && rest.topic !== undefined) return { ...rest, lang, facts: { ...rest.facts, ...facts } }
      if (likely[0] === 'clear_cache') return { ...trouble, action: 'start', topic: 'blank_page', lang, facts: { ...rest.facts, ...facts } }
    }
    const [topic] = likely
    return {
      action: action === 'start' && isOnlyName(text, slots) ? 'offer' : action === 'offer' && !candidates.some(each => isTopic(each.intent)) ? 'none' : action,
      ...(topic === undefined ? {} : { topic }),
      ...obeyed,
      score,
      likely,
      lang,
      facts,
    }
  }

  return {
    // Whoever writes the reference of a request speaks of that.
    command: text => commandIn(text) ?? (text.length <= longestCommand && requestIn(text) !== undefined ? 'request' : undefined),
    courtesy: wholeMessages(lists(courtesyPhrases), polite),
    isQuestion: text => {
      const said = fold(text)
      return /\p{L}.*\?\s*$/su.test(text.trim()) || [...questions, ...definitions].some(start => said === start || said.startsWith(`${start} `))
    },
    languageWanted: (text, locale) => {
      const { language } = understanding.understand(text, locale).slots
      // Whoever names none goes through all of them; one that is not published is none.
      const next = library.locales[(library.locales.indexOf(locale) + 1) % library.locales.length]
      const wanted = language ?? next ?? locale
      return library.locales.includes(wanted) ? wanted : locale
    },
    foreign: foreignLanguages({
      es: everywhere('sayings.foreign.es'), de: everywhere('sayings.foreign.de'), it: everywhere('sayings.foreign.it'),
    }),
    understand,
  }
}

/** The same for one turn, in which a text is asked about more than once: what was heard in it is known then. */
export function forOneTurn(interpretation: Interpretation): Interpretation {
  const known = new Map<string, Heard>()
  return {
    ...interpretation,
    understand: (text, locale) => {
      const key = `${locale} ${text}`
      const heard = known.get(key) ?? interpretation.understand(text, locale)
      known.set(key, heard)
      return heard
    },
  }
}
