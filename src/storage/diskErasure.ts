/**
 * What was deleted leaves the disk. SQLite overwrites a deleted row with zeros (`secure_delete`), but three places keep it: the log,
 * until it is written over; the free pages that an older version of the guide left; and pages in use, within which SQLite keeps what
 * it copied elsewhere when it made room. So every commit that deletes is followed by an empty log, and by a file written anew: at once
 * when it is small, with the retention job when it is large.
 */
import { existsSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from './sqliteConnection.ts'
import { StorageFault, codeOf } from './storageError.ts'
import type { WriteLock } from './writeLock.ts'

const megabyte = 1024 * 1024
/** Up to here a file is written anew after each deletion: some tenths of a second, in which nobody else writes. */
const rewrittenAtOnce = 16 * megabyte
/** Beyond this it never is by itself: it would hold up everybody for a minute. It shrinks all the same. */
const rewrittenAtAll = 512 * megabyte
/** A large file is written anew once a day at most, ms. */
const rewrittenEvery = 20 * 3_600_000
/** A small one takes at most this share of the time, and waits at most this long for it, ms. */
const share = 20
const longestPause = 3000
/** Pages given back to the disk in one transaction. */
const slice = 256
/** How long somebody may read an old state before an operator hears of it, ms. */
const patienceWithReaders = 5000

export class DiskErasure {
  readonly #writer: Connection
  readonly #lock: WriteLock
  readonly #file: string
  readonly #onError: (error: Error) => void
  readonly #ending = new AbortController()
  #due = false
  #owed = false
  #working: Promise<void> | undefined
  #rewritten: { readonly at: number; readonly took: number } | undefined

  constructor(writer: Connection, lock: WriteLock, file: string, onError: (error: Error) => void) {
    this.#writer = writer
    this.#lock = lock
    this.#file = file
    this.#onError = onError
  }

  /** A commit deleted something, or a former process may have ended before it was gone. */
  begin(): void {
    this.#owed = true
    this.#start()
  }

  #start(): void {
    this.#due = true
    this.#working ??= this.#work()
      .catch((error: unknown) => this.#onError(error instanceof Error ? error : new StorageFault('erasure', error)))
      .finally(() => {
        this.#working = undefined
        // Something was deleted just as it came to its end.
        if (this.#due) this.#start()
      })
  }

  /** Resolves when nothing more is to be done at once. */
  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working
  }

  /**
   * Waits until what was deleted has left the disk.
   * @param patience ms
   * @returns false when it has not by then: somebody reads an old state, or the file is too large to be written anew
   */
  async leaves(patience: number): Promise<boolean> {
    await Promise.race([this.settled(), delay(patience, undefined, { ref: false })])
    return this.#working === undefined && !this.#owed
  }

  /** What need not be done at once: the file gives back what it does not need, and a large one is written anew. */
  async tidy(): Promise<void> {
    await this.#shrink()
    const kind = await this.#alone(() => this.#writer.asideAsked('pragma auto_vacuum'))
    const owed = this.#owed || kind !== incremental
    const recent = this.#rewritten !== undefined && Date.now() - this.#rewritten.at < rewrittenEvery
    if (owed && !recent && this.#size() <= rewrittenAtAll) await this.#rewrite()
    // Not waited for: somebody may read an old state for long.
    this.#start()
  }

  /** Finishes without pauses. A log that somebody else reads stays for the next start. */
  async end(): Promise<void> {
    this.#ending.abort()
    await this.settled()
  }

  async #work(): Promise<void> {
    while (this.#due) {
      this.#due = false
      await this.#emptyLog()
      if (!this.#owed || this.#size() > rewrittenAtOnce) continue
      const { at = 0, took = 0 } = this.#rewritten ?? {}
      await this.#pause(Math.min(at + took * share - Date.now(), longestPause))
      // Another process may be writing.
      for (let tries = 0; this.#owed && tries < 10; tries++) {
        if (tries > 0) await this.#pause(200)
        await this.#rewrite()
      }
      await this.#emptyLog()
    }
  }

  /** Brings the log into the file and makes it empty. Whoever reads an older state holds it; then again, until it is done. */
  async #emptyLog(): Promise<void> {
    const begun = Date.now()
    for (let wait = 20, told = false; ; wait = Math.min(wait * 1.5, 500)) {
      const busy = await this.#alone(() => this.#writer.asideAsked('pragma wal_checkpoint(truncate)'))
      if (busy === 0 || this.#ending.signal.aborted) return
      if (!told && Date.now() - begun > patienceWithReaders) {
        told = true
        this.#onError(new StorageFault('log_held'))
      }
      await this.#pause(wait)
    }
  }

  async #rewrite(): Promise<void> {
    await this.#alone(async () => {
      const at = Date.now()
      // A small copy need not touch the disk.
      this.#writer.pragma(`temp_store = ${this.#size() <= rewrittenAtOnce ? 'memory' : 'file'}`)
      await this.#writer.aside('vacuum')
      this.#owed = false
      this.#rewritten = { at: Date.now(), took: Date.now() - at }
    })
  }

  /** Slice by slice: others write in between. */
  async #shrink(): Promise<void> {
    for (let before = Infinity; ; ) {
      const free = Number(await this.#alone(() => this.#writer.asideAsked('pragma freelist_count')))
      if (!(free > slice / 4) || free >= before) return
      before = free
      await this.#alone(() => this.#writer.aside(`pragma incremental_vacuum(${slice})`))
    }
  }

  /** Does something while nobody else of this process writes. @returns undefined when it could not be */
  async #alone<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      await this.#lock.take(longestPause)
      try {
        return await work()
      } finally {
        this.#lock.release()
      }
    } catch (error) {
      // Another process writes: the next try, or the next deletion, will do it.
      if (!/^(locked|SQLITE_BUSY)/.test(codeOf(error)))
        this.#onError(error instanceof Error ? error : new StorageFault('erasure', error))
      return undefined
    }
  }

  #size(): number {
    return statSync(this.#file).size
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.#ending.signal, ref: false }).catch(() => undefined)
  }
}

/** `pragma auto_vacuum` of a file that can give back single pages. */
const incremental = 2

/** True when a former process left a log behind: it was killed, or another one has the file open. */
export const leftLog = (file: string): boolean => existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0
