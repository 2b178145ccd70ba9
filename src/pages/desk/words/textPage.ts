/** `/desk/words/text`: the texts of a step, or a page of content, in every language side by side, each in its box. */
import { html, type Html } from '../../../text/html.ts'
import type { RouteResponse } from '../../../http/route.ts'
import type { Remark } from '../../../editing/draftTrial.ts'
import { longestText } from '../../../editing/editing.ts'
import type { TextState } from '../../../editing/textStates.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { wordsPath } from '../deskPaths.ts'
import { doBeside, quote, standing } from './besideText.ts'
import { boxesOf, isPage, isWithdrawn, seenOf, type Box } from './boxes.ts'
import { hasForm, wordsOf, type PlacedText } from './findTexts.ts'
import { boxName, keepTexts, modelOf, seenName, type KeptTexts } from './keepTexts.ts'
import { newKinds } from './newPage.ts'
import { seePath } from './seePage.ts'
import { addressOfText, textPath } from './textPlaces.ts'
import { draftsPath, editors, excerpt, languageName, placedTexts, saidIn, subjectTitle, type WordsParts } from './wordsParts.ts'


/** So many bytes of texts are taken at once: a step has some kilobytes, an article as many. */
const mostBytes = 512 * 1024

interface Shown {
  readonly group: string
  readonly texts: readonly PlacedText[]
  readonly remarks: readonly Remark[]
  readonly kept: KeptTexts | undefined
}

/** Rows that a text takes, so that it is seen as a whole and does not jump. */
const rowsOf = ({ text, isList, isProse, part }: Box): number =>
  isList ? Math.min(18, text.split('\n').length + 1)
    : isProse ? Math.min(24, Math.max(2, text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 52)), 0) + (part === '' ? 0 : 1)))
      : Math.max(1, Math.ceil(text.length / 52))

/** What is to be known of a text beside its box. */
function about(parts: WordsParts, visit: Visit, { key }: { readonly key: string }, locale: string, state: TextState, shown: Shown): Html {
  const mine = shown.remarks.filter(({ at }) => at?.key === key && at.locale === locale)
  return html`${mine.map(({ message, refuses }) => html`<p class="${refuses ? 'fault' : 'hint'}">${saidIn(visit, message)}</p>`)}${
    state.stale && state.draft === undefined && html`<p class="hint">${visit.say('deskWords.text.stale')}</p>`}${standing(parts, visit, key, locale, state)}`
}

/** One box with what belongs to it. @param label of what it is */
function drawBox(visit: Visit, box: Box, id: string, name: string, label: string, locale: string, kept: KeptTexts | undefined): Html {
  const { say } = visit
  const [others, long] = [kept?.overtaken.get(name), kept?.tooLong.get(name)]
  const mine = others ?? long
  const value = mine ?? box.text
  const help = box.isList ? say('deskWords.text.aLine') : undefined
  return html`<div class="field"><label for="${id}">${label}</label>${help !== undefined && html`<p class="note" id="${id}-help">${help}</p>`}
<textarea id="${id}" name="${name}" lang="${locale}" rows="${rowsOf(box)}" spellcheck="true" aria-describedby="${id}-length${help !== undefined && ` ${id}-help`}"${
  box.isProse && html` data-prose`}${mine !== undefined && html` aria-invalid="true"`}>${box.isProse && box.text.startsWith('\n') && '\n'}${value}</textarea>
<p class="length" id="${id}-length"><output for="${id}">${say('deskWords.text.length', { count: value.length })}</output></p>${
  others !== undefined && html`<div class="notice" role="alert"><p>${say('deskWords.text.overtaken')}</p>${quote(box.text, locale)}</div>`}${
  long !== undefined && html`<p class="fault" role="alert">${say('deskWords.text.tooLong', { most: longestText })}</p>`}</div>`
}

