/** The helpdesk's hours as the staff reads them: what the file says, in words. */
import { dayIn, weekdayIn } from '../../content/dates.ts'
import { weekdays } from '../../content/readHours.ts'
import { hoursWritten } from '../../content/writeHours.ts'
import { isCalendarDay } from '../../text/openingTimes.ts'
import type { Visit } from './desk.ts'

const dayOf = (locale: string, text: string | undefined): string =>
  text !== undefined && isCalendarDay(text) ? dayIn(locale, new Date(`${text}T00:00:00Z`)) : (text ?? '')

/** The hours as they are read, a line for each thing that is said. */
export function readableHours({ say, locale }: Pick<Visit, 'say' | 'locale'>, yaml: string): string {
  const { week, closed, open, answerWithin, holidays, timeZone } = hoursWritten(yaml)
  const labelled = (text: string, label = ''): string => (label === '' ? text : say('deskHours.read.labelled', { text, label }))
  return [
    ...weekdays.map((name, day) => say('deskHours.read.day', { day: weekdayIn(locale, day), hours: (week[name] ?? '') || say('deskHours.read.nobody') })),
    ...closed.map(({ from = '', to = '', label }) =>
      labelled(to === '' || to === from ? say('deskHours.read.closedOn', { from: dayOf(locale, from) }) : say('deskHours.read.closed', { from: dayOf(locale, from), to: dayOf(locale, to) }), label)),
    ...open.map(({ day, hours = '', label }) => labelled(say('deskHours.read.open', { day: dayOf(locale, day), hours }), label)),
    say(`deskHours.read.holidays.${holidays === 'none' ? 'none' : 'france'}`),
    ...(answerWithin === '' ? [] : [say('deskHours.read.delay', { delay: readableDelay({ say }, answerWithin) })]),
    ...(timeZone === '' || timeZone === 'Europe/Paris' ? [] : [timeZone]),
  ].join('\n')
}

/** The count and the unit of a delay as the file has it. */
export const delayOf = (text: string): { readonly count: string; readonly unit: 'hours' | 'days' } =>
  ({ count: /^\S+/.exec(text)?.[0] ?? '', unit: /hours?$/.test(text) ? 'hours' : 'days' })

function readableDelay({ say }: Pick<Visit, 'say'>, text: string): string {
  const { count, unit } = delayOf(text)
  return say(`hours.within.${unit}`, { count: /^\d+$/.test(count) ? Number(count) : count })
}
