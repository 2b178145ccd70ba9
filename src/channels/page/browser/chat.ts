/** The chat page in the browser: one conversation, from the greeting that is already in the page to Web Chat. */
import { Conversation, type State } from './conversation.ts'
import { device } from './device.ts'
import { linkIn } from './link.ts'
import { lookAround, type LookAddresses } from './selfCheck.ts'
import { recall, remember } from './memory.ts'
import { statusLine } from './statusLine.ts'
import { loadWebChat, showWebChat } from './webChat.ts'

/** What the server wrote into the page for us (`page.ts`). */
interface PageSettings {
  readonly locale: string
  readonly webChat: string
  /** Address of Direct Line, relative to the page or of another host. */
  readonly domain: string
  readonly tokens: string
  /** Whether Direct Line is not the guide's own. */
  readonly foreign: boolean
  readonly looks: LookAddresses
  /** Texts of Web Chat, by its own names, that the guide says in its own way. */
  readonly strings: Readonly<Record<string, string>>
  readonly words: Readonly<Record<'slow' | 'lost' | 'back' | 'replaced' | 'fresh', string>>
}

// This file is no module: while it runs it is the current script.
const nonce = (document.currentScript as HTMLScriptElement | null)?.nonce ?? ''
// What it looks for stands in pageHtml.ts, as the element that it is taken for.
const find = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T
// As pageHtml.ts embeds them.
const settings = JSON.parse(find('settings').textContent ?? '') as PageSettings
const { words, locale } = settings

const chat = find('chat')
const status = statusLine(find('status'))
const failure = find('failure')
const greeting = document.getElementById('greeting')
const again = find<HTMLDialogElement>('again')

let conversation: Conversation
let showing = 0
/** Followed by the first conversation of the page, and not by one that is begun again. */
let link = linkIn(location.search)

function changed(state: State): void {
  if (state === 'failed') fail()
  else if (state === 'lost') status.say('lost', words.lost, { after: 1500 })
  else if (status.end('lost')) status.say('back', words.back, { during: 4000 })
}

function fail(): void {
  document.documentElement.classList.remove('resuming')
  status.end('slow')
  failure.hidden = false
}

function connect(): void {
  conversation = new Conversation({
    domain: new URL(settings.domain, location.href).href,
    tokens: new URL(settings.tokens, location.href).href,
    foreign: settings.foreign,
    locale,
    device: device(),
    link,
    look: () => lookAround(settings.looks),
    remembered: recall(),
    remember,
    changed,
    replaced: () => status.say('replaced', words.replaced, { during: 12_000 }),
  })
  conversation.start()
}

/** Puts the conversation on the page, in place of what is there. */
async function show(): Promise<void> {
  const turn = ++showing
  status.say('slow', words.slow, { after: 6000 })
  const [webChat] = await Promise.all([loadWebChat(settings.webChat, nonce), conversation.begun])
  if (turn !== showing) return
  const element = document.createElement('div')
  element.className = 'web-chat'
  chat.append(element)
  await showWebChat(webChat, conversation, element, { locale, nonce, strings: settings.strings })
  for (const old of [...chat.children]) if (old !== element) old.remove()
  document.documentElement.classList.remove('resuming')
  chat.classList.add('ready')
  status.end('slow')
}

function begin(): void {
  failure.hidden = true
  show().catch(fail)
}

/** Ends the conversation on the page and begins another, in the same place. */
function restart(): void {
  conversation.end()
  remember(undefined)
  link = undefined
  connect()
  status.say('fresh', words.fresh, { during: 6000 })
  begin()
}

connect()
begin()

/** A choice of the greeting, taken before Web Chat is there: it waits for the connection and shows in the conversation. */
greeting?.addEventListener('click', event => {
  // A click is on an element.
  const button = (event.target as HTMLElement).closest('button')
  if (button === null || button.getAttribute('aria-disabled') === 'true') return
  for (const each of greeting.querySelectorAll('button')) each.setAttribute('aria-disabled', 'true')
  button.classList.add('chosen')
  void conversation.say(button.textContent ?? '').catch(fail)
})

find('retry').addEventListener('click', () => {
  conversation.start()
  begin()
})

const restartButton = find('restart')
restartButton.hidden = false
restartButton.addEventListener('click', () => (conversation.spoken ? again.showModal() : restart()))
find('again-yes').addEventListener('click', () => {
  again.close()
  restart()
})
find('again-no').addEventListener('click', () => again.close())
