/** The thread that checks: given files, it answers with what is wrong with them. */
import { parentPort, workerData } from 'node:worker_threads'
import { HeldFiles } from '../content/fileSource.ts'
import { ParsedFiles } from '../content/folder.ts'
import { mistakesIn } from './contentMistakes.ts'

// contentCheck.ts gives it.
const { locales } = workerData as { readonly locales: readonly string[] }
const parsed = new ParsedFiles()

parentPort?.on('message', ([id, held]: [number, HeldFiles['held']]) => {
  void mistakesIn(new HeldFiles(held), locales, parsed).then(mistakes => parentPort?.postMessage([id, mistakes]))
})
