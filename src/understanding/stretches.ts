/** What stands in a stretch of what was said: phrases of options, denials, corrections, "wait", a place in a list. */
import { formOf, isNo, type AnswerLists, type Role, type Sense } from './answerLists.ts'
import { highest, level, type Level, type StepMeanings } from './stepMeanings.ts'
import type { Word } from './words.ts'

/** How far behind a denial it still denies, in words. */
const denialReach = 3
/** Beside "wait" so many words may stand that nothing explains. */
const mostBesideWait = 6

/** A phrase of an option, in what was said. */
export interface Fit {
  readonly option: number
  readonly level: Level
  readonly sense?: Sense | undefined
  /** Where it begins, and how long it is, in words. */
  readonly at: number
  readonly length: number
}

export interface Reading {
  readonly found: readonly Fit[]
  /** Options that are denied. */
  readonly denied: ReadonlySet<number>
  /** Words among `beside` that are denied. */
  readonly deniedWords: readonly Word[]
  readonly roles: ReadonlySet<Role>
  /** Words that nothing explains. */
  readonly beside: readonly Word[]
}

const isOnlyCorrection = (roles: readonly Role[]): boolean => roles.length > 0 && roles.every(role => role === 'correction')

/** Reads a stretch from left to right. */
export function readStretch(said: readonly Word[], meanings: StepMeanings, lists: AnswerLists): Reading {
  const found: Fit[] = []
  const denied = new Set<number>()
  const deniedWords: Word[] = []
  const roles = new Set<Role>()
  const beside: Word[] = []
  let denies = 0
  for (let at = 0; at < said.length; ) {
    const word = said[at]
    if (word === undefined) break
    if (word.opens) denies = 0
    const meant = meanings.at(said, at)
    const role = lists.roles.at(said, at)
    // « euh non », and nothing behind it: it corrects nothing, it says no. « Non pardon » corrects what follows elsewhere.
    const endsIt = role !== undefined && role.length > 1 && at + role.length === said.length
    const saysNo = endsIt && meant === undefined && isOnlyCorrection(role.values)
    if (saysNo) {
      at++
      continue
    }
    if (meant !== undefined && meant.length >= (role?.length ?? 0)) {
      for (const option of highest(meant.values)) {
        const [best] = meant.values.filter(each => each.option === option).sort((a, b) => b.level - a.level)
        if (best === undefined) continue
        // « ce n’est pas le bon »: what denies by itself is not denied.
        if (denies > 0 && best.level === level.own && !lists.denies(said, at)) denied.add(option)
        else found.push({ ...best, at, length: meant.length })
      }
      at += meant.length
      continue
    }
    if (role !== undefined) for (const each of role.values) roles.add(each)
    if (role?.values.includes('denial') === true) denies = denialReach + 1
    else if (role === undefined) {
      beside.push(word)
      if (denies > 0) deniedWords.push(word)
    }
    if (denies > 0) denies--
    at += role?.length ?? 1
  }
  return { found, denied, deniedWords, roles, beside }
}

/** Where what was said before is corrected. */
export interface Cut {
  /** The first word of what corrects, and the one behind it. */
  readonly from: number
  readonly to: number
  /** It can be nothing else. */
  readonly surely: boolean
}

/** Whether what follows speaks against what was said. */
export const isBut = (word: Word | undefined): boolean => /^(?:mais|but)$/.test(word?.text ?? '')

/** Whether a word names something of the step. */
function names(meanings: StepMeanings, said: readonly Word[], at: number): boolean {
  const word = said[at]
  if (word === undefined) return false
  return meanings.at(said, at)?.values.some(each => each.level === level.own) === true || meanings.holders(word) !== undefined
}

/** What is said before an answer and is none: « euh », « euh non », « en fait ». */
const hesitations = ['filler', 'correction', 'thought'] as const

/** Where something corrects what was said before. */
export function correctionsIn(said: readonly Word[], meanings: StepMeanings, lists: AnswerLists): Cut[] {
  const cuts: Cut[] = []
  for (let at = 0; at < said.length - 1; at++) {
    const role = lists.roles.at(said, at)
    const meant = meanings.at(said, at)
    if (meant !== undefined && meant.length > (role?.length ?? 1) && !meanings.isBare(said, at)) {
      at += meant.length - 1
      continue
    }
    const isCue = role?.values.some(each => each === 'correction' || each === 'thought') === true
    // « curien… non, jordan », « no, oh yes »: in the middle, a bare yes or no corrects, too.
    const opens = at > 0 && said[at]?.opens === true
    const bare = opens && meanings.isBare(said, at)
    // « windows non mac »
    const no = isNo(said[at]) && (opens || (at > 0 && meant?.length === 1 && names(meanings, said, at + 1)))
    if (!isCue && !bare && !no) continue
    // « euh… non »: nothing was said that a bare no could take back.
    if (!isCue && said.slice(0, at).every((_, i) => hesitations.some(role => lists.has(said, i, role)))) continue
    const length = isCue ? role.length : 1
    if (at + length >= said.length) continue
    cuts.push({ from: at, to: at + length, surely: isCue ? role.values.includes('correction') : no })
    at += length - 1
  }
  return cuts
}

