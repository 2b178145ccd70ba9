/** `/desk/hours`: when the helpdesk reads what people write, filled in as a form; kept as a draft, checked and published as words are. */
import { weekdayIn } from '../../content/dates.ts'
import { everyLanguage } from '../../content/edits.ts'
import type { Library } from '../../content/library.ts'
import { hoursKey, weekdays } from '../../content/readHours.ts'
import { hoursWritten, rowsOfHours, writeHours, type HoursRow, type WrittenHours } from '../../content/writeHours.ts'
import type { TextState } from '../../editing/textStates.ts'
import type { RouteResponse } from '../../http/route.ts'
import type { Role } from '../../staff/roles.ts'
import { html, type Html } from '../../text/html.ts'
import { readSpans, tidySpans } from '../../text/openingHours.ts'
import { isCalendarDay } from '../../text/openingTimes.ts'
import type { DeskRoom, Visit } from './desk.ts'
import { hoursPath } from './deskPaths.ts'
import { delayOf, readableHours } from './readableHours.ts'
import { doBeside, quote, standing } from './words/besideText.ts'
import { wordsOf } from './words/findTexts.ts'
import { draftsPath, editors, printOf, saidIn, type WordsParts } from './words/wordsParts.ts'

/** What the guide says of the hours, with the words of a library. */
export interface SaidHours {
  readonly open: string | undefined
  readonly reads: string | undefined
  readonly delay: string | undefined
}

export interface HoursParts extends WordsParts {
  readonly saidHours: (library: Library, locale: string) => SaidHours
}

const roles: readonly Role[] = [...editors, 'agent']

/** The most rows of a list. */
const mostRows = 60

/** What was filled in. */
function given({ sent }: Visit): WrittenHours {
  const of = (name: string): string => (sent.get(name) ?? '').replace(/\s+/g, ' ').trim()
  const rows = (list: keyof typeof rowsOfHours): HoursRow[] =>
    Array.from({ length: mostRows }, (_, at): HoursRow => Object.fromEntries(rowsOfHours[list].map(name => {
      const text = of(`${list}-${at}-${name}`)
      return [name, name === 'hours' ? tidySpans(text) : text]
    }))).filter(row => Object.values(row).some(text => text !== ''))
  const count = of('count')
  const unit = of('unit') === 'hours' ? 'hour' : 'day'
  return {
    timeZone: of('timeZone'),
    holidays: sent.has('holidays') ? 'france' : 'none',
    answerWithin: count === '' ? '' : `${count} ${unit}${count === '1' ? '' : 's'}`,
    week: Object.fromEntries(weekdays.map(name => [name, tidySpans(of(`week-${name}`))])),
    closed: rows('closed'), open: rows('open'),
  }
}

const isFaulty = (spans: string): boolean => spans !== '' && 'code' in readSpans(spans)

/** A box with its label. */
const box = (id: string, label: string, value: string, more: Html | false = false): Html =>
  html`<div class="field"><label for="${id}">${label}</label><input id="${id}" name="${id}" value="${value}" autocomplete="off"${more}></div>`

function drawRows({ say }: Visit, list: keyof typeof rowsOfHours, rows: readonly HoursRow[]): Html[] {
  // An empty one waits under those that are filled in; once it is kept, there is another.
  const empty: HoursRow = {}
  return [...rows, empty].map((row, at) => html`<fieldset class="hours-row"><legend>${
    say(`deskHours.${list}.${at < rows.length ? 'one' : 'another'}`, { number: at + 1 })}</legend>${rowsOfHours[list].map(name => {
    const value = row[name] ?? ''
    const isDay = name === 'from' || name === 'to' || name === 'day'
    return box(`${list}-${at}-${name}`, say(`deskHours.${list}.${name}`), value, isDay && (value === '' || isCalendarDay(value)) ? html` type="date"`
      : name === 'hours' ? html` maxlength="100"${isFaulty(value) && html` aria-invalid="true"`}` : html` maxlength="100"`)
  })}</fieldset>`)
}

interface Shown {
  readonly state: TextState
  /** What somebody filled in that was not kept, since somebody else had changed it meanwhile. */
  readonly overtaken?: WrittenHours
}

const seenOf = (state: TextState): string => `${state.draft?.revision ?? 'live'} ${printOf([wordsOf(state) ?? ''])}`

function drawForm(visit: Visit, state: TextState, written: WrittenHours): Html {
  const { say, locale } = visit
  const { week, closed, open, holidays, timeZone, answerWithin } = written
  const delay = delayOf(answerWithin)
  return html`<button class="visually-hidden" name="do" value="keep" tabindex="-1" aria-hidden="true"></button>
<input type="hidden" name="seen" value="${seenOf(state)}">
<section><h2>${say('deskHours.week.title')}</h2><p class="note" id="week-help">${say('deskHours.week.help')}</p><div class="days">${weekdays.map((name, day) => {
  const value = week[name] ?? ''
  return box(`week-${name}`, weekdayIn(locale, day), value, html` maxlength="100" aria-describedby="week-help"${isFaulty(value) && html` aria-invalid="true"`}`)
})}</div><div class="option"><input type="checkbox" id="holidays" name="holidays"${holidays !== 'none' && html` checked`}><label for="holidays">${say('deskHours.holidays')}</label></div></section>
<section><h2>${say('deskHours.closed.title')}</h2>${drawRows(visit, 'closed', closed)}</section>
<section><h2>${say('deskHours.open.title')}</h2><p class="note">${say('deskHours.open.help')}</p>${drawRows(visit, 'open', open)}</section>
<section><h2>${say('deskHours.delay.title')}</h2><p class="note" id="delay-help">${say('deskHours.delay.help')}</p><div class="choice-of">${
  box('count', say('deskHours.delay.count'), delay.count, html` inputmode="numeric" maxlength="5" aria-describedby="delay-help"`)}<div class="field"><label for="unit">${
  say('deskHours.delay.unit')}</label><select id="unit" name="unit">${(['days', 'hours'] as const).map(unit =>
    html`<option value="${unit}"${unit === delay.unit && html` selected`}>${say(`deskHours.delay.${unit}`)}</option>`)}</select></div></div></section>
<details class="others"><summary>${say('deskHours.zone.title')}</summary>${box('timeZone', say('deskHours.zone.label'), timeZone, html` maxlength="60" spellcheck="false"`)}</details>`
}

