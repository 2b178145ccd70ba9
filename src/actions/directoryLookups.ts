/**
 * What the dialogs look up: the browsers of the content, the units and establishments of the directory. Looking changes nothing, so it
 * runs in the turn.
 */
import type { Settings } from '../config.ts'
import { dayIn } from '../content/dates.ts'
import type { Library, Variables } from '../content/library.ts'
import { cnrsEntityId, type Directory } from '../directory/openDirectory.ts'
import type { InstitutionFound } from '../directory/findInstitutions.ts'
import type { UnitAnswer, UnitFound } from '../directory/findUnits.ts'
import type { LookFunctions, LookName, Outcome, UnitResult } from '../flow/actions.ts'
import { addressesIn, domainOf } from '../text/address.ts'
import { clean } from '../text/fold.ts'
import { identifyByAddress } from './addressLookup.ts'

/** « LIRIS, UMR 5205, Villeurbanne »: enough to recognise one's own. */
const unitLabel = ({ acronym, name, label, city }: UnitFound): string =>
  [acronym === '' ? name : acronym, label, city].filter(part => part !== '').join(', ')

/** « Laboratoire de recherche en informatique (LIRIS, UMR 5205, Villeurbanne) »: nothing is to be confirmed by its acronym alone. */
const unitInFull = (unit: UnitFound): string =>
  unit.acronym === '' || unit.name === unit.acronym ? unitLabel(unit) : `${unit.name} (${unitLabel(unit)})`

/** With the name, where acronyms are shared. */
const unitChoice = (unit: UnitFound): { id: string; label: string } => ({
  id: unit.rnsr,
  label: unit.acronym === '' || unit.name === unit.acronym ? unitLabel(unit) : `${unitLabel(unit)} – ${unit.name}`,
})

const resultOf = (unit: UnitFound): UnitResult => {
  if (unit.closed) return 'closed'
  if (unit.level !== 2) return 'team'
  if (unit.cnrs === 'tutelle') return 'cnrs'
  return unit.cnrs === 'none' ? 'notCnrs' : 'participant'
}

/** A day as people write it: « 8 février 2022 ». */
const dayOf = (date: string, locale: string): string => dayIn(locale, new Date(`${date}T00:00:00Z`))

/** The address that opens the right login page directly, when an operator has set how (Shibboleth's `entityID` and `target`). */
export function loginLink({ federationLoginUrl, portalUrl }: Settings, entityId: string): string | undefined {
  if (federationLoginUrl === undefined) return undefined
  const url = new URL(federationLoginUrl)
  url.searchParams.set('entityID', entityId)
  if (portalUrl !== undefined) url.searchParams.set('target', portalUrl)
  return url.href
}

/** Where things are looked up. */
export interface Surroundings {
  readonly library: Library
  readonly directory: Directory
  readonly settings: Settings
}

/** What every sentence may say of the directory: the CNRS's entry as the imported metadata names it, and where it leads. */
export async function directoryVariables(options: Surroundings, locale: string): Promise<Variables> {
  const { library, directory, settings } = options
  const entry = await directory.federationEntry(cnrsEntityId, locale)
  const link = loginLink(settings, cnrsEntityId)
  // Metadata without the CNRS's entry are not what its staff see: then the name that editors keep.
  const cnrsEntry = entry?.name ?? library.plain(locale, 'dialogs:bot.cnrsEntry')
  return { cnrsEntry, ...(link === undefined ? {} : { cnrsLoginLink: link }) }
}

/** Five buttons are as many as are read: these, and that it is none of them. */
const mostOffered = 4

/** What other files look up. */
type Elsewhere =
  | 'findArticle' | 'waysOn' | 'hearTrouble' | 'recallAddress' | 'recallRequest' | 'mayResend'
  | 'listBrowsers' | 'otherBrowserPage' | 'ownBrowser' | 'describeFindings' | 'findIncident' | 'describeReport' | 'findRequest'

