/** A page of content, its parts prepared once, to be filled with variables many times. */
import type { PageFile } from './folder.ts'
import type { Article, Variables } from './library.ts'
import { mainSection, sectionsOf } from './sections.ts'
import { plainOf } from './source.ts'
import { fill, prepare, type Template } from './template.ts'
import { isFrench, repairTypography } from './typography.ts'

export interface PreparedPage {
  readonly id: string
  readonly order: number
  /** `browser` and `device` of a browser's page, in one. */
  readonly use: string
  readonly has: (section: string) => boolean
  /** @param section whose words and picture to give, and whose title; undefined: all of the page */
  readonly fill: (variables: Variables, section?: string) => Article
}

/** What a page says for people in place of a section's name, and after its main section. */
export interface PageWords {
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

/** The page's parts: of a browser's page, the cache's ends with what emptying it signs a person out of. */
function partsOf(page: PageFile, words: PageWords): { readonly whole: Template; readonly parts: ReadonlyMap<string, Template> } {
  const { before, sections } = sectionsOf(isFrench(page.locale) ? repairTypography(page.body) : page.body)
  const signsOut = page.front.entries.get('signsOut')?.tree
  const note = page.kind === 'browsers' && signsOut?.kind === 'text' ? words.signsOut(signsOut.value) : ''
  const told = sections.map(({ name, body }) => [name, name === mainSection ? `${body}\n\n${note}`.trim() : body] as const)
  const written = told.map(([name, body]) => `## ${words.titleOf(name) || name}\n\n${body}`)
  return {
    whole: prepare([before, ...written].join('\n\n').trim()),
    parts: new Map(told.map(([name, body]) => [name, prepare(body)])),
  }
}

/** What a page's header says, by name. */
const headerOf = ({ front }: PageFile): Readonly<Record<string, unknown>> =>
  Object.fromEntries([...front.entries].map(([name, { tree }]) => [name, plainOf(tree)]))

/** Prepares a page, so that filling it costs little. */
export function preparePage(page: PageFile, globals: Variables, words: PageWords): PreparedPage {
  const { title, keywords, image, alt, ...extra } = headerOf(page)
  const { whole, parts } = partsOf(page, words)
  const plain = (text: string): ((variables: Variables) => string) => {
    const template = prepare(isFrench(page.locale) ? repairTypography(text) : text)
    return variables => fill(template, variables, globals, false)
  }
  const titleOf = plain(typeof title === 'string' ? title : page.id)
  const altOf = typeof alt === 'string' ? plain(alt) : undefined
  const extras = Object.entries(extra).map(([name, value]) => [name, typeof value === 'string' ? plain(value) : () => value] as const)
  const pictured = typeof extra.imageSection === 'string' ? extra.imageSection : mainSection
  return {
    id: page.id,
    order: typeof extra.order === 'number' ? extra.order : Infinity,
    use: `${String(extra.browser)} ${String(extra.device)}`,
    has: section => parts.has(section),
    fill: (variables, section) => {
      const title = titleOf(variables)
      const own = section === undefined || section === pictured
      const shared = own ? undefined : words.pictureOf(String(extra.device), section)
      return {
        id: page.id,
        title: section === undefined ? title : words.headingOf(title, section),
        keywords: Array.isArray(keywords) ? keywords.filter((each): each is string => typeof each === 'string') : [],
        sections: [...parts.keys()],
        body: fill((section === undefined ? undefined : parts.get(section)) ?? whole, variables, globals, true),
        ...(typeof image === 'string' && own ? { image } : {}),
        ...(altOf !== undefined && own ? { alt: altOf(variables) } : {}),
        ...shared,
        extra: Object.fromEntries(extras.map(([name, of]) => [name, of(variables)])),
      }
    },
  }
}
