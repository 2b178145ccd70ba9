/**
 * The words, as the rest of the house asks for them. `openLibrary` (./open.ts) loads them from `content/` and validates them.
 *
 * Names: i18next namespaces are the kinds of content, keys are the names of dialogs and steps:
 * `dialogs:createAccount.whatFor.text`, `forms:localAccount.email.question`, `pages:chat.title`.
 */
import type { Field } from '../fields/kinds.ts'
import type { OpeningTimes } from '../text/openingTimes.ts'
import type { Code, InEachLanguage } from './faults/sentences.ts'

export type Variables = Readonly<Record<string, string | number>>

/** A Markdown page of content: a guide, a browser's guide, a help article, a mail. */
export interface Article {
  /** Path under its kind and locale, without `.md`: `login/federation-cnrs`. */
  readonly id: string
  readonly title: string
  readonly keywords: readonly string[]
  /** Names of the parts that can be asked for on their own (`## cache`), in the page's order. */
  readonly sections: readonly string[]
  /** Markdown, with its `{{variables}}` filled in: never a `{{name}}`. */
  readonly body: string
  /** File name in `content/images` without extension (the build makes `<name>.png` beside `<name>.svg`). */
  readonly image?: string
  /** Alternative text of the picture. */
  readonly alt?: string
  /** Everything else of the front matter. */
  readonly extra: Readonly<Record<string, unknown>>
}

export interface Form {
  readonly id: string
  readonly fields: readonly Field[]
}

/** A mistake of an editor, in plain words, where it stands. */
export interface Mistake {
  /** Path relative to the content folder. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** Which of the faults it is; undefined: none that the content alone can show. */
  readonly code?: Code
  readonly message: InEachLanguage
}

export type ArticleKind = 'guides' | 'help' | 'browsers' | 'mails'

export interface Library {
  readonly locales: readonly string[]
  readonly defaultLocale: string
  /**
   * The words under a key, with variables filled in. Values are escaped for Markdown, so that nothing a person typed becomes markup;
   * a missing translation falls back to the default locale.
   * @param key `<kind>:<id>.<name>…`
   */
  words(locale: string, key: string, variables?: Variables): string
  /** The same without Markdown escaping, for buttons, titles and attributes, which are escaped where they are written. */
  plain(locale: string, key: string, variables?: Variables): string
  /** Fills variables into any Markdown text, escaping their values as `words` does. `article` has done it for its own. */
  fill(locale: string, markdown: string, variables?: Variables): string
  /** Whether there are words under the key, in this locale or in the default one. */
  has(locale: string, key: string): boolean
  /** A list of phrases (keywords, examples) of this very language, empty when there is none: a list never falls back. */
  list(locale: string, key: string): readonly string[]
  form(id: string): Form
  /** When the helpdesk reads what people write; undefined: nothing is set. */
  hours(): OpeningTimes | undefined
  /**
   * One page, with variables filled in: escaped for Markdown in its body, as they are in its title, its alternative text and the
   * texts of `extra`. A missing translation falls back to the default locale; undefined when no language has the page.
   * @param section only the part under this heading, with its own title, and with the picture only when it is of this part. What a
   *   browser's page does not tell, the page of the `other` browser tells in its place; undefined when neither does.
   */
  article(kind: ArticleKind, locale: string, id: string, variables?: Variables, section?: string): Article | undefined
  /** All of one kind, sorted by their `order` (front matter) and then id. */
  articles(kind: ArticleKind, locale: string): readonly Article[]
}
