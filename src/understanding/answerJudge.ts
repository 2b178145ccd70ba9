/**
 * How likely each answer of a step is, learned from sentences that people said there. What a phrase of a list cannot tell, because
 * nobody thought of it, its words and letters may: a multinomial logistic regression in which answers of one kind (`yes`, `again`, what
 * means "it works") learn from each other over all steps, and each step adds what is its own.
 */
import { otherAnswers, type AnswerData } from './answerData.ts'
import { createShuffle } from './shuffle.ts'
import { wordsOf } from './words.ts'

/** What is learned, as plain data. */
export interface LearnedAnswers {
  /** Of every pair of a kind and a feature, by a hash of both. */
  readonly weights: Float32Array
  /** By `<place>.<answer>`: the kinds of which the answer is. */
  readonly kinds: ReadonlyMap<string, readonly string[]>
  /** By place: the options of which anything is known. */
  readonly options: ReadonlyMap<string, readonly string[]>
}

export interface LikelyAnswer {
  /** An option's name, or one of `otherAnswers`. */
  readonly answer: string
  /** Between 0 and 1. */
  readonly score: number
}

/**
 * Judges a text at a place. Likeliest first; undefined where nothing was learned of the place.
 * @param options those that are offered; otherwise all of which anything is known
 */
export type AnswerJudge = (text: string, place: string, options?: readonly string[]) => readonly LikelyAnswer[] | undefined

const size = 2 ** 20
const training = { epochs: 5, rate: 0.5, phrase: 0.5 }
/** Longest text that is read, in words. */
const longest = 40
/** Words that deny what follows them, and how far. */
const denials = /^(?:pas|not|aucun|aucune|jamais|never|no|ni|sans|without|plus|rien|nothing|nor|non)$/
const denialReach = 3
/** Weight of each kind of feature. */
const share = { word: 1, denied: 0.7, pair: 0.7, letters: 0.5, length: 0.5, asked: 1.5, always: 0.3 }

/** FNV-1a, its bits mixed once more. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

/** Where the weight of a kind and a feature stands. Two may share a place: among a million, that hardly matters. */
function placeOf(kind: number, feature: number): number {
  let hash = Math.imul(kind ^ feature, 0x9e3779b1) ^ Math.imul(feature, 0x85ebca6b) ^ kind
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 12)) & (size - 1)
}

interface Vector {
  readonly features: Uint32Array
  readonly values: Float32Array
}

/** The features of a text, of length 1 together. */
function vectorOf(text: string): Vector {
  const found = new Map<string, number>()
  const words = wordsOf(text).slice(0, longest)
  let denies = 0
  for (const [i, { text: word, stem, opens }] of words.entries()) {
    if (opens) denies = 0
    found.set(`w ${stem}`, share.word)
    if (denies-- > 0) found.set(`n ${stem}`, share.denied)
    if (denials.test(word)) denies = denialReach
    found.set(`p ${words[i - 1]?.stem ?? '^'} ${stem}`, share.pair)
    const padded = ` ${word} `
    for (let length = 3; length <= 5; length++)
      for (let at = 0; at + length <= padded.length; at++) found.set(`~${padded.slice(at, at + length)}`, share.letters)
  }
  found.set(`p ${words.at(-1)?.stem ?? '^'} $`, share.pair)
  found.set(`% length ${words.length <= 1 ? 1 : words.length <= 3 ? 3 : words.length <= 7 ? 7 : 8}`, share.length)
  if (/\?\s*$/.test(text)) found.set('% asked', share.asked)
  found.set('% always', share.always)
  const norm = Math.sqrt([...found.values()].reduce((sum, value) => sum + value * value, 0))
  return { features: Uint32Array.from(found.keys(), hashOf), values: Float32Array.from(found.values(), value => value / norm) }
}

/** So many steps are kept prepared; what is offered out of data has no end. */
const mostReady = 300

/** An answer with the hashes of its kinds. */
interface Prepared {
  readonly answer: string
  readonly kinds: readonly number[]
}

const prepared = (place: string, options: readonly string[], kinds: LearnedAnswers['kinds']): Prepared[] =>
  [...options, ...otherAnswers].map(answer => ({
    answer, kinds: [answer, ...(kinds.get(`${place}.${answer}`) ?? []), `${place}.${answer}`].map(hashOf),
  }))

function likelihoods(weights: Float32Array, answers: readonly Prepared[], { features, values }: Vector): number[] {
  const sums = answers.map(({ kinds }) => {
    let sum = 0
    for (const kind of kinds)
      for (let f = 0; f < features.length; f++) sum += weights[placeOf(kind, features[f]!)]! * values[f]! // f < length
    return sum
  })
  const most = Math.max(...sums)
  const raised = sums.map(sum => Math.exp(sum - most))
  const all = raised.reduce((sum, each) => sum + each, 0)
  return raised.map(each => each / all)
}

/** Learns them: AdaGrad, some seconds for fifteen thousand sentences. */
export function learnAnswers({ lessons, kinds, options }: AnswerData): LearnedAnswers {
  const weights = new Float32Array(size)
  const squares = new Float32Array(size).fill(0.1)
  const answersAt = new Map([...options].map(([place, names]) => [place, prepared(place, names, kinds)]))
  const practised = lessons.flatMap(({ place, answer, text, phrase }) => {
    const answers = answersAt.get(place)
    const right = answers?.findIndex(each => each.answer === answer) ?? -1
    return answers === undefined || right < 0 ? [] : [{ answers, right, vector: vectorOf(text), weight: phrase ? training.phrase : 1 }]
  })
  const shuffle = createShuffle()
  for (let epoch = 0; epoch < training.epochs; epoch++) {
    shuffle(practised)
    for (const { answers, right, vector, weight } of practised) {
      const likely = likelihoods(weights, answers, vector)
      const { features, values } = vector
      for (const [a, { kinds: own }] of answers.entries()) {
        const error = ((likely[a] ?? 0) - (a === right ? 1 : 0)) * weight
        if (Math.abs(error) < 0.002) continue
        for (const kind of own)
          for (let f = 0; f < features.length; f++) {
            const at = placeOf(kind, features[f]!) // f < length
            const step = error * values[f]! // as many as features
            squares[at]! += step * step // at < size
            weights[at]! -= (training.rate * step) / Math.sqrt(squares[at]!) // at < size
          }
      }
    }
  }
  return { weights, kinds, options }
}

/** Makes the judge of what was learned. */
export function createAnswerJudge({ weights, kinds, options: known }: LearnedAnswers): AnswerJudge {
  const ready = new Map<string, Prepared[]>()
  return (text, place, offered) => {
    const options = offered ?? known.get(place)
    if (options === undefined || !known.has(place)) return undefined
    const key = `${place} ${options.join(' ')}`
    const answers = ready.get(key) ?? prepared(place, options, kinds)
    if (ready.size < mostReady) ready.set(key, answers)
    const likely = likelihoods(weights, answers, vectorOf(text))
    return answers.map(({ answer }, i) => ({ answer, score: likely[i] ?? 0 })).sort((a, b) => b.score - a.score)
  }
}
