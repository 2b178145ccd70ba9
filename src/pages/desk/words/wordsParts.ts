/** What the pages of the words share: what they look at, and how texts and subjects are called. */
import { createHash } from 'node:crypto'
import { isInEveryLanguage } from '../../../content/edits.ts'
import { toPlainText } from '../../../content/markdown.ts'
import { partsOf } from '../../../content/pageParts.ts'
import { hoursKey } from '../../../content/readHours.ts'
import type { Library } from '../../../content/library.ts'
import type { Editing } from '../../../editing/editing.ts'
import type { SoundWords } from '../../../editing/soundWords.ts'
import type { InEachLanguage } from '../../../content/faults/sentences.ts'
import type { DialogTable } from '../../../flow/table.ts'
import type { AnswerForm } from '../../../presentation/html/drawing.ts'
import type { Html } from '../../../text/html.ts'
import { cleanText } from '../../../text/cleanText.ts'
import type { Role } from '../../../staff/roles.ts'
import type { Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { readableHours } from '../readableHours.ts'
import type { PlacedText } from './findTexts.ts'
import { placeOfText } from './textPlaces.ts'

/** Where something is seen. */
export type SeenIn = 'page' | 'teams'
/** Something that the guide says, as it is seen. */
export interface SeenPiece {
  readonly key: string
  readonly html: Html
}

/** What somebody says who tries words: a text or a button, that it is to begin anew, or nothing yet. */
export type TrySaid = { readonly text: string; readonly value?: object } | 'begin' | undefined

/** A conversation on words that are tried, as far as it went. */
export interface TriedTalk {
  readonly now: Html
  /** Oldest first. */
  readonly earlier: readonly Html[]
  /** How much the guide would have sent out. */
  readonly unsent: number
}

/** Talks with the guide on some words. Each person has one such conversation; nothing of it is kept. */
export type TryWords = (tried: {
  readonly person: string
  readonly locale: string
  readonly words: Library
  /** Tells words apart. */
  readonly fingerprint: string
  readonly said: TrySaid
  /** Where what is said goes. */
  readonly answer: AnswerForm
}) => Promise<TriedTalk>

/** A question that nobody answered. */
export interface QuestionKept {
  readonly text: string
  readonly locale: string
  /** Marks it as in hand, where nobody has yet. */
  readonly take: () => Promise<void>
}

export interface WordsParts {
  readonly editing: Editing
  /** A question that is kept, by the id of one of its rows. */
  readonly questionOf: (id: string) => Promise<QuestionKept | undefined>
  /** The words that serve. */
  readonly current: () => SoundWords
  /** The conversations. */
  readonly tables: readonly DialogTable[]
  /** Whether something is asked at a step, `<dialog>.<step>`. */
  readonly asks: (step: string) => boolean
  /** Variables that the text of a key may use. */
  readonly variablesOf: (key: string) => readonly string[]
  /** What some texts look like to people. @param variables names of those that they may use */
  readonly seen: (
    library: Library, keys: readonly string[], variables: readonly string[], locale: string, where: SeenIn,
  ) => readonly SeenPiece[]
  readonly tryWords: TryWords
  /** What a browser with script does beside: keeps drafts while somebody writes. */
  readonly script: string
}

/** Who changes words, and who puts them online as well. */
export const editors: readonly Role[] = ['editor', 'publisher']
export const publishers: readonly Role[] = ['publisher']

export const draftsPath = `${wordsPath}/drafts`
export const versionsPath = `${wordsPath}/versions`

/** Every text with where it stands. What has no language is no text: it has a page of its own. */
export const placedTexts = async ({ editing, asks }: WordsParts): Promise<PlacedText[]> =>
  (await editing.texts()).filter(({ key }) => !isInEveryLanguage(key)).map(text => ({ text, place: placeOfText(text.key, asks) }))

/** What a subject is called: a conversation by its own title. */
export function subjectTitle({ current }: WordsParts, { say, locale }: Pick<Visit, 'say' | 'locale'>, subject: string): string {
  const { library } = current()
  const [kind = '', id = ''] = subject.split(':')
  const own = `dialogs:${id}.title`
  if (kind === 'dialogs' && library.has(locale, own)) return library.plain(locale, own)
  const key = `deskWords.subjects.${subject.replace(':', '.')}`
  return library.has(locale, `pages:${key}`) ? say(key) : id || kind
}

/** A language by its own name. */
export const languageName = ({ current }: WordsParts, locale: string): string => current().library.plain(locale, 'pages:help.ownName') || locale

/** The beginning of a text as it is read; of a page of content, its title. */
export function excerpt(text: string, longest = 140): string {
  const said = text.startsWith('---') ? (partsOf(text)?.find(({ name }) => name === 'title')?.text ?? '') : text
  const plain = toPlainText(said.replace(/\{\{\s*(\w+)\s*\}\}/g, '…')).replace(/\s+/g, ' ').trim()
  return plain.length <= longest ? plain : `${plain.slice(0, longest).trimEnd()}…`
}

/** What a text is called where many stand together. */
export function titleOfText(parts: WordsParts, visit: Visit, key: string, locale: string): string {
  const { subject, kind } = placeOfText(key, parts.asks)
  const title = subjectTitle(parts, visit, subject)
  return isInEveryLanguage(key) ? title : `${title} · ${visit.say(`deskWords.kinds.${kind}`)} · ${languageName(parts, locale)}`
}

/** What a field of a form is called. */
export const fieldLabel = ({ current }: WordsParts, { locale }: Pick<Visit, 'locale'>, form: string, field: string): string =>
  current().library.plain(locale, `forms:${form}.${field}.label`) || field

/** A text as people read it: what is kept of hours and of a form's fields is for programs. */
export function readable(parts: WordsParts, visit: Visit, key: string, text: string | undefined): string | undefined {
  const [, form = '', field = ''] = /^fields:([^.]+)\.(?:order$|([^.]+)\.required$)/.exec(key) ?? []
  if (key === hoursKey && text !== undefined) return readableHours(visit, text)
  if (form === '' || text === undefined) return text
  if (field === '') return text.split('\n').map(name => fieldLabel(parts, visit, form, name)).join('\n')
  return visit.say(`deskWords.fields.${text === 'true' ? 'isRequired' : 'isOptional'}`, { field: fieldLabel(parts, visit, form, field) })
}

/** What the check says, in the language of whoever reads. */
export const saidIn = ({ locale }: Pick<Visit, 'locale'>, message: InEachLanguage): string => (locale === 'fr' ? message.fr : message.en)

/** A few letters for what was shown, to tell whether it was changed. */
export const printOf = (texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts.map(text => cleanText(text.replace(/\r\n?/g, '\n')).trim()))).digest('base64url').slice(0, 12)
