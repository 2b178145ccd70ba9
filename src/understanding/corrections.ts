/** Which of the answers that were given a text corrects, and to what: « en fait mon adresse est … », « le prénom est faux ». */
import { unaccented } from '../text/fold.ts'

/** An answer that was given. */
export interface Given {
  readonly name: string
  readonly kind: string
  /** Ways to name it, its label among them. */
  readonly names: readonly string[]
  /** As it stands now; empty: passed over. */
  readonly value: string
}

export interface CorrectionWords {
  /** They say that something is to be changed, or wrong. */
  readonly changes: readonly string[]
  /** They stand between a name and its value. */
  readonly connectors: readonly string[]
  /** « mettez … comme prénom »: they stand before the value. */
  readonly puts: readonly string[]
  /** … and they behind it. */
  readonly as: readonly string[]
}

/** `value`: as it was typed, with what stands around it; undefined where it was only said that it is wrong. */
export interface Correction {
  readonly field: string
  readonly value?: string
}

interface Token {
  readonly form: string
  readonly from: number
  readonly to: number
}

const tokensOf = (text: string): Token[] =>
  [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: found, index }) => ({ form: unaccented(found), from: index, to: index + found.length }))
const formsOf = (text: string): string[] => tokensOf(text).map(({ form }) => form)

/** Where a phrase begins, and how long it is. */
interface Place {
  readonly at: number
  readonly length: number
}

function placesOf(tokens: readonly Token[], phrases: readonly (readonly string[])[]): Place[] {
  const places: Place[] = []
  for (let at = 0; at < tokens.length; at++) {
    const standing = phrases.filter(forms => forms.every((form, i) => tokens[at + i]?.form === form))
    const length = Math.max(0, ...standing.map(forms => forms.length))
    if (length > 0) {
      places.push({ at, length })
      at += length - 1
    }
  }
  return places
}

/** What takes back what was said before. */
export interface TakingBackWords {
  /** They say that it was wrong: « non pardon ». */
  readonly corrections: readonly string[]
  /** They may say so: « en fait ». */
  readonly secondThoughts: readonly string[]
  /** They say that something else was meant: « je voulais dire ». */
  readonly meant: readonly string[]
  /** What stands before and between them. */
  readonly fillers: readonly string[]
}

/** Makes the function that finds what follows where a text begins by taking something back. */
export function createTakingBack(
  { corrections, secondThoughts, meant, fillers }: TakingBackWords,
): (text: string) => { readonly rest: string; readonly how: 'perhaps' | 'likely' | 'surely' } | undefined {
  const forms = (lists: readonly (readonly string[])[]): string[][] => lists.flat().map(formsOf).filter(({ length }) => length > 0)
  const [meaning, taking, thinking, around] = [forms([meant]), forms([corrections]), forms([secondThoughts]), forms([fillers])]
  const lengthAt = (tokens: readonly Token[], at: number, phrases: readonly (readonly string[])[]): number =>
    Math.max(0, ...phrases.filter(phrase => phrase.every((form, i) => tokens[at + i]?.form === form)).map(({ length }) => length))
  return text => {
    if (text.length > longest) return undefined
    const tokens = tokensOf(text)
    const seen = { means: false, takes: false, thinks: false }
    let at = 0
    for (let length = 1; length > 0; at += length) {
      const [means, takes, thinks] = [lengthAt(tokens, at, meaning), lengthAt(tokens, at, taking), lengthAt(tokens, at, thinking)]
      if (means > 0) seen.means = true
      if (takes > 0) seen.takes = true
      if (thinks > 0) seen.thinks = true
      length = Math.max(means, takes, thinks, lengthAt(tokens, at, around))
    }
    const from = tokens[at]?.from
    if (from === undefined || !Object.values(seen).includes(true)) return undefined
    return { rest: text.slice(from), how: seen.means ? 'surely' : seen.takes ? 'likely' : 'perhaps' }
  }
}

/** Longest text that is read as a correction, in characters: a story is none. */
const longest = 200

