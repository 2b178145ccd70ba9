/**
 * Opening hours as an operator writes them, in the form of schema.org and OpenStreetMap: « Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00 ».
 * https://schema.org/openingHours
 */

const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const

/** Hours that hold on one day, or from one day to another. */
export interface OpeningHours {
  /** 0 is Monday. */
  readonly first: number
  readonly last: number
  /** Minutes since midnight, in their order. */
  readonly spans: readonly (readonly [from: number, to: number])[]
}

/** @returns minutes since midnight; 24:00 is the end of a day */
function minutes(text: string): number | undefined {
  const read = /^(\d{1,2}):([0-5]\d)$/.exec(text)
  const value = read === null ? NaN : Number(read[1]) * 60 + Number(read[2])
  return value <= 24 * 60 ? value : undefined
}

function span(text: string): OpeningHours['spans'][number] | undefined {
  const [from, to, ...more] = text.split('-').map(minutes)
  return from === undefined || to === undefined || more.length > 0 || from >= to ? undefined : [from, to]
}

/** @returns undefined when it is not in that form */
export function readOpeningHours(text: string): readonly OpeningHours[] | undefined {
  const rules = text.split(';').map((rule): OpeningHours | undefined => {
    const [days = '', hours = '', ...more] = rule.trim().split(/\s+/)
    const [first = -1, last = first] = days.split('-').map(day => dayNames.findIndex(name => name === day))
    const spans = hours.split(',').map(span)
    return more.length > 0 || first < 0 || last < first || spans.includes(undefined)
      ? undefined
      : { first, last, spans: spans.filter(each => each !== undefined) }
  })
  return rules.includes(undefined) ? undefined : rules.filter(rule => rule !== undefined)
}
