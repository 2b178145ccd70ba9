/** What commands print. Standard output is the command's result; progress goes to standard error. */
import { createInterface } from 'node:readline'
import { SingleBar } from 'cli-progress'

export const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** A progress bar on standard error, in a terminal only. */
export function progressBar(what: string): { readonly update: (done: number, total: number) => void; readonly end: () => void } {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined }
  const bar = new SingleBar({ format: `${what} {bar} {percentage} %`, stream: process.stderr, clearOnComplete: true, hideCursor: true })
  let begun = false
  return {
    update: (done, total) => {
      if (begun) bar.setTotal(total)
      else bar.start(total, 0)
      begun = true
      bar.update(done)
    },
    end: () => {
      if (begun) bar.stop()
    },
  }
}

/** Standard input, line by line. Nothing is read before the first line is asked for: what readline reads sooner, nobody hears. */
export async function* inputLines(): AsyncGenerator<string> {
  yield* createInterface({ input: process.stdin, crlfDelay: Infinity })
}
