/**
 * `/desk/notices`: what people are told of incidents, with a beginning, an end, and to whom it is said. It is said at once, without a
 * version: an outage does not wait for one.
 */
import type { IncidentNotice, IncidentNotices } from '../../actions/incidentNotice.ts'
import type { Library } from '../../content/library.ts'
import type { RouteResponse } from '../../http/route.ts'
import type { Role } from '../../staff/roles.ts'
import { noticePlaces } from '../../storage/tables/requestTables.ts'
import { html, type Html } from '../../text/html.ts'
import { localInstant, localText } from '../../text/openingTimes.ts'
import type { DeskRoom, Visit } from './desk.ts'
import { noticesPath } from './deskPaths.ts'
import { instantOf } from './requestWords.ts'

export interface NoticesRoomParts {
  readonly notices: IncidentNotices
  readonly library: Pick<Library, 'locales' | 'defaultLocale' | 'plain' | 'hours'>
  readonly now?: () => number
}

/** Who helps, and who puts words online. */
const roles: readonly Role[] = ['agent', 'publisher']

/** Longest sentence, in characters: it stands in the middle of another message. */
const longestNotice = 280
/** How long one may stand, ms: one that is forgotten must not be said for ever. */
const longestStanding = 31 * 24 * 3_600_000
/** How long one stands unless something else is chosen, ms. */
const usualStanding = 12 * 3_600_000

type Fault = 'words' | 'tooLong' | 'times' | 'overtaken'

/** A notice as it is filled in. */
interface Filled {
  readonly words: Readonly<Record<string, string>>
  readonly place: string
  readonly begins: string
  readonly ends: string
}

/** What was not kept, of which notice. */
interface Refused {
  readonly id: string
  readonly filled: Filled
  readonly fault: Fault
}

/** The languages, that of the originals first. */
const languages = ({ locales, defaultLocale }: NoticesRoomParts['library']): readonly string[] =>
  [defaultLocale, ...locales.filter(each => each !== defaultLocale)]

function drawForm(
  { library }: Pick<NoticesRoomParts, 'library'>, { say, form, timeZone }: Visit, of: IncidentNotice | undefined,
  { words, place, begins, ends }: Filled, fault: Fault | undefined,
): Html {
  const id = of?.id ?? 'new'
  const at = (name: string): string => `${name}-${id}`
  const text = (locale: string): Html => html`<div class="field"><label for="${at(locale)}">${library.plain(locale, 'pages:help.ownName')}</label>
<textarea id="${at(locale)}" name="words-${locale}" lang="${locale}" rows="3" required maxlength="${longestNotice}" spellcheck="true"${
(fault === 'words' || fault === 'tooLong') && html` aria-invalid="true"`}>
${words[locale] ?? ''}</textarea></div>`
  const time = (name: 'begins' | 'ends', value: string): Html => html`<div class="field"><label for="${at(name)}">${say(`deskNotices.${name}`)}</label>
<input type="datetime-local" id="${at(name)}" name="${name}" value="${value}" required${fault === 'times' && html` aria-invalid="true"`}></div>`
  return form(noticesPath, html`${fault !== undefined && html`<p class="fault" role="alert">${say(`deskNotices.faults.${fault}`, { most: longestNotice })}</p>`}${
    of !== undefined && html`<input type="hidden" name="id" value="${of.id}"><input type="hidden" name="seen" value="${of.madeAt}">`}
<div class="languages">${languages(library).map(text)}</div>
<fieldset class="field"><legend>${say('deskNotices.place')}</legend>${noticePlaces.map(each => html`<div class="option"><input type="radio" id="${at(each)}" name="place" value="${each}" required${
each === place && html` checked`}><label for="${at(each)}">${say(`deskNotices.places.${each}`)}</label></div>`)}</fieldset>
<div class="hours-row">${time('begins', begins)}${time('ends', ends)}</div><p class="note">${say('deskNotices.zone', { zone: timeZone })}</p>
<p class="buttons"><button class="button primary" name="do" value="keep">${say(of === undefined ? 'deskNotices.announce' : 'deskNotices.change')}</button>${
of !== undefined && html`<button class="button" name="do" value="withdraw" formnovalidate>${say('deskNotices.withdraw')}</button>`}</p>`)
}

