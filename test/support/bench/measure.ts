/** What every bench needs: the state of the machine, what a process has used, and figures that bear the noise of a shared machine. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

/** The middle value; the mean of the two middle ones of an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value below which this part (0 to 1) of all values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN
}

/** How busy the machine is now, and what it is. Every figure of a bench is worth only as much as this line allows. */
export function machine(): string {
  const load = loadavg().map(each => each.toFixed(1)).join(', ')
  return `load ${load} (1, 5 and 15 min) on ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`
}

/** How long the disk takes now to keep a page for certain: what a durable turn cannot go below. */
export function disk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'noa-disk-'))
  const file = openSync(join(folder, 'page'), 'w')
  try {
    const times = Array.from({ length: 50 }, () => {
      writeSync(file, Buffer.alloc(4096))
      const began = performance.now()
      fdatasyncSync(file)
      return performance.now() - began
    })
    return `fdatasync ${figure(median(times))} ms, p90 ${figure(quantile(times, 0.9))} ms`
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true })
  }
}

export interface Usage {
  /** Processor time of all threads since the process began, ms, in steps of 10. */
  readonly cpu: number
  /** Memory in use now, MB (10^6 bytes). */
  readonly memory: number
  /** Most that it ever was, MB. */
  readonly peak: number
}

const unknown: Usage = { cpu: NaN, memory: NaN, peak: NaN }

/** What a process of this machine has used. Read from /proc: NaN on systems that have none. */
export function usageOf(pid: number): Usage {
  try {
    // The name in parentheses may hold spaces. proc(5): utime and stime are fields 14 and 15, in 1/100 s.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ')
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const megabytes = (name: string): number => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6
    return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, memory: megabytes('VmRSS'), peak: megabytes('VmHWM') }
  } catch {
    return unknown
  }
}

/** `1.23`, with fewer decimals for larger numbers; `–` for what could not be measured. */
export const figure = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0) : '–'

/** The median with the least and the greatest value: `1.05 (0.98 to 1.11)`. */
export const spread = (values: readonly number[]): string =>
  `${figure(median(values))} (${figure(Math.min(...values))} to ${figure(Math.max(...values))})`

/** Prints rows in columns, the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, n) => Math.max(all[n] ?? 0, cell.length)), [])
  for (const row of rows)
    console.log(`  ${row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('   ')}`.trimEnd())
}
