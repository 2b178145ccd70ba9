/** The check of the words as a whole, in a thread of its own, so that nobody waits for it; what was found once is kept. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { HeldFiles } from '../content/fileSource.ts'
import type { Mistake } from '../content/library.ts'
import type { Checker } from '../editing/soundWords.ts'
import { guide } from '../http/health.ts'
import { packed, unpacked, type LearnedFiles } from '../understanding/learnedFiles.ts'
import { mistakesIn, wordsNeededHere } from './contentMistakes.ts'

/** The code that finds mistakes: the rooms that do, and what the dialogs need of the words. */
function codeHash(): string {
  const hash = createHash('sha256').update(guide.version).update(wordsNeededHere())
  const src = fileURLToPath(new URL('..', import.meta.url))
  for (const room of ['content', 'content/faults', 'fields', 'text'])
    for (const name of readdirSync(join(src, room)).filter(each => /\.[jt]s$/.test(each)).sort()) hash.update(readFileSync(join(src, room, name)))
  return hash.digest('hex')
}

/** Run from TypeScript (`npm run dev`), a thread of Node 20 has nothing that compiles its source: then it is done here. */
const compiled = import.meta.url.endsWith('.js')

/** A thread that has nothing to do ends after so long, ms: it knows what it has parsed, and that is of use while somebody edits. */
const idleMs = 60_000

interface Thread {
  ask(files: HeldFiles): Promise<readonly Mistake[]>
  end(): Promise<void>
}

function createThread(locales: readonly string[]): Thread {
  const worker = new Worker(new URL('contentChecker.js', import.meta.url), { workerData: { locales } })
  const asked = new Map<number, { done: (mistakes: readonly Mistake[]) => void; failed: (error: Error) => void }>()
  let number = 0
  worker.unref()
  const gone = (error: Error): void => {
    for (const { failed } of asked.values()) failed(error)
    asked.clear()
  }
  worker
    .on('message', ([id, mistakes]: [number, readonly Mistake[]]) => {
      asked.get(id)?.done(mistakes)
      asked.delete(id)
      if (asked.size === 0) worker.unref()
    })
    .once('error', gone)
    .once('exit', () => { gone(new Error('The words were not checked to their end')) })
  return {
    ask: files => new Promise((done, failed) => {
      asked.set(++number, { done, failed })
      worker.ref()
      worker.postMessage([number, files.held])
    }),
    end: async () => void (await worker.terminate()),
  }
}

/**
 * Makes the check.
 * @param kept where what was found is kept
 */
export function createChecker(locales: readonly string[], kept: LearnedFiles): Checker {
  const code = codeHash()
  let thread: Thread | undefined
  let idle: NodeJS.Timeout | undefined
  const known = new Map<string, Promise<readonly Mistake[]>>()
  const end = async (): Promise<void> => {
    clearTimeout(idle)
    const ending = thread
    thread = undefined
    await ending?.end()
  }
  const inThread = async (files: HeldFiles): Promise<readonly Mistake[]> => {
    clearTimeout(idle)
    thread ??= createThread(locales)
    try {
      return await thread.ask(files)
    } catch (error) {
      // It is gone: whoever asks next gets another one.
      await end()
      throw error
    } finally {
      clearTimeout(idle)
      idle = setTimeout(() => void end(), idleMs).unref()
    }
  }
  const fingerprint = (files: HeldFiles): string =>
    createHash('sha256').update(JSON.stringify([code, locales, files.fingerprint])).digest('hex')
  const find = async (files: HeldFiles, name: string): Promise<readonly Mistake[]> => {
    const bytes = await kept.read(name)
    const before = bytes === undefined ? undefined : unpacked(name, bytes)
    if (Array.isArray(before)) return before as readonly Mistake[] // as it was kept below
    const found = compiled ? await inThread(files) : await mistakesIn(files, locales)
    void kept.write(name, packed(name, found))
    return found
  }
  return {
    fingerprint,
    check: async files => {
      const own = fingerprint(files)
      const finding = known.get(own) ?? find(files, `checked-${own}`)
      if (known.size > 20) known.clear()
      known.set(own, finding)
      try {
        return { digest: own, mistakes: await finding }
      } catch (error) {
        known.delete(own)
        throw error
      }
    },
    stop: end,
  }
}
