/**
 * A report to the helpdesk: what was tried, what was seen, in the person's own words. It is made here once, for the person to read over
 * and for the mail, so that what is shown is what is sent. No password and no activation link leaves with it.
 */
import { createHash } from 'node:crypto'
import { timeIn } from '../content/dates.ts'
import type { Library } from '../content/library.ts'
import type { LookFunctions, ReportFacts, Row } from '../flow/actions.ts'
import { triedIn } from '../flow/facts.ts'
import { maskSecrets } from './masking.ts'

/** Longest value of a row, in characters. */
const longest = 600
/** Longest name of a browser or number of a version. */
const longestName = 40

const words = 'pages:report'

/** The rows of a report, in order; what was tried stands before what was found. */
export const reportRowNames = [
  'ownWords', 'page', 'time', 'symptom', 'errorNumber', 'browser', 'system', 'findings', 'reference', 'email',
] as const

/** `NOA-7K3M9Q`: what a person can read out on the telephone. Crockford's alphabet has no letter that looks like a number. */
export function referenceOf(id: string): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  const digest = createHash('sha256').update(id).digest()
  return `NOA-${[...digest.subarray(0, 6)].map(byte => alphabet[byte % 32]).join('')}`
}

/**
 * The lines of a report, those that have something to tell.
 * @param at when it is sent
 */
export function reportRows(library: Library, locale: string, facts: ReportFacts, at: Date): Row[] {
  const say = (key: string): string => (library.has(locale, `${words}.${key}`) ? library.plain(locale, `${words}.${key}`) : '')
  const named = (group: string, name: string | undefined): string => (name !== undefined && /^[A-Za-z]{1,40}$/.test(name) ? say(`${group}.${name}`) : '')
  const cleaned = (text: string | undefined): string => maskSecrets(text ?? '', removed => say(`removed.${removed}`)).slice(0, longest).trim()
  const short = (text: string | undefined): string => (text ?? '').replace(/[^\p{L}\p{N} ._()-]/gu, '').slice(0, longestName)

  const pages = library.articles('browsers', locale)
  const guide = pages.find(({ id }) => id === facts.browserGuide)
  const own = named('browsers', facts.browser) || (pages.find(({ extra }) => extra['browser'] === facts.browser)?.title ?? '')
  // A page that was confirmed for another browser than the one in which the person chats: the trouble is in that one.
  const other = guide !== undefined && guide.extra['browser'] !== facts.browser
  const browser = other ? guide.title : own === '' ? '' : `${own} ${short(facts.browserVersion)}`.trim()

  const rows: Record<(typeof reportRowNames)[number], string> = {
    ownWords: cleaned(facts.ownWords),
    page: cleaned(facts.page),
    time: timeIn(locale, at),
    symptom: named('symptoms', facts.symptom),
    errorNumber: facts.symptom === 'errorMessage' ? cleaned(facts.errorNumber) : '',
    browser,
    system: other ? '' : named('systems', facts.os),
    findings: (facts.findings ?? '').split(',').map(name => named('findings', name) || say(`findings.${short(name)}.name`)).filter(each => each !== '').join(', '),
    reference: /^[\p{L}\p{N}][\p{L}\p{N}._#/ -]{0,63}$/u.exec(facts.reference ?? '')?.[0] ?? '',
    email: facts.email ?? '',
  }
  const tried = triedIn({ tried: facts.tried ?? '' }).map(([name, answer]): Row => ({
    name: `tried-${name}`,
    words: `${words}.tried.${name}`,
    value: named(`outcomes.${/^[A-Za-z]+$/.test(name) ? name : 'none'}`, answer) || named('outcomes', answer),
  }))
  const told = reportRowNames.map((name): Row => ({ name, words: `${words}.rows.${name}`, value: rows[name] }))
  const beforeTried = told.findIndex(({ name }) => name === 'findings')
  return [...told.slice(0, beforeTried), ...tried, ...told.slice(beforeTried)].filter(
    ({ words: label, value }) => value !== '' && library.has(locale, label),
  )
}

/** The look that shows a report before it is sent. */
export const reportLooks = (library: Library, now: () => Date = () => new Date()): Pick<LookFunctions, 'describeReport'> => ({
  describeReport: ({ facts }, locale) => ({ result: 'ready', rows: reportRows(library, locale, facts, now()) }),
})
