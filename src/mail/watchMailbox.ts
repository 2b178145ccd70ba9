/**
 * Watches a mailbox over IMAP: what is unread is taken, then marked as read. Nothing is deleted. What comes between the taking and the
 * marking brings a mail again; whoever takes it knows it by its Message-ID.
 */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { backoff, type Backoff } from '../backoff.ts'
import { isLocalHost } from '../http/localHost.ts'
import { codeOf } from '../storage/storageError.ts'
import type { Log } from '../log.ts'
import { mostOfMail, type MailAtDoor } from './incomingMail.ts'

/** How it stands with a mailbox. `code`: why it is down. */
export interface MailboxState {
  readonly state: 'beginning' | 'watched' | 'down'
  readonly code?: string
  /** ISO 8601, UTC. */
  readonly since: string
}

export interface WatchedMailbox {
  state(): MailboxState
  /** Ends the watch; a mail in hand is finished. */
  stop(): Promise<void>
}

export interface WatchOptions {
  /** `imaps://user:password@host/INBOX`. */
  readonly url: string
  /** What is done with a mail; what it throws brings the mail again. */
  readonly take: (mail: MailAtDoor) => Promise<unknown>
  readonly log: Pick<Log, 'info' | 'warn'>
  /** Between looks at a mailbox whose server tells nothing by itself, ms. */
  readonly every?: number
  readonly pauses?: Backoff
  /** For connecting and for each answer of the server, ms. */
  readonly patience?: number
}

/** For connecting and for each answer, ms. */
const usualPatience = 15_000
/** For the answer that a stop finds under way, ms. */
const lastPatience = 1000

function connectionTo(url: string, timeoutMs: number): { client: ImapFlow; folder: string } {
  const { hostname, port, protocol, username, password, pathname } = new URL(url)
  const secure = protocol === 'imaps:'
  const host = hostname.replace(/^\[|\]$/g, '')
  const near = isLocalHost(hostname)
  const client = new ImapFlow({
    host,
    port: port === '' ? (secure ? 993 : 143) : Number(port),
    secure,
    // A password crosses the network under TLS only; on this machine there is nobody to hide from.
    doSTARTTLS: secure ? undefined : !near,
    ...(near ? { tls: { rejectUnauthorized: false } } : {}),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    // It would log what mails hold.
    logger: false,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    autoIdleDelay: 500,
    maxIdleTime: 240_000,
  })
  // What breaks is thrown by the command under way, or known by the end of the connection.
  client.on('error', () => undefined)
  return { client, folder: decodeURIComponent(pathname.slice(1)) || 'INBOX' }
}

/** Why it failed: a code, never a text of the server. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && Reflect.get(error, 'authenticationFailed') === true) return 'refused'
  const code = codeOf(error)
  if (/^[\w.-]{1,40}$/.test(code)) return code
  return error instanceof Error && Reflect.get(error, 'responseStatus') === 'NO' ? 'mailbox' : 'imap'
}

/**
 * Signs in, opens the folder and changes nothing.
 * @returns true, or a code that says why not
 */
export async function greetMailbox(url: string, timeoutMs: number): Promise<true | string> {
  const { client, folder } = connectionTo(url, timeoutMs)
  try {
    await client.connect()
    await client.mailboxOpen(folder, { readOnly: true })
    return true
  } catch (error) {
    return reasonOf(error)
  } finally {
    client.close()
  }
}

/** A fault of ours with a code for the log. */
const fault = (code: string): Error => Object.assign(new Error(code), { code })

/** What the server answers. The client itself waits for minutes on a connection that is open and silent. */
type Answered = <Value>(answer: Promise<Value>) => Promise<Value>

/** @param signal where it is aborted, little more is waited for */
const answeredWithin = (patience: number, signal: AbortSignal): Answered => async answer => {
  const over = new AbortController()
  const wait = async (ms: number): Promise<never> => {
    await delay(ms, undefined, { signal: over.signal })
    throw fault('timeout')
  }
  const ending = async (): Promise<never> => {
    if (!signal.aborted) await once(signal, 'abort', { signal: over.signal })
    return wait(lastPatience)
  }
  try {
    return await Promise.race([answer, wait(patience), ending()])
  } finally {
    over.abort()
  }
}

