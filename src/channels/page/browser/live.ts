/**
 * Makes the page come alive: what is answered goes out without a reload, what is new comes by itself. The page is whole without it, and
 * whatever happens here, its forms go on working.
 */
import { AnswerQueue, hidden } from './answerQueue.ts'
import './copying.ts'
import { device } from './device.ts'
import { draw, echo, watermark } from './drawn.ts'
import { messageStream, type MessageStream } from './messageStream.ts'
import { lookAround } from './lookAround.ts'
import { statusLine } from './statusLine.ts'
import type { Update } from '../update.ts'
import { find } from './wire.ts'

const line = find('#status')
const status = statusLine(line)
const portal = document.body.dataset['portal']
let stream: MessageStream | undefined
/** How often somebody has answered on this page. */
let spoken = 0
const lookedStore = 'noa.looked'
let looked = recallLooked()

function recallLooked(): string | null {
  try {
    return sessionStorage.getItem(lookedStore)
  } catch {
    return null
  }
}

function connected(is: boolean): void {
  if (!is) status.say('lost', line.dataset['lost'] ?? '', { after: 1500 })
  else if (status.end('lost')) status.say('back', line.dataset['back'] ?? '', { during: 4000 })
}

/** Looks around when the guide asks for it, once. */
function look(entry: string | undefined): void {
  if (entry === undefined || entry === looked) return
  looked = entry
  const before = spoken
  void lookAround({ clock: '/livez', bait: '/ads/ad-banner.js', ...(portal === undefined ? {} : { portal }) }).then(found => {
    // Whoever has written meanwhile has gone on without it.
    if (spoken > before) return
    const fields = hidden()
    fields.set('event', 'noa/looked')
    fields.set('value', JSON.stringify({ entry, ...found }))
    return answers.take(fields)
  }).then(() => {
    try {
      sessionStorage.setItem(lookedStore, entry)
    } catch {
      // It then looks again after a reload, and the guide passes over what it knows.
    }
  })
}

function shown(update: Update, answer: boolean): void {
  if (answer) status.end('sending')
  draw(update, answer)
  look(update.look)
  listen()
}

const answers = new AnswerQueue({
  first: async () => ({ page: JSON.stringify(await device()) }),
  after: watermark,
  // Whoever only followed a link has answered nothing: the head of the page stays where it is, and what is typed meanwhile.
  answered: update => shown(update, spoken > 0),
  connected,
})

/** A greeting has no stream: it is nobody's yet. */
function listen(): void {
  if (watermark() === 0) return
  stream ??= messageStream({
    after: watermark,
    session: () => hidden().get('session') ?? undefined,
    heard: update => shown(update, false),
    connected,
  })
}

/** An answer that is on its way is seen, and is given once. */
function marked(form: HTMLFormElement, button: HTMLElement | null, text: string): void {
  if (form.matches('.write')) {
    echo(text)
    const field = form.querySelector<HTMLInputElement>('#text')
    if (field !== null) field.value = ''
  } else if (button !== null && !button.matches('.tool')) {
    for (const each of find('#now').querySelectorAll('button[name=answer]')) each.setAttribute('aria-disabled', 'true')
    button.classList.add('chosen')
    find('#now').setAttribute('aria-busy', 'true')
  }
}

document.addEventListener('submit', event => {
  const { target: form, submitter } = event
  if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
  // What changes the whole page is a page of its own.
  if (submitter instanceof HTMLButtonElement && /^(?:language:|quit$)/.test(submitter.value)) return
  event.preventDefault()
  if (submitter?.getAttribute('aria-disabled') === 'true') return
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form, submitter)) if (typeof value === 'string') fields.append(name, value)
  const text = fields.get('text')
  if (text !== null) {
    if (text.trim() === '') return
    // Two texts that are sent one after the other answer the same page.
    fields.set('id', crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`)
  }
  spoken++
  status.say('sending', line.dataset['sending'] ?? '', { after: 2500 })
  marked(form, submitter, text ?? '')
  // What was pressed is seen first.
  setTimeout(() => void answers.take(fields))
})

const back = (): void => {
  answers.retry()
  stream?.retry()
}
addEventListener('online', back)
addEventListener('pageshow', event => event.persisted && back())
document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && back())

/** Whoever followed a link has begun, and is asked what only a page with a script can answer. */
async function followLink(): Promise<void> {
  const fields = hidden()
  if (watermark() > 0 || !fields.has('link')) return
  fields.set('event', 'noa/page')
  fields.set('value', JSON.stringify(await device()))
  await answers.take(fields)
}

document.documentElement.classList.add('live')
// It can be answered already.
setTimeout(() => {
  void followLink()
  listen()
  look(find('#now').dataset['look'])
})

// In a frame of another page: a key that is pressed here is not heard there.
if (parent !== window)
  addEventListener('keydown', event => {
    // It says nothing, so it may go to whoever is around: only `EMBED_ORIGINS` can be.
    if (event.key === 'Escape' && !event.defaultPrevented) parent.postMessage('noa/close', '*')
  })
