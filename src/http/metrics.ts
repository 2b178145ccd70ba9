/**
 * `/metrics`, in the form that Prometheus reads: how often and how long, by the names of routes, of dialogs' steps and of work to be
 * done outside. Labels are names out of our own code, so their number is bounded and nothing of a person is in them.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Bound } from './crowd.ts'
import { channelOfKey } from '../turns/conversationKey.ts'
import type { Turned } from '../turns/runTurns.ts'
import type { Route } from './route.ts'
import { least, type Count } from '../storage/counters.ts'
import type { Outbox } from '../storage/storage.ts'
import { guide } from './health.ts'
import type { Attempted } from '../turns/turnLog.ts'
import type { Answered } from './server.ts'

export interface MetricsOptions {
  /** Lets a collector from elsewhere in. */
  readonly token?: string | undefined
  readonly outbox: Pick<Outbox, 'counts'>
  /** How conversations went, of all processes and since the first. */
  readonly counted: () => Promise<readonly Omit<Count, 'day'>[]>
  /** Number of open Direct Line streams. */
  readonly streams: () => number
  /** Number of open connections, streams included. */
  readonly connections: () => number
  /** Names of channels that are told apart. A channel says its own name, which nobody bounds. */
  readonly channels: () => readonly string[]
  /** The published version of the words, 0 before the first, and how many mistakes keep the files on disk from serving. */
  readonly words?: () => { readonly version: number; readonly faults: number }
  /** Whether the mailbox of the helpdesk's answers is read; undefined: none is watched. */
  readonly repliesRead?: (() => boolean) | undefined
  readonly engine: string
}

export interface Metrics {
  readonly route: Route
  answered(request: Answered): void
  turned(turn: Turned): void
  attempted(attempt: Attempted): void
  /** An incident became likely. */
  suspected(): void
  /** A mail came for the helpdesk's answers. @param outcome what became of it, a name of our own */
  mailed(outcome: string): void
  /** A connection had to go for another. */
  madeWay(bound: Bound): void
}

