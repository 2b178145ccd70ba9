/** The Inist's JSON of closed structures and old labels. */
import { ImportRefused } from './importRefused.ts'
import { isObject, oneText } from './rnsrRow.ts'
import { isRnsrNumber, type FormerUnit } from './unit.ts'

/** `{"structures":{"structure":[…]}}`, or undefined when it is something else. */
export function readInist(values: readonly unknown[]): FormerUnit[] | undefined {
  const [value] = values
  if (values.length !== 1 || !isObject(value) || !isObject(value['structures'])) return undefined
  const list = value['structures']['structure']
  if (!Array.isArray(list)) return undefined
  const former: FormerUnit[] = []
  for (const each of list as readonly unknown[]) { // `isArray` alone makes it a list of `any`
    if (!isObject(each)) continue
    const rnsr = oneText(each['num_nat_struct']).toUpperCase()
    if (!isRnsrNumber(rnsr)) continue
    const associated = each['etabAssoc']
    const codes = (Array.isArray(associated) ? associated : associated === undefined ? [] : [associated])
      .filter(isObject)
      .map(({ label, numero }) => `${oneText(label)} ${oneText(numero)}`.trim())
      .filter(code => /\d/.test(code))
    const closed = /^\d{4}/.exec(oneText(each['an_fermeture']))?.[0]
    former.push({
      rnsr,
      name: oneText(each['intitule']).replace(/\s+/g, ' '),
      acronym: oneText(each['sigle']),
      town: oneText(each['ville_postale']),
      postcode: oneText(each['code_postal']),
      codes: [...new Set(codes)],
      ...(closed === undefined ? {} : { closed: Number(closed) }),
    })
  }
  if (former.length === 0) throw new ImportRefused('noRows', 'The file holds no structure.')
  return former
}
