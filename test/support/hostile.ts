/**
 * Hostile people: how they walk through the dialogs, the doors they come by, and what must hold of every answer.
 * Long, for it is a collection.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import type { Nodes } from 'mdast'
import { toString } from 'mdast-util-to-string'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import type { Activity } from '../../src/sdk.ts'
import type { Turns } from '../../src/turns/turns.ts'
import { readJson, Refusal } from '../../src/http/requestBody.ts'
import type { ButtonValue } from '../../src/flow/port.ts'
import { acceptable, address, mark, type Move } from './hostileInput.ts'
import { seeds } from './soak.ts'
import { buttonsOf } from './talk.ts'

// ── How they walk ─────────────────────────────────────────────────────────────────────────────────────────

/** The way to where the walk begins. */
const toTheForm = ['je voudrais créer un compte', 'none', 'none', 'create']
const openings: Readonly<
  Record<'start' | 'unit' | 'institution' | 'form' | 'review' | 'help' | 'cache', readonly string[]>
> = {
  start: [],
  unit: ['quel identifiant utiliser'],
  institution: ['quel identifiant utiliser', 'none'],
  form: toTheForm,
  review: [...toTheForm, ...Array<string>(5).fill('#answer'), '_skip', '_skip', '_skip', 'accept'],
  help: ['pas de mail d’activation', 'resend'],
  cache: ['vider le cache'],
}
export type Opening = keyof typeof openings
export const opening: fc.Arbitrary<Opening> = fc.constantFrom<Opening>(
  'start', 'form', 'form', 'review', 'help', 'cache',
)

/** A way into the guide. Resolves with the replies of the turn; undefined: the door refused it, with a status below 500. */
export interface Door {
  readonly name: string
  /** What this way in takes for the name of a delivery: one that came before is no new message. */
  deliveryOf(activity: Readonly<Record<string, unknown>>): unknown
  send(activity: Record<string, unknown>): Promise<readonly Activity[] | undefined>
}

/** What was tried, by kind, and the slowest turn. */
export interface Tally {
  cases: Record<string, number>
  slowest: number
  replies: number
  requested: number
}
export const newTally = (): Tally => ({ cases: {}, slowest: 0, replies: 0, requested: 0 })
export const count = (tally: Tally, kind: string, by = 1): void =>
  void (tally.cases[kind] = (tally.cases[kind] ?? 0) + by)

interface Data {
  readonly step?: string
  readonly field?: string
  readonly part?: string
}

/** One person, who hears what is said and goes on from there. */
class Walker {
  readonly #door: Door
  readonly #tally: Tally
  #heard: readonly Activity[] = []
  readonly #buttons: ButtonValue[] = []
  #sent: Record<string, unknown> | undefined
  #deliveries = 0
  readonly #delivered = new Set<unknown>()

  constructor(door: Door, tally: Tally) {
    this.#door = door
    this.#tally = tally
  }

  get heard(): readonly string[] {
    return this.#heard.map(({ channelData }) => (channelData as Data | undefined)?.step ?? '')
  }

