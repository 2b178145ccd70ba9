/** Multinomial logistic regression over sparse features, trained in memory, the same examples giving the same result. */
import type { Features } from './features.ts'

export interface Training<Label extends string> {
  readonly features: Features
  readonly label: Label
}

export interface Options {
  readonly epochs: number
  /** Size of the first steps. */
  readonly rate: number
}

/** A sentence whose label is as likely as this is known. */
const known = 1e-3

interface Vector {
  readonly ids: Int32Array
  readonly values: Float64Array
}

/** Numbers that only look random, so that training gives the same weights every time. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 0) / 2 ** 32
  }
}

/** So many sightings are imagined, spread over all labels: what was seen once or twice is not yet a sign of anything. */
const imagined = 2

/** How much each feature can tell: it is rare, and it stands with few labels. */
function rarityOf<Label extends string>(
  training: readonly Training<Label>[],
  index: ReadonlyMap<string, number>,
  count: readonly number[],
  labels: readonly Label[],
): Float64Array {
  const k = labels.length
  const seen = new Uint32Array(count.length * k)
  for (const { features, label } of training) {
    const at = labels.indexOf(label)
    for (const name of features.keys()) seen[index.get(name)! * k + at]! += 1
  }
  return Float64Array.from(count, (times, id) => {
    let entropy = 0
    for (let c = 0; c < k; c++) {
      const part = (seen[id * k + c]! + imagined / k) / (times + imagined)
      entropy -= part * Math.log(part)
    }
    return (Math.log((1 + training.length) / (1 + times)) + 1) * (1 - entropy / Math.log(k))
  })
}

export class Classifier<Label extends string> {
  readonly labels: readonly Label[]
  readonly #index = new Map<string, number>()
  readonly #rarity: Float64Array
  /** One row of labels for each feature, the last for none. */
  readonly #weights: Float32Array

  constructor(labels: readonly Label[], training: readonly Training<Label>[], { epochs, rate }: Options) {
    this.labels = labels
    const count: number[] = []
    for (const { features } of training)
      for (const name of features.keys()) {
        const id = this.#index.get(name)
        if (id === undefined) this.#index.set(name, count.push(1) - 1)
        else count[id]! += 1
      }
    const k = labels.length
    this.#rarity = rarityOf(training, this.#index, count, labels)
    this.#weights = new Float32Array((count.length + 1) * k)
    const vectors = training.map(({ features }) => this.#vector(features))
    /** How much each feature was moved so far: the more, the smaller its next steps. */
    const moved = new Float64Array(count.length + 1).fill(1e-6)
    const order = Uint32Array.from(training, (_, i) => i)
    const random = sequence(7)
    const rested = new Uint8Array(training.length)
    const scores = new Float64Array(k)
    const weights = this.#weights
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let i = order.length - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1))
        ;[order[i], order[j]] = [order[j]!, order[i]!]
      }
      for (const i of order) {
        if (rested[i] === 1) {
          rested[i] = 0
          continue
        }
        const { ids, values } = vectors[i]!
        this.#probabilities(vectors[i]!, scores)
        scores[labels.indexOf(training[i]!.label)]! -= 1
        let surprise = 0
        for (const each of scores) surprise += each * each
        if (surprise < known) {
          // What is already known well teaches nothing, this time and the next.
          rested[i] = 1
          continue
        }
        for (let f = 0; f < ids.length; f++) {
          const row = ids[f]! * k
          const value = values[f]!
          moved[ids[f]!]! += value * value * surprise
          const step = (rate * value) / Math.sqrt(moved[ids[f]!]!)
          for (let c = 0; c < k; c++) weights[row + c]! -= step * scores[c]!
        }
      }
    }
  }

  /** Features that were seen in training, weighed by how rare they are; a sentence's length does not matter. */
  #vector(features: Features): Vector {
    const ids: number[] = []
    const values: number[] = []
    let square = 0
    for (const [name, weight] of features) {
      const id = this.#index.get(name)
      const value = weight * (id === undefined ? 1 : this.#rarity[id]!)
      square += value * value
      if (id === undefined) continue
      ids.push(id)
      values.push(value)
    }
    const length = Math.sqrt(square) || 1
    ids.push(this.#index.size)
    values.push(0.2 * length)
    return { ids: Int32Array.from(ids), values: Float64Array.from(values, value => value / length) }
  }

  #probabilities({ ids, values }: Vector, scores: Float64Array): void {
    const k = this.labels.length
    const weights = this.#weights
    scores.fill(0)
    for (let f = 0; f < ids.length; f++) {
      const row = ids[f]! * k
      const value = values[f]!
      for (let c = 0; c < k; c++) scores[c]! += weights[row + c]! * value
    }
    let highest = -Infinity
    for (const score of scores) if (score > highest) highest = score
    let sum = 0
    for (let c = 0; c < k; c++) sum += scores[c] = Math.exp(scores[c]! - highest)
    for (let c = 0; c < k; c++) scores[c]! /= sum
  }

  /** How likely each label is, in the order of `labels`. */
  probabilities(features: Features): Float64Array {
    const scores = new Float64Array(this.labels.length)
    this.#probabilities(this.#vector(features), scores)
    return scores
  }

  /** How alike two sentences are, between 0 and 1: the cosine of their weighed features. */
  likeness(one: Features, other: Features): number {
    const weigh = (features: Features, name: string): number =>
      features.get(name)! * this.#rarity[this.#index.get(name)!]!
    let product = 0
    const norm = (features: Features): number => {
      let square = 0
      for (const name of features.keys()) if (this.#index.has(name)) square += weigh(features, name) ** 2
      return Math.sqrt(square)
    }
    for (const name of one.keys()) if (other.has(name)) product += weigh(one, name) * weigh(other, name)
    return product === 0 ? 0 : product / (norm(one) * norm(other))
  }

  /** The features that spoke most for a label, against the average of the others. */
  reasons(features: Features, label: Label): { readonly feature: string; readonly weight: number }[] {
    const k = this.labels.length
    const own = this.labels.indexOf(label)
    const names = [...features.keys()].filter(name => this.#index.has(name))
    const { ids, values } = this.#vector(features)
    return names
      .map((feature, f) => {
        const row = this.#weights.subarray(ids[f]! * k, ids[f]! * k + k)
        const others = (row.reduce((sum, weight) => sum + weight, 0) - row[own]!) / (k - 1)
        return { feature, weight: (row[own]! - others) * values[f]! }
      })
      .sort((a, b) => b.weight - a.weight)
  }
}
