/**
 * The labels of units with their numbers (« UMR 5205 »), as published and as people write them.
 * What each label means: the CNRS renamed its UMS, UPS and USR into UAR and its UMI into IRL; the ministry's EA became UR; UMR_S, UMRS
 * and U are the Inserm's ways to write one unit, UMR_A the INRAE's, UMR_D the IRD's.
 */
import type { Unit } from './unit.ts'
import { unaccented } from '../text/fold.ts'
import { tokens, type Token } from './nameWords.ts'

export interface Code {
  /** In capitals, without its variant: `UMR`; `''` when only a number was given. */
  readonly label: string
  /** What follows UMR or UMS: `S`, `A`, `D`… */
  readonly variant: string
  /** Without zeros in front. */
  readonly number: string
}

/** A code found in a text, with the words it took (`to` excluded) and the organisation named in it. */
export interface FoundCode extends Code {
  readonly from: number
  readonly to: number
  readonly organisation: string
}

const labels = new Set(
  (
    'umr umrs umre upr uar ums umss usr ups u ua us ea ur uru ulr fre fr frc fru fed sfr sf gdr gds gis irl umi erl emr eri emi cic cie cit cbt ' +
    'grc usc ue um ifr msh jeune jrl lia iea ee epr upj urm'
  ).split(' '),
)
/** Labels that are nothing but a misspelling. */
const slips = new Map([
  ['urm', 'umr'],
  ['mur', 'umr'],
  ['ummr', 'umr'],
  ['umrr', 'umr'],
  ['umt', 'umr'],
  ['uumr', 'umr'],
  ['rmu', 'umr'],
])
const variants = new Set(['s', 'a', 'd', 'e', 't', 'ma', 'i', 'm', 'md', 'c', 'b', 'u'])
const fillers = new Set(['n', 'no', 'nr', 'num', 'numero', 'number', 'la', 'le', 'du', 'de', 'cnrs', 'code', 'et'])
const organisations = new Set([
  'cnrs',
  'inserm',
  'inrae',
  'inra',
  'ird',
  'cea',
  'cirad',
  'ifremer',
  'inria',
  'mnhn',
  'pasteur',
])

/** Long forms, longest first. */
const longForms: readonly (readonly [readonly string[], string])[] = (
  [
    ['unite mixte de recherche', 'umr'],
    ['unites mixtes de recherche', 'umr'],
    ['joint research unit', 'umr'],
    ['mixed research unit', 'umr'],
    ['unite mixte de services', 'ums'],
    ['unite mixte de service', 'ums'],
    ['unite mixte internationale', 'umi'],
    ['unite mixte', 'umr'],
    ['mixed unit', 'umr'],
    ['unite propre de recherche', 'upr'],
    ['unite propre de services', 'ups'],
    ['unite propre de service', 'ups'],
    ['unite propre', 'upr'],
    ['unite de service et de recherche', 'usr'],
    ['unite de services et de recherche', 'usr'],
    ['unite d appui et de recherche', 'uar'],
    ['unite d appui a la recherche', 'uar'],
    ['unite inserm', 'u'],
    ['inserm unit', 'u'],
    ['equipe d accueil', 'ea'],
    ['federation de recherche', 'fr'],
    ['groupement de recherche', 'gdr'],
    ['international research laboratory', 'irl'],
    ['centre d investigation clinique', 'cic'],
  ] as const
).map(([form, label]) => [form.split(' '), label] as const)

const plainNumber = (digits: string): string => digits.replace(/^0+(?=\d)/, '')

const firstWords = new Set(longForms.map(([form]) => form[0]))

function labelAt(words: readonly Token[], at: number): { label: string; next: number } | undefined {
  const word = words[at]?.word ?? ''
  if (firstWords.has(word))
    for (const [form, label] of longForms)
      if (form.every((each, i) => words[at + i]?.word === each)) return { label, next: at + form.length }
  if (labels.has(word)) return { label: slips.get(word) ?? word, next: at + 1 }
  // « UMRn°5205 »
  if (word.endsWith('n') && labels.has(word.slice(0, -1)) && /^\d/.test(words[at + 1]?.word ?? ''))
    return { label: word.slice(0, -1), next: at + 1 }
  const slip = slips.get(word)
  return slip === undefined ? undefined : { label: slip, next: at + 1 }
}

/** « umrs1205 », « u1037 » -> label and number of one word. */
function fused(word: string): { label: string; number: string } | undefined {
  const [, letters = '', number = ''] = /^([a-z]+)(\d{1,5})$/.exec(word) ?? []
  if (number === '') return undefined
  let label = letters
  for (const organisation of ['cnrs', 'inserm'])
    if (label.endsWith(organisation)) label = label.slice(0, -organisation.length)
  label = slips.get(label) ?? label
  return labels.has(label) ? { label, number } : undefined
}

function code(label: string, variant: string, digits: string): Code {
  const upper = label.toUpperCase()
  if (upper === 'UMRS' || (upper === 'UMR' && variant === 'u'))
    return { label: 'UMR', variant: 'S', number: plainNumber(digits) }
  if (upper === 'UMSS') return { label: 'UMS', variant: 'S', number: plainNumber(digits) }
  return { label: upper, variant: variant.toUpperCase(), number: plainNumber(digits) }
}

