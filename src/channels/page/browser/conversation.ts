/**
 * One conversation over Direct Line 3.0, as one unbroken connection for Web Chat.
 *
 * botframework-directlinejs waits 3 to 15 s before it reconnects, keeps the tokens it refreshes to itself, and ends for good when
 * one expires. Here a lost stream is taken up again at once, from the last watermark, with a token that the resume secret renews;
 * what the person writes meanwhile waits and is sent in order, and the server recognises a second delivery by its
 * `clientActivityID`. Web Chat sees neither: for it the connection stays online.
 *
 * It is long because it is one class with one state, and it leaves the page together with Web Chat.
 */
/* eslint max-lines: off -- for the reason above */
import type { Device } from './device.ts'
import type { Link } from './link.ts'
import type { Looked } from './selfCheck.ts'
import type { Remembered } from './memory.ts'
import { Replay, type Observable } from './stream.ts'

export interface Activity {
  readonly type: string
  readonly id?: string
  readonly text?: string
  readonly from?: { readonly id?: string; readonly role?: string }
  readonly channelData?: Readonly<Record<string, unknown>>
  readonly [name: string]: unknown
}

/** `failed`: the start did not succeed, nothing more is tried. `lost`: an open conversation is being taken up again. */
export type State = 'connecting' | 'online' | 'lost' | 'failed'

export interface ConversationOptions {
  /** Address of Direct Line, `https://host/v3/directline`. */
  readonly domain: string
  /** Where tokens are had: the guide's own server. */
  readonly tokens: string
  /** Whether Direct Line is another server's, which passes on activities and nothing else. */
  readonly foreign: boolean
  readonly locale: string
  /** What the page knows of the browser; told when a conversation begins or is resumed. */
  readonly device: Promise<Device>
  /** What the link that opened the page asks for; told once. */
  readonly link: Link | undefined
  /** Looks around in the browser, when the guide asks for it. */
  readonly look: () => Promise<Looked>
  readonly remembered: Remembered | undefined
  readonly remember: (value: Remembered | undefined) => void
  readonly changed: (state: State) => void
  /** The conversation that was to be resumed is no more; another has begun. */
  readonly replaced: () => void
}

interface Ticket {
  readonly conversationId: string
  readonly token: string
  readonly resume?: string
}

interface Opened {
  readonly conversationId: string
  readonly token?: string
  readonly streamUrl?: string
}

interface Frame {
  readonly activities?: readonly Activity[]
  readonly watermark?: string
}

/** The server's answer to what it will not do. */
class Refused extends Error {
  readonly status: number
  /** ms */
  readonly retryAfter: number

  constructor(response: Response) {
    super(`${response.status}`)
    this.status = response.status
    this.retryAfter = Math.min(Number(response.headers.get('retry-after')) || 0, 60) * 1000
  }

  /** Another try later may succeed. */
  get passing(): boolean {
    return this.status === 429 || this.status >= 500
  }
}

const requestTimeout = 20_000
/** Web Chat declares a message lost after 5 min and offers to send it again as a new one: no try of ours may come after that. */
const sendingTime = 270_000
const pingEvery = 20_000
/** The server says something at least every 30 s: a stream that is silent for longer broke unnoticed, as when a laptop slept. */
const silence = 90_000
const pollEvery = 1500
/** A message that was accepted must come back on the stream; when it does not, the stream is dead though it looks open. */
const echoWithin = 8000
const startTries = 3
/** A question that came with others is not answered before it is clear that it is the last one, ms. */
const settled = 250
/** A server that asks for a longer wait than this at the start is left to the person, who can try again. */
const startPatience = 5000
/** Direct Line's connection states, as Web Chat knows them. */
const connecting = 1
const online = 2

const anyId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, '0')).join('')

export class Conversation {
  readonly activity$ = new Replay<Activity>()
  readonly connectionStatus$ = new Replay<number>(1)
  /** Web Chat reads the person's id in it. */
  token = ''
  /** Whether the person has said something in it. */
  spoken = false