export function noticesRoom({ notices, library, now = Date.now }: NoticesRoomParts): DeskRoom {
  const fresh = (timeZone: string): Filled => ({
    words: {}, place: 'diagnosis', begins: localText(new Date(now()), timeZone), ends: localText(new Date(now() + usualStanding), timeZone),
  })
  const filledOf = ({ words, place, beginsAt, endsAt }: IncidentNotice, timeZone: string): Filled =>
    ({ words, place, begins: localText(new Date(beginsAt), timeZone), ends: localText(new Date(endsAt), timeZone) })
  const sentOf = ({ sent }: Visit): Filled => ({
    words: Object.fromEntries(library.locales.map(locale => [locale, (sent.get(`words-${locale}`) ?? '').replace(/\s+/g, ' ').trim()])),
    place: sent.get('place') ?? '', begins: sent.get('begins') ?? '', ends: sent.get('ends') ?? '',
  })

  function drawNotice(visit: Visit, notice: IncidentNotice, filled: Filled, fault: Fault | undefined): Html {
    const { say, locale } = visit
    const stands = notice.beginsAt <= now()
    return html`<section><h2><span class="state ${stands ? 'new' : ''}">${say(`deskNotices.${stands ? 'stands' : 'coming'}`)}</span> ${notice.words[locale] ?? ''}</h2>
<p class="note">${say(`deskNotices.told.${notice.place}`)} · ${instantOf(visit, notice.beginsAt)} – ${instantOf(visit, notice.endsAt)} · ${notice.author}</p>
<details class="others"${fault !== undefined && html` open`}><summary>${say('deskNotices.changeTitle')}</summary>${drawForm({ library }, visit, notice, filled, fault)}</details></section>`
  }

  async function show(visit: Visit, refused?: Refused): Promise<RouteResponse> {
    const { say } = visit
    const coming = await notices.coming()
    const known = coming.some(({ id }) => id === refused?.id)
    const ofNew = known ? undefined : refused
    return visit.show({
      status: refused === undefined ? 200 : refused.fault === 'overtaken' ? 409 : 422,
      title: say('desk.rooms.notices.title'),
      main: html`<p>${say('deskNotices.text')}</p>
${coming.length === 0 && html`<p class="note">${say('deskNotices.none')}</p>`}
${coming.map(notice => {
  const mine = refused?.id === notice.id ? refused : undefined
  return drawNotice(visit, notice, mine?.filled ?? filledOf(notice, visit.timeZone), mine?.fault)
})}
<section><h2>${say('deskNotices.newTitle')}</h2>${drawForm({ library }, visit, undefined, ofNew?.filled ?? fresh(visit.timeZone), ofNew?.fault)}</section>`,
    })
  }

  async function keep(visit: Visit): Promise<RouteResponse> {
    const { sent, person, note } = visit
    const filled = sentOf(visit)
    const { words, begins, ends } = filled
    const id = sent.get('id') ?? ''
    const refuse = (fault: Fault): Promise<RouteResponse> => show(visit, { id, filled, fault })
    const [beginsAt, endsAt] = [localInstant(begins, visit.timeZone), localInstant(ends, visit.timeZone)]
    const place = noticePlaces.find(each => each === filled.place)
    if (place === undefined || Object.values(words).some(text => text === '')) return refuse('words')
    if (Object.values(words).some(text => text.length > longestNotice)) return refuse('tooLong')
    if (beginsAt === undefined || endsAt === undefined) return refuse('times')
    const lasting = endsAt - Math.max(beginsAt, now())
    if (lasting <= 0 || lasting > longestStanding) return refuse('times')
    const madeAt = Number(sent.get('seen'))
    if (!Number.isSafeInteger(madeAt)) return refuse('overtaken')
    const seen = id === '' ? undefined : { id, madeAt }
    if (!(await notices.save({ words, place, beginsAt, endsAt, author: person.name }, seen))) return refuse('overtaken')
    await note('incidentWritten')
    return visit.to(noticesPath)
  }

  return {
    name: 'notices', path: noticesPath, roles,
    waiting: async ({ say }) => {
      const count = (await notices.standing('diagnosis')).length
      return count === 0 ? undefined : say('deskNotices.waiting', { count })
    },
    routes: desk => [
      desk.get(noticesPath, roles, visit => show(visit)),
      desk.post(noticesPath, roles, async visit => {
        if (visit.sent.get('do') !== 'withdraw') return keep(visit)
        await notices.withdraw(visit.sent.get('id') ?? '')
        await visit.note('incidentEnded')
        return visit.to(noticesPath)
      }),
    ],
  }
}