/** Every label with a number in a text: « UMR 5205 », « U.M.R. n° 5205 », « unité mixte 5205 », « umr_s1205 », « CNRS 5205 ». */
export function findCodes(words: readonly Token[]): FoundCode[] {
  const found: FoundCode[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]?.word ?? ''
    const one = fused(word)
    if (one !== undefined) {
      found.push({ ...code(one.label, '', one.number), from: at, to: at + 1, organisation: '' })
      continue
    }
    const start = labelAt(words, at)
    // « CNRS 5205 », « Inserm 1037 »: a number that an organisation gave.
    if (start === undefined) {
      const next = words[at + 1]?.word ?? ''
      if (organisations.has(word) && word !== 'pasteur' && /^\d{3,4}$/.test(next)) {
        found.push({ label: '', variant: '', number: plainNumber(next), from: at, to: at + 2, organisation: word })
        at++
      }
      continue
    }
    let next = start.next
    let variant = ''
    const before = words[at - 1]?.word ?? ''
    let organisation = organisations.has(before) ? before : ''
    const after = words[next]?.word ?? ''
    const [, ownVariant = '', digits = ''] = /^([a-z]{1,2})(\d{1,5})$/.exec(after) ?? []
    if (/^um[rs]/.test(start.label) && variants.has(ownVariant)) {
      found.push({ ...code(start.label, ownVariant, digits), from: at, to: next + 1, organisation })
      at = next
      continue
    }
    if (/^um[rs]$/.test(start.label) && variants.has(after) && after !== 'i') {
      variant = after
      next++
    }
    for (let skipped = 0; skipped < 4; skipped++) {
      const filler = words[next]?.word ?? ''
      if (organisations.has(filler)) organisation = filler
      else if (!fillers.has(filler)) break
      next++
    }
    const number = /^(?:n|no)?(\d{1,5})$/.exec(words[next]?.word ?? '')?.[1]
    // « UMR 151 IRD »
    const afterwards = words[next + 1]?.word ?? ''
    if (organisation === '' && number !== undefined && organisations.has(afterwards)) organisation = afterwards
    const other = fused(words[next]?.word ?? '')
    if (number !== undefined) {
      found.push({ ...code(start.label, variant, number), from: at, to: next + 1, organisation })
      at = next
      // « UMR 5205 ou 5208, je sais plus »
      const second = /^(?:ou|or)$/.test(words[at + 1]?.word ?? '') ? /^\d{3,5}$/.exec(words[at + 2]?.word ?? '')?.[0] : undefined
      if (second !== undefined) {
        found.push({ ...code(start.label, variant, second), from: at + 1, to: at + 3, organisation })
        at += 2
      }
    } else if (other !== undefined && organisation !== '') {
      // « UMR Inserm U1037 »: the second label says it all.
      found.push({ ...code(other.label, '', other.number), from: at, to: next + 1, organisation })
      at = next
    }
  }
  return found
}

const cache = new Map<string, readonly Code[]>()

/** The codes in a published label: most hold one (« UMR 5205 »), some two (« UMR 9017 U1019 »). */
export function codesOf(published: string): readonly Code[] {
  let codes = cache.get(published)
  if (codes === undefined) {
    codes = findCodes(tokens(published))
    if (cache.size < 20_000) cache.set(published, codes)
  }
  return codes
}

const renamed: readonly ReadonlySet<string>[] = [
  new Set(['UAR', 'UMS', 'UPS', 'USR']),
  new Set(['IRL', 'UMI']),
  new Set(['FR', 'FRC']),
]
const universityLabels = new Set(['EA', 'UR', 'ULR', 'UPR', 'URU'])
const variantOrganisations: Readonly<Record<string, RegExp>> = { S: /^inserm$/, A: /^inra/, D: /^ird$/ }

const has = (unit: Pick<Unit, 'tutelles'>, organisation: RegExp): boolean =>
  unit.tutelles.some(tutelle => organisation.test(unaccented(tutelle.acronym)))

/**
 * How well a typed code fits a unit's: 2 the same, 1 the same unit under another of its labels, 0 another unit.
 * The number has been compared already.
 */
export function codeFit(
  typed: Code & { readonly organisation?: string },
  own: Code,
  unit: Pick<Unit, 'tutelles' | 'mixed' | 'cnrs'>,
): 0 | 1 | 2 {
  if (typed.label === '') {
    return typed.organisation === undefined ||
      typed.organisation === '' ||
      has(unit, organisationPattern(typed.organisation))
      ? 2
      : 0
  }
  if (typed.label === own.label) {
    if (typed.variant === own.variant) return 2
    // « UMR 1141 » may be written for UMR_S 1141; « UMR_S 1141 » for UMR 1141 only where the Inserm is a tutelle.
    if (typed.variant === '') return 1
    const organisation = variantOrganisations[typed.variant]
    return own.variant === '' && organisation !== undefined && has(unit, organisation) ? 1 : 0
  }
  if (renamed.some(names => names.has(typed.label) && names.has(own.label))) return 1
  if (universityLabels.has(typed.label) && universityLabels.has(own.label))
    // The CNRS has UPR of its own: only a UPR without it is a renamed EA.
    return (typed.label === 'UPR' || own.label === 'UPR') && unit.cnrs !== 'none' ? 0 : 1
  const inserm = has(unit, /^inserm$/)
  if (typed.label === 'U' && own.label === 'UMR') return own.variant === 'S' || (own.variant === '' && inserm) ? 1 : 0
  if (typed.label === 'UMR' && own.label === 'U')
    return (typed.variant === '' ? unit.mixed : typed.variant === 'S') ? 1 : 0
  if ((typed.label === 'US' && own.label === 'UMS') || (typed.label === 'UMS' && own.label === 'US'))
    return inserm ? 1 : 0
  return 0
}

/** Whether an organisation, as people name it (`inserm`, `inra`), is a tutelle of a unit. */
export const isOf = (unit: Pick<Unit, 'tutelles'>, organisation: string): boolean =>
  has(unit, organisationPattern(organisation))

function organisationPattern(organisation: string): RegExp {
  return organisation.startsWith('inra') ? /^inra/ : new RegExp(`^${organisation}`)
}