/** `until`: behind the last "wait", where a new clause begins. `beside`: how many words nothing explains. */
export interface Waiting {
  readonly until: number
  readonly beside: number
}

/** Who asks for time: what comes before the end of that clause is what they wait for. Undefined: nobody waits. */
export function waitingIn(said: readonly Word[], meanings: StepMeanings, lists: AnswerLists): Waiting | undefined {
  let waits: number | undefined
  let beside = 0
  let told = false
  for (let at = 0; at < said.length; ) {
    const role = lists.roles.at(said, at)
    const meant = meanings.at(said, at)
    const length = role?.length ?? 0
    // « j’arrive » will come back, « j’arrive pas » cannot.
    if (said[at]?.opens === true) told = false
    const isOwn = meant !== undefined && !meanings.isBare(said, at)
    // What was told before in the same breath is the answer: « works after clearing ».
    const isWait = !told && role?.values.includes('wait') === true && length >= (meant?.length ?? 0) + (isOwn ? 1 : 0) && lists.waits.has(formOf(said.slice(at, at + length)))
      && !lists.has(said, at + length, 'denial')
    if (isWait) waits = at + length
    else if (isOwn) told = true
    if (role === undefined && meant === undefined) beside++
    at += isWait ? length : Math.max(1, meant?.length ?? 0)
  }
  if (waits === undefined || beside > mostBesideWait) return undefined
  const next = said.findIndex((word, at) => at >= (waits ?? 0) && word.opens)
  return { until: next === -1 ? said.length : next, beside }
}

/** Said around a place in a list, and no answer of its own. */
const isAboutPlace = (text: string): boolean => /^(?:n|no|non|numero|number|option|choix|choice|liste|list)$/.test(text)

/** « Le premier des deux », "the first sounds close": so many words behind a place nothing explains. */
const mostBesidePlace = 2
/** « La première fois » is no place, nor is "my first name". */
const isNoPlace = (text: string): boolean => /^(?:fois|jour|annee|time|day|year|name)$/.test(text)

/**
 * The place in a list that was said, from 0 (`last`, `middle`): « le deuxième », « 2 ». Corrected, the last one holds.
 * `alone`: with nothing but courtesies.
 */
export function placeIn(
  said: readonly Word[], meanings: StepMeanings, lists: AnswerLists, isAsked: boolean,
): { readonly place: number; readonly alone: boolean } | undefined {
  let place: number | undefined
  let alone = true
  let unexplained = 0
  let isNamed = false
  for (let at = 0; at < said.length; ) {
    const text = said[at]?.text ?? ''
    const ordinal = lists.ordinals.at(said, at)
    const role = lists.roles.at(said, at)
    const named = meanings.at(said, at)
    // « first name » is no place.
    if (named !== undefined && !meanings.isBare(said, at) && named.length > (ordinal?.length ?? 0)) return undefined
    if (ordinal !== undefined || /^0?[1-9]$|^[1-9]\d$/.test(text)) {
      if (place !== undefined) alone = false
      place = ordinal?.values[0] ?? Number(text) - 1
      // « Un » is an article as well.
      isNamed = said.slice(at, at + (ordinal?.length ?? 1)).some(word => word.text.length > 3)
      at += ordinal?.length ?? 1
      continue
    }
    // « oui, en dernier de la liste » says yes, where that is an answer.
    if (role?.values.includes('assent') === true && meanings.isBare(said, at)) return undefined
    const corrects = role?.values.some(each => each === 'correction' || each === 'thought') === true
    if (corrects || isNo(said[at]) || role?.values.includes('unsure') === true) alone = false
    const isAround: boolean = corrects || role?.values.some(each => each === 'filler' || each === 'little' || each === 'assent' || each === 'unsure') === true
    if (!isAround && !isAboutPlace(text)) {
      if (!isNamed || isAsked || unexplained++ >= mostBesidePlace || isNoPlace(text)) return undefined
      alone = false
    }
    at += isAround ? (role?.length ?? 1) : 1
  }
  return place === undefined ? undefined : { place, alone }
}
