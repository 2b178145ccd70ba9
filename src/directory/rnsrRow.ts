/** One row of the RNSR, with its lists of tutelles side by side, as a unit. */
import { unaccented } from '../text/fold.ts'
import { isRnsrNumber, type Establishment, type Standing, type Unit } from './unit.ts'

export type Row = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

export const oneText = (value: unknown): string =>
  typeof value === 'string'
    ? value.replaceAll('\0', '').trim()
    : typeof value === 'number'
      ? String(value)
      : Array.isArray(value)
        ? oneText(value[0])
        : ''

/** A multivalued field: an array in JSON; in CSV one text with the list separator of its row. */
function listText(value: unknown, separator: string): string[] {
  if (Array.isArray(value)) return value.map(oneText)
  const text = oneText(value)
  return text === '' ? [] : text.split(separator).map(part => part.trim())
}

/** SIREN of the CNRS, with which each of its SIRET begins. */
const cnrsSiren = '180089013'

/** The unit of a row. `aligned`: its lists have one length. */
export function readRow(rnsr: string, row: Row): { unit: Unit; aligned: boolean } {
  const typeText = row['code_de_type_de_tutelle']
  // The types are codes without punctuation, so they show which list separator the row was exported with.
  const separator = typeof typeText === 'string' && typeText.includes(';') ? ';' : ','
  const types = listText(typeText, separator)
  const single = types.length <= 1
  const split = (value: unknown): string[] =>
    single && typeof value === 'string' ? [oneText(value)].filter(text => text !== '') : listText(value, separator)
  const acronyms = split(row['sigles_des_tutelles'])
  const names = split(row['tutelles'])
  const sirets = split(row['siret_des_tutelles'])
  const acronymsAlign = acronyms.length === types.length
  const namesAlign = names.length === types.length
  // With « , » a name that holds a comma is cut in two: only there may names differ.
  const aligned = acronymsAlign && (namesAlign || separator === ',')
  const cnrsAt = types.findIndex(
    (_, at) =>
      (acronymsAlign && unaccented(acronyms[at] ?? '') === 'cnrs') ||
      (namesAlign && unaccented(names[at] ?? '') === 'centre national de la recherche scientifique') ||
      (sirets.length === types.length && sirets[at]?.startsWith(cnrsSiren) === true),
  )
  const named =
    acronyms.some(acronym => unaccented(acronym) === 'cnrs') ||
    /centre national de la recherche scientifique/.test(unaccented(names.join(' ')))
  let cnrs: Standing = 'none'
  if (cnrsAt >= 0) cnrs = types[cnrsAt] === 'TUTE' ? 'tutelle' : 'participant'
  else if (named) cnrs = types.length > 0 && types.every(type => type === 'TUTE') ? 'tutelle' : 'unclear'
  const labels = Array.isArray(row['label_numero'])
    ? row['label_numero'].map(oneText)
    : oneText(row['label_numero'])
        .split(/[;,]/)
        .map(label => label.trim())
  const own = labels.length === types.length && cnrsAt >= 0 ? labels[cnrsAt] : undefined
  const codes = [...new Set([own, ...labels])].filter((label): label is string => label !== undefined && label !== '')
  const count = Math.max(acronyms.length, namesAlign ? names.length : 0)
  const tutelles: Establishment[] = Array.from({ length: count }, (_, at) => ({
    name: namesAlign ? (names[at] ?? '') : '',
    acronym: acronyms[at] ?? '',
  }))
  const level = Number(oneText(row['code_de_niveau_de_structure']))
  const numbers = (value: unknown): string[] => {
    const found = Array.isArray(value) ? value.map(oneText) : oneText(value).split(/[;,]/)
    return found.map(number => number.trim()).filter(isRnsrNumber)
  }
  return {
    aligned,
    unit: {
      rnsr,
      name: oneText(row['libelle']).replace(/\s+/g, ' '),
      acronym: oneText(row['sigle']).replace(/\s+/g, ' '),
      level: level === 1 || level === 3 ? level : 2,
      cnrs,
      town: oneText(row['commune']),
      postcode: oneText(row['code_postal']),
      mixed: /^unite mixte/.test(unaccented(oneText(row['type_de_structure']))),
      codes,
      tutelles,
      aliases:
        oneText(row['sigle']) === ''
          ? siteName(oneText(row['site_web']), oneText(row['libelle']), oneText(row['adresse']))
          : [],
      parents: numbers(row['numero_de_structure_parent']),
      predecessors: numbers(row['numero_de_structure_historique']),
    },
  }
}

/** `http://www.gate.cnrs.fr` -> `GATE`, when the name has its letters in this order from the first on, or the address begins with it. */
function siteName(site: string, name: string, address: string): string[] {
  const label =
    /^(?:https?:\/\/)?(?:www\.)?([a-z][a-z0-9-]{2,11})\.[a-z0-9-]+\.[a-z]/i.exec(site)?.[1]?.toLowerCase() ?? ''
  const letters = unaccented(name)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  if (label !== '' && unaccented(address).startsWith(`${label} `)) return [address.slice(0, label.length)]
  if (label === '' || label.includes('-') || !letters.startsWith(label.charAt(0)) || letters.split(' ').includes(label))
    return []
  let at = 0
  for (const letter of label) {
    at = letters.indexOf(letter, at)
    if (at < 0) return []
    at++
  }
  return [label.toUpperCase()]
}
