/** Small made-up publications of the RNSR, in every form in which it comes. No unit here exists. */
import { checkLetter } from '../../src/directory/unit.ts'

export interface Made {
  readonly digits: string
  readonly name: string
  readonly acronym?: string
  readonly level?: '1' | '2' | '3'
  readonly town?: string
  readonly postcode?: string
  /** Label of each tutelle, `''` where it has none. */
  readonly labels?: readonly string[]
  /** Acronym, name, TUTE or PART. */
  readonly tutelles: readonly (readonly [string, string, 'TUTE' | 'PART'])[]
  readonly parents?: readonly string[]
  readonly predecessors?: readonly string[]
  readonly mixed?: boolean
}

export const cnrs = ['CNRS', 'Centre national de la recherche scientifique', 'TUTE'] as const
const cnrsPart = ['CNRS', 'Centre national de la recherche scientifique', 'PART'] as const
export const university = ['VALBRUNE', 'Université de Valbrune', 'TUTE'] as const
const inserm = ['INSERM', 'Institut national de la sante et de la recherche medicale', 'TUTE'] as const

export const rnsrOf = (digits: string): string => digits + checkLetter(digits)

const columns = [
  'numero_national_de_structure',
  'libelle',
  'sigle',
  'annee_de_creation',
  'type_de_structure',
  'code_de_type_de_structure',
  'code_de_niveau_de_structure',
  'site_web',
  'adresse',
  'code_postal',
  'commune',
  'label_numero',
  'tutelles',
  'sigles_des_tutelles',
  'siret_des_tutelles',
  'code_de_type_de_tutelle',
  'numero_de_structure_parent',
  'numero_de_structure_historique',
] as const

type Column = (typeof columns)[number]

function fields(made: Made): Record<Column, string | string[]> {
  return {
    numero_national_de_structure: rnsrOf(made.digits),
    libelle: made.name,
    sigle: made.acronym ?? '',
    annee_de_creation: made.digits.slice(0, 4),
    type_de_structure: made.mixed === false ? 'Unité propre' : 'Unité mixte',
    code_de_type_de_structure: made.mixed === false ? '21' : '22',
    code_de_niveau_de_structure: made.level ?? '2',
    site_web: '',
    adresse: '',
    code_postal: made.postcode ?? '99000',
    commune: made.town ?? 'VALBRUNE CEDEX',
    label_numero: [...(made.labels ?? [])],
    tutelles: made.tutelles.map(each => each[1]),
    sigles_des_tutelles: made.tutelles.map(each => each[0]),
    siret_des_tutelles: made.tutelles.map(each => (each[0] === 'CNRS' ? '18008901303720' : '10000000000001')),
    code_de_type_de_tutelle: made.tutelles.map(each => each[2]),
    numero_de_structure_parent: [...(made.parents ?? [])],
    numero_de_structure_historique: [...(made.predecessors ?? [])],
  }
}

const quoted = (text: string, delimiter: string): string =>
  text.includes(delimiter) || text.includes('"') || text.includes('\n') ? `"${text.replaceAll('"', '""')}"` : text

export interface CsvForm {
  readonly list?: ';' | ','
  readonly delimiter?: ';' | ','
  readonly bom?: boolean
  /** Change a row's fields before they are written. */
  readonly bend?: (row: Record<Column, string | string[]>, at: number) => void
  readonly leaveOut?: readonly Column[]
}

export function csv(
  units: readonly Made[],
  { list = ';', delimiter = ';', bom = false, bend, leaveOut = [] }: CsvForm = {},
): string {
  const used = columns.filter(column => !leaveOut.includes(column))
  const rows = units.map((unit, at) => {
    const row = fields(unit)
    bend?.(row, at)
    return used.map(column => quoted([row[column]].flat().join(list), delimiter)).join(delimiter)
  })
  return `${bom ? '\uFEFF' : ''}${[used.join(delimiter), ...rows].join('\r\n')}\r\n`
}

/** As in the JSON export: lists are arrays or null. */
export const jsonRows = (units: readonly Made[]): Record<string, unknown>[] =>
  units.map(unit =>
    Object.fromEntries(Object.entries(fields(unit)).map(([key, value]) => [key, value.length === 0 ? null : value])),
  )

export const page = (units: readonly Made[], total = units.length): string =>
  JSON.stringify({ total_count: total, results: jsonRows(units) })

export interface MadeFormer {
  readonly digits: string
  readonly name: string
  readonly acronym: string
  readonly label: string
  readonly number: string
  readonly closed?: string
}

/** As the Inist's file. */
export const inist = (units: readonly MadeFormer[]): string =>
  JSON.stringify({
    structures: {
      structure: units.map(({ digits, name, acronym, label, number, closed }) => ({
        num_nat_struct: rnsrOf(digits),
        intitule: name,
        sigle: acronym,
        ville_postale: 'VALBRUNE CEDEX',
        code_postal: '99000',
        etabAssoc: [
          { etab: { sigle: 'CNRS', libelle: 'Centre national de la recherche scientifique' }, label, numero: number },
        ],
        annee_creation: digits.slice(0, 4),
        an_fermeture: closed ?? '',
      })),
    },
  })

/** Five units that answer in five ways. */
export const five: readonly Made[] = [
  {
    digits: '200100001',
    name: 'Laboratoire de brumologie fondamentale',
    acronym: 'LBF',
    labels: ['UMR 9901', 'UMR 9901'],
    tutelles: [university, cnrs],
  },
  {
    digits: '200100002',
    name: 'Centre d’études valbrunoises',
    acronym: 'CEVAL',
    labels: ['EA 7701'],
    tutelles: [university],
    mixed: false,
  },
  {
    digits: '200100003',
    name: 'Institut de physique des nuées',
    acronym: 'IPNU',
    labels: ['UMR_S 8801', 'UMR_S 8801', ''],
    tutelles: [inserm, university, cnrsPart],
  },
  {
    digits: '200100004',
    name: 'Fédération brumes et nuées',
    acronym: 'FBN',
    level: '3',
    labels: ['FR 6601'],
    tutelles: [cnrs],
  },
  {
    digits: '200100005',
    name: 'Brumes, langages, frontières',
    acronym: 'LBF',
    town: 'PORTCLAIR',
    postcode: '98000',
    labels: ['UR 5501'],
    tutelles: [['PORTCLAIR', 'Université de Portclair', 'TUTE']],
  },
]

/** Many units, for shares and speed. */
export const many = (count: number): Made[] =>
  Array.from({ length: count }, (_, at) => ({
    digits: String(200200000 + at),
    name: `Laboratoire numéro ${at} des matières diverses`,
    acronym: `LMD${at}X`,
    labels: [`UMR ${10_000 + at}`, `UMR ${10_000 + at}`],
    tutelles: at % 2 === 0 ? [university, cnrs] : [university, inserm],
  }))
