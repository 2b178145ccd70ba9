/** What the pages of unanswered questions share: what they look at, and how it is called. */
import type { AlikeQuestions } from '../../../actions/alikeQuestions.ts'
import type { QuestionState } from '../../../actions/keptQuestions.ts'
import type { Library } from '../../../content/library.ts'
import type { Editing } from '../../../editing/editing.ts'
import type { Role } from '../../../staff/roles.ts'
import type { Visit } from '../desk.ts'
import { questionsPath } from '../deskPaths.ts'
import { excerpt } from '../words/wordsParts.ts'

/** What the guide takes a text for: a conversation, an article, one of several, an answer of the step, or nothing. */
export type Meaning =
  | { readonly kind: 'topic' | 'article' | 'option'; readonly name: string }
  | { readonly kind: 'several' | 'nothing' }

/** A sentence that was understood, and would be no longer. */
export interface Worse {
  readonly text: string
  readonly locale: string
  /** What it is of: a topic, or an article. */
  readonly of: { readonly kind: 'topic' | 'article'; readonly name: string }
}

/** What the drafts would change of what is understood. */
export interface Tried {
  /** The words with the drafts in them. */
  readonly library: QuestionsParts['library']
  readonly meaningOf: MeaningOf
  /** How many sentences were tried: the editors' examples, and the questions of the articles. */
  readonly scored: number
  readonly worse: readonly Worse[]
}

/** @param step `<dialog>.<step>`; empty: what is said at the beginning */
export type MeaningOf = (text: string, locale: string, step: string) => Meaning

/** The list in which an option's other names stand. */
export interface NamesOfOption {
  readonly key: string
  /** What a list that is new begins with. */
  readonly begin: readonly string[]
}

export interface QuestionsParts {
  readonly library: Pick<Library, 'articles' | 'has' | 'plain' | 'locales'>
  readonly editing: Editing
  list(): Promise<readonly AlikeQuestions[]>
  /** @param ids of rows */
  mark(ids: readonly string[], state: QuestionState): Promise<void>
  /** Topics that a sentence can be an example of. */
  readonly topics: readonly string[]
  /** The conversation that a topic begins; undefined: it is no conversation. */
  readonly dialogOf: (topic: string) => string | undefined
  /** The answers of a step; none where there is no such step any more. */
  readonly optionsOf: (step: string) => readonly string[]
  readonly namesOf: (step: string, option: string, locale: string) => NamesOfOption
  /** As the guide understands now; undefined before it has learned. */
  readonly meaningOf: () => MeaningOf | undefined
  /** As it would with all drafts. `running`: that is not known yet, ask again in some seconds; `failed`: not with such drafts. */
  tried(): Promise<Tried | 'running' | 'failed'>
}

export const editors: readonly Role[] = ['editor', 'publisher']
export const states = ['new', 'inHand', 'answered', 'ignored'] as const satisfies readonly QuestionState[]

/** By what a group is found again: its first row, as long as that is kept. */
export const idOf = ({ wordings: [first] }: AlikeQuestions): string => first?.ids[0] ?? ''
export const addressOf = (group: AlikeQuestions, more: Readonly<Record<string, string>> = {}): string =>
  `${questionsPath}/one?${new URLSearchParams({ id: idOf(group), ...more }).toString()}`

type Words = Pick<QuestionsParts, 'library' | 'dialogOf'>

const own = ({ library }: Words, { locale }: Pick<Visit, 'locale'>, key: string, otherwise: string): string =>
  library.has(locale, key) ? library.plain(locale, key) : otherwise

/** What a topic is called: its conversation's own title. */
export function topicTitle(parts: Words, visit: Pick<Visit, 'locale'>, topic: string): string {
  const dialog = parts.dialogOf(topic)
  const named = own(parts, visit, `pages:deskQuestions.topics.${topic}`, topic)
  return dialog === undefined ? named : own(parts, visit, `dialogs:${dialog}.title`, named)
}

export const articleTitle = ({ library }: Words, { locale }: Pick<Visit, 'locale'>, id: string): string =>
  library.articles('help', locale).find(each => each.id === id)?.title ?? id

/** What an answer of a step is called: its button. */
export const optionTitle = (parts: Words, visit: Pick<Visit, 'locale'>, step: string, option: string): string =>
  own(parts, visit, `dialogs:${step}.options.${option}`, option)

/** Letters of a question of the guide that are enough to know it. */
const longest = 80

/** What is asked at a step, and of which conversation it is. */
export const stepTitle = (parts: Words, visit: Pick<Visit, 'locale'>, step: string): string => {
  const [dialog = ''] = step.split('.')
  return `${own(parts, visit, `dialogs:${dialog}.title`, dialog)} · ${excerpt(own(parts, visit, `dialogs:${step}.text`, step), longest)}`
}

/** What a text is taken for, in words. */
export function meaningSaid(parts: Words, visit: Pick<Visit, 'say' | 'locale'>, meaning: Meaning, step: string): string {
  const { say } = visit
  switch (meaning.kind) {
    case 'topic':
      return say('deskQuestions.heard.topic', { title: topicTitle(parts, visit, meaning.name) })
    case 'article':
      return say('deskQuestions.heard.article', { title: articleTitle(parts, visit, meaning.name) })
    case 'option':
      return say('deskQuestions.heard.option', { title: optionTitle(parts, visit, step, meaning.name) })
    case 'several':
    case 'nothing':
      return say(`deskQuestions.heard.${meaning.kind}`)
  }
}
