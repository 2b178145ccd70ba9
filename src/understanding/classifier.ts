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
/** Weight of what stands for no feature, beside all the others together. */
const bias = 0.2

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

export class Classifier<Label extends string> {
  readonly labels: readonly Label[]
  readonly #index = new Map<string, number>()
  /** How much each feature can tell: it is rare, and it stands with few labels. */
  readonly #rarity: Float64Array
  /** One row of labels for each feature, the last for none. */
  readonly #weights: Float32Array

  /** @param training is read once, so it may be made on the way: features as names take much room */
  constructor(labels: readonly Label[], training: Iterable<Training<Label>>, { epochs, rate }: Options) {
    this.labels = labels
    const k = labels.length
    const vectors: Vector[] = []
    const answers: number[] = []
    /** By feature: how often each label has it. */
    const seen: Uint16Array[] = []
    for (const { features, label } of training) {
      const answer = labels.indexOf(label)
      const ids = new Int32Array(features.size + 1)
      const values = new Float64Array(features.size + 1)
      let next = 0
      for (const [name, weight] of features) {
        let id = this.#index.get(name)
        if (id === undefined) {
          id = seen.push(new Uint16Array(k)) - 1
          this.#index.set(name, id)
        }
        seen[id]![answer]! += 1
        ids[next] = id
        values[next++] = weight
      }
      vectors.push({ ids, values })
      answers.push(answer)
    }
    this.#rarity = Float64Array.from(seen, byLabel => {
      const times = byLabel.reduce((sum, each) => sum + each, 0)
      let entropy = 0
      for (const each of byLabel) {
        const part = (each + imagined / k) / (times + imagined)
        entropy -= part * Math.log(part)
      }
      return (Math.log((1 + vectors.length) / (1 + times)) + 1) * (1 - entropy / Math.log(k))
    })
    for (const { ids, values } of vectors) {
      let square = 0
      for (let f = 0; f < ids.length - 1; f++) square += (values[f]! *= this.#rarity[ids[f]!]!) ** 2
      this.#finish(ids, values, square)
    }
    this.#weights = new Float32Array((seen.length + 1) * k)
    /** How much each feature was moved so far: the more, the smaller its next steps. */
    const moved = new Float64Array(seen.length + 1).fill(1e-6)
    const order = Uint32Array.from(vectors, (_, i) => i)
    const random = sequence(7)
    const rested = new Uint8Array(vectors.length)
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
        scores[answers[i]!]! -= 1
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

  /** Puts what stands for no feature behind the others; then a sentence's length does not matter. */
  #finish(ids: Int32Array, values: Float64Array, square: number): void {
    const length = Math.sqrt(square) || 1
    const last = ids.length - 1
    ids[last] = this.#index.size
    values[last] = bias * length
    for (let f = 0; f <= last; f++) values[f]! /= length
  }

  /** Features that were seen in training, weighed by how much they can tell. */
  #vector(features: Features): Vector {
    const known = [...features].filter(([name]) => this.#index.has(name))
    const ids = new Int32Array(known.length + 1)
    const values = new Float64Array(known.length + 1)
    let square = 0
    for (const [name, weight] of features) if (!this.#index.has(name)) square += weight * weight
    for (const [f, [name, weight]] of known.entries()) {
      ids[f] = this.#index.get(name)!
      values[f] = weight * this.#rarity[ids[f]]!
      square += values[f] ** 2
    }
    this.#finish(ids, values, square)
    return { ids, values }
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