/** Makes the function that finds what a text corrects. `elsewhere`: only what is not asked for now counts. */
export function createCorrections(
  { changes, connectors, puts, as }: CorrectionWords,
): (text: string, given: readonly Given[]) => Correction | undefined {
  const forms = (list: readonly string[]): string[][] => list.map(formsOf).filter(({ length }) => length > 0)
  const [change, connector, put, asWords] = [forms(changes), forms(connectors), forms(puts), forms(as)]
  return (text, given) => {
    if (text.length > longest) return undefined
    const tokens = tokensOf(text)
    const behind = (at: number): string => text.slice(tokens[at]?.from ?? text.length).trim()
    const address = /\S+@\S+\.\S+/.exec(text)?.[0]
    const email = given.find(({ kind }) => kind === 'email')
    if (address !== undefined && email !== undefined) return { field: email.name, value: text }
    const phone = given.find(({ kind }) => kind === 'phone')
    if (phone !== undefined && /\d(?:[\s().\-/]*\d){7,}/.test(text)) return { field: phone.name, value: text }
    const wrong = placesOf(tokens, change)
    const mentions = given
      .flatMap(({ name, names }) => placesOf(tokens, names.map(formsOf)).map(place => ({ name, ...place })))
      // « nom » inside « nom de l’employeur » is no mention.
      .filter((one, _, all) =>
        !all.some(other => other.length > one.length && other.at <= one.at && other.at + other.length >= one.at + one.length))
    for (const { name, at, length } of mentions) {
      const next = placesOf(tokens, connector).find(place => place.at >= at + length && place.at <= at + length + 1)
      const colon = /^\s*[:=]/.test(text.slice(tokens[at + length - 1]?.to ?? 0))
      if (next === undefined && !colon) continue
      const from = next === undefined ? at + length : next.at + next.length
      let value = behind(from)
      // « mon nom c’est pas Duvall, c’est Duval »
      if (/^(?:pas|not)\b/i.test(value)) {
        const again = placesOf(tokens, connector).find(place => place.at > from)
        value = again === undefined ? '' : behind(again.at + again.length)
      }
      const isWrong = wrong.some(place => place.at >= from - 1 && place.at <= from + 1)
      if (value !== '' && !isWrong) return { field: name, value }
    }
    // « mettez Anne comme prénom »
    const [begins] = placesOf(tokens, put)
    const mention = mentions[0]
    if (begins !== undefined && mention !== undefined) {
      const ends = placesOf(tokens, asWords).find(place => place.at > begins.at && place.at + place.length <= mention.at)
      const [from, to] = [tokens[begins.at + begins.length]?.from ?? 0, tokens[(ends?.at ?? 0) - 1]?.to ?? 0]
      if (ends !== undefined) return { field: mention.name, value: text.slice(from, to) }
    }
    // « doctorant, pas docteur » corrects the answer that was docteur.
    const folded = ` ${tokens.map(({ form }) => form).join(' ')} `
    for (const { name, value } of given) {
      const old = formsOf(value).join(' ')
      const cut = [' pas ', ' not ', ' et non ', ' au lieu de ', ' instead of '].map(word => folded.indexOf(`${word}${old} `)).find(at => at > 0)
      if (old === '' || cut === undefined) continue
      const before = folded.slice(0, cut).trim().split(' ').length
      return { field: name, value: text.slice(0, tokens[before - 1]?.to ?? 0) }
    }
    if (wrong.length > 0 && mention !== undefined) return { field: mention.name }
    // « remplacez Vernay par Vernay Group »
    const named = wrong.length === 0 ? [] : given.filter(({ value }) => value.length > 2 && folded.includes(` ${formsOf(value).join(' ')} `))
    const [only] = named
    if (only === undefined || named.length > 1) return undefined
    const by = placesOf(tokens, connector).find(({ at }) => at > (wrong[0]?.at ?? 0))
    const instead = by === undefined ? '' : behind(by.at + by.length)
    return instead === '' ? { field: only.name } : { field: only.name, value: instead }
  }
}
