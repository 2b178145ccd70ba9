/** `/desk/words/see`: the texts of a step, or a page of content, as people will see them: with the drafts, in every language. */
import { html, type Html } from '../../../text/html.ts'
import type { RouteResponse } from '../../../http/route.ts'
import type { Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { addressOfText } from './textPlaces.ts'
import { languageName, placedTexts, subjectTitle, type SeenIn, type WordsParts } from './wordsParts.ts'

export const seePath = `${wordsPath}/see`

/** How wide it is seen, and where. */
const frames: readonly { readonly name: 'phone' | 'desktop' | 'teams'; readonly where: SeenIn }[] = [
  { name: 'phone', where: 'page' }, { name: 'desktop', where: 'page' }, { name: 'teams', where: 'teams' },
]
/** What is shown in the conversation, and so in Teams as well. */
const isSaid = (group: string): boolean => /^(?:dialogs|forms|guides|browsers|help):/.test(group)

export async function showSeen(parts: WordsParts, visit: Visit): Promise<RouteResponse> {
  const { say, request } = visit
  const group = request.query.get('of') ?? ''
  const texts = (await placedTexts(parts)).filter(({ place }) => place.group === group)
  const [first] = texts
  if (first === undefined) return visit.to(wordsPath)
  const { library } = await parts.editing.draftWords()
  const keys = texts.filter(({ text }) => !text.isList).map(({ text }) => text.key)
  const variables = keys.flatMap(key => parts.variablesOf(key))
  const drawn = (locale: string, name: string, where: SeenIn): Html =>
    html`<figure class="seen ${name}"><figcaption class="note">${say(`deskWords.see.${name}`)}</figcaption><fieldset disabled lang="${locale}"><legend class="visually-hidden">${
      `${say(`deskWords.see.${name}`)}, ${languageName(parts, locale)}`}</legend>${
      parts.seen(library, keys, variables, locale, where).map(piece => html`<div class="now"><div class="message">${piece.html}</div></div>`)}</fieldset></figure>`
  return visit.show({
    title: say('deskWords.see.title', { subject: subjectTitle(parts, visit, first.place.subject) }),
    policy: { 'img-src': "'self'" },
    main: html`<p class="note">${say('deskWords.see.text')}</p>
<p class="buttons"><a class="button primary" href="${addressOfText(group)}">${say('deskWords.see.change')}</a></p>
${parts.editing.locales.map(locale => html`<section class="words"><h2>${languageName(parts, locale)}</h2><div class="frames">${
  frames.filter(({ where }) => where === 'page' || isSaid(group)).map(({ name, where }) => drawn(locale, name, where))}</div></section>`)}`,
  })
}