  readonly #options: ConversationOptions
  #id = ''
  #resumeSecret: string | undefined
  /** Language in which the server last showed the conversation. */
  #locale: string
  #watermark = ''
  #ended = false
  /** True once there is a conversation: from then on nothing is given up. */
  #begun = false
  #running = false
  #state: State = 'connecting'
  #received = 0
  #sent: Promise<unknown> = Promise.resolve()
  #whenBegun: () => void = () => undefined
  readonly #beginning = new Promise<void>(resolve => (this.#whenBegun = resolve))
  /** Ends the present wait, or the present stream. */
  #wake: () => void = () => undefined
  #drop: () => void = () => undefined
  /** Sockets in a row that never opened: some proxies let none through. */
  #closedSockets = 0
  readonly #seen = new Set<string>()
  /** The link that the conversation was told of last. */
  #link: string | undefined
  /** The last asking to look around that was answered, and the one that is not yet. */
  #looked: string | undefined
  #asked: string | undefined
  #looking: ReturnType<typeof setTimeout> | undefined
  /** The network went or came: the stream is not what it was, whatever it looks like. */
  readonly #network = (): void => {
    this.#drop()
    this.#wake()
  }

  constructor(options: ConversationOptions) {
    this.#options = options
    this.#id = options.remembered?.conversationId ?? ''
    this.#resumeSecret = options.remembered?.resumeSecret
    this.#locale = options.remembered?.locale ?? options.locale
    this.#link = options.remembered?.link
    this.#looked = options.remembered?.looked
    this.connectionStatus$.next(connecting)
  }

  /** Resolves when there is a conversation, new or resumed. */
  get begun(): Promise<void> {
    return this.#beginning
  }

  /** Connects and stays connected; may be called again after `failed`. */
  start(): void {
    if (this.#running || this.#ended) return
    this.#running = true
    this.#become('connecting')
    addEventListener('online', this.#network)
    addEventListener('offline', this.#network)
    void this.#run().finally(() => {
      this.#running = false
      removeEventListener('online', this.#network)
      removeEventListener('offline', this.#network)
    })
  }

  /** Sends what the person did. Waits for the connection, and for what was sent before. */
  postActivity(activity: Activity): Observable<string> {
    return {
      subscribe: observer => {
        this.#send(activity).then(
          id => {
            observer.next?.(id)
            observer.complete?.()
          },
          (error: unknown) => observer.error?.(error),
        )
        return { unsubscribe: () => undefined }
      },
    }
  }

  /** Sends a message that the person did not type into Web Chat. */
  say(text: string): Promise<string> {
    return this.#send({ type: 'message', text, ...this.#ours() })
  }

  /** Lets go of the connection. Web Chat calls it as well. */
  end(): void {
    this.#ended = true
    this.#drop()
    this.#wake()
  }

  #become(state: State): void {
    if (state === this.#state) return
    this.#state = state
    this.#options.changed(state)
  }

  #ours(): Pick<Activity, 'channelData' | 'locale'> {
    return { locale: this.#options.locale, channelData: { clientActivityID: anyId() } }
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#ended; ) {
      try {
        const { streamUrl } = await this.#open()
        await this.#follow(streamUrl, () => (failures = 0))
      } catch (error) {
        failures++
        const hopeless = error instanceof Refused && (!error.passing || error.retryAfter > startPatience)
        if (!this.#begun && (hopeless || failures >= startTries)) {
          this.#become('failed')
          return
        }
        if (error instanceof Refused) await this.#pause(error.retryAfter)
      }
      if (this.#ended) return
      if (this.#begun) this.#become('lost')
      await this.#pause(Math.min(300 * 2 ** failures, 10_000) * (0.7 + 0.6 * Math.random()))
    }
  }

  /** A conversation and the address of its stream: the one that there was, or a new one. */
  async #open(): Promise<Opened> {
    const { foreign } = this.#options
    const resumed = await this.#takeUp()
    const opened = resumed ?? (await this.#begin())
    if (opened.token) this.token = opened.token
    const first = !this.#begun
    if (first) {
      this.#begun = true
      this.#whenBegun()
      this.connectionStatus$.next(online)
    }
    if (resumed === undefined ? foreign : first) this.#tell('noa/page', await this.#options.device)
    this.#follows(resumed !== undefined || foreign)
    if (this.#locale !== this.#options.locale) {
      this.#keep()
      // When it is not sent, the next message carries the language as well.
      this.#tell('locale', this.#locale)
    }
    return opened
  }

  /** Follows the link that opened the page, unless the conversation was told of it. @param tell whether it has to be told still */
  #follows(tell: boolean): void {
    const { link } = this.#options
    const asked = link && JSON.stringify(link)
    if (asked === undefined || asked === this.#link) return
    this.#link = asked
    this.#keep()
    if (tell) this.#tell('noa/link', link)
  }

  #tell(name: string, value: unknown): void {
    this.#send({ type: 'event', name, value, ...this.#ours() }).catch(() => undefined)
  }

  async #begin(): Promise<Opened> {
    const { locale, foreign, link } = this.#options
    const ticket = await this.#ask<Ticket>('POST', `${this.#options.tokens}/tokens/generate`, { locale })
    this.token = ticket.token
    const opened = await this.#ask<Opened>('POST', `${this.#options.domain}/conversations`, {
      locale,
      // The guide greets accordingly, and once.
      ...(foreign ? {} : { page: await this.#options.device, link }),
    })
    this.#id = opened.conversationId
    this.#resumeSecret = ticket.resume
    this.#keep()
    return opened
  }

  /** The conversation that there was, or undefined when the server knows it no more. */
  async #takeUp(): Promise<Opened | undefined> {
    if (this.#id === '') return undefined
    try {
      if (this.token === '') await this.#renew()
      return await this.#renewing(() => this.#ask<Opened>('GET', this.#path('', this.#watermark || '0')))
    } catch (error) {
      if (!(error instanceof Refused) || error.passing) throw error
      this.#id = ''
      this.#watermark = ''
      this.token = ''
      this.#link = this.#looked = undefined
      this.#options.remember(undefined)
      this.#options.replaced()
      return undefined
    }
  }

  /** Asks, and once more with a new token when the present one is refused. */
  async #renewing<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof Refused) || (error.status !== 401 && error.status !== 403)) throw error
      await this.#renew()
      return ask()
    }
  }

  /** Exchanges the resume secret for a token; without one (another Direct Line than ours) there is nothing to exchange. */
  async #renew(): Promise<void> {
    if (this.#resumeSecret === undefined) return
    const body = { conversationId: this.#id, resumeSecret: this.#resumeSecret }
    this.token = ''
    this.token = (await this.#ask<Ticket>('POST', `${this.#options.tokens}/tokens/resume`, body)).token
  }

  #keep(): void {
    this.#locale = this.#options.locale
    if (this.#resumeSecret === undefined) return
    this.#options.remember({
      conversationId: this.#id,
      resumeSecret: this.#resumeSecret,
      locale: this.#locale,
      ...(this.#link === undefined ? {} : { link: this.#link }),
      ...(this.#looked === undefined ? {} : { looked: this.#looked }),
    })
  }

  #path(end: string, watermark?: string): string {
    const query = watermark === undefined ? '' : `?watermark=${encodeURIComponent(watermark)}`
    return `${this.#options.domain}/conversations/${encodeURIComponent(this.#id)}${end}${query}`
  }

  /** Takes in what the conversation brings, until the stream ends. */
  async #follow(streamUrl: string | undefined, alive: () => void): Promise<void> {
    if (streamUrl === undefined || this.#closedSockets >= 2) return this.#poll(alive)
    await new Promise<void>(resolve => {
      const socket = new WebSocket(streamUrl)
      let heard = Date.now()
      const ping = setInterval(() => {
        if (Date.now() - heard > silence) done()
        else if (socket.readyState === WebSocket.OPEN) socket.send('')
      }, pingEvery)
      const done = (): void => {
        clearInterval(ping)
        clearTimeout(opening)
        this.#drop = () => undefined
        socket.onclose = socket.onmessage = socket.onopen = null
        socket.close()
        resolve()
      }
      let opened = false
      const closed = (): void => {
        if (!opened) this.#closedSockets++
        done()
      }
      const opening = setTimeout(closed, requestTimeout)
      socket.onopen = () => {
        opened = true
        clearTimeout(opening)
        this.#closedSockets = 0
        alive()
        this.#become('online')
      }
      socket.onmessage = ({ data }) => {
        heard = Date.now()
        // Our own server's frame, over a stream that it gave the address of.
        if (data) this.#receive(JSON.parse(String(data)) as Frame)
      }
      socket.onclose = closed
      this.#drop = done
    })
  }

  async #poll(alive: () => void): Promise<void> {
    // The next opening tries a socket again, once.
    this.#closedSockets = 1
    let followed = true
    this.#drop = () => (followed = false)
    while (followed && !this.#ended) {
      const frame = await this.#ask<Frame>('GET', this.#path('/activities', this.#watermark || '0'))
      alive()
      this.#become('online')
      this.#receive(frame)
      await this.#pause(pollEvery)
    }
  }

  #receive({ activities = [], watermark }: Frame): void {
    if (watermark) this.#watermark = watermark
    for (const activity of activities) {
      if (activity.id !== undefined) this.#seen.add(activity.id)
      this.#hear(activity)
      if (activity.type === 'event') continue
      if (activity.type === 'message' && activity.channelData?.['clientActivityID'] !== undefined) this.spoken = true
      // Web Chat sorts by this number when it is given: the server's order then holds whatever the clocks say.
      const channelData = { ...activity.channelData, 'webchat:sequence-id': ++this.#received }
      this.activity$.next({ ...activity, channelData, replyToId: this.#answered(activity) })
    }
  }

  /** Notes what the guide asks of the page. Once the person has said something, it asks no more. */
  #hear({ type, name, value, from, channelData }: Activity): void {
    clearTimeout(this.#looking)
    // Another Direct Line may not say whose role it is.
    const fromPerson = from?.role === 'user' || channelData?.['clientActivityID'] !== undefined
    if (type === 'message' && fromPerson) this.#asked = undefined
    // What `noa/look` carries.
    const entry = (value as { entry?: unknown } | undefined)?.entry
    if (type === 'event' && name === 'noa/look' && typeof entry === 'string') this.#asked = entry
    if (this.#asked === undefined || this.#asked === this.#looked) return
    this.#looking = setTimeout(() => void this.#look().catch(() => undefined), settled)
  }

  /** Looks around, and answers once: a page that is opened again knows what it has answered. */
  async #look(): Promise<void> {
    const entry = this.#asked
    this.#asked = undefined
    if (entry === undefined) return
    const looked = await this.#options.look()
    await this.#send({ type: 'event', name: 'noa/looked', value: { entry, ...looked }, ...this.#ours() })
    this.#looked = entry
    this.#keep()
  }

  /** Web Chat holds an answer back for 5 s when what it answers is not shown, as an event is not. */
  #answered({ replyToId }: Activity): string | undefined {
    return typeof replyToId === 'string' && this.#seen.has(replyToId) ? replyToId : undefined
  }

  #send(activity: Activity): Promise<string> {
    const sending = this.#sent.then(() => this.#deliver(activity))
    this.#sent = sending.catch(() => undefined)
    return sending
  }

  async #deliver(activity: Activity): Promise<string> {
    const deadline = Date.now() + sendingTime
    await this.#beginning
    for (let failures = 0; !this.#ended; failures++) {
      let wait = Math.min(400 * 2 ** failures, 5000)
      try {
        const { id } = await this.#renewing(() => this.#ask<{ id?: string }>('POST', this.#path('/activities'), activity))
        if (id !== undefined && activity.type === 'message') this.#expect(id)
        return id ?? ''
      } catch (error) {
        if (Date.now() > deadline) throw error
        if (!(error instanceof Refused)) this.#drop()
        else {
          wait = Math.max(wait, error.retryAfter)
          // The conversation may be no more: the stream's next opening finds out, and begins another.
          if ([401, 403, 404].includes(error.status) && failures < 3) this.#drop()
          else if (!error.passing) throw error
        }
      }
      await new Promise(resolve => setTimeout(resolve, wait))
    }
    throw new Error('ended')
  }

  #expect(id: string): void {
    setTimeout(() => {
      if (!this.#seen.has(id)) this.#drop()
    }, echoWithin)
  }

  async #ask<T>(method: string, url: string, body?: unknown): Promise<T> {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(requestTimeout),
    })
    if (!response.ok) throw new Refused(response)
    // Our own server's answer: each caller names what its route gives.
    return (await response.json()) as T
  }

  /** Waits, or less when the network comes back. */
  #pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
