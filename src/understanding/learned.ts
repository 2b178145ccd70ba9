/**
 * What is learned from words, as pieces of plain data that can be stored: what topics are told by, and what articles are found by. The
 * same words and the same code give the same piece, whoever learns it; its name is a hash of both.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../root.ts'
import { learnArticles, type ArticleQuestions, type LearnedArticles } from './articleFinder.ts'
import { learnAnswers, type LearnedAnswers } from './answerJudge.ts'
import type { UnderstandingData } from './data.ts'
import { learnTopics, type LearnedTopics } from './understand.ts'

/** Everything that is learned from. */
export interface Words {
  readonly data: UnderstandingData
  readonly articles: readonly ArticleQuestions[]
}

export interface Learned {
  readonly topics: LearnedTopics
  readonly articles: LearnedArticles
  readonly answers: LearnedAnswers
}
export type PieceName = keyof Learned

/** What is learned in one go. The articles, in which an operator's settings stand, are apart: the topics do not know these. */
export const pieces = ['topics', 'articles', 'answers'] as const satisfies readonly PieceName[]

/** Learns a piece: seconds of work, so for a thread of its own (learnAside.ts). */
export const learnPiece = <Name extends PieceName>(name: Name, { data, articles }: Words): Learned[Name] => {
  const learners: { readonly [Each in PieceName]: () => Learned[Each] } = {
    topics: () => learnTopics(data),
    articles: () => learnArticles(data, articles),
    answers: () => learnAnswers(data.answers),
  }
  return learners[name]()
}

/** The code that learns, with what it stands on: this room, the two texts it borrows, the packages' versions, the engine. */
function codeHash(): string {
  const hash = createHash('sha256').update(process.versions.v8)
  const room = fileURLToPath(new URL('.', import.meta.url))
  const own = readdirSync(room).filter(name => /\.[jt]s$/.test(name)).sort().map(name => join(room, name))
  const end = import.meta.url.slice(-3)
  for (const path of [...own, join(room, `../text/fold${end}`), join(room, `../content/markdown${end}`), join(root, 'package.json')])
    hash.update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}
let code: string | undefined

/** By piece: its name for ever, `topics-<hash>`. */
export function namesOf({ data, articles }: Words): Readonly<Record<PieceName, string>> {
  code ??= codeHash()
  const { answers, ...subjects } = data
  const topics = createHash('sha256').update(code).update(JSON.stringify(subjects))
  const said = createHash('sha256').update(code).update(JSON.stringify([answers.lessons, [...answers.kinds], [...answers.options]]))
  const both = topics.copy().update(JSON.stringify(articles))
  const named = (piece: PieceName, hash: typeof topics): string => `${piece}-${hash.digest('hex').slice(0, 32)}`
  return { topics: named('topics', topics), articles: named('articles', both), answers: named('answers', said) }
}
