/** The identity providers of the federation: what is known of each, and which are not for choosing. */
import { unaccented } from '../text/fold.ts'

export interface Institution {
  readonly entityId: string
  /** Exactly as the federation's list shows it. */
  readonly name: { readonly fr: string; readonly en: string }
  readonly organization: string
  /** Domains whose addresses it vouches for. */
  readonly scopes: readonly string[]
  /** A test, a former or an obsolete entity: never shown. */
  readonly hidden: boolean
}

const hiddenNames =
  /\b(z?test|tests|obsolete?|obsoletes?|old|ancien|ancienne|ne (pas|plus) utiliser|do not use|deprecated|en validation|access check|pre-?prod|preproduction|recette|demo)\b/
const hiddenDescriptions =
  /usages? pilotes?|federation de qualification|qualification federation|comptes de test|test accounts|hide-from-discovery/

/**
 * Whether an entity is a test, a pilot or obsolete, by what its operators say of it.
 * @param descriptions what the metadata says beside the name; a mere « test » there is left by forgetful operators of real ones
 */
export function isHidden(names: readonly string[], descriptions: readonly string[]): boolean {
  return (
    names.some(name => hiddenNames.test(unaccented(name))) || descriptions.some(text => hiddenDescriptions.test(unaccented(text)))
  )
}

/** Domains of different owners beyond which a provider is a service for many establishments. The widest of a single one has eight. */
const ownDomains = 12

/** A provider that vouches for the addresses of many establishments; its name says nothing of theirs. */
export function isShared({ scopes }: Pick<Institution, 'scopes'>): boolean {
  return new Set(scopes.map(scope => scope.split('.').slice(-2).join('.'))).size >= ownDomains
}

/** A scope as a domain in small letters, or undefined when it is not one. */
export function scopeDomain(scope: string): string | undefined {
  const domain = scope.trim().toLowerCase()
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) ? domain : undefined
}
