/**
 * The words of all languages by their keys. i18next decides which text answers a key (language, plural form, fallback); the text is then
 * prepared once, so that saying it costs less than a microsecond.
 */
import i18next, { type TFunction } from 'i18next'
import { leavesOf, type Folder } from './folder.ts'
import type { Variables } from './library.ts'
import { wordKinds } from './shapes.ts'
import { fill, prepare, type Template } from './template.ts'
import { isFrench, repairTypography } from './typography.ts'

export interface Translations {
  /** The language to speak: the one asked for, its base (`en` for `en-GB`), or the default. */
  readonly spoken: (locale: string) => string
  /** The words under a key; the empty text when there are none. */
  readonly say: (locale: string, key: string, variables: Variables, markdown: boolean) => string
  /** Whether there are words under the key, in this locale or in the default one. */
  readonly has: (locale: string, key: string) => boolean
  /** A list of this very language. */
  readonly list: (locale: string, key: string) => readonly string[]
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

/** What the files of a folder say. */
interface Written {
  /** By language and kind, as i18next wants them. */
  readonly resources: Record<string, Record<string, Group>>
  /** What there are words for, by language: asking for others must be cheap too. */
  readonly keys: ReadonlySet<string>
  readonly lists: ReadonlyMap<string, readonly string[]>
}

function writtenIn({ words }: Folder): Written {
  const resources: Record<string, Record<string, Group>> = {}
  const keys = new Set<string>()
  const lists = new Map<string, readonly string[]>()
  for (const { kind, locale, id, tree } of words) {
    const written = isFrench(locale) && kind !== 'understanding' ? repairTypography : (text: string): string => text
    const group = ((resources[locale] ??= {})[kind] ??= {})
    for (const { key, tree: leaf } of leavesOf(tree)) {
      const path = [id, ...(key === '' ? [] : key.split('.'))]
      const name = `${kind}:${path.join('.')}`
      if (leaf.kind === 'text' && leaf.value.trim() !== '') {
        put(group, path, /(?:^|\.)otherLanguages\./.test(key) ? leaf.value.trim() : written(leaf.value.trim()))
        keys.add(`${locale} ${name}`).add(`${locale} ${name.replace(/_(?:zero|one|two|few|many|other)$/, '')}`)
      }
      if (leaf.kind === 'items')
        lists.set(`${locale} ${name}`, leaf.items.flatMap(item => (item.kind === 'text' && item.value.trim() !== '' ? [item.value.trim()] : [])))
    }
  }
  return { resources, keys, lists }
}

/**
 * Makes the words of a folder ready to be said.
 * @param globals variables that every text may use
 */
export async function createTranslations(folder: Folder, defaultLocale: string, globals: Variables): Promise<Translations> {
  const { resources, keys, lists } = writtenIn(folder)
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

  interface Translator {
    readonly t: TFunction
    readonly plural: Intl.PluralRules
  }
  const translatorOf = (locale: string): Translator => ({ t: i18n.getFixedT(locale), plural: new Intl.PluralRules(locale) })
  const byDefault = translatorOf(defaultLocale)
  const translators = new Map(folder.locales.map(locale => [locale, translatorOf(locale)]))
  const spoken = (locale: string): string =>
    [locale, locale.slice(0, Math.max(locale.indexOf('-'), 0)).toLowerCase(), locale.toLowerCase()].find(each => translators.has(each)) ?? defaultLocale

  /** Prepared texts by language, key and plural forms; only keys that have words, so that it cannot grow without end. */
  const templates = new Map<string, Template>()
  const find = (locale: string, key: string, variables: Variables): Template | undefined => {
    const language = translators.has(locale) ? locale : spoken(locale)
    if (!keys.has(`${language} ${key}`) && !keys.has(`${defaultLocale} ${key}`)) return undefined
    const { t, plural } = translators.get(language) ?? byDefault
    const { count } = variables
    const counted = typeof count === 'number'
    // A missing translation is counted by the rules of the language it falls back to.
    const name = counted ? `${language} ${key} ${plural.select(count)} ${byDefault.plural.select(count)}` : `${language} ${key}`
    const prepared = templates.get(name)
    if (prepared !== undefined) return prepared
    const text: unknown = t(key, { skipInterpolation: true, nest: false, ...(counted ? { count } : {}) })
    if (typeof text !== 'string' || text === '') return undefined
    const template = prepare(text)
    templates.set(name, template)
    return template
  }
  return {
    spoken,
    say: (locale, key, variables, markdown) => {
      const template = find(locale, key, variables)
      return template === undefined ? '' : fill(template, variables, globals, markdown)
    },
    has: (locale, key) => find(locale, key, none) !== undefined || find(locale, key, { count: 2 }) !== undefined,
    list: (locale, key) => lists.get(`${spoken(locale)} ${key}`) ?? [],
  }
}
