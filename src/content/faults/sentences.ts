/**
 * What the check of content says to an editor: the tool's own voice, not the guide's, which is why it stands here and not in `content/`
 * (a broken `content/` must still be able to say what is broken).
 */
import { english } from './inEnglish.ts'
import { french } from './inFrench.ts'

/** The languages that editors are spoken to in. */
export const editorLanguages = ['fr', 'en'] as const
export type EditorLanguage = (typeof editorLanguages)[number]
/** The same thing said in each of them. */
export type InEachLanguage = Readonly<Record<EditorLanguage, string>>

export type Code = keyof typeof french
export const codes = Object.keys(french) as readonly Code[] // a table of ours, whose keys are its own
/** The details that a sentence needs: none, or one record. */
export type Details<C extends Code> = Parameters<(typeof french)[C]>

/** What a French sentence has at its marks; what it quotes is in them, too. */
const withNoBreaks = (text: string): string =>
  text.replace(/ ([;?!])/g, '\u202F$1').replace(/ ([:»])/g, '\u00A0$1').replace(/« /g, '«\u00A0')

/** The sentence for a mistake, which says what is wrong and how to repair it. */
export function sentence<C extends Code>(code: C, ...details: Details<C>): InEachLanguage {
  // The compiler cannot follow a code to the details of its own sentence.
  const said = (sentences: Readonly<Record<Code, unknown>>): string => (sentences[code] as (...details: Details<C>) => string)(...details)
  return { fr: withNoBreaks(said(french)), en: said(english) }
}
