/** What a check of content has found so far, and how it says more. */
import type { Mistake } from './library.ts'
import { sentence, type Code, type Details } from './faults/sentences.ts'

export type Report = (mistake: Mistake) => void

export interface Findings {
  readonly report: Report
  /** Says something of a file as a whole. */
  readonly tell: <C extends Code>(file: string, code: C, ...details: Details<C>) => void
  /** Files and names (`file key`) whose lack was told already. */
  readonly told: Set<string>
}

/** Collects mistakes, each once. */
export function collect(mistakes: Mistake[]): Findings {
  const seen = new Set<string>()
  const report: Report = mistake => {
    const place = `${mistake.file}:${mistake.line}:${mistake.column}:${mistake.message.fr}`
    if (!seen.has(place)) mistakes.push(mistake)
    seen.add(place)
  }
  return {
    report,
    tell: (file, code, ...details) => report({ file, line: 1, column: 1, code, message: sentence(code, ...details) }),
    told: new Set(),
  }
}
