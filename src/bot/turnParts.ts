/** What every turn of the guide is made with. */
import type { HeardBeside } from '../actions/articles.ts'
import type { Library, Variables } from '../content/library.ts'
import type { LookFunctions } from '../flow/actions.ts'
import type { Configured } from '../flow/port.ts'
import type { Presenter } from '../presentation/present.ts'
import type { Hearing } from './answerWords.ts'
import type { Conversations } from './beginnings.ts'
import type { Interpretation } from './interpret.ts'

export interface Surroundings {
  readonly library: Library
  readonly present: Presenter
  readonly conversations: Conversations
  readonly look: LookFunctions
  /** What every sentence may say beside the settings (the directory's names), asked for at most once in a turn. */
  readonly variables: (locale: string) => Promise<Variables>
  readonly configured: Configured
  readonly interpretation: Interpretation
  readonly hearing: Hearing
  /** The help article that answers a question, when one surely does; beside what else was heard, when it goes before that. */
  readonly answerTo: (text: string, locale: string, heard?: HeardBeside) => string | undefined
  /** Where a copy of all that is kept of a conversation can be read, and taken along, for an hour. */
  readonly copyOf: (key: string) => Promise<{ readonly page: string; readonly json: string }>
  /** What everybody is told at the beginning, of an incident, in this language; empty: nothing. */
  readonly atTheStart: (locale: string) => Promise<string>
  /** The conversation for a topic; of a conversation, itself. */
  readonly dialogFor: (name: string) => string
}
