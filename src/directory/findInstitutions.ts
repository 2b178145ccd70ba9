/** From an e-mail address, a domain or a name to the establishment that is to be chosen in the federation's list. */
import { addressesIn, domainOf } from '../text/address.ts'
import { isShared, type Institution } from './institution.ts'
import { nearDomain } from './nearDomain.ts'
import { append, Spellings, squash, stem, tokens } from './nameWords.ts'
import { functionWords, talkWords } from './emptyWords.ts'

export interface InstitutionFound {
  readonly entityId: string
  readonly name: { readonly fr: string; readonly en: string }
  readonly organization: string
  readonly scopes: readonly string[]
  /** A service that many establishments share: its name is not the person's establishment. */
  readonly shared: boolean
  /** From 0 to 1. */
  readonly confidence: number
}

export interface InstitutionAnswer {
  /** What was recognised in the text; `nothing` when it held neither. */
  readonly by: 'email' | 'domain' | 'name' | 'nothing'
  /** The domain looked for, and the scope under which it was found. */
  readonly domain?: string
  readonly scope?: string
  /** The domain that may have been meant, where the one looked for is nobody's. */
  readonly near?: string
  /** Best first, five at most. Several are a choice. */
  readonly institutions: readonly InstitutionFound[]
}

const mostShown = 5

/** One writing for « univ », « University », « St », « III ». */
const sameWords: Readonly<Record<string, string>> = {
  univ: 'universite',
  university: 'universite',
  universities: 'universite',
  uni: 'universite',
  fac: 'universite',
  faculte: 'universite',
  u: 'universite',
  st: 'saint',
  ste: 'sainte',
  i: '1',
  ii: '2',
  iii: '3',
  iv: '4',
  v: '5',
  vi: '6',
  vii: '7',
}
const weakWords = new Set([
  'universite',
  'ecole',
  'institut',
  'national',
  'nationale',
  'superieure',
  'superieur',
  'school',
  'centre',
  'idp',
])
/** In an establishment's name these tell, whatever they are elsewhere. */
const tellingWords = new Set(['cnrs', 'recherche', 'federation'])

function nameWords(text: string): string[] {
  const found: string[] = []
  // « lyon1 », « univ-lyon1 »
  for (const { word } of tokens(text.replace(/(\p{L})(\d)/gu, '$1 $2'))) {
    const one = sameWords[word] ?? word
    if ((functionWords.has(word) && sameWords[word] === undefined) || one === '') continue
    const own = /^\d+$/.test(one) ? one : stem(one)
    if (!found.includes(own)) found.push(own)
  }
  return found
}

interface Entry {
  readonly institution: Institution
  readonly shared: boolean
  /** Each way to say its name. */
  readonly names: readonly (readonly string[])[]
}

export class InstitutionIndex {
  readonly #entries: Entry[]
  readonly #byScope = new Map<string, Entry[]>()
  readonly #byEntityId = new Map<string, Institution>()
  readonly #byShortName = new Map<string, Entry[]>()
  readonly #weights = new Map<string, number>()
  readonly #spellings: Spellings

