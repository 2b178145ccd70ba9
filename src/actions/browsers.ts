/** What the diagnosis of a blank page looks up: the person's browser among the pages of content, and what it found of itself. */
import type { Article, Library } from '../content/library.ts'
import type { LookFunctions, Outcome, Row } from '../flow/actions.ts'
import type { Facts } from '../flow/facts.ts'
import { findings as knownFindings } from '../turns/pageEvents.ts'

/** What a page of `content/browsers` says of itself in its front matter. */
interface BrowserPage {
  readonly id: string
  readonly title: string
  readonly browser: unknown
  readonly device: unknown
  /** Only where the same browser is another thing on another system. */
  readonly os: unknown
}

const pageOf = ({ id, title, extra }: Article): BrowserPage => ({ id, title, browser: extra['browser'], device: extra['device'], os: extra['os'] })

/** The chat page, a link or a sentence may have told less than a page of content says: what is not known fits. */
const fits = (told: string | undefined, of: unknown): boolean => told === undefined || told === '' || of === undefined || told === of

/** A system's name as people know it; undefined for one without words. */
function systemName(library: Library, locale: string, os: string | undefined): string | undefined {
  const key = `pages:report.systems.${os ?? ''}`
  return os !== undefined && /^[a-z]+$/.test(os) && library.has(locale, key) ? library.plain(locale, key) : undefined
}

/** So many stand beside « another one » and fill no telephone's screen: the first in order. Whoever names another is understood. */
const mostListed = 4

type Diagnosis = Pick<LookFunctions, 'listBrowsers' | 'otherBrowserPage' | 'ownBrowser' | 'describeFindings'>

/** Makes the functions. */
export function diagnosisLooks(library: Library): Diagnosis {
  const pages = (locale: string): BrowserPage[] => library.articles('browsers', locale).map(pageOf)
  const found = (browserGuide: string): Outcome => ({ result: 'found', variables: { browserGuide } })

  function own({ browser, browserNamed, os, device, browserGuide }: Facts, locale: string): Outcome {
    const all = pages(locale)
    if (all.some(({ id }) => id === browserGuide)) return { result: 'confirmed', variables: { browserGuide: browserGuide ?? '' } }
    if (browser === undefined || browser === 'other') return { result: 'unknown' }
    const fitting = all.filter(page => page.browser === browser && fits(device, page.device) && fits(os, page.os))
    const [page, ...others] = fitting
    if (page === undefined) return { result: 'unknown' }
    if (others.length > 0) return { result: 'several', choices: fitting.map(({ id, title }) => ({ id, label: title })) }
    const system = systemName(library, locale, os)
    return {
      // A link was made by somebody else, for whoever was to open it: what it says of the browser is asked, and not said.
      result: browserNamed === undefined ? 'known' : 'named',
      choices: [{ id: page.id, label: library.plain(locale, 'dialogs:bot.form.yes') }],
      variables: { ownBrowser: system === undefined || page.title.includes('(') ? page.title : `${page.title} (${system})` },
    }
  }

  return {
    listBrowsers: ({ device }, locale) => ({
      result: 'found',
      choices: pages(locale)
        .filter(page => page.browser !== 'other' && fits(device, page.device))
        .slice(0, mostListed)
        .map(({ id, title }) => ({ id, label: title })),
    }),
    otherBrowserPage: ({ device }, locale) =>
      found(pages(locale).find(page => page.browser === 'other' && fits(device, page.device))?.id ?? 'other'),
    ownBrowser: ({ facts }, locale) => own(facts, locale),
    describeFindings: ({ findings }, locale) => {
      const said = findings.split(',')
      const rows = knownFindings
        .filter(name => said.includes(name))
        .map((name): Row => ({ name, words: `pages:report.findings.${name}.name`, value: library.plain(locale, `pages:report.findings.${name}.text`) }))
      return rows.length === 0 ? { result: 'none' } : { result: 'found', rows }
    },
  }
}