/** In seconds: from an answer out of memory to what nobody waits for. */
const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]
const coarse = [0.02, 0.1, 0.5, 2, 10]

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** What is counted and timed as it happens. */
function createInstruments(registry: Registry) {
  const registers = [registry]
  const requests = new Histogram({
    name: 'noa_http_request_seconds',
    help: 'Requests answered, by the pattern of their route.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  })
  const turns = new Histogram({
    name: 'noa_turn_seconds',
    help: 'Turns of conversation, from the moment they were asked for until they are committed.',
    labelNames: ['channel', 'outcome'],
    buckets,
    registers,
  })
  const steps = new Histogram({
    name: 'noa_step_seconds',
    help: 'Replies, by the step of the dialog that said them, with the time of their turn.',
    labelNames: ['dialog', 'step'],
    buckets: coarse,
    registers,
  })
  const attempts = new Histogram({
    name: 'noa_outbox_attempt_seconds',
    help: 'Attempts at work outside, by its kind and what became of it.',
    labelNames: ['kind', 'outcome'],
    buckets: coarse,
    registers,
  })
  const retries = new Counter({
    name: 'noa_outbox_faults_total',
    help: 'Attempts that did not succeed, by the code that says why.',
    labelNames: ['kind', 'code'],
    registers,
  })
  const incidents = new Counter({
    name: 'noa_incidents_suspected_total',
    help: 'Times that several conversations ended at the service within an hour, so that an incident became likely.',
    registers,
  })
  const ways = new Counter({
    name: 'noa_connections_made_way_total',
    help: 'Connections that had to go for others, by the bound that there were too many for: of their address, or in all.',
    labelNames: ['bound'],
    registers,
  })
  const mails = new Counter({
    name: 'noa_replies_total',
    help: 'Mails that came for the answers of the helpdesk, by what became of them.',
    labelNames: ['outcome'],
    registers,
  })
  return { requests, turns, steps, attempts, retries, incidents, ways, mails }
}

/** What is looked up when somebody asks. */
function watchState(registry: Registry, { outbox, streams, connections, words, repliesRead, engine }: MetricsOptions): void {
  const registers = [registry]
  new Gauge({
    name: 'noa_outbox_entries',
    help: 'Work outside that is stored, by its kind and status.',
    labelNames: ['kind', 'status'],
    registers,
    async collect() {
      this.reset()
      // When the database is gone, /readyz says so; the rest is still worth reading.
      for (const { kind, status, count } of await outbox.counts().catch(() => [])) this.set({ kind, status }, Number(count))
    },
  })
  new Gauge({
    name: 'noa_streams_open',
    help: 'Open WebSocket streams of Direct Line.',
    registers,
    collect() {
      this.set(streams())
    },
  })
  new Gauge({
    name: 'noa_connections_open',
    help: 'Open connections, streams included.',
    registers,
    collect() {
      this.set(connections())
    },
  })
  if (words !== undefined) watchWords(registers, words)
  if (repliesRead !== undefined) watchReplies(registers, repliesRead)
  new Gauge({ name: 'noa_info', help: 'What runs here.', labelNames: ['version', 'engine'], registers }).set(
    { version: guide.version, engine },
    1,
  )
}

function watchWords(registers: Registry[], words: NonNullable<MetricsOptions['words']>): void {
  new Gauge({
    name: 'noa_content_faults',
    help: 'Mistakes for which the words on disk do not serve, so that the last sound ones do.',
    registers,
    collect() {
      this.set(words().faults)
    },
  })
  new Gauge({
    name: 'noa_content_version',
    help: 'The published version of the words, 0 before the first.',
    registers,
    collect() {
      this.set(words().version)
    },
  })
}

function watchReplies(registers: Registry[], read: () => boolean): void {
  new Gauge({
    name: 'noa_replies_up',
    help: 'Whether the mailbox of the answers of the helpdesk is read: 1, or 0.',
    registers,
    collect() {
      this.set(read() ? 1 : 0)
    },
  })
}

/** So long what was counted is not asked for again, ms: it is a sum over all days. */
const countedEvery = 20_000

/** How conversations went, out of the database: the same whichever process is asked, and after a restart. */
function watchCounters(registry: Registry, counted: MetricsOptions['counted']): void {
  let asked: { readonly at: number; readonly answer: ReturnType<MetricsOptions['counted']> } | undefined
  // When the database is gone, /readyz says so.
  const look = (): ReturnType<MetricsOptions['counted']> => {
    const at = performance.now()
    if (asked === undefined || at - asked.at > countedEvery) asked = { at, answer: counted().catch(() => []) }
    return asked.answer
  }
  const gauge = <Label extends string>(
    name: string, help: string, labelNames: Label[], labelsOf: (count: Omit<Count, 'day'>) => Record<Label, string> | undefined,
  ): void => void new Gauge({
    name, help, labelNames, registers: [registry],
    async collect() {
      this.reset()
      const sums = new Map<string, { readonly labels: Record<Label, string>; times: number }>()
      for (const count of await look()) {
        const labels = labelsOf(count)
        if (labels === undefined) continue
        const name = JSON.stringify(labels)
        sums.set(name, { labels, times: (sums.get(name)?.times ?? 0) + count.times })
      }
      for (const { labels, times } of sums.values()) if (times >= least) this.inc(labels, times)
    },
  })
  const outcomes: Readonly<Record<string, string>> = { begun: 'begun', solved: 'solved', handedOver: 'handedOver', standing: 'left' }
  gauge('noa_conversations', 'Conversations by subject and what they came to, since the first; left: at a step, or still going on.',
    ['channel', 'subject', 'outcome'], ({ name, channel, subject }) => {
      const outcome = outcomes[name]
      return outcome === undefined ? undefined : { channel, subject, outcome }
    })
  gauge('noa_left_at_step', 'Conversations that stand at a step: left there, or still going on.',
    ['step'], ({ name, detail }) => (name === 'standing' ? { step: detail } : undefined))
  gauge('noa_not_understood', 'Answers that were not understood, by the step that asked.',
    ['step'], ({ name, detail }) => (name === 'notUnderstood' ? { step: detail } : undefined))
  gauge('noa_conversation_minutes', 'Conversations that came to something, by the most minutes that they took.',
    ['minutes'], ({ name, detail }) => (name === 'minutes' ? { minutes: detail } : undefined))
}

/** Tells how long nobody was answered. In steps of 10 ms: a stall is what many people feel at once, far above that. */
function watchStalls(registry: Registry): void {
  const loop = monitorEventLoopDelay({ resolution: 10 })
  loop.enable()
  new Gauge({
    name: 'noa_event_loop_longest_stall_seconds',
    help: 'Longest time in which nobody was answered, since the last look.',
    registers: [registry],
    collect() {
      this.set(Number.isFinite(loop.max) ? Math.max(0, loop.max / 1e9) : 0)
      loop.reset()
    },
  })
}

/** `/metrics`, for this machine, and for whoever has the token. */
function metricsRoute(registry: Registry, token: string | undefined): Route {
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`)
  // Watching the garbage collector and the event loop is not free: not before somebody looks.
  let watched = false
  return {
    method: 'GET',
    path: '/metrics',
    handle: async ({ headers, local }) => {
      if (!local && (expected === undefined || !timingSafeEqual(digest(headers.authorization ?? ''), expected)))
        return { status: expected === undefined ? 404 : 401, headers: expected === undefined ? {} : { 'www-authenticate': 'Bearer' } }
      if (!watched) collectDefaultMetrics({ register: registry })
      watched = true
      return { status: 200, headers: { 'content-type': registry.contentType, 'cache-control': 'no-store' }, body: await registry.metrics() }
    },
  }
}

/** Puts the figures together. Those of a guide are its own, also when there are several in a process. */
export function createMetrics(options: MetricsOptions): Metrics {
  const { token, channels } = options
  const registry = new Registry()
  const { requests, turns, steps, attempts, retries, incidents, ways, mails } = createInstruments(registry)
  watchState(registry, options)
  watchStalls(registry)
  watchCounters(registry, options.counted)

  return {
    route: metricsRoute(registry, token),
    answered: ({ method, route, status, seconds }) => requests.observe({ method, route, status }, seconds),
    turned: ({ key, outcome, steps: said, seconds }) => {
      const channel = channelOfKey(key)
      turns.observe({ channel: channels().includes(channel) ? channel : 'other', outcome }, seconds)
      // What is repeated was counted when it was said.
      if (outcome !== 'committed') return
      for (const name of said) {
        const [dialog = '', ...step] = name.split('.')
        steps.observe({ dialog, step: step.join('.') }, seconds)
      }
    },
    suspected: () => incidents.inc(),
    mailed: outcome => mails.inc({ outcome }),
    madeWay: bound => ways.inc({ bound: bound === 'all' ? 'all' : 'address' }),
    attempted: ({ kind, outcome, code, seconds }) => {
      attempts.observe({ kind, outcome }, seconds)
      if (code !== undefined) retries.inc({ kind, code })
    },
  }
}
