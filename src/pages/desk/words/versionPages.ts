/** `/desk/words/versions`: what was published, when, by whom and why; each change word by word, and the way back. */
import { html, type Html } from '../../../text/html.ts'
import type { RouteResponse } from '../../../http/route.ts'
import type { Change, Version } from '../../../storage/publishedEdits.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { deskTable } from '../deskTable.ts'
import { timeOf } from '../staffLog.ts'
import { compareWords } from './compareWords.ts'
import { longestWhy, refusalOf, whyField } from './draftsPage.ts'
import { addressOfText, placeOfText } from './textPlaces.ts'
import { editors, publishers, readable, titleOfText, versionsPath, type WordsParts } from './wordsParts.ts'

const titleOf = ({ say }: Visit, { number, undoOf }: Version): string =>
  undoOf === undefined ? say('deskWords.versions.one', { number }) : say('deskWords.versions.undoing', { number, undone: undoOf })

async function showVersions({ editing }: WordsParts, visit: Visit): Promise<RouteResponse> {
  const { say } = visit
  const versions = await editing.versions()
  const columns = ['number', 'when', 'who', 'why'].map(name => ({ title: say(`deskWords.versions.${name}`) }))
  const rows = versions.map(version => [
    html`<a href="${versionsPath}/${version.number}">${titleOf(visit, version)}</a>${version === versions[0] && html` <span class="mark live">${say('deskWords.versions.live')}</span>`}`,
    timeOf(visit, version.at), version.by, version.why,
  ])
  return visit.show({
    title: say('deskWords.versions.title'),
    main: html`${versions.length === 0 ? html`<p>${say('deskWords.versions.none')}</p>` : deskTable(say('deskWords.versions.title'), columns, rows)}
<p class="buttons"><a class="button" href="${wordsPath}">${say('deskWords.title')}</a></p>`,
  })
}

function drawChange(parts: WordsParts, visit: Visit, { key, locale, before, after }: Change, release: string | undefined): Html {
  const place = placeOfText(key, parts.asks)
  const title = titleOfText(parts, visit, key, locale)
  return html`<section class="change"><h2><a href="${addressOfText(place.group)}">${title}</a></h2>
${after === undefined && html`<p class="note">${visit.say('deskWords.versions.toRelease')}</p>`}${compareWords(visit, readable(parts, visit, key, before), readable(parts, visit, key, after ?? release), locale)}</section>`
}

interface Refused {
  readonly sentence: string
  readonly why: string
}

async function showVersion(parts: WordsParts, visit: Visit, refused?: Refused): Promise<RouteResponse> {
  const { say, request, may, form } = visit
  const number = Number(/^\d{1,9}$/.exec(request.params['number'] ?? '')?.[0] ?? 0)
  const version = (await parts.editing.versions()).find(each => each.number === number)
  if (version === undefined) return visit.to(versionsPath)
  const changes = await parts.editing.changes(number)
  const texts = new Map((await parts.editing.texts()).map(text => [text.key, text]))
  return visit.show({
    status: refused === undefined ? 200 : 422,
    title: titleOf(visit, version),
    main: html`${request.query.has('done') && html`<p class="notice" role="status">${say('deskWords.versions.done')}</p>`}
<p>${version.why}</p><p class="note">${version.by}, ${timeOf(visit, version.at)}</p>
${changes.map(change => drawChange(parts, visit, change, texts.get(change.key)?.in[change.locale]?.release))}
${may(...publishers) && html`<section id="undo"><h2>${say('deskWords.undo.title')}</h2>${refused !== undefined && html`<p class="fault" role="alert">${refused.sentence}</p>`}<p>${say('deskWords.undo.text')}</p>${
  form(`${versionsPath}/${number}/undo`, html`${whyField(visit, say('deskWords.undo.why'), refused?.why ?? say('deskWords.undo.whyUsual', { number }), false)}
<p class="buttons"><button class="button">${say('deskWords.undo.submit')}</button></p>`)}</section>`}
<p class="buttons"><a class="button" href="${versionsPath}">${say('deskWords.versions.title')}</a></p>`,
  })
}

export const versionRoutes = (parts: WordsParts, desk: Desk): DeskRoute[] => [
  desk.get(versionsPath, editors, visit => showVersions(parts, visit)),
  desk.get(`${versionsPath}/:number`, editors, visit => showVersion(parts, visit)),
  desk.post(`${versionsPath}/:number/undo`, publishers, async visit => {
    const { sent, person, note, say, request } = visit
    const number = Number(/^\d{1,9}$/.exec(request.params['number'] ?? '')?.[0] ?? 0)
    const why = (sent.get('why') ?? '').replace(/\s+/g, ' ').trim().slice(0, longestWhy) || say('deskWords.undo.whyUsual', { number })
    const undone = await parts.editing.undo(number, person.name, why)
    if ('version' in undone) {
      await note('wordsUndone', String(number))
      return visit.to(`${versionsPath}/${undone.version}?done=`)
    }
    return showVersion(parts, visit, { sentence: 'nothing' in undone ? say('deskWords.undo.nothing') : (refusalOf(visit, undone) ?? ''), why })
  }),
]
