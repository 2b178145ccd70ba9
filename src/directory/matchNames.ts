/** Units whose name holds the words that were typed. */
import { stem, type Token } from './nameWords.ts'
import type { Candidate } from './unitAnswer.ts'
import { genericStems, type Entry, type UnitIndex } from './unitIndex.ts'
import { abbreviations } from './emptyWords.ts'

/** What a typed word does in its text. */
export type Role = 'content' | 'function' | 'talk' | 'code' | 'town' | 'establishment'

/** A text as it was read. */
export interface Typed {
  readonly words: readonly Token[]
  readonly roles: readonly Role[]
  /** Someone talks, rather than only naming. */
  readonly sentence: boolean
  /** Said in several parts: « Institut d'Optique, laboratoire Charles Fabry ». */
  readonly parts: boolean
  /** All in capitals, so capitals say nothing. */
  readonly shouted: boolean
}

/** A typed word, with the words of names that it may be. */
interface Asked {
  readonly at: number
  readonly typed: string
  readonly stems: readonly string[]
  readonly weight: number
  /** Not counted against a name in which it does not stand. */
  readonly soft: boolean
  /** Soft, or an everyday word of research. */
  readonly weak: boolean
  /** Spelt as in the names. */
  readonly exact: boolean
}

/** A word of a text that may be one of a name, in its order. */
interface Spoken {
  readonly own: string
  readonly soft: boolean
}

/** How a name answers to what was typed. */
interface Match {
  /** Weight of the typed words found in the name. */
  typed: number
  /** The same words' weight in the name. */
  named: number
  /** Of those that are neither places nor everyday words of research. */
  hard: number
  count: number
  /** Number of names that hold the rarest of these. */
  telling: number
  from: number
  to: number
  readonly seen: Set<string>
  /** A spelling was repaired. */
  blurred: boolean
  /** A town or an establishment that was said is in the name. */
  placed: boolean
}

/** How many words of a name are said one after the other from its first on. */
function beginning(spoken: readonly string[], entry: Entry): number {
  const words = [...entry.words]
  let longest = 0
  for (let from = 0; from < spoken.length; from++) {
    let length = 0
    while (length < words.length && spoken[from + length] === words[length]) length++
    longest = Math.max(longest, length)
  }
  // « astrophysique de Marseille »: « Laboratoire » need not be said.
  const first = words.findIndex(word => !genericStems.has(word))
  if (longest > 0 || first <= 0 || spoken.length < 2) return longest
  for (let from = 0; from < spoken.length; from++) {
    let length = 0
    while (first + length < words.length && spoken[from + length] === words[first + length]) length++
    longest = Math.max(longest, length)
  }
  return longest
}

const nothingYet = { typed: 0, named: 0, hard: 0, count: 0, telling: Infinity, blurred: false, placed: false }

/** Spellings near a word, without itself. */
const neighbours = (index: UnitIndex, word: string, limit: 1 | 2): string[] =>
  index.wordSpellings.nearest(word, limit).words.filter(each => each !== word)

