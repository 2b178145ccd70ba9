/** `/desk/words/fields`: the fields of a form, in which order they are asked and which must be answered; kept as drafts. */
import { everyLanguage } from '../../../content/edits.ts'
import type { EditableText, TextState } from '../../../editing/textStates.ts'
import type { RouteResponse } from '../../../http/route.ts'
import { html, type Html } from '../../../text/html.ts'
import type { Desk, DeskRoute, Visit } from '../desk.ts'
import { doBeside, standing } from './besideText.ts'
import { wordsOf } from './findTexts.ts'
import { addressOfText, fieldsPath } from './textPlaces.ts'
import { tryPath } from './tryPage.ts'
import { draftsPath, editors, fieldLabel, printOf, subjectTitle, type WordsParts } from './wordsParts.ts'

/** One thing that is edited of a form: the order of its fields, or whether one must be answered. */
interface Setting {
  readonly key: string
  readonly state: TextState
}

interface FormSettings {
  readonly form: string
  readonly order: Setting
  /** By the name of the field. */
  readonly required: ReadonlyMap<string, Setting>
}

const settingOf = ({ key, in: states }: EditableText): Setting[] => {
  const state = states[everyLanguage]
  return state === undefined ? [] : [{ key, state }]
}

/** What is edited of the form that an address names; undefined: there is no such form. */
async function settingsOf({ editing }: WordsParts, form: string): Promise<FormSettings | undefined> {
  const own = (await editing.texts()).filter(({ key }) => key.startsWith(`fields:${form}.`)).flatMap(settingOf)
  const order = own.find(({ key }) => key === `fields:${form}.order`)
  const required = own.flatMap(each => {
    const [, name = ''] = /\.([^.]+)\.required$/.exec(each.key) ?? []
    // A field that a release has taken away leaves its edit behind.
    return name === '' || (each.state.release ?? each.state.live) === undefined ? [] : [[name, each] as const]
  })
  return order === undefined ? undefined : { form, order, required: new Map(required) }
}

const namesOf = ({ order }: FormSettings): string[] => (wordsOf(order.state) ?? '').split('\n')
const isRequired = (setting: Setting | undefined): boolean => setting !== undefined && wordsOf(setting.state) === 'true'
/** What the release demands, an account service does: it is never loosened here. */
const isDemanded = ({ state: { release, live } }: Setting): boolean => (release ?? live) === 'true'

const seenName = (key: string): string => `seen ${key}`
const seenOf = ({ state }: Setting): string => `${state.draft?.revision ?? 'live'} ${printOf([wordsOf(state) ?? ''])}`

const about = (parts: WordsParts, visit: Visit, { key, state }: Setting): Html => html`<div class="about">${standing(parts, visit, key, everyLanguage, state)}</div>`

function drawField(parts: WordsParts, visit: Visit, settings: FormSettings, name: string, at: number): Html {
  const { say } = visit
  const { form, required } = settings
  const setting = required.get(name)
  const names = namesOf(settings)
  const label = fieldLabel(parts, visit, form, name)
  const lastRequired = names.findLastIndex(each => isRequired(required.get(each)))
  const move = (way: 'up' | 'down', possible: boolean): Html => html`<button class="tool" name="do" value="${way} ${name}"${!possible && html` disabled`}>${
    say(`deskWords.fields.${way}`)}<span class="visually-hidden"> ${label}</span></button>`
  const box = setting !== undefined && (isDemanded(setting)
    ? html`<p class="note">${say('deskWords.fields.demanded')}</p>`
    : html`<div class="option"><input type="checkbox" id="required-${name}" name="required" value="${name}"${isRequired(setting) && html` checked`}><label for="required-${name}">${
      say('deskWords.fields.required')}<span class="visually-hidden"> ${label}</span></label></div>`)
  return html`<li id="field-${name}"><input type="hidden" name="order" value="${name}"><h2>${label}</h2>
<p class="note">${say(at <= lastRequired ? 'deskWords.fields.asked' : 'deskWords.fields.offered')} <a href="${addressOfText(`forms:${form}.${name}`)}">${
  say('deskWords.fields.words')}<span class="visually-hidden"> ${label}</span></a></p>
${box}<p class="ways">${move('up', at > 0)} ${move('down', at < names.length - 1)}</p>${setting !== undefined && html`<input type="hidden" name="${seenName(setting.key)}" value="${
  seenOf(setting)}">${about(parts, visit, setting)}`}</li>`
}