  /** @param aliases names that people use, by domain */
  constructor(institutions: readonly Institution[], aliases: ReadonlyMap<string, readonly string[]> = new Map()) {
    for (const each of institutions) this.#byEntityId.set(each.entityId, each)
    this.#entries = institutions
      .filter(({ hidden }) => !hidden)
      .map(institution => {
        const { name, organization, scopes } = institution
        const shared = isShared(institution)
        const known = scopes.flatMap(scope => aliases.get(scope) ?? [])
        const texts = shared
          ? [name.fr, name.en]
          : [name.fr, name.en, organization, ...known, ...scopes.slice(0, 12).map(scopeName)]
        const entry = { institution, shared, names: texts.map(nameWords).filter(words => words.length > 0) }
        for (const scope of scopes) append(this.#byScope, scope, entry)
        if (!shared)
          for (const short of new Set([
            ...known.map(squash),
            ...texts.flatMap(shortNames),
            ...scopes.map(scope => squash(scopeName(scope))),
          ]))
            append(this.#byShortName, short, entry)
        return entry
      })
    const frequencies = new Map<string, number>()
    for (const { names } of this.#entries)
      for (const word of new Set(names.flat())) frequencies.set(word, (frequencies.get(word) ?? 0) + 1)
    for (const [word, frequency] of frequencies)
      this.#weights.set(word, Math.log(1 + this.#entries.length / frequency) * (weakWords.has(word) ? 0.25 : 1))
    this.#spellings = new Spellings(frequencies.keys(), 5)
  }

  byEntityId(entityId: string): Institution | undefined {
    return this.#byEntityId.get(entityId)
  }

  /** The establishment of an e-mail domain. */
  byDomain(domain: string): InstitutionAnswer {
    return this.#byDomain(domain, 'email')
  }

  /** Looks up an address, a domain or a name, whatever else is said around it. */
  find(text: string): InstitutionAnswer {
    const typed = text.slice(0, 600)
    const mailDomain = addressesIn(typed).map(domainOf).find(each => /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+$/u.test(each))
    if (mailDomain !== undefined) return this.#byDomain(mailDomain, 'email')
    const domain = /(?<![\p{L}\p{N}.@-])(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?![\p{L}\p{N}-])/iu.exec(
      typed,
    )?.[1]
    if (domain !== undefined && !/\.$/.test(domain)) {
      const found = this.#byDomain(domain.replace(/^www\./i, ''), 'domain')
      if (found.institutions.length > 0 || !/\s/.test(typed.trim())) return found
    }
    return this.#byName(typed)
  }

  #byDomain(given: string, by: 'email' | 'domain'): InstitutionAnswer {
    const domain = given.toLowerCase()
    const labels = domain.split('.')
    // `liris.cnrs.fr` is found under `cnrs.fr`: the longest suffix decides.
    for (let from = 0; from <= labels.length - 2; from++) {
      const scope = labels.slice(from).join('.')
      const holders = this.#byScope.get(scope)
      if (holders === undefined) continue
      const own = holders.filter(({ shared }) => !shared)
      const chosen = (own.length > 0 ? own : holders).toSorted((a, b) => provisional(a) - provisional(b))
      return {
        by,
        domain,
        scope,
        institutions: chosen.slice(0, mostShown).map(entry => found(entry, chosen.length === 1 ? 1 : 0.6)),
      }
    }
    const near = nearDomain(domain, this.#byScope.keys())
    return { by, domain, ...(near === undefined ? {} : { near }), institutions: [] }
  }

  #byName(text: string): InstitutionAnswer {
    const all = tokens(text)
    const content = all.filter(
      ({ word }) => tellingWords.has(word) || (!functionWords.has(word) && !talkWords.has(word)),
    )
    // An acronym or a short form: « UCBL », « AMU », « ens lyon ».
    const short = squash(content.map(({ raw }) => raw).join(''))
    const exact = this.#byShortName.get(short) ?? []
    const asked = nameWords(
      all
        .filter(
          ({ word }) =>
            tellingWords.has(word) ||
            sameWords[word] !== undefined ||
            (!functionWords.has(word) && !talkWords.has(word)),
        )
        .map(({ raw }) => raw)
        .join(' '),
    )
    const single =
      exact.length > 0
        ? exact
        : content.flatMap(({ word, raw }) => (/^\p{Lu}{3,}/u.test(raw) ? (this.#byShortName.get(word) ?? []) : []))
    const scored: { entry: Entry; score: number }[] = [...new Set(single)].map(entry => ({ entry, score: 1 }))
    const words = asked.map(word => {
      if (this.#weights.has(word)) return { any: [word], blurred: false }
      const near =
        /^\d/.test(word) || word.length < 5 ? [] : this.#spellings.nearest(word, word.length >= 8 ? 2 : 1).words
      return { any: near, blurred: true }
    })
    if (words.some(({ any }) => any.some(word => !weakWords.has(word))))
      for (const entry of this.#entries) {
        const score = Math.max(...entry.names.map(name => this.#score(words, name)))
        if (score > 0) scored.push({ entry, score })
      }
    const best = new Map<Entry, number>()
    for (const { entry, score } of scored) best.set(entry, Math.max(best.get(entry) ?? 0, score))
    const ranked = [...best]
      .filter(([{ shared }, score]) => !shared || score >= 0.9)
      .toSorted((a, b) => b[1] - a[1] || provisional(a[0]) - provisional(b[0]))
    const top = ranked[0]?.[1] ?? 0
    if (top < 0.5) return { by: 'nothing', institutions: [] }
    // The name as the list shows it leaves no question.
    const listed = ranked.filter(
      ([
        {
          institution: { name },
        },
      ]) => [name.fr, name.en].some(shown => sameSet(nameWords(shown), asked)),
    )
    if (listed.length > 0)
      return {
        by: 'name',
        institutions: listed.slice(0, mostShown).map(([entry]) => found(entry, listed.length === 1 ? 1 : 0.9)),
      }
    const kept = ranked.filter(([, score]) => (top >= 0.97 && !this.#vague(words) ? score >= 0.97 : score >= top * 0.8))
    return {
      by: 'name',
      institutions: kept
        .slice(0, mostShown)
        .map(([entry, score]) => found(entry, Math.min(score, kept.length === 1 ? 1 : 0.9))),
    }
  }

  /** One word that many establishments share (« sorbonne ») is a question, even if one of them bears no other. */
  #vague(words: readonly { any: readonly string[] }[]): boolean {
    const [telling, ...others] = words.filter(({ any }) => any.some(word => !weakWords.has(word)))
    const [word, ...spellings] = telling?.any ?? []
    if (word === undefined || others.length > 0 || spellings.length > 0) return false
    return (this.#weights.get(word) ?? 9) < Math.log(1 + this.#entries.length / 4)
  }

  /** How well a name answers, from 0 to 1. A number that is said must be there: Lyon 1 is not Lyon 2. */
  #score(words: readonly { any: readonly string[]; blurred: boolean }[], name: readonly string[]): number {
    let asked = 0
    let said = 0
    const seen = new Set<string>()
    for (const { any, blurred } of words) {
      const hit = any.find(word => name.includes(word))
      const weight = any.length > 0 ? Math.max(...any.map(word => this.#weights.get(word) ?? 0)) : 4
      asked += weight
      if (hit === undefined) {
        if (any.some(word => /^\d+$/.test(word))) return 0
        continue
      }
      said += weight * (blurred ? 0.9 : 1)
      seen.add(hit)
    }
    if (seen.size === 0 || [...seen].every(word => weakWords.has(word) || /^\d+$/.test(word))) return 0
    const whole = name.reduce((sum, word) => sum + (this.#weights.get(word) ?? 0), 0)
    const named = [...seen].reduce((sum, word) => sum + (this.#weights.get(word) ?? 0), 0) / whole
    const typed = said / asked
    return typed < 0.7 ? 0 : typed * (0.7 + 0.3 * named)
  }
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every(word => b.includes(word))

/** « univ-lyon1.fr » -> « univ lyon1 ». */
const scopeName = (scope: string): string => scope.split('.').slice(0, -1).join(' ').replaceAll('-', ' ')

/** Acronyms that a name holds (« ENSIIE », « Université de Tours - UT ») or that its initials make. */
function shortNames(name: string): string[] {
  const found = [...name.matchAll(/(?<![\p{L}\d])\p{Lu}[\p{Lu}\d]{2,}(?![\p{L}\d])/gu)].map(([word]) => squash(word))
  const words = tokens(name).filter(({ word }) => !functionWords.has(word) || word === 'a')
  const letters = words.map(({ word }) => word.charAt(0)).join('')
  if (words.length >= 3) found.push(letters, letters.replace(/\d+$/, ''))
  return /\p{Ll}/u.test(name)
    ? found.filter(word => word.length >= 3)
    : [letters, squash(name)].filter(word => word.length >= 3)
}

/** One that is announced or numbered comes after the one that bears the plain name. */
const provisional = ({ institution: { name } }: Entry): number =>
  /\bfutur|\bv\d\b|\(\d\)|\(v\d\)|\b(19|20)\d\d\b/i.test(name.fr) ? 1 : 0

const found = (
  { institution: { entityId, name, organization, scopes }, shared }: Entry,
  confidence: number,
): InstitutionFound => ({
  entityId,
  name,
  organization,
  scopes,
  shared,
  confidence: Math.round(confidence * 100) / 100,
})
