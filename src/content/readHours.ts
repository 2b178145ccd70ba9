/**
 * The helpdesk's hours, `hours/helpdesk.yml`: no words, the same in every language. Whatever cannot be meant is told where it stands.
 */
import type { Code, Details } from './faults/sentences.ts'
import type { Mistake } from './library.ts'
import { readSpans, type Span } from '../text/openingHours.ts'
import { isCalendarDay, isTimeZone, usualTimeZone, type ClosedDays, type ExceptionalDay, type OpeningTimes, type PromisedDelay } from '../text/openingTimes.ts'
import type { Source, Text, Tree } from './source.ts'

export const hoursFile = 'hours/helpdesk.yml'
/** The same as a text that is edited. */
export const hoursKey = 'hours:helpdesk'

/** The days of the file, from Monday on. */
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** Calendars of holidays that can be computed. */
const holidayNames = ['france', 'none'] as const

const names = ['timeZone', 'holidays', 'answerWithin', 'week', 'closed', 'open'] as const

/** Reads a part of the file, telling what is wrong. */
class HoursReading {
  faults = 0
  readonly #source: Source
  readonly #report: (mistake: Mistake) => void

  constructor(source: Source, report: (mistake: Mistake) => void) {
    this.#source = source
    this.#report = report
  }

  tell<C extends Code>(at: number, code: C, ...details: Details<C>): void {
    this.faults++
    this.#report(this.#source.mistake(at, code, ...details))
  }

  /** The entries of a group, of which all names are known. What is left empty is not there. */
  group(tree: Tree | undefined, known: readonly string[]): ReadonlyMap<string, Tree> {
    const found = new Map<string, Tree>()
    if (tree === undefined || isEmpty(tree)) return found
    if (tree.kind !== 'names') this.tell(tree.at, 'namesExpected')
    else
      for (const [name, { keyAt, tree: value }] of tree.entries)
        if (!known.includes(name)) this.tell(keyAt, 'unknownName', { name, known })
        else if (!isEmpty(value)) found.set(name, value)
    return found
  }

  list(tree: Tree | undefined): readonly Tree[] {
    if (tree === undefined) return []
    if (tree.kind === 'items') return tree.items
    this.tell(tree.at, 'listExpected')
    return []
  }

  text(tree: Tree | undefined): Text | undefined {
    if (tree === undefined || tree.kind === 'text') return tree
    return void this.tell(tree.at, tree.kind === 'plain' ? 'quoteIt' : 'textExpected')
  }

  day(tree: Tree | undefined): string | undefined {
    const text = this.text(tree)
    if (text === undefined || isCalendarDay(text.value)) return text?.value
    return void this.tell(text.at, 'dateUnknown', { name: text.value })
  }

  spans(tree: Tree | undefined): readonly Span[] {
    const text = this.text(tree)
    const spans = text === undefined ? [] : readSpans(text.value)
    if (!('code' in spans)) return spans
    this.tell(text?.place(spans.at) ?? 0, spans.code, { name: spans.name })
    return []
  }

  needed(group: ReadonlyMap<string, Tree>, at: number, name: string): void {
    if (!group.has(name)) this.tell(at, 'missingName', { name })
  }
}

const isEmpty = (tree: Tree): boolean => tree.kind === 'plain' && tree.value === null

function readClosed(reading: HoursReading, tree: Tree): ClosedDays | undefined {
  const group = reading.group(tree, ['from', 'to', 'label'])
  reading.needed(group, tree.at, 'from')
  const [from, last, label] = [reading.day(group.get('from')), reading.day(group.get('to')), reading.text(group.get('label'))?.value]
  if (from === undefined) return undefined
  const to = last ?? from
  if (to < from) reading.tell(group.get('to')?.at ?? tree.at, 'datesBackwards')
  return { from, to, ...(label === undefined ? {} : { label }) }
}

function readOpen(reading: HoursReading, tree: Tree): ExceptionalDay | undefined {
  const group = reading.group(tree, ['day', 'hours', 'label'])
  for (const name of ['day', 'hours']) reading.needed(group, tree.at, name)
  const [day, label] = [reading.day(group.get('day')), reading.text(group.get('label'))?.value]
  const spans = reading.spans(group.get('hours'))
  return day === undefined ? undefined : { day, spans, ...(label === undefined ? {} : { label }) }
}

function readDelay(reading: HoursReading, tree: Tree | undefined): PromisedDelay | undefined {
  const text = reading.text(tree)
  if (text === undefined) return undefined
  const [, count = '', unit = ''] = /^([1-9]\d{0,2}) (hour|day)s?$/.exec(text.value) ?? []
  if (count === '') return void reading.tell(text.at, 'delayUnknown', { name: text.value })
  return { count: Number(count), unit: unit === 'day' ? 'days' : 'hours' }
}

/** @returns undefined when no hours are set, or some of them cannot be meant */
export function readHours(tree: Tree, source: Source, report: (mistake: Mistake) => void): OpeningTimes | undefined {
  const reading = new HoursReading(source, report)
  const file = reading.group(tree, names)
  const zone = reading.text(file.get('timeZone'))
  if (zone !== undefined && !isTimeZone(zone.value)) reading.tell(zone.at, 'zoneUnknown', { name: zone.value })
  const holidays = reading.text(file.get('holidays'))
  if (holidays !== undefined && !holidayNames.some(name => name === holidays.value)) reading.tell(holidays.at, 'oneOf', { values: holidayNames })
  const answerWithin = readDelay(reading, file.get('answerWithin'))
  const days = reading.group(file.get('week'), weekdays)
  const week = weekdays.map(day => reading.spans(days.get(day)))
  const closed = reading.list(file.get('closed')).flatMap(each => readClosed(reading, each) ?? [])
  const open: ExceptionalDay[] = []
  for (const each of reading.list(file.get('open'))) {
    const exceptional = readOpen(reading, each)
    if (exceptional === undefined) continue
    if (open.some(({ day }) => day === exceptional.day)) reading.tell(each.at, 'dayTwice')
    open.push(exceptional)
  }
  if (reading.faults > 0 || [...week, ...open.map(({ spans }) => spans)].every(spans => spans.length === 0)) return undefined
  return {
    timeZone: zone?.value ?? usualTimeZone, week, holidays: holidays?.value !== 'none', closed, open,
    ...(answerWithin === undefined ? {} : { answerWithin }),
  }
}
