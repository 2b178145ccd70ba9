/**
 * Opening hours as people write them: spans of a day, « 9:00-12:00, 14:00-17:00 », and a week as an operator's setting has it, in the
 * form of schema.org and OpenStreetMap, « Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00 ».
 * https://schema.org/openingHours
 */

const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const

/** Minutes since midnight, the first before the second. */
export type Span = readonly [from: number, to: number]

/** Hours that hold on one day, or from one day to another. */
export interface OpeningHours {
  /** 0 is Monday. */
  readonly first: number
  readonly last: number
  /** In their order. */
  readonly spans: readonly Span[]
}

/** What is wrong with spans, and with which part of the text. */
export interface SpanFault {
  readonly code: 'timeUnknown' | 'spanForm' | 'spanBackwards' | 'spansOverlap'
  readonly name: string
  /** Offset in the text. */
  readonly at: number
}

/** @returns minutes since midnight; 24:00 is the end of a day */
function minutes(text: string): number | undefined {
  const read = /^(\d{1,2}):([0-5]\d)$/.exec(text)
  const value = read === null ? NaN : Number(read[1]) * 60 + Number(read[2])
  return value <= 24 * 60 ? value : undefined
}

/** The spans of a day, separated by commas, in their order. */
export function readSpans(text: string): readonly Span[] | SpanFault {
  const spans: Span[] = []
  for (const { 0: part, index } of text.matchAll(/[^,]+|(?<=,|^)(?=,|$)/g)) {
    const name = part.trim()
    const at = index + part.search(/\S|$/)
    const [, begin = '', end = ''] = /^(\S+?)\s*[-–]\s*(\S+)$/.exec(name) ?? []
    if (begin === '') return { code: 'spanForm', name, at }
    const [from, to] = [minutes(begin), minutes(end)]
    if (from === undefined) return { code: 'timeUnknown', name: begin, at }
    if (to === undefined) return { code: 'timeUnknown', name: end, at: at + name.length - end.length }
    if (from >= to) return { code: 'spanBackwards', name, at }
    if (from < (spans.at(-1)?.[1] ?? 0)) return { code: 'spansOverlap', name, at }
    spans.push([from, to])
  }
  return spans
}

/** @returns undefined when it is not in that form */
export function readOpeningHours(text: string): readonly OpeningHours[] | undefined {
  const rules = text.split(';').map((rule): OpeningHours | undefined => {
    const [days = '', hours = '', ...more] = rule.trim().split(/\s+/)
    const [first = -1, last = first] = days.split('-').map(day => dayNames.findIndex(name => name === day))
    const spans = readSpans(hours)
    return more.length > 0 || first < 0 || last < first || 'code' in spans ? undefined : { first, last, spans }
  })
  return rules.includes(undefined) ? undefined : rules.filter(rule => rule !== undefined)
}

/** Spans as people type them, « de 9h à 12h30 et 14h–17h », in the form in which `readSpans` reads them; what is none of them stays. */
export const tidySpans = (text: string): string =>
  text.trim()
    .replace(/(\d)\s*[hH:]\s*([0-5]\d)(?!\d)/g, '$1:$2')
    .replace(/(?<![\d:])(\d{1,2})(?:\s*[hH])?(?![\d:])/g, '$1:00')
    .replace(/\b(?:de|from)\s+(?=\d)/gi, '')
    .replace(/\s*(?:[-–—]|\bto\b|à)\s*(?=\d)/gi, '-')
    .replace(/\s*(?:[,;]|\bet\b|\band\b)\s*(?=\d)/gi, ', ')
