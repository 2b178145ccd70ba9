/** The help articles as answers: which one answers a question, which conversation goes on from it, and what none answers. */
import type { Library } from '../content/library.ts'
import type { DoName, LookFunctions, Outcome } from '../flow/actions.ts'
import type { OutboxHandler } from '../storage/storage.ts'
import type { Questions } from './keptQuestions.ts'
import type { ArticleFinder, ArticleQuestions, FoundArticle } from '../understanding/articleFinder.ts'
import { createAskings, type Asking } from '../understanding/askings.ts'
import { fold } from '../text/fold.ts'
import { createOutcomes } from '../turns/outcomes.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import { entrusted } from './entrusted.ts'

/**
 * From these scores on one article is shown, several are offered, and an article is surer than another subject that was heard. Found on
 * the questions of test/understanding.
 */
const bands = { show: 0.33, offer: 0.15, surer: 0.7 }
/** At most so many are offered. */
const most = 3

/** What else a text was heard to be. */
export interface HeardBeside {
  /** The topic whose conversation would begin. */
  readonly topic?: string
  /** Whether it is a question, or nothing else that was understood. */
  readonly asks: boolean
  /** Whether a command or a courtesy would be met. */
  readonly met: boolean
}

export interface Articles {
  /** The looks of the dialogs `answerQuestion` and `showArticle`. */
  readonly looks: Pick<LookFunctions, 'findArticle' | 'waysOn'>
  /**
   * The article that clearly answers a question, for one that is asked in the middle of something else. Beside what else was heard: one
   * of whose own questions it is; one that says what is asked (why, who, how long, what it is); one about something else that is surer.
   * @returns undefined when no article does, or several may
   */
  answerTo(text: string, locale: string, heard?: HeardBeside): FoundArticle | undefined
}

const textsOf = (extra: Readonly<Record<string, unknown>>, name: string): readonly string[] =>
  [extra[name]].flat().filter(each => typeof each === 'string')

/** What people ask, by article and language, for the finder. */
export const articleQuestions = (library: Library): ArticleQuestions[] =>
  library.locales.flatMap(locale =>
    library.articles('help', locale).map(({ id, title, keywords, body, extra }) => ({
      id,
      locale,
      questions: [title, ...textsOf(extra, 'questions')],
      keywords,
      body,
    })),
  )

/**
 * Makes the answers.
 * @param topics which dialog a topic begins: an article names the topic that goes on from it
 */
export function createArticles({ library, finder, topics = {} }: {
  library: Library
  finder: ArticleFinder
  topics?: Readonly<Record<string, { readonly dialog: string }>>
}): Articles {
  const choice = (id: string, locale: string): { id: string; label: string }[] => {
    const found = library.article('help', locale, id)
    return found === undefined ? [] : [{ id, label: found.title }]
  }
  const topicOf = (id: string, locale: string): string | undefined => {
    const topic = library.article('help', locale, id)?.extra['topic']
    return typeof topic === 'string' ? topic : undefined
  }
  const everywhere = (name: string): string[] => library.locales.flatMap(locale => library.list(locale, `understanding:${name}`).map(fold))
  const askedIn = createAskings(asking => everywhere(`lexicon.marks.${asking}`), everywhere('lexicon.courtesy'))
  /** What an article says: what its own questions ask. */
  const says = new Map<string, Set<Asking>>()
  const own = new Map(
    library.locales.flatMap(locale =>
      library.articles('help', locale).flatMap(({ id, extra }) => textsOf(extra, 'questions').map(question => [fold(question), id] as const)),
    ),
  )
  for (const { id, questions } of articleQuestions(library))
    says.set(id, new Set([...(says.get(id) ?? []), ...questions.flatMap(question => [...askedIn(question)])]))
  const saysIt = (id: string, text: string): boolean => [...askedIn(text)].some(asking => says.get(id)?.has(asking) === true)
  const likely = (text: string, locale: string): readonly FoundArticle[] =>
    finder.find(text, locale).filter(({ score }) => score >= bands.offer)
  /** The one article that is shown without a question, if there is one. */
  const shown = (text: string, article: string | undefined, locale: string): string | undefined => {
    if (article !== undefined && choice(article, locale).length > 0) return article
    const [best] = likely(text, locale)
    return best !== undefined && best.score >= bands.show ? best.id : undefined
  }

  return {
    looks: {
      findArticle: ({ text, article, others }, locale): Outcome => {
        const first = shown(text, article, locale)
        if (others === undefined && first !== undefined)
          return { result: 'found', choices: choice(first, locale), variables: { article: first } }
        // What was shown already did not answer. What is near to it may, when nothing else is like the question.
        const near = others === undefined ? [] : textsOf(library.article('help', locale, others)?.extra ?? {}, 'related')
        const left = [...new Set([...likely(text, locale).map(({ id }) => id), ...near])].filter(id => id !== others)
        const choices = left.flatMap(id => choice(id, locale)).slice(0, most)
        return choices.length === 0 ? { result: 'nothing' } : { result: 'several', choices }
      },
      waysOn: ({ article }, locale): Outcome => {
        const topic = topicOf(article, locale)
        const dialog = topic === undefined || topic === 'contact_human' ? undefined : topics[topic]?.dialog
        const goOn = dialog === undefined ? '' : library.plain(locale, `dialogs:${dialog}.menu`)
        return {
          result: 'found',
          choices: [
            { id: 'yes', label: library.plain(locale, 'dialogs:bot.form.yes') },
            ...(dialog === undefined || goOn === '' ? [] : [{ id: dialog, label: goOn }]),
            { id: 'human', label: library.plain(locale, 'dialogs:answerQuestion.contact.options.human') },
          ],
        }
      },
    },
    answerTo: (text, locale, heard) => {
      const asked = own.get(fold(text))
      if (asked !== undefined) return { id: asked, score: 1 }
      const [best] = finder.find(text, locale)
      if (best === undefined || best.score < bands.show) return undefined
      if (heard === undefined) return best
      if (heard.met) return undefined
      if (saysIt(best.id, text) || (heard.topic === undefined && heard.asks)) return best
      // What no conversation helps with is told even to whom asks nothing.
      const topic = topicOf(best.id, locale)
      return best.score >= bands.surer && (topic === undefined || (heard.asks && topic !== heard.topic)) ? best : undefined
    },
  }
}

/**
 * Keeps what no article answers, and answers that were not understood.
 * @param isThere whether a conversation was not erased meanwhile
 */
export function questionHandlers({ turns, questions, isThere }: {
  turns: InternalTurns
  questions: Questions
  isThere: (conversation: string) => Promise<boolean>
}): Record<Extract<DoName, 'keepQuestion'>, OutboxHandler> {
  const outcomes = createOutcomes(turns)
  return {
    keepQuestion: async entry => {
      const { question, locale, step } = entrusted('keepQuestion', entry.payload)
      const conversation = entry.conversation ?? entry.id
      await questions.keep(entry.id, conversation, { locale, question, askedAt: entry.createdAt, step })
      if (step !== undefined) {
        if (!(await isThere(conversation))) await questions.drop(entry.id)
        return { done: true }
      }
      const ended = await outcomes.ended(entry, 'keepQuestion', { result: 'kept' })
      // Not told: the conversation was erased meanwhile, and with it what it asked.
      if (!('settled' in ended)) await questions.drop(entry.id)
      return ended
    },
  }
}