/** A text in its languages. */
function drawText(parts: WordsParts, visit: Visit, { text, place }: PlacedText, at: number, shown: Shown): Html {
  const { say } = visit
  const model = modelOf(text, parts.editing.locales[0])
  const isGone = isWithdrawn(text)
  const variables = parts.variablesOf(text.key)
  const used = new Set(Object.values(text.in).flatMap(state => [...(wordsOf(state) ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name)))
  const chip = (name: string): Html => html`<code class="chip${!used.has(name) && ' unused'}" data-variable="{{${name}}}">{{${name}}}</code> `
  const others = place.kind === 'button' ? [] : [...new Set(variables)].filter(name => !used.has(name))
  const whole = isPage(text.key)
  const columns = Object.entries(text.in).filter(([locale]) => hasForm(place.name, locale)).map(([locale, state]) => {
    const boxes = boxesOf(text, state, model)
    return html`<div class="language"><input type="hidden" id="seen-${at}-${locale}" name="${seenName(locale, text.key)}" value="${seenOf(state, boxes)}">${
      !isGone && boxes.map(box => {
        const name = boxName(locale, text.key, box.part)
        const label = `${whole ? `${say(`deskWords.parts.${box.part}`)} – ` : ''}${languageName(parts, locale)}`
        return drawBox(visit, box, `box-${at}-${locale}${box.part === '' ? '' : `-${box.part}`}`, name, label, locale, shown.kept)
      })}<div class="about" id="about-${at}-${locale}">${about(parts, visit, text, locale, state, shown)}</div></div>`
  })
  return html`<section class="text" aria-labelledby="text-${at}"><h2 id="text-${at}">${say(`deskWords.kinds.${place.kind}`)}</h2>${
    used.size > 0 && html`<p class="chips"><span class="note">${say('deskWords.text.variables')}</span> ${[...used].map(chip)}</p>`}${
    others.length > 0 && html`<details class="others"><summary>${say('deskWords.text.otherVariables')}</summary><p class="chips">${others.map(chip)}</p></details>`}
${isGone && html`<p class="notice">${say('deskWords.text.withdrawn')} <button class="button" name="do" value="restore">${say('deskWords.text.restore')}</button></p>`}
<div class="languages">${columns}</div>${!isGone && newKinds.some(kind => text.key.startsWith(`${kind}:`)) && html`<details class="others"><summary>${
    say('deskWords.text.withdrawTitle')}</summary><p>${say('deskWords.text.withdrawText')}</p><p class="buttons"><button class="button" name="do" value="withdraw">${
    say('deskWords.text.withdraw')}</button></p></details>`}</section>`
}

function draw(parts: WordsParts, visit: Visit, shown: Shown, status = 200): RouteResponse {
  const { say, request, form } = visit
  const { group, texts, remarks, kept } = shown
  const [first] = texts
  const subject = first?.place.subject ?? ''
  const title = first === undefined ? '' : excerpt(Object.values(first.text.in).map(state => wordsOf(state) || state.live || state.release || '').find(each => each !== '') ?? '', 80)
  const drafts = texts.some(({ text }) => Object.values(text.in).some(({ draft }) => draft !== undefined))
  const elsewhere = remarks.filter(({ at }) => !texts.some(({ text }) => text.key === at?.key))
  return visit.show({
    status,
    title: title || subjectTitle(parts, visit, subject),
    heading: false,
    script: parts.script,
    policy: { 'connect-src': "'self'" },
    main: html`<div class="sheet words"><p class="ways"><a class="tool" href="${wordsPath}">${say('deskWords.title')}</a> <a class="tool" href="${wordsPath}?${
      new URLSearchParams({ subject }).toString()}">${subjectTitle(parts, visit, subject)}</a></p>
<h1>${title || subjectTitle(parts, visit, subject)}</h1>
<div id="state" role="status">${kept !== undefined && kept.overtaken.size + kept.tooLong.size > 0
  ? html`<p class="notice">${say(kept.overtaken.size > 0 ? 'deskWords.text.notKept' : 'deskWords.text.notKeptLong')}</p>`
  : request.query.has('kept') ? html`<p class="notice">${say(drafts ? 'deskWords.text.kept' : 'deskWords.text.keptNothing')} ${
    drafts && html`<a href="${draftsPath}">${say('deskWords.drafts.look')}</a>`}</p>` : undefined}</div>
${elsewhere.some(({ refuses }) => refuses) && html`<p class="note">${say('deskWords.text.elsewhere')} <a href="${draftsPath}">${say('deskWords.drafts.look')}</a></p>`}
<details class="theme help"><summary>${say('deskWords.help.title')}</summary><ul>
<li>${say('deskWords.help.bold')} <code>**${say('deskWords.help.boldExample')}**</code></li>
<li>${say('deskWords.help.link')} <code>[${say('deskWords.help.linkExample')}](https://www.cnrs.fr)</code></li>
<li>${say('deskWords.help.list')} <code>- …</code>, <code>1. …</code></li>
<li>${say('deskWords.help.variables')}</li></ul></details>
${form(addressOfText(group), html`<div id="boxes" data-bold="${say('deskWords.help.makeBold')}" data-link="${say('deskWords.help.makeLink')}" data-list="${
  say('deskWords.help.makeList')}" data-insert="${say('deskWords.help.insert')}" data-saving="${say('deskWords.text.saving')}" data-saved="${say('deskWords.text.savedAt')}" data-lost="${
  say('deskWords.text.notSaved')}" data-restored="${say('deskWords.text.restored')}"${request.method === 'GET' && !request.query.has('kept') && html` data-restores`}>
<button class="visually-hidden" name="do" value="keep" tabindex="-1" aria-hidden="true"></button>
${texts.map((text, at) => drawText(parts, visit, text, at, shown))}</div>
<p class="buttons keep"><button class="button primary" name="do" value="keep">${say('deskWords.text.keep')}</button><a class="button" href="${seePath}?${
  new URLSearchParams({ of: group }).toString()}">${say('deskWords.see.look')}</a><a class="button" href="${draftsPath}">${say('deskWords.drafts.title')}</a></p>`)}</div>`,
  })
}

