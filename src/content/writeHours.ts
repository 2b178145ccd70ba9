/** The helpdesk's hours as they are filled in, from the file and back into it, comments kept. `readHours.ts` says what can be meant. */
import { isMap, parseDocument } from 'yaml'
import { weekdays } from './readHours.ts'

/** A row as it is filled in: names of the file with what was written. */
export type HoursRow = Readonly<Record<string, string>>

/** The file as it is filled in. Empty: it says nothing of that. */
export interface WrittenHours {
  readonly timeZone: string
  readonly holidays: string
  readonly answerWithin: string
  /** By the names of the days. */
  readonly week: HoursRow
  readonly closed: readonly HoursRow[]
  readonly open: readonly HoursRow[]
}

/** Names of a row of each list, in the order of the file. */
export const rowsOfHours = { closed: ['from', 'to', 'label'], open: ['day', 'hours', 'label'] } as const

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const textAt = (value: unknown, name: string): string => {
  const found = isRecord(value) ? value[name] : undefined
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : ''
}
const row = (value: unknown, names: readonly string[]): HoursRow => Object.fromEntries(names.map(name => [name, textAt(value, name)]))

/** Undefined: it cannot be read, or has what the check refuses (an alias). */
function plain(yaml: string): unknown {
  const document = parseDocument(yaml, { logLevel: 'silent' })
  try {
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 })
  } catch {
    return undefined
  }
}

/** What a file says, as far as it can be read. */
export function hoursWritten(yaml: string): WrittenHours {
  const file = plain(yaml)
  const list = (name: 'closed' | 'open'): HoursRow[] => {
    const found = isRecord(file) ? file[name] : undefined
    return Array.isArray(found) ? found.map(each => row(each, rowsOfHours[name])) : []
  }
  return {
    timeZone: textAt(file, 'timeZone'), holidays: textAt(file, 'holidays'), answerWithin: textAt(file, 'answerWithin'),
    week: row(isRecord(file) ? file['week'] : undefined, weekdays),
    closed: list('closed'), open: list('open'),
  }
}

const filled = (given: HoursRow): HoursRow => Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''))

/** The file with what was filled in. What cannot be read is begun anew. */
export function writeHours(yaml: string, { week, closed, open, ...single }: WrittenHours): string {
  const read = parseDocument(yaml, { logLevel: 'silent' })
  const document = read.errors.length > 0 || !isMap(read.contents) ? parseDocument('{}\n') : read
  if (isMap(document.contents)) document.contents.flow = false
  const values = { ...single, week: filled(week), closed: closed.map(filled), open: open.map(filled) }
  for (const [name, value] of Object.entries(values)) {
    const given = Array.isArray(value) ? value.filter(each => Object.keys(each).length > 0) : value
    if (Object.keys(given).length === 0) document.delete(name)
    else document.set(name, document.createNode(given))
  }
  return document.toString({ lineWidth: 0 })
}