/** The words that may be of a name, each with the words of names that it may stand for. */
function read(
  index: UnitIndex,
  { words, roles }: Typed,
  inAcronym: (at: number) => boolean,
): { query: Asked[]; spoken: Spoken[] } {
  const query: Asked[] = []
  const spoken: Spoken[] = []
  const say = (stemmed: string, soft = false): void => {
    if (!spoken.some(each => each.own === stemmed)) spoken.push({ own: stemmed, soft })
  }
  for (const [at, { word }] of words.entries()) {
    const role = roles[at] ?? 'function'
    if (role === 'function' || role === 'code' || /^\d+$/.test(word) || word.length < 2 || inAcronym(at)) continue
    const own = stem(word)
    if (query.some(({ typed }) => typed === own)) continue
    // « hétéro-épitaxie »
    const next = words[at + 1]?.word ?? ''
    const joined = stem(word + next)
    const apart = index.vocabulary.has(own) && index.vocabulary.has(stem(next))
    if (!apart && word.length >= 3 && joined.length > word.length + 2 && index.vocabulary.has(joined)) {
      say(joined)
      const both = { stems: [joined], exact: true }
      query.push({ ...both, at, typed: own, weight: index.weight(joined), soft: false, weak: false })
      query.push({ ...both, at: at + 1, typed: stem(next), weight: 0, soft: true, weak: true })
      continue
    }
    // Words of talk, towns and establishments may be part of a name, and do no harm when they are not.
    const soft = role !== 'content'
    const weak = soft || genericStems.has(own)
    const long = (abbreviations.get(own) ?? []).filter(each => index.vocabulary.has(each))
    const [likeliest] = long
    if (likeliest !== undefined) {
      say(likeliest, soft)
      query.push({ at, typed: own, stems: [...long, own], weight: index.weight(likeliest), soft, weak, exact: true })
    } else if (index.vocabulary.has(own)) {
      say(own, soft)
      // Published names have misspellings too: a word of one or two names is also looked for as its neighbours.
      const rare = !soft && word.length >= 6 && (index.vocabulary.get(own)?.length ?? 0) <= 2
      const near = rare ? neighbours(index, own, 1).slice(0, 6) : []
      const everyday = near.find(each => genericStems.has(each))
      if (everyday !== undefined) say(everyday)
      const stems = [own, ...near]
      const weight = Math.min(...stems.map(each => index.weight(each)))
      query.push({ at, typed: own, stems, weight, soft, weak, exact: true })
    } else if (!soft) {
      const near = word.length >= 5 ? neighbours(index, own, word.length >= 8 ? 2 : 1).slice(0, 12) : []
      const everyday = near.find(each => genericStems.has(each))
      if (everyday !== undefined) {
        // « insitut », « recheerche »
        say(everyday)
        query.push({ at, typed: own, stems: [everyday], weight: index.weight(everyday), soft, weak: true, exact: true })
        continue
      }
      say(near[0] ?? own)
      const unknown = word.length < 3 ? 1 : 6
      const weight = near.length > 0 ? Math.max(...near.map(each => index.weight(each))) : unknown
      query.push({ at, typed: own, stems: near, weight, soft, weak, exact: false })
    }
  }
  return { query, spoken }
}

/** Every name that holds a telling word of the text. */
function gather(
  index: UnitIndex,
  { roles }: Typed,
  query: readonly Asked[],
  strong: readonly Asked[],
): Map<Entry, Match> {
  const matched = new Map<Entry, Match>()
  const note = (so: Match, own: string, { at, weight, soft, exact }: Asked): void => {
    if (so.seen.has(own)) return
    const value = index.weight(own)
    so.seen.add(own)
    so.typed += weight
    so.named += value
    so.from = Math.min(so.from, at)
    so.to = Math.max(so.to, at)
    so.blurred ||= !exact
    so.placed ||= roles[at] === 'town' || roles[at] === 'establishment'
    if (genericStems.has(own)) return
    // A town says where, and in a name a little of what.
    so.hard += value * (!soft ? 1 : roles[at] === 'town' ? 0.6 : roles[at] === 'establishment' ? 0.3 : 0)
    if (!soft) {
      so.count++
      so.telling = Math.min(so.telling, index.vocabulary.get(own)?.length ?? 0)
    }
  }
  // Telling words find the names; the others only add to what was found.
  for (const asked of strong.length > 0 ? strong : query)
    for (const own of asked.stems)
      for (const entry of index.vocabulary.get(own) ?? []) {
        let so = matched.get(entry)
        if (so === undefined)
          matched.set(entry, (so = { ...nothingYet, from: asked.at, to: asked.at, seen: new Set() }))
        note(so, own, asked)
      }
  if (strong.length > 0)
    for (const asked of query.filter(({ weak }) => weak)) {
      const [own = ''] = asked.stems
      for (const [entry, so] of matched) if (entry.words.has(own)) note(so, own, asked)
    }
  return matched
}

/** A unit by its name, with how well it fits. */
interface Named extends Candidate {
  /** 3 the whole name was said, 2 its beginning, 2.5 up to nearly its end, 1 nearly all of its words, 0 some. */
  readonly fit: number
  readonly placed: boolean
}

/** The whole of what was said, to judge one name by. */
interface Said {
  readonly typed: Typed
  readonly query: readonly Asked[]
  readonly spoken: readonly Spoken[]
  readonly strong: readonly Asked[]
}

