/**
 * Opens the library of words. i18next decides which text answers a key (language, plural form, fallback); the text is then prepared
 * once, so that saying it costs less than a microsecond.
 */
import i18next, { type TFunction } from 'i18next'
import { ContentError } from './contentError.ts'
import { inOrder, leavesOf, readFolder, type Folder, type PageFile } from './folder.ts'
import type { Article, ArticleKind, Form, Library, Mistake, Variables } from './library.ts'
import { progressOf } from './progress.ts'
import { mainSection, sectionsOf } from './sections.ts'
import { pageKinds, wordKinds } from './shapes.ts'
import { plainOf } from './source.ts'
import { fill, prepare, type Template } from './template.ts'

export interface LibraryOptions {
  /** The content folder. */
  readonly dir: string
  readonly defaultLocale: string
  /** The languages that are published, each of which must be there. Undefined: those that usually are, as far as they are there. */
  readonly locales?: readonly string[]
  /** Variables that every text may use (the operator's settings). */
  readonly globals?: Variables
}

interface PreparedPage {
  readonly id: string
  readonly order: number
  /** `browser` and `device` of a browser's page, in one. */
  readonly use: string
  readonly has: (section: string) => boolean
  /** @param section whose words and picture to give, and whose title; undefined: all of the page */
  readonly fill: (variables: Variables, section?: string) => Article
}

/** What a page says for people in place of a section's name, and after its main section. */
interface PageWords {
  readonly titleOf: (section: string) => string
  /** The title of a section shown on its own. */
  readonly headingOf: (page: string, section: string) => string
  readonly signsOut: (what: string) => string
  /** The picture that a section has on this device in every page. */
  readonly pictureOf: (device: string, section: string) => Picture | undefined
}
interface Picture {
  readonly image: string
  readonly alt: string
}

const none: Variables = Object.freeze({})

/** A key's words as i18next wants them: groups of texts, lists apart. */
type Group = { [name: string]: string | Group }

function put(group: Group, path: readonly string[], value: string): void {
  const [first = '', ...rest] = path
  if (rest.length === 0) group[first] = value
  else {
    const inner = (group[first] ??= {})
    if (typeof inner === 'object') put(inner, rest, value)
  }
}

/** The page's parts: of a browser's page, the cache's ends with what emptying it signs a person out of. */
function partsOf(page: PageFile, words: PageWords): { readonly whole: Template; readonly parts: ReadonlyMap<string, Template> } {
  const { before, sections } = sectionsOf(page.body)
  const signsOut = page.front.entries.get('signsOut')?.tree
  const note = page.kind === 'browsers' && signsOut?.kind === 'text' ? words.signsOut(signsOut.value) : ''
  const told = sections.map(({ name, body }) => [name, name === mainSection ? `${body}\n\n${note}`.trim() : body] as const)
  const written = told.map(([name, body]) => `## ${words.titleOf(name) || name}\n\n${body}`)
  return {
    whole: prepare([before, ...written].join('\n\n').trim()),
    parts: new Map(told.map(([name, body]) => [name, prepare(body)])),
  }
}

