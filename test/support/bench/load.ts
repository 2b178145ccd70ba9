/**
 * People who sign up, as a process of its own, so that what they cost is not counted to the bot. Each waits for an answer before
 * saying the next thing, and every answer is compared with what is owed: a bot that is fast and wrong has not been measured.
 */
import { Agent, request as httpRequest } from 'node:http'
import { WebSocket } from 'ws'
import { signUp } from './signUp.ts'

/** What a person sees of a reply. */
export interface Shown {
  readonly text: string
  readonly buttons: readonly string[]
}

export type Door = 'messages' | 'directLine'

/** What the process is asked to do. */
export type Task =
  /** Holds one conversation and tells what was answered, turn by turn. */
  | { readonly kind: 'listen'; readonly address: string }
  /** Lets people come who then say nothing. Over Direct Line their streams stay open. */
  | { readonly kind: 'crowd'; readonly door: Door; readonly address: string; readonly people: number }
  | {
      readonly kind: 'signUp'
      readonly door: Door
      readonly address: string
      readonly people: number
      /** People who speak by turns: a multiple of the connections. */
      readonly together: number
      /** What each turn must be answered. */
      readonly owed: readonly (readonly Shown[])[]
      /** What is said after the last turn without being asked (Direct Line only). */
      readonly afterwards: number
    }

export interface Done {
  readonly turns: number
  readonly seconds: number
  /** Of each turn in which something was said, ms. */
  readonly times: readonly number[]
  readonly heard: readonly (readonly Shown[])[]
  /** Answers that were not what was owed, the first few. */
  readonly faults: readonly string[]
}

interface Activity {
  readonly type: string
  readonly text?: string
  readonly from?: { readonly role?: string }
  readonly suggestedActions?: { readonly actions: readonly { readonly title: string }[] }
  readonly attachments?: readonly { readonly content: unknown }[]
}

export const connections = 8
/** Those who only come may come more of them at once: nothing is measured meanwhile. */
const comers = 32
const agent = new Agent({ keepAlive: true, maxSockets: comers })
const run = `${process.pid}-${Date.now()}`
let people = 0
let said = 0

type Answer = { activities?: Activity[] } & Record<string, string>

function ask(method: string, url: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body)
    const described = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers }
    const sent = httpRequest(url, { method, agent, headers: described })
    sent.on('error', reject)
    sent.on('response', response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString()
        if (response.statusCode === 200 || response.statusCode === 201) resolve((answer === '' ? {} : JSON.parse(answer)) as Answer)
        else reject(new Error(`${new URL(url).pathname} answered ${response.statusCode}: ${answer.slice(0, 300)}`))
      })
    })
    sent.end(text)
  })
}

/** The texts and the titles in a card, in their order. */
function inCard(node: unknown): { texts: string[]; titles: string[] } {
  if (typeof node !== 'object' || node === null) return { texts: [], titles: [] }
  const { text, type, title } = node as { text?: string; type?: string; title?: string }
  const inner = Object.values(node).map(inCard)
  return {
    texts: [...(typeof text === 'string' ? [text] : []), ...inner.flatMap(each => each.texts)],
    titles: [...(type === 'Action.Submit' ? [title ?? ''] : []), ...inner.flatMap(each => each.titles)],
  }
}

function shown({ text, suggestedActions, attachments }: Activity): Shown {
  const card = inCard(attachments?.map(({ content }) => content))
  return {
    text: [text ?? '', ...card.texts].filter(each => each !== '').join('\n'),
    buttons: [...(suggestedActions?.actions ?? []).map(({ title }) => title), ...card.titles],
  }
}

/** Somebody at one of the doors. */
abstract class Person {
  readonly number = ++people
  readonly email = `person${this.number}.${process.pid}@example.org`

  /** Comes, and resolves with the greeting. */
  abstract come(): Promise<Activity[]>
  /** @param replies how many are waited for */
  abstract say(text: string, replies: number): Promise<Activity[]>
  abstract leave(): void
}

class OverMessages extends Person {
  readonly #address: string
  readonly #id = `bench-${run}-${people}`

  constructor(address: string) {
    super()
    this.#address = address
  }

  async #post(activity: object): Promise<Activity[]> {
    const { activities } = await ask('POST', `${this.#address}/api/messages`, {
      ...activity,
      id: `said-${++said}`,
      channelId: 'emulator',
      serviceUrl: '',
      conversation: { id: this.#id },
      from: { id: `user-${this.number}`, name: '' },
      recipient: { id: 'bot', name: '' },
      locale: 'fr-FR',
      deliveryMode: 'expectReplies',
    })
    return activities ?? []
  }

  come(): Promise<Activity[]> {
    return this.#post({ type: 'conversationUpdate', membersAdded: [{ id: `user-${this.number}` }] })
  }

  say(text: string): Promise<Activity[]> {
    return this.#post({ type: 'message', text, textFormat: 'plain' })
  }

  leave(): void {
    // There is no connection of one's own.
  }
}

class OverDirectLine extends Person {
  readonly #address: string
  #headers: Record<string, string> = {}
  #id = ''
  #socket: WebSocket | undefined
  #heard: Activity[] = []
  #listening: () => void = () => undefined

  constructor(address: string) {
    super()
    this.#address = address
  }