/** What the guide will say, with the drafts. */
async function drawSaid({ editing, current, saidHours }: HoursParts, { say, locale }: Visit, drafted: boolean): Promise<Html> {
  const { library } = drafted ? await editing.draftWords() : current()
  const { open, reads, delay } = saidHours(library, locale)
  if (open === undefined) return html`<p class="note">${say('deskHours.said.nothing')}</p>`
  return html`<dl class="facts"><div><dt>${say('deskHours.said.open')}</dt><dd>${open}</dd></div><div><dt>${say('deskHours.said.now')}</dt><dd>${
    reads === undefined ? say('deskHours.said.isOpen') : say('deskHours.said.reads', { reads })}</dd></div>${
    delay !== undefined && html`<div><dt>${say('deskHours.said.delay')}</dt><dd>${delay}</dd></div>`}</dl>`
}

async function show(parts: HoursParts, visit: Visit, { state, overtaken }: Shown): Promise<RouteResponse> {
  const { say, may, form, request } = visit
  const remarks = state.draft === undefined ? [] : (await parts.editing.check()).filter(({ at }) => at?.key === hoursKey)
  const now = wordsOf(state) ?? ''
  const toDrafts = may(...editors) && html` <a href="${draftsPath}">${say('deskWords.drafts.look')}</a>`
  return visit.show({
    status: overtaken === undefined ? 200 : 409,
    title: say('desk.rooms.hours.title'),
    main: html`${overtaken !== undefined ? html`<div class="notice" role="alert"><p>${say('deskHours.overtaken')}</p>${quote(readableHours(visit, now), visit.locale)}</div>`
      : request.query.has('kept') && html`<p class="notice" role="status">${say(state.draft === undefined ? 'deskHours.keptNothing' : 'deskWords.text.kept')}${state.draft !== undefined && toDrafts}</p>`}
<p>${say('deskHours.text')}</p>${await drawSaid(parts, visit, state.draft !== undefined)}
${remarks.map(({ message, refuses }) => html`<p class="${refuses ? 'fault' : 'hint'}">${saidIn(visit, message)}</p>`)}
${form(hoursPath, html`<div class="about">${standing(parts, visit, hoursKey, everyLanguage, state)}</div>${drawForm(visit, state, overtaken ?? hoursWritten(now))}
<p class="buttons keep"><button class="button primary" name="do" value="keep">${say('deskWords.text.keep')}</button>${
  may(...editors) && html`<a class="button" href="${draftsPath}">${say('deskWords.drafts.title')}</a>`}</p>`)}
${!may(...editors) && html`<p class="note">${say('deskWords.drafts.forPublishers')}</p>`}`,
  })
}

export function hoursRoom(parts: HoursParts): DeskRoom {
  const { editing } = parts
  const nothing: TextState = { conflict: false, aside: false, stale: false }
  const stateNow = async (): Promise<TextState> => (await editing.text(hoursKey))?.in[everyLanguage] ?? nothing
  /** Keeps what was filled in. @returns false when somebody else changed it meanwhile */
  async function keep({ sent, person, note }: Visit, state: TextState, written: WrittenHours): Promise<boolean> {
    const before = wordsOf(state) ?? ''
    const shown = hoursWritten(before)
    // What nobody touched stays as it is written; the same, sent twice, is kept once.
    if (JSON.stringify({ ...shown, holidays: shown.holidays || 'france' }) === JSON.stringify(written)) return true
    const text = writeHours(before, written)
    const seen = sent.get('seen') ?? ''
    const saved = seen === seenOf(state)
      ? await editing.save({ key: hoursKey, locale: everyLanguage, text, by: person.name }, state.draft?.revision)
      : undefined
    if (saved !== undefined && 'saved' in saved && state.draft === undefined) await note('wordsDrafted', hoursKey)
    return saved !== undefined && !('overtakenBy' in saved)
  }
  return {
    name: 'hours', path: hoursPath, roles,
    routes: desk => [
      desk.get(hoursPath, roles, async visit => show(parts, visit, { state: await stateNow() })),
      desk.post(hoursPath, roles, async visit => {
        const written = given(visit)
        if (!(await keep(visit, await stateNow(), written))) return show(parts, visit, { state: await stateNow(), overtaken: written })
        const text = await editing.text(hoursKey)
        if (text !== undefined) await doBeside(parts, visit, [text])
        return visit.to(`${hoursPath}?kept=`)
      }),
    ],
  }
}