/** Whether a name is meant, or undefined when too little of it was said. */
function weigh(
  entry: Entry,
  so: Match,
  { typed: { words, sentence, parts, shouted }, query, spoken, strong }: Said,
): Named | undefined {
  const oneWord = strong.length === 1 && query.length === 1
  // « ALPINES » alone is an acronym that nobody bears, not a word of a name.
  const shouting = oneWord && words.length === 1 && shouted
  const blurredAlone = strong.length === 1 && strong[0]?.exact === false
  if (so.typed < 3) return undefined
  let asked = 0
  let mismatch = false
  // In a sentence other things are said too; but one word of it (« le lien que j'ai reçu ») names no unit.
  const aside = (sentence || parts) && so.seen.size >= 2
  for (const { at, weight, soft, stems } of query) {
    const word = words[at]?.word ?? ''
    if (stems.some(own => so.seen.has(own))) asked += weight
    else if (genericStems.has(stems[0] ?? stem(word))) mismatch ||= !aside || (at >= so.from && at <= so.to)
    else if (!soft) asked += weight * (aside && (at < so.from || at > so.to) ? 0.12 : 1)
  }
  const typed = so.typed / asked
  if (typed < 0.72) return undefined
  const named = so.named / entry.nameWeight
  const said = spoken.filter(({ own, soft }) => !soft || entry.words.has(own)).map(({ own }) => own)
  const run = beginning(said, entry)
  const whole = named >= 0.9 && typed >= 0.75 && (so.count > 0 || typed >= 0.95)
  const begins = !mismatch && so.count > 0 && run >= 2 && so.hard >= 3.5 && run === said.length
  const inFull = run === entry.words.size && named > 0.999
  const all = inFull && ((whole && !mismatch && run === said.length) || (aside && run >= 3))
  const fit = all ? 3 : begins ? (whole ? 2.5 : 2) : whole ? 1 : 0
  // One word says enough only when it is most of the name; two rare ones do, or the beginning of the name as it stands.
  const share = oneWord ? 0.6 : so.telling <= 2 && so.seen.size >= 2 ? 0.3 : 0.45
  const one = so.count === 1 && named >= share && so.hard >= 5.5
  const several = so.count >= 2 && (so.hard >= 9 || named >= 0.55)
  const enough = fit > 0 ? so.named >= 4.5 : (run >= 3 && so.hard >= 3.5) || several || one
  // « équipe de recherche en gestion », « droit à Nanterre »: a subject and no more.
  if (so.count === 1 && fit < 2 && so.telling > 8) return undefined
  if ((so.count === 0 || shouting) && fit < 3) return undefined
  if (!enough || (blurredAlone && so.blurred && (oneWord || named < 0.95))) return undefined
  const score = Math.min(1, typed * (0.75 + 0.25 * named)) * (so.blurred ? 0.98 : 1) * (mismatch ? 0.95 : 1)
  return {
    entry,
    by: 'name',
    grade: entry.gone || entry.former ? 1 : 3,
    score: entry.former ? score * 0.9 : score,
    fit: entry.former ? Math.min(fit, 1) : fit,
    placed: so.placed,
  }
}

/**
 * The units whose name fits best, word by word, spelling repaired.
 * @param inAcronym whether a word is part of what was taken for an acronym, and so not of a name
 */
export function matchNames(index: UnitIndex, typed: Typed, inAcronym: (at: number) => boolean): Candidate[] {
  const { query, spoken } = read(index, typed, inAcronym)
  const strong = query.filter(({ weak }) => !weak)
  if (strong.length === 0 && typed.words.some((_, at) => inAcronym(at))) return []
  const said = { typed, query, spoken, strong }
  let candidates = [...gather(index, typed, query, strong)]
    .map(([entry, so]) => weigh(entry, so, said))
    .filter(candidate => candidate !== undefined)
  const best = Math.max(0, ...candidates.filter(({ entry }) => !entry.gone).map(({ fit }) => fit))
  const subject = strong.length === 1 && (index.vocabulary.get(strong[0]?.stems[0] ?? '')?.length ?? 0) > 8
  // « Laboratoire de psychologie » is the whole name of two, and how many others begin.
  const bare = subject && !candidates.some(({ fit, placed }) => fit === 3 && placed)
  candidates = candidates.filter(({ fit }) => fit >= (bare ? Math.min(best, 2) : best))
  const top = Math.max(0, ...candidates.map(({ score }) => score))
  return candidates
    .filter(({ score, fit }) => fit >= 2 || score >= top * 0.96)
    .map(({ entry, by, grade, score, fit }) => ({
      entry,
      by,
      grade,
      score: fit === 3 ? 0.99 : fit > 0 ? Math.max(score, 0.95) : Math.min(score, 0.94),
    }))
}
