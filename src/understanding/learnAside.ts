/** What was learned from words: loaded where it is kept, else learned in a thread of its own, so that nobody waits, and kept. */
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { learnPiece, namesOf, pieces, type Learned, type PieceName, type Words } from './learned.ts'
import { packed, unpacked, type LearnedFiles } from './learnedFiles.ts'

type Wanted = readonly (readonly [PieceName, string])[]

type Learns = (piece: PieceName, bytes: Uint8Array) => void

/** Learns in a thread. */
function inThread(words: Words, wanted: Wanted, signal: AbortSignal | undefined, learned: Learns): Promise<void> {
  return new Promise((done, failed) => {
    const worker = new Worker(new URL('learner.js', import.meta.url), { workerData: { words, wanted } })
    const stop = (): void => void worker.terminate()
    signal?.addEventListener('abort', stop, { once: true })
    worker
      .on('message', ([piece, bytes]: [PieceName, Uint8Array]) => { learned(piece, bytes) })
      .once('error', failed)
      .once('exit', code => {
        signal?.removeEventListener('abort', stop)
        if (code === 0) done()
        else failed(new Error('What was to be learned was not learned to its end'))
      })
  })
}

/** Run from TypeScript (`npm run dev`), a thread of Node 20 has nothing that compiles its source: then it is done here. */
const compiled = import.meta.url.endsWith('.js')

async function learnHere(words: Words, wanted: Wanted, signal: AbortSignal | undefined, learned: Learns): Promise<void> {
  for (const [piece, name] of wanted) {
    await setImmediate()
    signal?.throwIfAborted()
    learned(piece, packed(name, learnPiece(piece, words)))
  }
}

export interface Obtained {
  readonly learned: Learned
  /** Whether everything was known already. */
  readonly loaded: boolean
  /** Resolves once what was learned is kept. */
  readonly kept: Promise<unknown>
}

/**
 * Loads or learns what the words teach.
 * @param files where it is kept
 * @param signal ends the learning; the promise is then rejected
 */
export async function learnAside(words: Words, files: LearnedFiles, signal?: AbortSignal): Promise<Obtained> {
  const names = namesOf(words)
  const known = new Map<PieceName, unknown>()
  const missing: (readonly [PieceName, string])[] = []
  for (const piece of pieces) {
    const name = names[piece]
    const bytes = await files.read(name)
    const held = bytes === undefined ? undefined : unpacked(name, bytes)
    if (held === undefined) missing.push([piece, name])
    else known.set(piece, held)
  }
  const kept: Promise<void>[] = []
  if (missing.length > 0) {
    signal?.throwIfAborted()
    await (compiled ? inThread : learnHere)(words, missing, signal, (piece, bytes) => {
      known.set(piece, unpacked(names[piece], bytes))
      kept.push(files.write(names[piece], bytes))
    })
  }
  // The names say what each piece is.
  return { learned: Object.fromEntries(known) as unknown as Learned, loaded: missing.length === 0, kept: Promise.all(kept) }
}
