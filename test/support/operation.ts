/** The guide as an operator has it: a process with its output, its exit code and its signals; and a person who talks to it. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { startArguments } from './bundledGuide.ts'
import { testedContent } from './testedContent.ts'

const settings = /^(HOST|PORT|DATA_DIR|DATABASE_URL|PUBLIC_URL|TRUST_PROXY|LOG_LEVEL|METRICS_TOKEN|NODE_OPTIONS)$/

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface GuideProcess {
  /** Where it listens. */
  readonly address: string
  /** Milliseconds from the command to the word that it is ready, and those of them on a processor (Linux only). */
  readonly started: { readonly ms: number; readonly cpuMs: number | undefined }
  readonly ended: Promise<Ended>
  /** True until it has ended. */
  running(): boolean
  kill(signal: NodeJS.Signals): void
}

function launch(file: 'main' | 'cli', args: readonly string[], env: Readonly<Record<string, string>>, bundled = true) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)))
  const child = spawn(process.execPath, [...startArguments(`src/${file}`, bundled), ...args], {
    env: { ...own, CONTENT_DIR: testedContent, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', text => (output.stderr += text))
  const ended = new Promise<Ended>(resolve => child.once('close', (code, signal) => resolve({ code, signal, ...output })))
  return { child, output, ended }
}

/** Runs `noa <args>`, or the guide itself (`[]`), to its end. */
export const runToEnd = (file: 'main' | 'cli', args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> =>
  launch(file, args, env).ended

/** User and system time of a process in ms, in the ticks of Linux (100 a second everywhere that Node runs). */
function cpuTime(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return undefined
  }
}

/**
 * Starts the guide as a process of its own, on any free port unless `env` names one; not `bundled`: from the files that `npm start`
 * runs.
 */
export async function startProcess(env: Readonly<Record<string, string>>, { bundled = true } = {}): Promise<GuideProcess> {
  const began = performance.now()
  const { child, output, ended } = launch('main', [], { PORT: '0', ...env }, bundled)
  let running = true
  void ended.then(() => (running = false))
  const ready = (): string | undefined =>
    /^Ready/m.test(output.stdout)
      ? /^The guide +(\S+)\/$/m.exec(output.stdout)?.[1]
      : /"code":"started".*"address":"([^"]+)".*\n/.exec(output.stdout)?.[1]
  while (running && ready() === undefined) await delay(5)
  const address = ready()
  if (address === undefined) throw new Error(`The guide did not start: ${output.stderr || output.stdout}`)
  return {
    address,
    started: { ms: performance.now() - began, cpuMs: cpuTime(child.pid!) },
    ended,
    running: () => running,
    kill: signal => void child.kill(signal),
  }
}

interface Said {
  readonly id: string
  readonly from: { readonly role?: string }
  readonly channelData?: { readonly step?: string }
}

/** What a person says to sign up, up to the request; `{email}` stands for the address. */
export const signUp = [
  'je voudrais créer un compte', 'none', 'none', 'create', 'madame', 'Curie', 'Marie', '{email}', 'Institut du radium',
  'Passer', 'Passer', 'Passer', 'accept', 'oui',
] as const

/** A person in a conversation of Direct Line. It outlives the guide that it talks to. */
export class Person {
  address: string
  conversation = ''
  token = ''
  #said = 0

  constructor(address: string) {
    this.address = address
  }

  async #request(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.address}/v3/directline${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  }

  async begin(): Promise<this> {
    this.token = (await this.#request('POST', '/tokens/generate', {}))['token'] as string
    const begun = await this.#request('POST', '/conversations', { locale: 'fr-FR' })
    this.conversation = begun['conversationId'] as string
    this.token = begun['token'] as string
    return this
  }

  /** Takes a new token, as an open page does from time to time. */
  async refresh(): Promise<void> {
    this.token = (await this.#request('POST', '/tokens/refresh', {}))['token'] as string
  }

  /** Resolves when it is acknowledged, with its id. */
  async say(text: string): Promise<string> {
    const channelData = { clientActivityID: `${this.conversation}-${this.#said++}` }
    const activity = { type: 'message', from: { id: 'x' }, text, channelData }
    return (await this.#request('POST', `/conversations/${this.conversation}/activities`, activity))['id'] as string
  }

  async log(): Promise<Said[]> {
    const all: Said[] = []
    for (let watermark = '0'; ; ) {
      const page = await this.#request('GET', `/conversations/${this.conversation}/activities?watermark=${watermark}`)
      const activities = page['activities'] as Said[]
      if (activities.length === 0) return all
      all.push(...activities)
      watermark = page['watermark'] as string
    }
  }

  /** The steps that were said to the person, in order. */
  heard = async (): Promise<string[]> =>
    (await this.log()).filter(({ from }) => from.role === 'bot').map(({ channelData }) => channelData?.step ?? '')

  async until(step: string, seconds = 20): Promise<void> {
    for (const end = Date.now() + seconds * 1000; !(await this.heard()).includes(step); await delay(100))
      if (Date.now() > end) throw new Error(`${step} was not said, but ${(await this.heard()).join(', ')}`)
  }

  /** Opens a stream. The steps that come over it are added to `steps`. */
  async stream(): Promise<{ readonly steps: string[]; readonly closed: Promise<number> }> {
    const { streamUrl } = await this.#request('GET', `/conversations/${this.conversation}?watermark=0`)
    const socket = new WebSocket(streamUrl as string)
    const steps: string[] = []
    socket.on('message', data => {
      const text = (data as Buffer).toString()
      if (text !== '') for (const { channelData } of (JSON.parse(text) as { activities: Said[] }).activities) steps.push(channelData?.step ?? '')
    })
    const closed = new Promise<number>(resolve => socket.once('close', code => resolve(code)))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return { steps, closed }
  }
}