/** Takes all that is unread, in the order in which it came. @param works told after each that it goes well */
async function sweep(client: ImapFlow, take: WatchOptions['take'], answered: Answered, stopping: () => boolean, works: () => void): Promise<void> {
  const unread = await answered(client.search({ seen: false }, { uid: true }))
  if (!Array.isArray(unread)) throw fault('search')
  for (const uid of unread.sort((a, b) => a - b).map(String)) {
    if (stopping()) return
    const fetched = await answered(client.fetchOne(uid, { headers: true }, { uid: true }))
    // Somebody took it away meanwhile.
    if (fetched === false || fetched.headers === undefined) continue
    await take({
      head: fetched.headers,
      whole: async () => {
        const { source } = (await answered(client.fetchOne(uid, { source: { maxLength: mostOfMail } }, { uid: true }))) || {}
        if (source === undefined) throw fault('gone')
        return source
      },
    })
    if (!(await answered(client.messageFlagsAdd(uid, ['\\Seen'], { uid: true })))) throw fault('notMarked')
    works()
  }
  works()
}

const usualPauses: Backoff = { first: 1000, most: 300_000, spread: 0.5 }

/** Begins to watch. A mailbox that is away is tried again, after pauses that grow. */
export function watchMailbox(
  { url, take, log, every = 60_000, pauses = usualPauses, patience = usualPatience }: WatchOptions,
): WatchedMailbox {
  const stopped = new AbortController()
  const { signal } = stopped
  let now: MailboxState = { state: 'beginning', since: new Date().toISOString() }
  let [failures, pause, watchedFrom] = [0, 0, Infinity]
  const answered = answeredWithin(patience, signal)
  const becomes = (state: MailboxState['state'], code?: string): void => {
    if (now.state === state && now.code === code) return
    if (state === 'down') log.warn({ code: 'replies_down', reason: code }, 'The mailbox of answers cannot be read; it is tried again')
    else if (now.state === 'down') log.info({ code: 'replies_up' }, 'The mailbox of answers is read again')
    now = { state, since: new Date().toISOString(), ...(code === undefined ? {} : { code }) }
  }

  async function session(): Promise<void> {
    const { client, folder } = connectionTo(url, patience)
    let wake = (): void => undefined
    let fresh = false
    const news = (): void => {
      fresh = true
      wake()
    }
    client.on('exists', news).on('close', () => wake())
    const end = (): void => wake()
    signal.addEventListener('abort', end)
    try {
      await answered(client.connect())
      await answered(client.mailboxOpen(folder))
      while (!signal.aborted) {
        if (!client.usable) throw fault('closed')
        fresh = false
        await sweep(client, take, answered, () => signal.aborted, () => {
          watchedFrom = Math.min(watchedFrom, performance.now())
          becomes('watched')
        })
        const timer = setTimeout(() => wake(), every)
        await new Promise<void>(resolve => {
          wake = resolve
          // What came while the last ones were taken.
          if (fresh || signal.aborted || !client.usable) resolve()
        })
        clearTimeout(timer)
      }
      await answered(client.logout())
    } finally {
      signal.removeEventListener('abort', end)
      client.close()
    }
  }

  async function watch(): Promise<void> {
    while (!signal.aborted)
      try {
        await session()
      } catch (error) {
        if (signal.aborted) return
        becomes('down', reasonOf(error))
        // A server that lets the guide in and then throws it out, again and again, is one that is away.
        if (performance.now() - watchedFrom > pause) failures = 0
        watchedFrom = Infinity
        pause = backoff(++failures, pauses)
        await delay(pause, undefined, { signal }).catch(() => undefined)
      }
  }

  const watching = watch()
  return {
    state: () => now,
    stop: async () => {
      stopped.abort()
      await watching
    },
  }
}
