/** `/desk/words/drafts`: what waits to be published, word by word beside what is live; published as one version with a line of why. */
import { html, type Html } from '../../../text/html.ts'
import type { RouteResponse } from '../../../http/route.ts'
import type { Remark } from '../../../editing/draftTrial.ts'
import type { Published } from '../../../editing/editing.ts'
import type { Draft } from '../../../storage/publishedEdits.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { timeOf } from '../staffLog.ts'
import { compareWords } from './compareWords.ts'
import { addressOfText, placeOfText } from './textPlaces.ts'
import { draftsPath, editors, excerpt, publishers, readable, saidIn, titleOfText, versionsPath, type WordsParts } from './wordsParts.ts'

/** Longest line of why, in characters. */
export const longestWhy = 200

const nameOf = ({ key, locale }: Pick<Draft, 'key' | 'locale'>): string => `${locale} ${key}`

/** A draft as it was seen: what is published is that, and nothing that was written since. */
const pickOf = (draft: Draft): string => `${nameOf(draft)} ${draft.revision}`

/** What is refused of publishing, in a sentence. */
export function refusalOf({ say }: Visit, published: Published | 'why'): string | undefined {
  if (published === 'why') return say('deskWords.publish.needsWhy')
  if ('refused' in published) return say('deskWords.publish.refused', { count: published.refused.length })
  if ('overtaken' in published) return say('deskWords.publish.overtaken')
  return 'nothing' in published ? say('deskWords.publish.nothing') : undefined
}

/** Where a line of why is written. */
export const whyField = ({ say }: Visit, label: string, value: string, faulty: boolean): Html =>
  html`<div class="field"><label for="why">${label}</label><p class="note" id="why-help">${say('deskWords.publish.whyHelp')}</p>
<input id="why" name="why" maxlength="${longestWhy}" value="${value}" autocomplete="off" aria-describedby="why-help"${faulty && html` aria-invalid="true"`}></div>`

function drawDraft(
  parts: WordsParts, visit: Visit, draft: Draft, before: string | undefined, remarks: readonly Remark[], chosen: boolean,
): Html {
  const { say } = visit
  const { key, locale, by, at, text } = draft
  const place = placeOfText(key, parts.asks)
  const title = titleOfText(parts, visit, key, locale)
  const after = readable(parts, visit, key, text) ?? say('deskWords.drafts.backToRelease')
  const own = remarks.filter(remark => remark.at?.key === key && remark.at.locale === locale)
  return html`<section class="change"><div class="option"><input type="checkbox" id="pick-${nameOf(draft)}" name="pick" value="${pickOf(draft)}"${
    chosen && html` checked`}><label for="pick-${nameOf(draft)}">${title}</label></div>
<h2 class="visually-hidden">${title} ${excerpt(after, 40)}</h2>
${compareWords(visit, readable(parts, visit, key, before), after, locale)}
${own.map(({ message, refuses }) => html`<p class="${refuses ? 'fault' : 'hint'}">${saidIn(visit, message)}</p>`)}
<p class="note">${say('deskWords.text.draft', { by })} ${timeOf(visit, at)} <a href="${addressOfText(place.group)}">${say('deskWords.drafts.change')}<span class="visually-hidden"> ${title}</span></a></p></section>`
}

/** A publishing that was refused, with what was filled in. */
interface Refused {
  readonly sentence: string
  readonly why: string
  readonly picked: ReadonlySet<string>
}

async function showDrafts(parts: WordsParts, visit: Visit, refused?: Refused): Promise<RouteResponse> {
  const { say, may, form } = visit
  const { editing } = parts
  const [drafts, remarks, texts] = [await editing.drafts(), await editing.check(), await editing.texts()]
  const live = new Map(texts.flatMap(({ key, in: states }) =>
    Object.entries(states).map(([locale, state]) => [nameOf({ key, locale }), state.live] as const)))
  const others = remarks.filter(({ at, refuses }) => refuses && !drafts.some(draft => draft.key === at?.key && draft.locale === at.locale))
  const isPicked = (draft: Draft): boolean => refused === undefined || refused.picked.has(pickOf(draft))
  const list = drafts.map(draft => drawDraft(parts, visit, draft, live.get(nameOf(draft)), remarks, isPicked(draft)))
  const beside = others.length > 0 && html`<div class="faults"><p>${say('deskWords.drafts.others')}</p><ul>${others.map(({ at, message }) =>
    html`<li>${at === undefined ? saidIn(visit, message) : html`<a href="${addressOfText(placeOfText(at.key, parts.asks).group)}">${saidIn(visit, message)}</a>`}</li>`)}</ul></div>`
  return visit.show({
    status: refused === undefined ? 200 : 422,
    title: say('deskWords.drafts.title'),
    main: html`${refused !== undefined && html`<p class="fault" role="alert">${refused.sentence}</p>`}
${drafts.length === 0
  ? html`<p>${say('deskWords.drafts.none')}</p><p class="buttons"><a class="button primary" href="${wordsPath}">${say('deskWords.title')}</a></p>`
  : may(...publishers)
    ? form(`${draftsPath}/publish`, html`${beside}${list}<section>${whyField(visit, say('deskWords.publish.why'), refused?.why ?? '', refused !== undefined)}
<p class="buttons"><button class="button primary">${say('deskWords.publish.submit')}</button></p><p class="note">${say('deskWords.publish.text')}</p></section>`)
    : html`<p class="note">${say('deskWords.drafts.forPublishers')}</p>${beside}${list}`}
<p><a href="${versionsPath}">${say('deskWords.versions.title')}</a></p>`,
  })
}

/** Publishes the drafts that were picked. `already`: the same person has done so, as this version, and pressed or sent it once more. */
async function publishSeen(
  { editing }: WordsParts, { person }: Visit, picked: ReadonlySet<string>, why: string,
): Promise<Published | { readonly already: number }> {
  const drafts = await editing.drafts()
  const there = new Set(drafts.map(pickOf))
  if ([...picked].every(each => there.has(each))) return editing.publish(person.name, why, draft => picked.has(pickOf(draft)))
  const [newest] = await editing.versions()
  const isDone = !drafts.some(draft => [...picked].some(each => each.startsWith(`${nameOf(draft)} `)))
  return isDone && newest?.by === person.name && newest.why === why ? { already: newest.number } : { overtaken: true }
}

export const draftsRoutes = (parts: WordsParts, desk: Desk): DeskRoute[] => [
  desk.get(draftsPath, editors, visit => showDrafts(parts, visit)),
  desk.post(`${draftsPath}/publish`, publishers, async visit => {
    const { sent, note } = visit
    const picked = new Set(sent.getAll('pick'))
    const why = (sent.get('why') ?? '').replace(/\s+/g, ' ').trim().slice(0, longestWhy)
    const published = why === '' ? 'why' : await publishSeen(parts, visit, picked, why)
    if (published !== 'why' && 'already' in published) return visit.to(`${versionsPath}/${published.already}?done=`)
    if (published !== 'why' && 'version' in published) {
      await note('wordsPublished', String(published.version))
      return visit.to(`${versionsPath}/${published.version}?done=`)
    }
    return showDrafts(parts, visit, { sentence: refusalOf(visit, published) ?? '', why, picked })
  }, 256 * 1024),
]
