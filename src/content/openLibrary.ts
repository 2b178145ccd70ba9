/** Opens the library of words: reads the folder, and makes its words, pages and forms ready to be said. */
import type { Field } from '../fields/kinds.ts'
import { ContentError } from './contentError.ts'
import { inOrder, readFolder, type Folder } from './folder.ts'
import type { ArticleKind, Form, Library, Mistake, Variables } from './library.ts'
import { preparePage, type PageWords, type PreparedPage } from './preparePage.ts'
import { progressOf } from './progress.ts'
import { fill, prepare } from './template.ts'
import { createTranslations, type Translations } from './translations.ts'

export interface LibraryOptions {
  /** The content folder. */
  readonly dir: string
  /** The same, when it was read already. */
  readonly folder?: Folder
  readonly defaultLocale: string
  /** The languages that are published, each of which must be there. Undefined: those that usually are, as far as they are there. */
  readonly locales?: readonly string[]
  /** Variables that every text may use (the operator's settings). */
  readonly globals?: Variables
}

const none: Variables = Object.freeze({})

/** What a page of a kind says around its own words, in a language. */
function pageWords({ say }: Translations, kind: ArticleKind, locale: string): PageWords {
  const titleOf = (section: string): string => say(locale, `pages:${kind}.sections.${section}`, none, false)
  return {
    titleOf,
    headingOf: (title, section) => {
      const name = titleOf(section)
      return name === '' ? title : say(locale, `pages:${kind}.heading`, { page: title, section: name }, false) || name
    },
    signsOut: what => say(locale, `pages:${kind}.signsOut.${what}`, none, true),
    pictureOf: (device, section) => {
      const [image, alt] = ['image', 'alt'].map(name => say(locale, `pages:${kind}.pictures.${device}.${section}.${name}`, none, false))
      return image === undefined || alt === undefined || image === '' ? undefined : { image, alt }
    },
  }
}

/** The pages of a folder, by kind and language and then by id. */
function createPages(folder: Folder, translations: Translations, globals: Variables) {
  const all = new Map<string, Map<string, PreparedPage>>()
  for (const page of folder.pages) {
    if (!page.sound) continue
    const { kind, locale, id } = page
    const own = all.get(`${locale} ${kind}`) ?? new Map<string, PreparedPage>()
    all.set(`${locale} ${kind}`, own.set(id, preparePage(page, globals, pageWords(translations, kind, locale))))
  }
  const nothing: ReadonlyMap<string, PreparedPage> = new Map()
  return (kind: ArticleKind, locale: string): ReadonlyMap<string, PreparedPage> => all.get(`${locale} ${kind}`) ?? nothing
}

/** A text that is missing is said in the default language; of a language that was never written whole nobody is told that it is spoken. */
function mustBeThere(folder: Folder, locale: string): void {
  const { missingFiles: [first, ...others], texts: [there, of] } = progressOf(folder, locale)
  if (first === undefined) return
  throw new ContentError(
    `LOCALES publishes "${locale}", of which the content folder has ${there} of ${of} texts: ${first}${others.length === 0 ? '' : ` and ${others.length} more files`} ` +
    'must be written first ("npm run -s noa -- content check" lists what is missing). Until then, take it out. Example: LOCALES=fr,en')
}

/**
 * Loads the content folder. What is wrong in it is left out and told in `mistakes`; words that are then missing in a language come
 * from the default one.
 * @throws {ContentError} when there is nothing in the default language, or a language is published that is not all there
 */
export async function openLibrary(options: LibraryOptions): Promise<Library & { readonly mistakes: readonly Mistake[] }> {
  const { dir, defaultLocale, locales, globals = none } = options
  const folder = options.folder ?? (await readFolder(dir, locales))
  if (!folder.locales.includes(defaultLocale))
    throw new ContentError(`There are no words in the language "${defaultLocale}" in the content folder. Check DEFAULT_LOCALE and the folder.`)
  for (const locale of locales ?? []) mustBeThere(folder, locale)

  const translations = await createTranslations(folder, defaultLocale, globals)
  const { spoken, say, has, list } = translations
  const pagesOf = createPages(folder, translations, globals)
  const isAsked = ({ needs }: Field): boolean => needs === undefined || globals[needs] !== undefined
  const forms = new Map<string, Form>(folder.fields.map(({ id, fields }) => [id, { id, fields: fields.filter(isAsked) }]))

  return {
    locales: folder.locales,
    defaultLocale,
    mistakes: inOrder(folder.mistakes),
    words: (locale, key, variables = none) => say(locale, key, variables, true),
    plain: (locale, key, variables = none) => say(locale, key, variables, false),
    fill: (_locale, markdown, variables = none) => fill(prepare(markdown), variables, globals, true),
    has,
    list,
    form: id => {
      const form = forms.get(id)
      if (form === undefined) throw new ContentError(`There is no usable form "${id}" in the content folder (forms/fields/${id}.yml)`)
      return form
    },
    hours: () => folder.hours?.times,
    article: (kind, locale, id, variables = none, section) => {
      const spokenPages = pagesOf(kind, spoken(locale))
      const page = spokenPages.get(id) ?? pagesOf(kind, defaultLocale).get(id)
      if (page === undefined || section === undefined || page.has(section)) return page?.fill(variables, section)
      const standIn = [...spokenPages.values()].find(each => each.use === page.use.replace(/^\S+/, 'other') && each.has(section))
      return standIn === undefined ? undefined : { ...standIn.fill(variables, section), id, title: page.fill(variables, section).title }
    },
    articles: (kind, locale) =>
      [...new Map([...pagesOf(kind, defaultLocale), ...pagesOf(kind, spoken(locale))]).values()]
        .sort((a, b) => (a.order === b.order ? (a.id < b.id ? -1 : 1) : a.order - b.order))
        .map(page => page.fill(none)),
  }
}
