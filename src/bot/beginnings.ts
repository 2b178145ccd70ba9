/** What can be begun: the conversations of this house by topic, and what a link asks for. */
import type { Library } from '../content/library.ts'
import type { DialogTable } from '../flow/table.ts'
import { nearestName } from '../text/nearestName.ts'
import type { Link } from '../turns/pageEvents.ts'

/** The conversation that a topic begins, with the help article that it shows where it is one for any article. */
export interface Beginning {
  readonly dialog: string
  readonly article?: string
}

export interface Conversations {
  /** Every dialog that can run. */
  readonly all: readonly DialogTable[]
  /** By topic of the understanding. */
  readonly topics: Readonly<Record<string, Beginning>>
  /** Those that the menu shows, likeliest first, five at most. */
  readonly menu: readonly string[]
  /** The two likeliest next ones after each. */
  readonly after: Readonly<Record<string, readonly string[]>>
  /** Those that nobody needs any more once something was announced, by its name. */
  readonly over: Readonly<Record<string, readonly string[]>>
  /** How a conversation can end that was begun by no other: whether that left nothing to be asked about. */
  readonly settled: Readonly<Record<string, boolean>>
  /** Answers a question with a help article. */
  readonly answer: string
  /** Leads to a person. */
  readonly human: string
  /** Says how a request to the helpdesk stands, and goes on with it. */
  readonly followUp: string
  /** Corrects a request for an account whose refusal came late. */
  readonly correction: string
}

/** Where a link leads; undefined when it names nothing that can be begun. */
export function linkTarget(
  { topic, facts: { article } }: Link,
  { all, topics, answer }: Pick<Conversations, 'all' | 'topics' | 'answer'>,
  { articles, defaultLocale }: Pick<Library, 'articles' | 'defaultLocale'>,
): Beginning | undefined {
  const named = topic !== undefined && Object.hasOwn(topics, topic) ? topics[topic] : undefined
  const known = article !== undefined && articles('help', defaultLocale).some(({ id }) => id === article)
  const target = named ?? (known ? { dialog: answer, article } : undefined)
  return all.some(({ name }) => name === target?.dialog) ? target : undefined
}

/** What a link most likely means that names nothing that there is: a topic, or a help article. */
export type Nearest = { readonly topic: string } | { readonly article: string } | 'nothing'

/** Undefined when a link asks for nothing. To be asked once `linkTarget` knows nothing. */
export function nearestTarget(
  { topic: known, unknownTopic = known, facts: { article } }: Link,
  { topics }: Pick<Conversations, 'topics'>,
  { articles, defaultLocale }: Pick<Library, 'articles' | 'defaultLocale'>,
): Nearest | undefined {
  const named = unknownTopic ?? article
  if (named === undefined) return undefined
  const ids = articles('help', defaultLocale).map(({ id }) => id)
  const topic = (): Nearest | undefined => found('topic', nearestName(named, Object.keys(topics)))
  const page = (): Nearest | undefined => found('article', nearestName(named, ids))
  return (unknownTopic === undefined ? (page() ?? topic()) : (topic() ?? page())) ?? 'nothing'
}
const found = (kind: 'topic' | 'article', name: string | undefined): Nearest | undefined =>
  name === undefined ? undefined : kind === 'topic' ? { topic: name } : { article: name }