/** Makes the functions. */
export function lookFunctions(options: Surroundings): Pick<LookFunctions, Exclude<LookName, Elsewhere>> {
  const { directory, settings } = options
  const nameIn = (institution: InstitutionFound, locale: string): string => (locale === 'en' ? institution.name.en : institution.name.fr)

  const institutionVariables = (institution: InstitutionFound, locale: string): Record<string, string> => {
    const link = loginLink(settings, institution.entityId)
    return { institution: nameIn(institution, locale), ...(link === undefined ? {} : { institutionLoginLink: link }) }
  }

  const unitVariables = async (unit: UnitFound, locale: string): Promise<Record<string, string>> => ({
    unit: unitLabel(unit),
    unitInFull: unitInFull(unit),
    unitsDate: dayOf((await directory.status()).units.date, locale),
  })

  async function describe(unit: UnitFound, answer: UnitAnswer, locale: string): Promise<Outcome> {
    const result = resultOf(unit)
    const variables = await unitVariables(unit, locale)
    if (result !== 'closed') return { result, variables }
    return answer.successors.length > 0
      ? { result, variables, choices: answer.successors.slice(0, mostOffered).map(unitChoice) }
      : { result: 'nothing', variables }
  }

  async function unitIn(answer: UnitAnswer, locale: string): Promise<Outcome | undefined> {
    const [first, ...others] = answer.units
    if (first === undefined) return undefined
    // One that only resembles is a question too: the directory never decides on a guess.
    if (others.length > 0 || answer.reason === 'unsure') return { result: 'several', choices: answer.units.slice(0, mostOffered).map(unitChoice) }
    const outcome = await describe(first, answer, locale)
    return outcome.result === 'nothing' ? undefined : outcome
  }

  return {
    recall: ({ value }) => ({ result: value === '' ? 'unknown' : 'known' }),

    identifyUnit: async ({ text }, locale) => {
      const [address] = addressesIn(text).map(found => found.toLowerCase()).filter(found => domainOf(found) !== '')
      const named = address === undefined ? text : text.replaceAll(/\S*@\S*/g, ' ')
      // Who names a laboratory beside an address means that laboratory.
      const unit = /\p{L}/u.test(named) ? await unitIn(await directory.findUnits(named), locale) : undefined
      const email = address === undefined ? {} : { email: address }
      if (unit !== undefined) return { ...unit, variables: { unit: clean(named), ...unit.variables, ...email } }
      if (address !== undefined) return identifyByAddress({ directory, unitIn, institutionVariables }, address, locale)
      const { institutions } = await directory.findInstitutions(text)
      const [institution, ...others] = institutions.filter(({ shared }) => !shared)
      if (institution === undefined || others.length > 0) return { result: 'nothing' }
      return { result: institution.entityId === cnrsEntityId ? 'staff' : 'institution', variables: institutionVariables(institution, locale) }
    },

    describeUnit: async ({ rnsr }, locale) => {
      const answer = await directory.findUnits(rnsr)
      const unit = answer.units.find(each => each.rnsr === rnsr)
      return unit === undefined ? { result: 'nothing' } : describe(unit, answer, locale)
    },

    identifyInstitution: async ({ text }, locale) => {
      const { institutions } = await directory.findInstitutions(text)
      const own = institutions.filter(({ shared }) => !shared)
      const [institution] = own
      if (institution === undefined) return { result: 'nothing' }
      if (own.length > 1) return { result: 'several', choices: own.slice(0, mostOffered).map(each => ({ id: each.entityId, label: nameIn(each, locale) })) }
      return institution.entityId === cnrsEntityId
        ? { result: 'cnrs' }
        : { result: 'found', variables: institutionVariables(institution, locale) }
    },

    describeInstitution: async ({ entityId }, locale) => {
      const entry = await directory.federationEntry(entityId, locale)
      const link = loginLink(settings, entityId)
      return entry === undefined
        ? { result: 'nothing' }
        : { result: 'found', variables: { institution: entry.name, ...(link === undefined ? {} : { institutionLoginLink: link }) } }
    },
  }
}
