/**
 * What browsers are called: in the pages of `content/browsers`, in links, and as they call themselves. One that is not listed has a name
 * all the same, its own in small letters, so that a page of content for it is found without any code.
 */
import type { Library } from './library.ts'

/** Each with what it says of itself, those that say most first: nearly all of them also say that they are Chrome. */
const families: readonly (readonly [name: string, says: RegExp])[] = [
  ['samsung', /samsung/i], ['edge', /edge/i], ['opera', /opera/i], ['brave', /brave/i], ['firefox', /firefox/i], ['chrome', /chrom/i],
  ['safari', /safari/i],
]

/** Browsers that have a name here whether or not there is a page for them; `other` is every one without a page. */
export const browserNames: readonly string[] = [...families.map(([name]) => name), 'other']

/** A name that a browser may have. */
export const browserName = /^[a-z][a-z0-9-]{0,30}$/

/** Our name for a browser that calls itself so (« Mobile Safari », « Vivaldi »). */
export function browserNamed(says: string | undefined): string {
  const family = families.find(([, pattern]) => pattern.test(says ?? ''))?.[0]
  const own = (says ?? '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
  return family ?? (browserName.test(own) ? own : 'other')
}

/** The browsers that can be told apart: those that have pages too. */
export const browsersOf = (library: Pick<Library, 'articles' | 'defaultLocale'>): readonly string[] => [
  ...new Set([...browserNames, ...library.articles('browsers', library.defaultLocale).map(({ extra }) => String(extra['browser']))]),
]
