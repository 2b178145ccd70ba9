/** The thread that learns: given the words and the names of what is wanted, it answers with each piece as it is stored. */
import { parentPort, workerData } from 'node:worker_threads'
import { learnPiece, type PieceName, type Words } from './learned.ts'
import { packed } from './learnedFiles.ts'

// learnAside.ts gives it.
const { words, wanted } = workerData as { readonly words: Words; readonly wanted: readonly (readonly [PieceName, string])[] }

for (const [piece, name] of wanted) {
  // A copy of its own: what `serialize` gives is a part of a larger memory.
  const bytes = Uint8Array.from(packed(name, learnPiece(piece, words)))
  parentPort?.postMessage([piece, bytes], [bytes.buffer])
}
