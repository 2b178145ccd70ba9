/** The settings without which people are not told what is done with their data, and by whom. */

/** The legal bases of article 6 of the GDPR that there can be here (that of vital interests cannot). */
export const legalBases = ['consent', 'contract', 'legalObligation', 'publicTask', 'legitimateInterests'] as const
export type LegalBasis = (typeof legalBases)[number]

/** By their names in the environment. */
const names = [
  ['dataController', 'DATA_CONTROLLER'],
  ['dpoContact', 'DPO_CONTACT'],
  ['legalBasis', 'LEGAL_BASIS'],
  ['complaintUrl', 'COMPLAINT_URL'],
  ['accountDataMonths', 'ACCOUNT_DATA_MONTHS'],
] as const

/** Those that are not set. */
export const missingPrivacySettings = (settings: { readonly [Key in (typeof names)[number][0]]?: unknown }): string[] =>
  names.flatMap(([key, name]) => (settings[key] === undefined ? [name] : []))