/** The texts that an address asks for. */
async function asked(parts: WordsParts, { request }: Visit): Promise<{ readonly group: string; readonly texts: PlacedText[] }> {
  const group = request.query.get('of') ?? ''
  return { group, texts: (await placedTexts(parts)).filter(({ place }) => place.group === group) }
}

const nowhere = (visit: Visit): RouteResponse =>
  visit.show({ status: 404, title: visit.say('deskWords.text.goneTitle'), main: html`<p>${visit.say('deskWords.text.gone')}</p>
<p class="buttons"><a class="button primary" href="${wordsPath}">${visit.say('deskWords.title')}</a></p>` })

/** Takes a page of content out in every language, or puts it back, as drafts. */
async function withdrawOrRestore({ editing }: WordsParts, { sent, person, note }: Visit, { text }: PlacedText): Promise<void> {
  const { key } = text
  if (!newKinds.some(kind => key.startsWith(`${kind}:`))) return
  for (const [locale, { draft, live, release }] of Object.entries(text.in)) {
    if (sent.get('do') === 'withdraw') await editing.save({ key, locale, text: '', by: person.name }, draft?.revision)
    else if (draft !== undefined) await editing.drop(key, locale, draft.revision)
    else if (live === undefined && release !== undefined) await editing.save({ key, locale, text: release, by: person.name })
  }
  await note('wordsDrafted', key)
}

export const textRoutes = (parts: WordsParts, desk: Desk): DeskRoute[] => [
  desk.get(textPath, editors, async visit => {
    const { group, texts } = await asked(parts, visit)
    if (texts.length === 0) return nowhere(visit)
    return draw(parts, visit, { group, texts, remarks: await parts.editing.check(), kept: undefined })
  }),
  desk.post(textPath, editors, async visit => {
    const { group, texts } = await asked(parts, visit)
    if (texts.length === 0) return nowhere(visit)
    const kept = await keepTexts(parts, visit, texts)
    if (kept.overtaken.size + kept.tooLong.size > 0) {
      const again = await asked(parts, visit)
      return draw(parts, visit, { ...again, remarks: await parts.editing.check(), kept }, kept.overtaken.size > 0 ? 409 : 422)
    }
    const [whole] = texts
    if (whole !== undefined && (visit.sent.get('do') === 'withdraw' || visit.sent.get('do') === 'restore')) await withdrawOrRestore(parts, visit, whole)
    else await doBeside(parts, visit, texts.map(({ text }) => text))
    return visit.to(`${addressOfText(group)}&kept=`)
  }, mostBytes),
]
