/** What is learned from the editors' words, while the guide answers already, and learned again when they change. */
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { errorDetails, type Log } from '../log.ts'
import { root } from '../root.ts'
import { createArticleFinder, type ArticleFinder } from '../understanding/articleFinder.ts'
import { createAnswerJudge, createUnderstanding, learnAside, learnedFiles, type AnswerJudge, type LearnedFiles, type Understanding, type Words } from '../understanding/index.ts'

export interface Learning {
  /** Of what was learned last. Before `ready` it understands nothing yet: to ask it then is a fault. */
  readonly understanding: Understanding
  readonly finder: ArticleFinder
  readonly judge: AnswerJudge
  /** Resolves once what people say is understood. Rejects when it never will be. */
  readonly ready: Promise<void>
  readonly isReady: () => boolean
  /**
   * Learns other words; what was learned before answers until then.
   * @returns when they are understood. Rejects when they could not be learned: all is then as it was.
   */
  relearn(words: Words): Promise<void>
  /** Ends what is being learned, and waits until what was learned is kept. */
  stop(): Promise<void>
}

/** Where what was learned is kept: with the build, as it holds nothing of a person; with the data where that cannot be written. */
export const learnedIn = (dataDir?: string): LearnedFiles =>
  learnedFiles([join(root, 'dist', 'learned'), ...(dataDir === undefined ? [] : [join(dataDir, 'learned')])])

interface Learned {
  readonly understanding: Understanding
  readonly finder: ArticleFinder
  readonly judge: AnswerJudge
}

/**
 * Begins to learn.
 * @param files where what is learned is kept
 */
export function beginLearning(words: Words, files: LearnedFiles, log: Log): Learning {
  const ending = new AbortController()
  let inUse: Learned | undefined
  let kept: Promise<unknown> = Promise.resolve()
  let asked = 0
  let current = 0
  const learn = async (from: Words): Promise<void> => {
    const order = ++asked
    const began = performance.now()
    const { learned, loaded, kept: keeping } = await learnAside(from, files, ending.signal)
    kept = Promise.all([kept, keeping])
    const understanding = createUnderstanding(from.data, learned.topics)
    // Some ten milliseconds each: others may have their turn between them.
    await setImmediate()
    const finder = createArticleFinder(from.data, from.articles, learned.articles)
    // Other words were given meanwhile, and are learned already.
    if (order < current) return
    current = order
    inUse = { understanding, finder, judge: createAnswerJudge(learned.answers) }
    log.info({ code: 'learned', loaded, ms: Math.round(performance.now() - began) }, 'What people say is understood')
  }
  const present = (): Learned => {
    if (inUse === undefined) throw new Error('What people say is not understood yet')
    return inUse
  }
  const ready = learn(words)
  // Told once, here; whoever waits for it is told as well.
  ready.catch((error: unknown) => {
    if (ending.signal.aborted) return
    log.error({ code: 'not_learned', error: errorDetails(error) }, 'What people say is not understood: the words could not be learned')
  })
  return {
    understanding: {
      understand: (text, lang) => present().understanding.understand(text, lang),
      explain: (text, lang) => present().understanding.explain(text, lang),
    },
    finder: { find: (text, locale) => present().finder.find(text, locale) },
    judge: (text, place, options) => present().judge(text, place, options),
    ready,
    isReady: () => inUse !== undefined,
    relearn: learn,
    stop: async () => {
      ending.abort()
      await ready.catch(() => undefined)
      await kept
    },
  }
}