  async come(): Promise<Activity[]> {
    const base = `${this.#address}/v3/directline`
    // Tokens are given to the page only, and so many to one address: everybody here has one of their own.
    const from = { origin: this.#address, 'x-forwarded-for': `10.${(this.number >> 16) & 255}.${(this.number >> 8) & 255}.${this.number & 255}` }
    const { token } = await ask('POST', `${base}/tokens/generate`, { locale: 'fr-FR' }, from)
    const begun = await ask('POST', `${base}/conversations`, { locale: 'fr-FR' }, { authorization: `Bearer ${token}` })
    this.#headers = { authorization: `Bearer ${begun['token']}` }
    this.#id = begun['conversationId']!
    const socket = new WebSocket(begun['streamUrl']!, { perMessageDeflate: false })
    this.#socket = socket
    socket.on('message', (data: Buffer) => {
      if (data.length === 0) return
      const { activities = [] } = JSON.parse(data.toString()) as { activities?: Activity[] }
      for (const activity of activities) if (activity.from?.role === 'bot') this.#heard.push(activity)
      this.#listening()
    })
    await new Promise<void>((resolve, reject) => socket.once('open', () => resolve()).once('error', reject))
    return this.hear(1)
  }

  /** Resolves when so many replies have come. */
  hear(replies: number): Promise<Activity[]> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('An answer did not come')), 20_000)
      this.#listening = () => {
        if (this.#heard.length < replies) return
        clearTimeout(late)
        this.#listening = () => undefined
        resolve(this.#heard.splice(0, replies))
      }
      this.#listening()
    })
  }

  async say(text: string, replies: number): Promise<Activity[]> {
    const heard = this.hear(replies)
    const activity = { type: 'message', text, locale: 'fr-FR', channelData: { clientActivityID: `said-${++said}` } }
    await ask('POST', `${this.#address}/v3/directline/conversations/${this.#id}/activities`, activity, this.#headers)
    return heard
  }

  leave(): void {
    this.#socket?.terminate()
  }
}

const personAt = (door: Door, address: string): Person => (door === 'messages' ? new OverMessages(address) : new OverDirectLine(address))

/** Lets so many work at once through a list of work. */
async function inLanes(count: number, work: (lane: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, lane) => work(lane)))
}

async function listen(address: string): Promise<Shown[][]> {
  const person = personAt('messages', address)
  const heard = [await person.come()]
  for (const text of signUp) heard.push(await person.say(text.replace('{email}', person.email), 0))
  return heard.map(replies => replies.map(shown).map(each => ({ ...each, text: each.text.replaceAll(person.email, '{email}') })))
}

const crowd: Person[] = []

async function gather(door: Door, address: string, count: number): Promise<void> {
  let left = count
  await inLanes(comers, async () => {
    while (left-- > 0) {
      const person = personAt(door, address)
      await person.come()
      crowd.push(person)
    }
  })
}

async function everybodySignsUp({ door, address, people: count, together, owed, afterwards }: Extract<Task, { kind: 'signUp' }>): Promise<Omit<Done, 'heard' | 'seconds'>> {
  const times: number[] = []
  const faults: string[] = []
  let turns = 0
  let left = count
  const judge = (person: Person, turn: number, replies: readonly Activity[]): void => {
    turns++
    const right = owed[turn]!
    const heard = replies.map(shown)
    const fits = heard.length === right.length && right.every(({ text, buttons }, n) =>
      heard[n]!.text === text.replaceAll('{email}', person.email) && heard[n]!.buttons.join('|') === buttons.join('|'))
    if (!fits && faults.length < 3) faults.push(`turn ${turn}: ${JSON.stringify(heard).slice(0, 300)} instead of ${JSON.stringify(right).slice(0, 300)}`)
  }
  await inLanes(connections, async () => {
    while (left > 0) {
      const group = Array.from({ length: Math.min(together / connections, left) }, () => personAt(door, address))
      left -= group.length
      for (const person of group) judge(person, 0, await person.come())
      for (const [index, text] of signUp.entries())
        for (const person of group) {
          const began = performance.now()
          const replies = await person.say(text.replace('{email}', person.email), owed[index + 1]!.length)
          times.push(performance.now() - began)
          judge(person, index + 1, replies)
        }
      for (const person of group) {
        if (person instanceof OverDirectLine && afterwards > 0) await person.hear(afterwards)
        person.leave()
      }
    }
  })
  return { turns, times, faults }
}

async function perform(task: Task): Promise<Done> {
  const began = performance.now()
  const nothing = { turns: 0, times: [], heard: [], faults: [] }
  const part =
    task.kind === 'listen' ? { heard: await listen(task.address) }
    : task.kind === 'crowd' ? await gather(task.door, task.address, task.people).then(() => ({ turns: task.people }))
    : await everybodySignsUp(task)
  return { ...nothing, ...part, seconds: (performance.now() - began) / 1000 }
}

/** Under the process that forked this one. */
if (process.send !== undefined && process.argv[2] === 'load') {
  process.on('message', (task: Task) => {
    perform(task).then(
      done => process.send?.({ done }),
      (error: unknown) => process.send?.({ failed: error instanceof Error ? error.message : 'unknown' }),
    )
  })
  process.once('disconnect', () => process.exit())
}
