/** Learns the weights of a classifier: in memory, the same examples giving the same result. */
import { finish, weigh, type Model, type Vector } from './classifier.ts'
import type { Features } from './features.ts'
import { createShuffle } from './shuffle.ts'

export interface Lesson<Label extends string> {
  readonly features: Features
  readonly label: Label
}

export interface Options {
  /** How often everything is practised. */
  readonly epochs: number
  /** Size of the first steps. */
  readonly rate: number
}

/** A sentence whose label is as likely as this is known. */
const known = 1e-3

/** So many sightings are imagined, spread over all labels: what was seen once or twice is not yet a sign of anything. */
const imagined = 2

interface Practice {
  /** The lessons, finished. */
  readonly vectors: readonly Vector[]
  /** By lesson: the index of its label. */
  readonly answers: readonly number[]
  readonly features: readonly string[]
  readonly rarity: Float64Array
}

/** How much a feature can tell that so many lessons of each label have. */
function rarityOf(byLabel: Uint16Array, lessons: number): number {
  const k = byLabel.length
  const times = byLabel.reduce((sum, each) => sum + each, 0)
  let entropy = 0
  for (const each of byLabel) {
    const part = (each + imagined / k) / (times + imagined)
    entropy -= part * Math.log(part)
  }
  return (Math.log((1 + lessons) / (1 + times)) + 1) * (1 - entropy / Math.log(k))
}

/** The lessons as numbers. */
function practice<Label extends string>(labels: readonly Label[], lessons: Iterable<Lesson<Label>>): Practice {
  const index = new Map<string, number>()
  const vectors: Vector[] = []
  const answers: number[] = []
  /** By feature: how often each label has it. */
  const seen: Uint16Array[] = []
  for (const { features, label } of lessons) {
    const answer = labels.indexOf(label)
    const ids = new Int32Array(features.size + 1)
    const values = new Float64Array(features.size + 1)
    let next = 0
    for (const [name, weight] of features) {
      let id = index.get(name)
      if (id === undefined) {
        id = seen.push(new Uint16Array(labels.length)) - 1
        index.set(name, id)
      }
      const byLabel = seen[id]
      if (byLabel !== undefined) byLabel[answer] = (byLabel[answer] ?? 0) + 1
      ids[next] = id
      values[next++] = weight
    }
    vectors.push({ ids, values })
    answers.push(answer)
  }
  const rarity = Float64Array.from(seen, byLabel => rarityOf(byLabel, vectors.length))
  for (const vector of vectors) {
    const { ids, values } = vector
    let square = 0
    // Each id is of a feature that was seen, and has its rarity.
    for (let f = 0; f < ids.length - 1; f++) square += (values[f]! *= rarity[ids[f]!]!) ** 2
    finish(vector, seen.length, square)
  }
  return { vectors, answers, features: [...index.keys()], rarity }
}

/**
 * Trains a classifier.
 * @param lessons are read once, so they may be made on the way: features as names take much room
 */
export function train<Label extends string>(
  labels: readonly Label[],
  lessons: Iterable<Lesson<Label>>,
  { epochs, rate }: Options,
): Model<Label> {
  const { vectors, answers, features, rarity } = practice(labels, lessons)
  const k = labels.length
  const weights = new Float32Array((features.length + 1) * k)
  /** How much each feature was moved so far: the more, the smaller its next steps. */
  const moved = new Float64Array(features.length + 1).fill(1e-6)
  const order = Uint32Array.from(vectors, (_, i) => i)
  const shuffle = createShuffle()
  const rested = new Uint8Array(vectors.length)
  const scores = new Float64Array(k)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order)
    for (const i of order) {
      if (rested[i] === 1) {
        rested[i] = 0
        continue
      }
      const vector = vectors[i]! // `order` holds their indices
      const { ids, values } = vector
      weigh(vector, weights, scores)
      scores[answers[i]!]! -= 1 // a lesson has one answer, of the labels
      let surprise = 0
      for (const each of scores) surprise += each * each
      if (surprise < known) {
        // What is already known well teaches nothing, this time and the next.
        rested[i] = 1
        continue
      }
      for (let f = 0; f < ids.length; f++) {
        const id = ids[f]! // f < length, here and below
        const value = values[f]! // as many as ids
        // `moved` has a place for each feature, `weights` one for each feature and label.
        moved[id]! += value * value * surprise
        const step = (rate * value) / Math.sqrt(moved[id]!) // as before
        for (let c = 0; c < k; c++) weights[id * k + c]! -= step * scores[c]! // c < k
      }
    }
  }
  return { labels, features, rarity, weights }
}
