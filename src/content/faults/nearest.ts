/** Of many names, those that are written most alike: whoever reads a sentence does not read thirty names. */
import { distance } from '../../text/distance.ts'

/** So many names are said in a sentence; of more, the nearest. */
export const mostNames = 8

export const nearest = (name: string, known: readonly string[]): string[] =>
  known.map(each => ({ each, far: distance(name, each, 40) })).sort((a, b) => a.far - b.far).slice(0, 3).map(({ each }) => each)
