/** Puts an update on the page: the same HTML that the server would have sent as a page. */
import type { Update } from '../update.ts'
import { find } from './wire.ts'

const now = find('#now')
const entries = find('#entries')
const again = document.querySelector<HTMLElement>('.again')
const site = document.title.slice(document.title.lastIndexOf(' – '))

/** Number of the last activity that stands on the page. */
export const watermark = (): number => Number(now.dataset['watermark'])

/** What stands in the field, where somebody is writing. */
const field = (): HTMLInputElement | null => now.querySelector<HTMLInputElement>('#text')

const announced = new Set<string>()

/** Says what is new to whoever listens, once: without buttons, and without the heading that the focus goes to. */
function announce(focused: Element | null): void {
  const said = [...now.querySelectorAll<HTMLElement>('.message')].filter(({ id }) => id !== '' && !announced.has(id))
  for (const { id } of now.querySelectorAll('.message')) announced.add(id)
  for (const message of said) {
    const copy = message.cloneNode(true)
    if (!(copy instanceof HTMLElement)) continue
    for (const silent of copy.querySelectorAll('form, .buttons, .picture')) silent.remove()
    if (focused !== null && message.contains(focused)) copy.querySelector('.title')?.remove()
    const line = document.createElement('p')
    line.textContent = copy.textContent
    find('#live').append(line)
  }
}

/** Where the focus goes when what had it is gone: to what is wrong, to the field that was written in, else to what is asked. */
function refocus(wrote: boolean): Element | null {
  const faults = now.querySelector<HTMLElement>('.faults')
  const target = faults ?? (wrote ? field() : null) ?? now.querySelector<HTMLElement>('.title')
  if (faults !== null) faults.tabIndex = -1
  target?.focus({ preventScroll: true })
  return target
}

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement
/** The fields of the form that is asked, by their ids. */
const fields = (): Map<string, Field> =>
  new Map([...now.querySelectorAll<Field>('.card :is(input:not([type=hidden]), select, textarea)')].map(each => [each.id, each]))

/** What somebody has filled in and not sent yet goes into the same fields of the new form. */
function fillIn(before: ReadonlyMap<string, Field>): void {
  for (const [id, field] of fields()) {
    const old = before.get(id)
    if (old === undefined) continue
    if ('checked' in field && 'checked' in old && old.checked !== old.defaultChecked) field.checked = old.checked
    if ('defaultValue' in old ? old.value !== old.defaultValue : !old.selectedOptions[0]?.defaultSelected) field.value = old.value
  }
}

/** What is asked begins in sight: below the page's head where all of it has room there, else below the ways back. */
function bringIntoSight(): void {
  scrollTo(0, 0)
  if (now.getBoundingClientRect().bottom > innerHeight) document.querySelector('.ways')?.scrollIntoView({ block: 'start' })
}

/**
 * Draws it, unless something newer stands there.
 * @param answer whether it answers something that was sent from here: then it begins at the top, with an empty field
 */
export function draw(update: Update, answer: boolean): void {
  if (update.watermark < watermark()) return
  if (update.locale !== document.documentElement.lang) return location.reload()
  const changed = update.watermark > watermark()
  // What was sent is marked until something is drawn. On a bad line the stream may bring it before the answer does, and whoever has begun
  // to fill in what is asked then must lose nothing.
  const awaited = now.getAttribute('aria-busy') === 'true'
  if (changed || (answer && awaited)) {
    if (update.anew === true) entries.replaceChildren()
    for (const { id, html } of update.earlier) if (document.getElementById(id) === null) entries.insertAdjacentHTML('beforeend', html)
    find('#earlier').hidden = entries.childElementCount === 0
    const typing = field()
    const typed = answer ? '' : (typing?.value ?? '')
    const wrote = document.activeElement === typing && typing !== null
    const held = now.contains(document.activeElement)
    const before = fields()
    now.innerHTML = update.now
    if (!answer && !awaited) fillIn(before)
    now.dataset['watermark'] = String(update.watermark)
    now.removeAttribute('aria-busy')
    keepUp()
    document.title = update.title + site
    const next = field()
    if (next !== null && typed !== '') next.value = typed
    const focused = held ? refocus(wrote) : null
    announce(focused)
    if (answer || awaited || now.getBoundingClientRect().top < 0) bringIntoSight()
  }
  for (const tool of document.querySelectorAll<HTMLElement>('.begun')) tool.hidden = update.watermark === 0
  for (const tool of document.querySelectorAll<HTMLElement>('.beginning')) tool.hidden = update.watermark > 0
  again?.classList.toggle('waits', update.waits)
}

/** What the page's own form sends along is what the forms of the new question do: « back » pressed twice is two answers. */
function keepUp(): void {
  for (const fresh of now.querySelectorAll<HTMLInputElement>('form input[type=hidden]')) {
    const kept = document.querySelector<HTMLInputElement>(`#tools input[name="${fresh.name}"]`)
    if (kept !== null) kept.value = fresh.value
  }
}

/** Shows what was just said until the guide has heard it. */
export function echo(text: string): void {
  const line = document.createElement('p')
  line.className = 'echo'
  line.textContent = text
  now.setAttribute('aria-busy', 'true')
  now.querySelector('.write')?.before(line)
}

announced.add('now-')
for (const { id } of now.querySelectorAll('.message')) announced.add(id)
