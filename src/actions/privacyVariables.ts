/** What may be said of personal data beside the settings as they are: what is known in words, and nothing of what is not. */
import type { Settings } from '../config.ts'
import type { Library, Variables } from '../content/library.ts'

/** `accountDataKept`: « 24 mois »; `legalBasisName`: « mission d’intérêt public (article 6.1.e du RGPD) ». Each only when it is set. */
export const privacyVariables = (library: Library, { accountDataMonths, legalBasis }: Settings, locale: string): Variables => ({
  ...(accountDataMonths === undefined
    ? {}
    : { accountDataKept: new Intl.NumberFormat(locale, { style: 'unit', unit: 'month', unitDisplay: 'long' }).format(accountDataMonths) }),
  ...(legalBasis === undefined ? {} : { legalBasisName: library.plain(locale, `pages:privacy.legalBases.${legalBasis}`) }),
})