  async send(activity: Readonly<Record<string, unknown>>): Promise<void> {
    const message = activity['type'] === 'message'
    const given =
      activity['channelData'] === undefined
        ? { ...activity, channelData: { clientActivityID: `c${++this.#deliveries}` } }
        : activity
    this.#sent = given
    // Chance draws some words again and again ("apply", "toString"), and what is delivered again is not said again.
    const delivery = this.#door.deliveryOf(given)
    const repeated = this.#delivered.has(delivery)
    if (delivery !== undefined) this.#delivered.add(delivery)
    const begun = performance.now()
    const replies = await this.#door.send(given)
    this.#tally.slowest = Math.max(this.#tally.slowest, performance.now() - begun)
    count(this.#tally, this.#door.name)
    if (replies === undefined) return
    // What a person begins is answered, whatever it is.
    if (message && !repeated) assert.notEqual(replies.length, 0, 'a message was answered with nothing')
    this.#tally.replies += replies.length
    for (const reply of replies) judgeReply(reply)
    if (replies.length === 0) return
    this.#heard = replies
    if (this.heard.includes('createAccount.sending')) this.#tally.requested++
    this.#buttons.push(...replies.flatMap(buttonsOf))
    if (this.#buttons.length > 200) this.#buttons.splice(0, 100)
  }

  say = (text: string): Promise<void> => this.send({ type: 'message', text })
  #press = (value: unknown): Promise<void> => this.send({ type: 'message', value })

  /** Presses the button of an option, or says its name. */
  async #choose(option: string): Promise<void> {
    if (option === '#answer') return this.answer(0)
    const found = this.#heard.flatMap(buttonsOf).findLast(each => each.option === option)
    await (found === undefined ? this.say(option) : this.#press(found))
  }

  async open(way: Opening): Promise<void> {
    await this.send({ type: 'conversationUpdate', membersAdded: [{ id: 'someone' }] })
    for (const each of openings[way]) await this.#choose(each)
  }

  async answer(n: number): Promise<void> {
    const { step, field, part } = (this.#heard.at(-1)?.channelData ?? {}) as Data
    const offered = this.#heard.flatMap(buttonsOf)
    if (part === 'review' && n % 2 === 0) return this.#choose('submit')
    if (field === 'email' || step === 'resendActivationLink.address' || step === 'findActivationMail.otherAddress') return this.say(address(n))
    if (field === 'phone') return n % 2 === 0 ? this.say('+33 (0)1 23 45 67 89') : this.#choose('_skip')
    if (field !== undefined && field !== 'title' && field !== 'terms' && part !== 'review')
      return this.say(acceptable[n % acceptable.length]!)
    if (offered.length === 0) return this.say('je voudrais créer un compte')
    return this.#press(offered[n % offered.length]!)
  }

  async move(move: Move): Promise<void> {
    switch (move.kind) {
      case 'say':
        return this.say(move.text)
      case 'answer':
        return this.answer(move.which)
      case 'raw':
        return this.send(move.activity)
      case 'repeat':
        return this.#sent === undefined ? this.say('') : this.send(this.#sent)
      case 'press': {
        const offered = this.#heard.flatMap(buttonsOf)
        return offered.length === 0 ? this.say('1') : this.#press(offered[move.which % offered.length])
      }
      case 'old':
        return this.#press({ ...this.#buttons[move.which % Math.max(this.#buttons.length, 1)], ...move.change })
    }
  }

  /** However it was treated, the conversation goes on. */
  async stillAnswers(): Promise<void> {
    await this.say('recommencer')
    assert.ok(this.heard.includes('bot.restarted'), `after it all "recommencer" was answered by ${this.heard.join()}`)
    await this.say('page blanche')
    // What was said before leads further in; a request that came back refused is corrected first.
    assert.ok(
      this.heard.some(step => !step.startsWith('bot.')),
      `after it all a dialog did not begin: ${this.heard.join()}`,
    )
  }
}

/** What was sent, short enough to be read in the report of a failure. */
const brief = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' && part.length > 80 ? `${part.slice(0, 60)}… (${part.length})` : part,
  ).slice(0, 400)

/** Walks from an opening through all moves, and sees that the conversation still answers. */
export async function walk(door: Door, way: Opening, moves: readonly Move[], tally: Tally): Promise<void> {
  const walker = new Walker(door, tally)
  const done: unknown[] = [way]
  try {
    await walker.open(way)
    for (const move of moves) {
      done.push(move)
      await walker.move(move)
    }
    done.push('recommencer')
    await walker.stillAnswers()
  } catch (error) {
    const steps = done.slice(-4).map(brief).join('\n  ')
    throw new Error(
      `${door.name}, move ${done.length - 1} of a walk, after ${walker.heard.join()}:\n  ${steps}\n${(error as Error).message.slice(0, 600)}`,
      { cause: error },
    )
  }
}

/** As `fc.assert`, but by our seeds, each with its share of the runs; stops at the first failure and does not print a whole walk. */
export async function hold<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => Promise<unknown>, runs: number): Promise<void> {
  for (const seed of seeds) {
    const { failed, errorInstance } = await fc.check(
      fc.asyncProperty(arbitrary, async value => void (await property(value))),
      { numRuns: Math.ceil(runs / seeds.length), seed, endOnFailure: true },
    )
    if (failed)
      throw new Error(`SEED=${seed}: ${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}`, { cause: errorInstance })
  }
}

/** How many turns a walk is, openings and end not counted exactly: for the sum of cases. */
export const movesPerWalk = 24

// ── Ways in ─────────────────────────────────────────────────────────────────────────────────────────────────────────

let conversations = 0

/** The identifier that a client gave, as it is stored; undefined: none that is taken for one. */
const given = (id: unknown): string | undefined =>
  typeof id === 'string' && id !== '' ? Buffer.from(id).toString() : undefined
const clientId = ({ channelData }: Readonly<Record<string, unknown>>): string | undefined =>
  given((channelData as { clientActivityID?: unknown } | null | undefined)?.clientActivityID)

/** Straight to the turns, through the channels' own cleaning of what comes in. */
export function turnDoor(turns: Turns, channel: string): Door {
  const conversation = `hostile${++conversations}`
  return {
    name: 'turns',
    deliveryOf: clientId,
    send: async sent => {
      let activity: Record<string, unknown>
      try {
        activity = readJson(Buffer.from(JSON.stringify(sent)))
      } catch (error) {
        if (error instanceof Refusal) return undefined
        throw error
      }
      // A channel says in its own words who joined; nobody else does.
      const joins = typeof activity['type'] !== 'string' || activity['type'] === 'conversationUpdate'
      activity['membersAdded'] = joins ? [{ id: 'someone' }] : []
      const id = (activity['channelData'] as { clientActivityID?: unknown } | undefined)?.clientActivityID
      const { replies } = await turns.receive({
        channel, conversation,
        activity: {
          ...activity,
          from: { id: 'someone', name: '' },
          recipient: { id: 'noa', name: '' },
          deliveryMode: 'expectReplies',
        },
        ...(typeof id === 'string' && id !== '' ? { deliveryId: id } : {}),
      })
      return replies
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Asks over connections that are kept. A status of 500 or more, or an answer that tells of the inside, fails at once. */
export class Line {
  readonly address: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 })
  constructor(address: string) {
    this.address = address
  }

  ask(method: string, path: string, headers: Record<string, string> = {}, body?: string | Buffer): Promise<Answer> {
    const { hostname, port } = new URL(this.address)
    return new Promise((resolve, reject) => {
      const sent = { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) }
      const req = httpRequest({ agent: this.#agent, hostname, port, method, path, headers: sent }, res => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('error', reject)
        res.on('end', () => {
          const answer = { status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString() }
          try {
            judgeAnswer(answer, `${method} ${path.slice(0, 80)}`)
            resolve(answer)
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)))
          }
        })
      })
      req.on('error', (error: Error & { rawPacket?: Buffer }) =>
        reject(new Error(`${error.message} for ${method} ${path.slice(0, 80)} with ${brief(sent)} ${error.rawPacket?.toString('latin1') ?? ''}`)),
      )
      req.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** Direct Line as the page speaks it: a token, then activities and polling. */
export async function directLineDoor(line: Line, from?: string): Promise<Door> {
  const base = '/v3/directline'
  const origin: Record<string, string> = {
    origin: line.address,
    ...(from === undefined ? {} : { 'x-forwarded-for': from }),
  }
  const given = await line.ask('POST', `${base}/tokens/generate`, origin, '{}')
  assert.equal(given.status, 200, given.text)
  const { token, conversationId } = JSON.parse(given.text) as { token: string; conversationId: string }
  const headers = { ...origin, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  await line.ask('POST', `${base}/conversations`, headers, '{}')
  let watermark = '0'
  const path = `${base}/conversations/${conversationId}/activities`
  return {
    name: 'direct line',
    deliveryOf: clientId,
    send: async activity => {
      const { status, text } = await line.ask('POST', path, headers, JSON.stringify(activity))
      assert.notEqual(status, 429, 'the walk was too quick')
      if (status !== 200) return void judgeError(text)
      const said = await line.ask('GET', `${path}?watermark=${watermark}`, headers)
      const set = JSON.parse(said.text) as { activities: Activity[]; watermark: string }
      ;({ watermark } = set)
      return set.activities.filter(({ from: { role } }) => role === 'bot')
    },
  }
}

/** The Bot Framework endpoint, as a program of this machine. */
export function messagesDoor(line: Line, channelId: string): Door {
  const conversation = { id: `m${++conversations}` }
  return {
    name: 'messages',
    deliveryOf: activity => clientId(activity) ?? given(activity['id']),
    send: async activity => {
      const sent: Record<string, unknown> = {
        channelId, conversation,
        from: { id: 'someone' },
        recipient: { id: 'noa' },
        deliveryMode: 'expectReplies',
        ...activity,
      }
      const { status, text } = await line.ask(
        'POST', '/api/messages',
        { 'content-type': 'application/json' },
        JSON.stringify(sent),
      )
      if (status !== 200) return void judgeError(text)
      // Without `expectReplies` they are sent to the channel, which here has no address.
      if (sent['deliveryMode'] !== 'expectReplies') return undefined
      return text === '' ? [] : ((JSON.parse(text) as { activities?: Activity[] }).activities ?? [])
    },
  }
}

/** Bytes to a port that expects HTTP; resolves with what came back when the connection ended. */
export function rawExchange(address: string, bytes: Buffer, patience = 300): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(patience, () => socket.destroy())
    socket.on('data', chunk => (answer += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
    // A whole request that keeps its connection is answered and then idle.
    setTimeout(() => socket.end(), 20)
  })
}

// ── What must hold ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Answers that say too much: a stack, a path of the machine, the name of what the guide is made with. */
const telling =
  /node_modules|\bat [\w.<>]+ \(|\/src\/|\/dist\/|\/home\/|\/tmp\/|\.[jt]s:\d|ECONN|ENOENT|SQLITE|TypeError|RangeError|SyntaxError|restify|libsql|\bundefined\b/

const parser = unified().use(remarkParse).use(remarkGfm).freeze()
const plain = new Set(['root', 'paragraph', 'text', 'break'])

/** Fails when something that a person typed has become markup of a Markdown text. */
function judgeMarkdown(markdown: string): void {
  if (!markdown.includes(mark)) return
  const visit = (node: Nodes): void => {
    if (!toString(node).includes(mark) && !JSON.stringify(node).includes(mark)) return
    const said = toString(node)
    // Our own words show an address in bold, and Markdown makes a link to itself of an address.
    // Without a place in the text it is a link of this parser's own making, which clients do not make.
    const address =
      (node.type === 'link' && node.position === undefined) ||
      (node.type === 'strong' && /\S@\S/.test(said)) ||
      (node.type === 'link' && node.url === `mailto:${said}` && /\S@\S/.test(said))
    assert.ok(
      plain.has(node.type) || address,
      `what was typed became ${node.type}: ${JSON.stringify(markdown.slice(0, 300))}`,
    )
    if ('children' in node) node.children.forEach(visit)
  }
  visit(parser.runSync(parser.parse(markdown)) as Nodes)
}

/** Properties of a card and of an activity that are shown as they are, never read as markup. */
const asItIs = new Set(['fallbackText', 'speak', 'summary'])

function judgeCard(part: unknown, inRun: boolean, path: string): void {
  if (typeof part === 'string')
    return assert.ok(inRun || !part.includes(mark), `what was typed stands in ${path} of a card`)
  if (typeof part !== 'object' || part === null) return
  const { type } = part as { type?: unknown }
  for (const [name, value] of Object.entries(part)) {
    if (type === 'TextBlock' && name === 'text') judgeMarkdown(String(value))
    // An input shows again what was typed into it.
    else judgeCard(value, asItIs.has(name) || (type === 'TextRun' && name === 'text') || (type === 'Input.Text' && name === 'value'), `${path}.${name}`)
  }
}

/** What must hold of every message of the guide. */
function judgeReply(reply: Activity): void {
  const { text, textFormat, attachments, suggestedActions, channelData, locale, type } = reply
  assert.equal(type, 'message')
  assert.match(String((channelData as Data).step), /^[a-zA-Z]+\.[a-zA-Z]+$/)
  assert.match(String(locale), /^(?:fr|en)$/)
  assert.ok((text ?? '') !== '' || (attachments ?? []).length > 0, 'a message without words')
  assert.doesNotMatch(JSON.stringify([text, attachments, suggestedActions]), telling)
  if (text !== undefined) {
    assert.equal(textFormat, 'markdown')
    judgeMarkdown(text)
  }
  for (const { content, ...attachment } of attachments ?? []) {
    judgeCard(content, false, 'content')
    assert.ok(!JSON.stringify(attachment).includes(mark))
  }
  assert.ok(!JSON.stringify([suggestedActions, channelData]).includes(mark), 'what was typed stands in a button')
}

/** The tags of a page of ours, without the values of their quoted attributes. */
const tagsOf = (page: string): string[] =>
  [...page.matchAll(/<(?:"[^"]*"|[^>"])*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'))

/** Fails when something that was typed has become markup of a page or a mail. */
export function judgeHtml(page: string): void {
  for (const tag of tagsOf(page)) assert.ok(!tag.includes(mark), `what was typed became a tag: ${tag.slice(0, 100)}`)
  assert.doesNotMatch(
    page,
    new RegExp(`(?:href|src|action)="(?!https?:|mailto:)[^"]*${mark}`),
    'what was typed became an address',
  )
}

/** An error says a fixed sentence. */
function judgeError(text: string): void {
  if (text !== '') assert.match(text, /^\{"error":\{"code":"\w+","message":"[^"]+"\}\}$|^\{"errors":\[/)
  assert.ok(!text.includes(mark), 'an error repeats what was sent')
}

/** What must hold of every answer over HTTP. */
function judgeAnswer({ status, headers, text }: Answer, asked: string): void {
  // An invoke by a name that nobody knows is answered 501, as the SDK does.
  assert.ok(status < 500 || (status === 501 && asked === 'POST /api/messages'), `${status} for ${asked}`)
  // Our own scripts may name what they are made of; what a person said comes back to that person alone.
  const ours = asked.startsWith('GET /assets/') || text.startsWith('{"activities":') || text.startsWith('# HELP')
  if (!ours) assert.doesNotMatch(text, telling, asked)
  assert.ok(!JSON.stringify(headers).includes(mark), `a header of the answer to ${asked} holds what was sent`)
  assert.equal(headers['x-content-type-options'], 'nosniff', asked)
  assert.match(String(headers['referrer-policy']), /^(?:no-referrer|same-origin)$/, asked)
  assert.equal(headers['server'], undefined)
  const policy = String(headers['content-security-policy'])
  assert.match(policy, /default-src 'none'/, asked)
  assert.match(policy, /frame-ancestors 'none'/, asked)
  const script = /script-src ([^;]*)/.exec(policy)?.[1]
  assert.ok(script === undefined || /^'nonce-[\w+/=]{20,}'$/.test(script), `scripts are let in by ${script}: ${asked}`)
  if (/^text\/html/.test(headers['content-type'] ?? '')) judgeHtml(text)
  else if (status >= 400) judgeError(text)
}

// ── What a walk leads to ───────────────────────────────────────────────────────────────────────────────────

/** The link in the newest mail, with the fields of its form. */
export async function activationIn(
  dataDir: string,
  line: Line,
): Promise<{ id: string; token: string; form: string; address: string }> {
  const folder = join(dataDir, 'mail')
  for (let tries = 0; tries < 150; tries++, await delay(100)) {
    const names = existsSync(folder)
      ? readdirSync(folder)
          .filter(each => each.endsWith('.eml'))
          .sort()
      : []
    for (const name of names.reverse()) {
      const mail = await simpleParser(readFileSync(join(folder, name)))
      const token = /activate\?token=([\w-]+)/.exec(mail.text ?? '')?.[1]
      if (token === undefined) continue
      const page = await line.ask('GET', `/activate?token=${token}`)
      const form = /name="form" value="([^"]+)"/.exec(page.text)?.[1]
      const to = Array.isArray(mail.to) ? mail.to[0]?.text : mail.to?.text
      if (form !== undefined) return { id: name.slice(0, -4), token, form, address: to ?? '' }
    }
  }
  throw new Error('There is no mail with a link that is ready')
}

/** The moves from the review to an account that is asked for. */
export const signUp: readonly Move[] = [{ kind: 'answer', which: 0 }]
