/** The thread that checks: given files, it answers with what is wrong with them. */
import { parentPort, workerData } from 'node:worker_threads'
import { HeldFiles } from '../content/fileSource.ts'
import { mistakesIn } from './contentMistakes.ts'

// contentCheck.ts gives it.
const { locales } = workerData as { readonly locales: readonly string[] }

parentPort?.on('message', ([id, held]: [number, HeldFiles['held']]) => {
  void mistakesIn(new HeldFiles(held), locales).then(mistakes => parentPort?.postMessage([id, mistakes]))
})
