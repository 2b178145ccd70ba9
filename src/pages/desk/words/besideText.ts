/** What is to be known beside a text that is changed: whose draft it is, since when it is live, what an update says; with buttons. */
import type { TextState, EditableText } from '../../../editing/textStates.ts'
import { html, type Html } from '../../../text/html.ts'
import type { Visit } from '../desk.ts'
import { timeOf } from '../staffLog.ts'
import { publishers, readable, type WordsParts } from './wordsParts.ts'

/** Somebody else's text, beside one's own. */
export const quote = (text: string | undefined, locale: string): Html => html`<blockquote lang="${locale}">${text ?? ''}</blockquote>`

/** How a text stands. Its buttons are those that `doBeside` obeys. */
export function standing(
  parts: WordsParts, visit: Visit, key: string, locale: string, { edit, draft, conflict, aside, release }: TextState,
): Html {
  const { say, may } = visit
  const act = (what: string, label: string): Html => html`<button class="tool" name="do" value="${what} ${locale} ${key}">${label}</button>`
  return html`${conflict && edit !== undefined && html`<div class="notice"><p>${say(aside ? 'deskWords.text.aside' : 'deskWords.text.conflict')}</p>${
    quote(readable(parts, visit, key, release), locale || visit.locale)}${may(...publishers) && html`<p>${act('release', say('deskWords.text.takeRelease'))} ${
    !aside && act('ours', say('deskWords.text.keepOurs'))}</p>`}</div>`}${
    draft !== undefined && html`<p class="note">${say('deskWords.text.draft', { by: draft.by })} ${timeOf(visit, draft.at)} ${
      act('drop', say('deskWords.text.drop'))}</p>`}${
    draft === undefined && edit !== undefined && html`<p class="note">${say('deskWords.text.live', { by: edit.by, number: edit.version })} ${timeOf(visit, edit.at)}</p>`}`
}

/** What a button beside a text does: it takes the draft away, takes the release's words, or keeps ours. */
export async function doBeside(
  { editing }: WordsParts, { sent, person, may, say, note }: Visit, texts: readonly EditableText[],
): Promise<void> {
  const [what = '', locale = '', key = ''] = (sent.get('do') ?? '').split(' ')
  const state = texts.find(text => text.key === key)?.in[locale]
  if (state === undefined) return
  if (what === 'drop' && state.draft !== undefined) await editing.drop(key, locale, state.draft.revision)
  if ((what === 'release' || what === 'ours') && may(...publishers)) {
    const settled = await editing.settle({ key, locale, take: what }, person.name, say(`deskWords.text.settled.${what}`))
    if ('version' in settled) await note('wordsPublished', String(settled.version))
  }
}
