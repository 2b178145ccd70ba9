/** What the desk's room of the unanswered questions looks at: how a text is understood, and how it would be with the drafts. */
import { setImmediate, setTimeout as after } from 'node:timers/promises'
import { all, topics as beginnings } from '../../dialogs/index.ts'
import { groupAlike } from '../actions/alikeQuestions.ts'
import { createArticles } from '../actions/articles.ts'
import { createHearing, optionNames } from '../bot/answerWords.ts'
import { createInterpretation } from '../bot/interpret.ts'
import type { Library } from '../content/library.ts'
import type { MeaningOf, QuestionsParts, Tried, Worse } from '../pages/desk/questions/questionsParts.ts'
import { fold } from '../text/fold.ts'
import { createArticleFinder, type ArticleFinder } from '../understanding/articleFinder.ts'
import { createUnderstanding, learnAside, topics, type Understanding } from '../understanding/index.ts'
import { wordsToLearn, type Foundations } from './foundations.ts'
import { learnedIn } from './learning.ts'
import type { Thinking } from './thinking.ts'

/** What understands: of the words that serve, or of the drafts. */
interface Mind {
  readonly library: Library
  readonly understanding: Understanding
  readonly finder: ArticleFinder
}

/** The answers of a step that asks to choose one; none of any other. */
function optionsOf(step: string): readonly string[] {
  const [dialog, name = ''] = step.split('.')
  const found = all.find(each => each.name === dialog)?.steps[name]
  return found?.kind === 'choose' ? Object.keys(found.choose) : []
}

/** What a text is taken for at the beginning of a conversation, or at a step. */
function meaningWith({ library, understanding, finder }: Mind): MeaningOf {
  const interpretation = createInterpretation(library, understanding, topic => Object.hasOwn(beginnings, topic))
  const articles = createArticles({ library, finder })
  const hearing = createHearing(library)
  return (text, locale, step) => {
    if (step !== '') {
      const heard = hearing.hear(text, optionsOf(step).map(id => ({
        id, label: library.plain(locale, `dialogs:${step}.options.${id}`), names: optionNames(library, locale, id, step),
      })))
      return heard?.kind === 'option' ? { kind: 'option', name: heard.id } : heard === undefined ? { kind: 'nothing' } : { kind: 'several' }
    }
    const { action, topic, command, courtesy } = interpretation.understand(text, locale)
    const begins = action === 'start'
    const article = articles.answerTo(text, locale, {
      ...(begins && topic !== undefined ? { topic } : {}),
      asks: action === 'none' || interpretation.isQuestion(text),
      met: begins && (command ?? courtesy) !== undefined,
    })
    if (article !== undefined) return { kind: 'article', name: article.id }
    const name = topic ?? command ?? courtesy
    if (begins && name !== undefined) return { kind: 'topic', name }
    return action === 'offer' ? { kind: 'several' } : { kind: 'nothing' }
  }
}

/** So many sentences are understood before others have their turn. */
const atOnce = 10

/**
 * The sentences that one mind understands and another does not: the editors' own, which both have learned. What they miss of these, they
 * will miss of what people say.
 */
async function worseIn(now: Mind, next: Mind, words: ReturnType<typeof wordsToLearn>): Promise<{ scored: number; worse: Worse[] }> {
  const isTopicIn = ({ understanding }: Mind, text: string, locale: string, topic: string): boolean => {
    const { intent, action } = understanding.understand(text, locale)
    return intent === topic && action === 'start'
  }
  const isArticleIn = ({ finder }: Mind, text: string, locale: string, id: string): boolean => finder.find(text, locale)[0]?.id === id
  const scored = [
    ...words.data.examples.filter(({ use }) => use === 'example').map(({ text, locale, topic }) => ({
      text, locale, of: { kind: 'topic', name: topic } as const, isRight: (mind: Mind) => isTopicIn(mind, text, locale, topic),
    })),
    ...words.articles.flatMap(({ id, locale, questions }) => questions.map(text => ({
      text, locale, of: { kind: 'article', name: id } as const, isRight: (mind: Mind) => isArticleIn(mind, text, locale, id),
    }))),
  ]
  const worse: Worse[] = []
  for (const [index, { isRight, ...sentence }] of scored.entries()) {
    if (index % atOnce === 0) await setImmediate()
    if (isRight(now) && !isRight(next)) worse.push(sentence)
  }
  return { scored: scored.length, worse }
}

/** So long whoever asks waits for a trial, ms: less than a route has. */
const patience = 5000

/** Tries the drafts: the same ones once, and one trial at a time, since it is seconds of work for whole processors. */
function trialOf({ editing, publication, learning, library, config }: Foundations): QuestionsParts['tried'] {
  const run = async (): Promise<Tried> => {
    const drafted = await editing.draftWords()
    const words = wordsToLearn(drafted)
    const { learned } = await learnAside(words, learnedIn(config.dataDir))
    const next: Mind = {
      library: drafted.library,
      understanding: createUnderstanding(words.data, learned.topics),
      finder: createArticleFinder(words.data, words.articles, learned.articles),
    }
    const now: Mind = { library, understanding: learning.understanding, finder: learning.finder }
    return { library: next.library, meaningOf: meaningWith(next), ...(await worseIn(now, next, wordsToLearn(publication.current()))) }
  }
  let ready: { readonly words: unknown; readonly drafts: string; readonly tried: Tried | 'failed' } | undefined
  let running: Promise<void> | undefined
  return async () => {
    const drafts = JSON.stringify((await editing.drafts()).map(({ key, locale, revision }) => [key, locale, revision]))
    const words = publication.current()
    const found = (): Tried | 'failed' | undefined => (ready?.words === words && ready.drafts === drafts ? ready.tried : undefined)
    if (found() === undefined) {
      // Faulty drafts can be such that nothing is learned from them; the page of the drafts says what is wrong.
      running ??= run().catch(() => 'failed' as const)
        .then(tried => void (ready = { words, drafts, tried }))
        .finally(() => (running = undefined))
      await Promise.race([running, after(patience, undefined, { ref: false })])
    }
    return found() ?? 'running'
  }
}

export function deskQuestions(foundations: Foundations, { questions }: Thinking): QuestionsParts {
  const { editing, publication, library, learning } = foundations
  const little = (): string[] =>
    library.locales.flatMap(locale => ['sayings.little', 'lexicon.courtesy'].flatMap(name => library.list(locale, `understanding:${name}`))).map(fold)
  return {
    library, editing, optionsOf,
    list: async () => groupAlike(await questions.list(), little()),
    mark: (ids, state) => questions.mark(ids, state),
    topics,
    dialogOf: topic => beginnings[topic]?.dialog,
    namesOf: (step, option, locale) => {
      const named = library.list(locale, `understanding:sayings.answers.${option}`).length > 0
      return { key: `understanding:sayings.steps.${step}.${option}`, begin: named ? [`=${option}`] : [] }
    },
    meaningOf: () => {
      if (!learning.isReady()) return undefined
      return meaningWith({ library: publication.current().library, understanding: learning.understanding, finder: learning.finder })
    },
    tried: trialOf(foundations),
  }
}