function show(parts: WordsParts, visit: Visit, settings: FormSettings, overtaken: boolean): RouteResponse {
  const { say, form: draw, request } = visit
  const { form, order, required } = settings
  const drafted = [order, ...required.values()].some(({ state: { draft } }) => draft !== undefined)
  const state = overtaken ? html`<p class="fault" role="alert">${say('deskWords.fields.overtaken')}</p>`
    : request.query.has('kept') && html`<p class="notice" role="status">${say(drafted ? 'deskWords.text.kept' : 'deskWords.fields.keptNothing')} ${
      drafted && html`<a href="${draftsPath}">${say('deskWords.drafts.look')}</a>`}</p>`
  return visit.show({
    status: overtaken ? 409 : 200,
    title: say('deskWords.fields.title', { form: subjectTitle(parts, visit, `forms:${form}`) }),
    main: html`${state}<p>${say('deskWords.fields.text')}</p>
${draw(addressOfText(`fields:${form}`), html`<button class="visually-hidden" name="do" value="keep" tabindex="-1" aria-hidden="true"></button>
<input type="hidden" name="${seenName(order.key)}" value="${seenOf(order)}">${about(parts, visit, order)}
<ol class="fields">${namesOf(settings).map((name, at) => drawField(parts, visit, settings, name, at))}</ol>
<p class="buttons keep"><button class="button primary" name="do" value="keep">${say('deskWords.text.keep')}</button><a class="button" href="${tryPath}">${
  say('deskWords.try.title')}</a><a class="button" href="${draftsPath}">${say('deskWords.drafts.title')}</a></p>`)}`,
  })
}

/** The names in the order that was sent, one of them moved by one place. */
function orderSent({ sent }: Visit, known: readonly string[]): string[] {
  const names = [...new Set(sent.getAll('order').filter(name => known.includes(name)))]
  const [way, name = ''] = (sent.get('do') ?? '').split(' ')
  const at = names.indexOf(name)
  const to = way === 'up' ? at - 1 : way === 'down' ? at + 1 : at
  if (at === -1 || to < 0 || to >= names.length) return names
  return names.toSpliced(at, 1).toSpliced(to, 0, name)
}

/** Keeps what was changed as drafts. @returns false when somebody else changed the same meanwhile: that stays */
async function keep({ editing }: WordsParts, visit: Visit, settings: FormSettings): Promise<boolean> {
  const { sent, person, note } = visit
  const checked = new Set(sent.getAll('required'))
  const known = namesOf(settings)
  const names = orderSent(visit, known)
  const wanted = [...settings.required].map(([name, setting]): [Setting, string] =>
    [setting, String(checked.has(name) || isDemanded(setting))])
  if (names.length === known.length) wanted.push([settings.order, names.join('\n')])
  let taken = true
  for (const [setting, text] of wanted) {
    const { key, state } = setting
    const seen = sent.get(seenName(key))
    // What was not shown here, and what nobody touched, stays.
    if (seen === null || seen.split(' ')[1] === printOf([text]) || wordsOf(state) === text) continue
    const saved = seen === seenOf(setting)
      ? await editing.save({ key, locale: everyLanguage, text, by: person.name }, state.draft?.revision)
      : undefined
    if (saved === undefined || 'overtakenBy' in saved) taken = false
    else if ('saved' in saved && state.draft === undefined) await note('wordsDrafted', key)
  }
  return taken
}

export const fieldsRoutes = (parts: WordsParts, desk: Desk): DeskRoute[] => {
  const asked = ({ request }: Visit): Promise<FormSettings | undefined> => settingsOf(parts, request.query.get('form') ?? '')
  const none = ({ to }: Visit): RouteResponse => to(draftsPath)
  return [
    desk.get(fieldsPath, editors, async visit => {
      const settings = await asked(visit)
      return settings === undefined ? none(visit) : show(parts, visit, settings, false)
    }),
    desk.post(fieldsPath, editors, async visit => {
      const settings = await asked(visit)
      if (settings === undefined) return none(visit)
      const taken = await keep(parts, visit, settings)
      const now = (await asked(visit)) ?? settings
      if (!taken) return show(parts, visit, now, true)
      await doBeside(parts, visit, (await parts.editing.texts()).filter(({ key }) => key.startsWith(`fields:${now.form}.`)))
      const [way, name = ''] = (visit.sent.get('do') ?? '').split(' ')
      const place = way === 'up' || way === 'down' ? `#field-${name}` : ''
      return visit.to(`${addressOfText(`fields:${now.form}`)}&kept=${place}`)
    }),
  ]
}
