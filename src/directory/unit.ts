/** What the directory knows of a research unit, whatever file it came from. */

/** What the CNRS is to a unit: `tutelle` (RNSR `TUTE`), `participant` (RNSR `PART`), neither, or unreadable in its row. */
export type Standing = 'tutelle' | 'participant' | 'none' | 'unclear'

export interface Establishment {
  readonly name: string
  readonly acronym: string
}

export interface Unit {
  /** National number, with its check letter (`200317657J`). */
  readonly rnsr: string
  readonly name: string
  readonly acronym: string
  /** RNSR `code_de_niveau_de_structure`: 1 internal team, 2 unit, 3 federation, GDR, GIS… */
  readonly level: 1 | 2 | 3
  readonly cnrs: Standing
  /** As published (`VILLEURBANNE CEDEX`); `''` when not given. */
  readonly town: string
  readonly postcode: string
  /** Whether it is an « unité mixte ». */
  readonly mixed: boolean
  /** Labels with their numbers as published, the one that the CNRS gives first: `UMR 5205`. */
  readonly codes: readonly string[]
  readonly tutelles: readonly Establishment[]
  /** Other short names, where no acronym is published: the name of its site (`gate.cnrs.fr`). */
  readonly aliases: readonly string[]
  /** Numbers of the structures it belongs to. */
  readonly parents: readonly string[]
  /** Numbers of the structures it succeeded. */
  readonly predecessors: readonly string[]
}

/** What a file with history knows of a structure; it never says what the CNRS is to it. */
export interface FormerUnit {
  readonly rnsr: string
  readonly name: string
  readonly acronym: string
  readonly town: string
  readonly postcode: string
  readonly codes: readonly string[]
  /** Year of closure, when the file gives one. */
  readonly closed?: number
}

/** The 23 check letters: I, O and Q are left out so as not to be read as digits. */
const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ'

/**
 * The check letter of a national number: the nine digits modulo 23 (holds for every number of the RNSR of February 2022).
 * @param digits nine digits
 */
export function checkLetter(digits: string): string {
  return letters[Number(digits) % 23] ?? ''
}

/** Whether this is a national number with the right letter. */
export function isRnsrNumber(text: string): boolean {
  return /^\d{9}[A-Z]$/.test(text) && checkLetter(text.slice(0, 9)) === text[9]
}

/** « VILLENEUVE D ASCQ CEDEX » -> « Villeneuve d’Ascq »: postal routing left out, capitals as in running text. */
export function townName(published: string): string {
  const plain = published
    .replace(/\s*\bcedex\b(\s+\d+)?/gi, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (plain !== plain.toUpperCase()) return plain
  return plain
    .toLowerCase()
    .replace(/\b([dl])[ '’](?=\p{L})/gu, '$1’')
    .replace(/(?<![\p{L}])\p{L}+/gu, (word, at: number) =>
      at > 0 && ['d', 'l', 'de', 'du', 'des', 'la', 'le', 'les', 'en', 'sur', 'sous', 'et', 'lez', 'lès'].includes(word)
        ? word
        : word.charAt(0).toUpperCase() + word.slice(1),
    )
}
