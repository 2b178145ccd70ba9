/** Makes a question an example of a topic, another name of an answer, or a question of an article: as a draft. */
import type { AlikeQuestions } from '../../../actions/alikeQuestions.ts'
import { withQuestion } from '../../../content/articleText.ts'
import { fold } from '../../../text/fold.ts'
import type { Visit } from '../desk.ts'
import type { QuestionsParts } from './questionsParts.ts'

/** What can be made of one. */
export const uses = ['name', 'example', 'question'] as const
export type Use = (typeof uses)[number]

/** The key of the text that was drafted, or why none was. */
export type Used = { readonly key: string } | { readonly refused: 'incomplete' | 'overtaken' | 'known' | 'tooLong' }

/** What is to be kept: where, and how it follows from what is there. */
interface Change {
  readonly key: string
  /** @param before as it is drafted, or live; empty: there is none. Undefined: it cannot be put there. */
  readonly after: (before: string) => string | undefined
}

/** A list with one phrase more. */
const withPhrase = (phrase: string, begin: readonly string[] = []) => (before: string): string | undefined => {
  const phrases = before.split('\n').filter(line => line.trim() !== '')
  if (phrases.some(each => fold(each) === fold(phrase))) return undefined
  return [...(phrases.length === 0 ? begin : phrases), phrase].join('\n')
}

function changeOf(parts: QuestionsParts, { sent }: Visit, group: AlikeQuestions, use: Use): Change | undefined {
  const given = (name: string): string => (sent.get(name) ?? '').replace(/[ \t]+/g, ' ').trim()
  const text = given('text').replace(/\s+/g, ' ')
  if (text === '') return undefined
  switch (use) {
    case 'example': {
      const topic = parts.topics.find(each => each === given('topic'))
      return topic === undefined ? undefined : { key: `understanding:${topic}.examples`, after: withPhrase(text) }
    }
    case 'name': {
      const option = parts.optionsOf(group.step).find(each => each === given('option'))
      if (option === undefined) return undefined
      const { key, begin } = parts.namesOf(group.step, option, group.locale)
      return { key, after: withPhrase(text, begin) }
    }
    case 'question': {
      const article = parts.library.articles('help', group.locale).find(({ id }) => id === given('article'))
      return article === undefined ? undefined : { key: `help:${article.id}`, after: before => withQuestion(before, text) }
    }
  }
}

/** Keeps it as a draft. */
export async function useQuestion(parts: QuestionsParts, visit: Visit, group: AlikeQuestions, use: Use): Promise<Used> {
  const change = changeOf(parts, visit, group, use)
  if (change === undefined) return { refused: 'incomplete' }
  const { key, after } = change
  const state = (await parts.editing.text(key))?.in[group.locale]
  const text = after(state?.draft === undefined ? (state?.live ?? '') : (state.draft.text ?? state.release ?? ''))
  if (text === undefined) return { refused: 'known' }
  const saved = await parts.editing.save({ key, locale: group.locale, text, by: visit.person.name }, state?.draft?.revision)
  if ('tooLong' in saved) return { refused: 'tooLong' }
  return 'overtakenBy' in saved ? { refused: 'overtaken' } : { key }
}