function preparePage(page: PageFile, globals: Variables, words: PageWords): PreparedPage {
  const { title, keywords, image, alt, ...extra } = plainOf(page.front) as {
    title?: unknown
    keywords?: unknown
    image?: unknown
    alt?: unknown
    order?: unknown
  } & Record<string, unknown>
  const { whole, parts } = partsOf(page, words)
  const plain = (value: unknown): ((variables: Variables) => unknown) => {
    if (typeof value !== 'string') return () => value
    const template = prepare(value)
    return variables => fill(template, variables, globals, false)
  }
  const titleOf = plain(typeof title === 'string' ? title : page.id)
  const altOf = plain(alt)
  const extras = Object.entries(extra).map(([name, value]) => [name, plain(value)] as const)
  const pictured = typeof extra.imageSection === 'string' ? extra.imageSection : mainSection
  return {
    id: page.id,
    order: typeof extra.order === 'number' ? extra.order : Infinity,
    use: `${String(extra.browser)} ${String(extra.device)}`,
    has: section => parts.has(section),
    fill: (variables, section) => {
      const title = titleOf(variables) as string
      const own = section === undefined || section === pictured
      const shared = own ? undefined : words.pictureOf(String(extra.device), section)
      return {
        id: page.id,
        title: section === undefined ? title : words.headingOf(title, section),
        keywords: Array.isArray(keywords) ? keywords.filter((each): each is string => typeof each === 'string') : [],
        sections: [...parts.keys()],
        body: fill((section === undefined ? undefined : parts.get(section)) ?? whole, variables, globals, true),
        ...(typeof image === 'string' && own ? { image } : {}),
        ...(typeof alt === 'string' && own ? { alt: altOf(variables) as string } : {}),
        ...shared,
        extra: Object.fromEntries(extras.map(([name, of]) => [name, of(variables)])),
      }
    },
  }
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
  const folder = await readFolder(dir, locales)
  if (!folder.locales.includes(defaultLocale))
    throw new ContentError(`There are no words in the language "${defaultLocale}" in the content folder. Check DEFAULT_LOCALE and the folder.`)
  for (const locale of locales ?? []) mustBeThere(folder, locale)

  /** What there are words for, by language: asking for others must be cheap too. */
  const keys = new Set<string>()
  const lists = new Map<string, readonly string[]>()
  const resources: Record<string, Record<string, Group>> = Object.fromEntries(
    folder.locales.map(locale => [locale, Object.fromEntries(wordKinds.map(kind => [kind, {}]))]),
  )
  for (const { kind, locale, id, tree } of folder.words) {
    for (const { key, tree: leaf } of leavesOf(tree)) {
      const path = [id, ...(key === '' ? [] : key.split('.'))]
      if (leaf.kind === 'text' && leaf.value.trim() !== '') {
        put(resources[locale]![kind]!, path, leaf.value.trim())
        const name = `${kind}:${path.join('.')}`
        keys.add(`${locale} ${name}`).add(`${locale} ${name.replace(/_(?:zero|one|two|few|many|other)$/, '')}`)
      }
      if (leaf.kind === 'items')
        lists.set(`${locale} ${kind}:${path.join('.')}`, leaf.items.flatMap(item => (item.kind === 'text' && item.value.trim() !== '' ? [item.value.trim()] : [])))
    }
  }
  const i18n = i18next.createInstance()
  await i18n.init({
    lng: defaultLocale,
    fallbackLng: defaultLocale,
    load: 'currentOnly',
    ns: [...wordKinds],
    defaultNS: 'dialogs',
    resources,
    returnEmptyString: false,
    returnNull: false,
    parseMissingKeyHandler: () => '',
    returnedObjectHandler: () => '',
    interpolation: { escapeValue: false },
  })

  const known = new Map(folder.locales.map(locale => [locale, locale]))
  /** The language to speak: the one asked for, its base (`en` for `en-GB`), or the default. */
  const spoken = (locale: string): string =>
    known.get(locale) ?? known.get(locale.slice(0, Math.max(locale.indexOf('-'), 0)).toLowerCase()) ?? known.get(locale.toLowerCase()) ?? defaultLocale

  const translators = new Map<string, { t: TFunction; plural: Intl.PluralRules }>()
  for (const locale of folder.locales) translators.set(locale, { t: i18n.getFixedT(locale), plural: new Intl.PluralRules(locale) })
  const defaultPlural = new Intl.PluralRules(defaultLocale)

  /** Prepared texts by language, key and plural forms; only keys that have words, so that it cannot grow without end. */
  const templates = new Map<string, Template>()
  const find = (locale: string, key: string, variables: Variables): Template | undefined => {
    const language = spoken(locale)
    if (!keys.has(`${language} ${key}`) && !keys.has(`${defaultLocale} ${key}`)) return undefined
    const { t, plural } = translators.get(language)!
    const { count } = variables
    const counted = typeof count === 'number'
    // A missing translation is counted by the rules of the language it falls back to.
    const name = counted ? `${language} ${key} ${plural.select(count)} ${defaultPlural.select(count)}` : `${language} ${key}`
    const prepared = templates.get(name)
    if (prepared !== undefined) return prepared
    const text: unknown = t(key, { skipInterpolation: true, nest: false, ...(counted ? { count } : {}) })
    if (typeof text !== 'string' || text === '') return undefined
    const template = prepare(text)
    templates.set(name, template)
    return template
  }
  const say = (locale: string, key: string, variables: Variables, markdown: boolean): string => {
    const template = find(locale, key, variables)
    return template === undefined ? '' : fill(template, variables, globals, markdown)
  }

  const articles = new Map<string, Map<string, PreparedPage>>()
  for (const kind of pageKinds) for (const locale of folder.locales) articles.set(`${locale} ${kind}`, new Map())
  for (const page of folder.pages) {
    if (!page.sound) continue
    const { kind, locale } = page
    const titleOf = (section: string): string => say(locale, `pages:${kind}.sections.${section}`, none, false)
    const words: PageWords = {
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
    articles.get(`${locale} ${kind}`)!.set(page.id, preparePage(page, globals, words))
  }
  const pagesOf = (kind: ArticleKind, locale: string): ReadonlyMap<string, PreparedPage> => articles.get(`${locale} ${kind}`) ?? new Map<string, PreparedPage>()

  const forms = new Map<string, Form>(folder.fields.map(({ id, fields }) => [id, { id, fields }]))

  return {
    locales: folder.locales,
    defaultLocale,
    mistakes: inOrder(folder.mistakes),
    words: (locale, key, variables = none) => say(locale, key, variables, true),
    plain: (locale, key, variables = none) => say(locale, key, variables, false),
    fill: (_locale, markdown, variables = none) => fill(prepare(markdown), variables, globals, true),
    has: (locale, key) => find(locale, key, none) !== undefined || find(locale, key, { count: 2 }) !== undefined,
    list: (locale, key) => lists.get(`${spoken(locale)} ${key}`) ?? [],
    form: id => {
      const form = forms.get(id)
      if (form === undefined) throw new ContentError(`There is no usable form "${id}" in the content folder (forms/fields/${id}.yml)`)
      return form
    },
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
