/** `/desk/figures`: how it goes. What the guide solved, what it handed over, where people leave, and what it did not understand. */
import type { Library } from '../../content/library.ts'
import { html, type Html } from '../../text/html.ts'
import type { Count } from '../../storage/counters.ts'
import { roles } from '../../staff/roles.ts'
import type { DeskRoom, Visit } from './desk.ts'
import { deskTable } from './deskTable.ts'
import { csvOf, figuresOf, outcomes, periodsUntil, told, toldSum, type AtStep, type Period, type Sum } from './figures.ts'
import { barsOf, legendOf } from './figuresChart.ts'
import { addressOfText } from './words/textPlaces.ts'
import { editors, excerpt } from './words/wordsParts.ts'

export interface FiguresParts {
  readonly library: Pick<Library, 'has' | 'plain'>
  /** What was counted from a day on (`2026-11-29`). */
  readonly since: (day: string) => Promise<readonly Count[]>
  /** ms since the epoch; for tests. */
  readonly clock?: () => number
}

const path = '/desk/figures'
/** Letters of a question that are enough to know it. */
const longest = 80
/** Steps of a list. */
const most = 20

interface Asked {
  readonly by: Period
  readonly counts: readonly Count[]
  readonly periods: readonly string[]
  readonly channels: readonly string[]
  /** The one that was chosen; empty: all. */
  readonly channel: string
}

const sums = ({ say }: Visit, caption: string, first: string, rows: readonly Sum[], labelOf: (name: string) => string): Html =>
  deskTable(
    caption,
    [{ title: first }, ...['all', ...outcomes].map(name => ({ title: say(`desk.figures.${name}`), number: true }))],
    rows.map(row => [labelOf(row.name), toldSum(outcomes.map(each => row[each])), ...outcomes.map(each => told(row[each]))]),
  )

function choice({ say }: Visit, { by, channel, channels }: Asked): Html {
  const option = (value: string, text: string, chosen: string): Html => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`
  return html`<form method="get" action="${path}" class="choice-of"><div class="field"><label for="by">${say('desk.figures.by')}</label><select id="by" name="by">${
    (['day', 'week'] as const).map(each => option(each, say(`desk.figures.${each}`), by))}</select></div>
<div class="field"><label for="channel">${say('desk.figures.channel')}</label><select id="channel" name="channel">${option('', say('desk.figures.everywhere'), channel)}${
    channels.map(each => option(each, each, channel))}</select></div>
<button class="button">${say('desk.figures.show')}</button></form>`
}

export function figuresRoom({ library, since, clock = Date.now }: FiguresParts): DeskRoom {
  /** What a conversation is called; its name where it has no words. */
  const titleOf = (locale: string, dialog: string): string => {
    const key = `dialogs:${dialog}.title`
    return library.has(locale, key) ? library.plain(locale, key) : dialog
  }
  /** What is asked at a step, and of which conversation; for whoever may change the words, the way to them. */
  const stepName = ({ locale, may }: Visit, step: string): Html => {
    const [dialog = ''] = step.split('.')
    const key = `dialogs:${step}.text`
    const asked = library.has(locale, key) ? excerpt(library.plain(locale, key), longest) : undefined
    const named = asked === undefined ? html`<code>${step}</code>` : may(...editors) ? html`<a href="${addressOfText(`dialogs:${step}`)}">${asked}</a>` : html`${asked}`
    return html`${dialog !== 'bot' && html`${titleOf(locale, dialog)} · `}${named}`
  }

  async function look({ request }: Visit): Promise<Asked> {
    const by: Period = request.query.get('by') === 'week' ? 'week' : 'day'
    const periods = periodsUntil(clock(), by)
    const found = await since(periods[0] ?? '')
    const channels = [...new Set(found.map(({ channel }) => channel))].sort()
    const channel = channels.find(each => each === request.query.get('channel')) ?? ''
    return { by, periods, channels, channel, counts: channel === '' ? found : found.filter(each => each.channel === channel) }
  }

  const steps = (visit: Visit, caption: string, rows: readonly AtStep[]): Html =>
    rows.length === 0
      ? html`<p class="note">${visit.say('desk.figures.none')}</p>`
      : deskTable(
          caption,
          [{ title: visit.say('desk.figures.step') }, { title: visit.say('desk.figures.times'), number: true }],
          rows.slice(0, most).map(({ step, times }) => [stepName(visit, step), told(times)]),
        )

  async function show(visit: Visit) {
    const { say, locale } = visit
    const asked = await look(visit)
    const { bySubject, byPeriod, leftAt, notUnderstoodAt, minutes } = figuresOf(asked.counts, asked.by, asked.periods)
    const dateOf = (name: string): string => new Date(`${name}T00:00Z`).toLocaleDateString(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' })
    const subjectOf = (name: string): string => titleOf(locale, name)
    const query = new URLSearchParams({ by: asked.by, channel: asked.channel }).toString()
    const title = (name: string): string => say(`desk.figures.${name}`)
    const none = bySubject.length === 0
    return visit.show({
      title: say('desk.rooms.figures.title'),
      main: html`<p>${say(`desk.figures.intro_${asked.by}`)}</p>
${choice(visit, asked)}
${none ? html`<p class="notice">${title('none')}</p>` : html`
<section><h2>${title('subjects')}</h2>${legendOf(each => title(each))}
${barsOf(title('subjects'), bySubject, subjectOf)}${sums(visit, title('subjects'), title('subject'), bySubject, subjectOf)}<p class="note">${title('leftMeans')}</p></section>
<section><h2>${title('periods')}</h2>${barsOf(title('periods'), byPeriod, dateOf)}${sums(visit, title('periods'), title(asked.by), byPeriod, dateOf)}</section>
<section><h2>${title('took')}</h2>${deskTable(title('took'), [{ title: title('minutes') }, { title: title('times'), number: true }],
        minutes.map(({ step, times }) => [step === 'more' ? title('longer') : say('desk.figures.atMost', { minutes: step }), told(times)]))}</section>`}
<section><h2>${title('leave')}</h2>${steps(visit, title('leave'), leftAt)}</section>
<section><h2>${title('misses')}</h2>${steps(visit, title('misses'), notUnderstoodAt)}</section>
<p class="buttons"><a class="button" href="${path}/csv?${query}">${title('csv')}</a></p>
<p class="note">${title('small')}</p>`,
    })
  }

  return {
    name: 'figures', path, roles,
    routes: desk => [
      desk.get(path, roles, show),
      desk.get(`${path}/csv`, roles, async visit => {
        const { by, counts } = await look(visit)
        return {
          status: 200,
          headers: {
            'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="noa-${by}.csv"`, 'cache-control': 'no-store',
          },
          // With the mark by which a spreadsheet knows what its letters are.
          body: `\uFEFF${csvOf(counts, by)}`,
        }
      }),
    ],
  }
}
