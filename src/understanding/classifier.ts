/** Says how likely each label is, by what training.ts has learned: multinomial logistic regression over sparse features. */
import type { Features } from './features.ts'

/** What was learned, as plain data. */
export interface Model<Label extends string> {
  readonly labels: readonly Label[]
  /** Names of the features that were seen, in the order of their rows. */
  readonly features: readonly string[]
  /** How much each feature can tell: it is rare, and it stands with few labels. */
  readonly rarity: Float64Array
  /** One row of labels for each feature, the last for none. */
  readonly weights: Float32Array
}

/** The features of a sentence by their rows. */
export interface Vector {
  readonly ids: Int32Array
  readonly values: Float64Array
}

/** Weight of what stands for no feature, beside all the others together. */
const bias = 0.2

/** Puts what stands for no feature behind the others; then a sentence's length does not matter. */
export function finish({ ids, values }: Vector, none: number, square: number): void {
  const length = Math.sqrt(square) || 1
  const last = ids.length - 1
  ids[last] = none
  values[last] = bias * length
  for (let f = 0; f <= last; f++) values[f]! /= length // as many as ids
}

/** Writes how likely each label is. */
export function weigh({ ids, values }: Vector, weights: Float32Array, scores: Float64Array): void {
  const k = scores.length
  scores.fill(0)
  for (let f = 0; f < ids.length; f++) {
    const row = ids[f]! * k // f < length
    const value = values[f]! // as many as ids
    for (let c = 0; c < k; c++) scores[c]! += weights[row + c]! * value // a weight for each feature and label
  }
  let highest = -Infinity
  for (const score of scores) if (score > highest) highest = score
  let sum = 0
  for (let c = 0; c < k; c++) sum += scores[c] = Math.exp(scores[c]! - highest) // c < length
  for (let c = 0; c < k; c++) scores[c]! /= sum // c < length
}

export class Classifier<Label extends string> {
  readonly #model: Model<Label>
  readonly #index: ReadonlyMap<string, number>

  constructor(model: Model<Label>) {
    this.#model = model
    this.#index = new Map(model.features.map((name, id) => [name, id]))
  }

  /** Features that were seen in training, weighed by how much they can tell. */
  #vector(features: Features): Vector {
    const { rarity } = this.#model
    const ids = new Int32Array(features.size + 1)
    const values = new Float64Array(features.size + 1)
    let known = 0
    let square = 0
    for (const [name, weight] of features) {
      const id = this.#index.get(name)
      const value = id === undefined ? weight : weight * rarity[id]! // one for each feature
      square += value * value
      if (id === undefined) continue
      ids[known] = id
      values[known++] = value
    }
    const vector = { ids: ids.subarray(0, known + 1), values: values.subarray(0, known + 1) }
    finish(vector, this.#index.size, square)
    return vector
  }

  /** How likely each label is, in the order of the model's `labels`. */
  probabilities(features: Features): Float64Array {
    const scores = new Float64Array(this.#model.labels.length)
    weigh(this.#vector(features), this.#model.weights, scores)
    return scores
  }

  /** How alike two sentences are, between 0 and 1: the cosine of their weighed features. */
  likeness(one: Features, other: Features): number {
    const weighed = (features: Features, name: string): number =>
      (features.get(name) ?? 0) * (this.#model.rarity[this.#index.get(name) ?? -1] ?? 0)
    let product = 0
    const norm = (features: Features): number => {
      let square = 0
      for (const name of features.keys()) square += weighed(features, name) ** 2
      return Math.sqrt(square)
    }
    for (const name of one.keys()) if (other.has(name)) product += weighed(one, name) * weighed(other, name)
    return product === 0 ? 0 : product / (norm(one) * norm(other))
  }

  /** The features that spoke most for a label, against the average of the others. */
  reasons(features: Features, label: Label): { readonly feature: string; readonly weight: number }[] {
    const { labels, weights } = this.#model
    const k = labels.length
    const own = labels.indexOf(label)
    const names = [...features.keys()].filter(name => this.#index.has(name))
    const { ids, values } = this.#vector(features)
    return names
      .map((feature, f) => {
        const [id = 0, value = 0] = [ids[f], values[f]]
        const row = weights.subarray(id * k, id * k + k)
        const weight = row[own] ?? 0
        const others = (row.reduce((sum, each) => sum + each, 0) - weight) / (k - 1)
        return { feature, weight: (weight - others) * value }
      })
      .sort((a, b) => b.weight - a.weight)
  }
}
