/**
 * Where someone works, by an e-mail address. An address proves no unit, but `…@lirmm.fr` and `…@liris.cnrs.fr` suggest one that the
 * person can confirm; whoever has one of the CNRS itself has Janus; a provider's tells nothing.
 */
import { isMailProvider } from '../fields/mailDomains.ts'
import { unaccented } from '../text/fold.ts'
import { isAddress } from '../text/address.ts'
import { cnrsEntityId, type Directory } from '../directory/openDirectory.ts'
import type { InstitutionFound } from '../directory/findInstitutions.ts'
import type { UnitAnswer } from '../directory/findUnits.ts'
import type { Outcome } from '../flow/actions.ts'

/** Domains under which a French laboratory has its own. */
const ownDomain = /\.(?:fr|eu|org)$/
/** « lis-lab.fr », « labri.fr ». */
const labAffix = /^lab-|-?lab(?:o|oratoire)?$/

const squash = (text: string): string => unaccented(text).replace(/[^a-z0-9]+/g, '')

/** What the look-up is done with. */
export interface AddressLookup {
  readonly directory: Directory
  /** The outcome of units; undefined when there are none. */
  readonly unitIn: (answer: UnitAnswer, locale: string) => Promise<Outcome | undefined>
  readonly institutionVariables: (institution: InstitutionFound, locale: string) => Record<string, string>
}

/** The names in a domain that may be a laboratory's: what stands before its establishment's domain, or its own. */
function namesIn(domain: string, scope: string | undefined): string[] {
  const before = scope === undefined ? (ownDomain.test(domain) || !domain.includes('.') ? domain.replace(/\.[^.]*$/, '') : '') : domain.slice(0, -scope.length - 1)
  return before.split('.').filter(label => label.length > 1)
}

/** Finds the unit whose acronym stands in a domain. */
async function unitOf(
  { directory, unitIn }: AddressLookup, names: readonly string[], isCnrs: boolean, locale: string,
): Promise<Outcome | undefined> {
  for (const name of names)
    for (const short of new Set([name, name.replace(labAffix, '')])) {
      const answer = await directory.findUnits(short)
      const named = answer.units.filter(({ acronym, level }) => level === 2 && squash(acronym) === squash(short))
      // Of two that share an acronym, the one with an address of the CNRS is the CNRS's.
      const own = isCnrs ? named.filter(({ cnrs }) => cnrs === 'tutelle') : []
      const units = own.length > 0 ? own : named
      const found = units.length === 0 ? undefined : await unitIn({ ...answer, units, reason: 'several' }, locale)
      if (found !== undefined) return found
    }
  return undefined
}

/**
 * Looks up an address, complete or not.
 * @returns brings the address itself as `email`, that which was meant when it is mistyped (`mistyped`), and its domain as `employer`
 */
export async function identifyByAddress(lookup: AddressLookup, address: string, locale: string): Promise<Outcome> {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  const variables = { employer: domain, ...(isAddress(address) ? { email: address } : {}) }
  if (isMailProvider(domain)) return { result: 'privateAddress', variables }
  const { institutions, scope, near } = await lookup.directory.findDomain(domain)
  const own = institutions.filter(({ shared }) => !shared)
  const [institution] = own
  const isCnrs = institution?.entityId === cnrsEntityId
  const unit = await unitOf(lookup, namesIn(domain, scope), isCnrs, locale)
  if (unit !== undefined) return { ...unit, variables: { ...variables, ...unit.variables } }
  if (isCnrs) return { result: 'staff', variables }
  if (institution !== undefined && own.length === 1)
    return { result: 'institution', variables: { ...variables, ...lookup.institutionVariables(institution, locale) } }
  if (near !== undefined) return { result: 'mistyped', variables: { ...variables, meant: `${address.slice(0, at)}@${near}` } }
  return { result: 'elsewhere', variables: { ...variables, institution: domain } }
}
