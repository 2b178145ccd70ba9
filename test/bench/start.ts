/**
 * What it takes until sentences are understood, and how long nobody is answered meanwhile: once with everything still to be learned,
 * then with what was learned. `npm run bench`.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { figure, machine, table } from '../support/bench/measure.ts'

const folder = mkdtempSync(join(tmpdir(), 'noa-start-'))
console.log(`start: ${machine()}`)
const rows: string[][] = [['start', 'processor ms', 'wall ms', 'longest stall while it learns or loads, ms', 'first sentence and question ms']]
try {
  for (const name of ['first', 'second', 'third']) {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../support/bench/startOnce.js'), folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface(child.stdout))
      // Our own program writes one line of JSON.
      if (line.startsWith('{')) {
        const { processor, wall, stall, sentence } = JSON.parse(line) as Record<'processor' | 'wall' | 'stall' | 'sentence', number>
        rows.push([name, ...[processor, wall, stall, sentence].map(figure)])
      }
    if (child.exitCode === null) await once(child, 'exit')
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
table(rows)
