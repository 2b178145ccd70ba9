/** Reading what an operator gives: a file or a stream, plain or gzipped, bounded. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { ImportRefused } from './importRefused.ts'

/** How far an import has come. */
export interface Progress {
  /** Bytes read, before decompression. */
  readonly bytes: number
  /** Size of the whole when it is known. */
  readonly totalBytes?: number
  /** Structures or entities read. */
  readonly rows: number
}

export interface Source {
  /** File name, or `''` for a stream without one. */
  readonly name: string
  readonly totalBytes?: number
  readonly bytes: () => number
  /** Decompressed. */
  readonly chunks: AsyncIterable<Buffer>
}

/** Decompressed size beyond which a file is not what it says. The largest real one (all structures, JSON) has some 20 MB. */
const defaultLimit = 300 * 1024 * 1024

/** The code of a fault of the system or of zlib; empty: it has none. */
const errnoOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

/**
 * Opens a file or a stream.
 * @param limit greatest decompressed size, bytes
 * @throws {ImportRefused} `unreadable`, `tooLarge`, while it is read
 */
export async function openSource(file: string | Readable, limit = defaultLimit): Promise<Source> {
  let name = ''
  let totalBytes: number | undefined
  let input: Readable
  if (typeof file === 'string') {
    name = basename(file)
    try {
      const found = await stat(file)
      if (!found.isFile()) throw new ImportRefused('unreadable', `${name} is not a file.`)
      totalBytes = found.size
    } catch (error) {
      if (error instanceof ImportRefused) throw error
      throw new ImportRefused(
        'unreadable',
        `${name} cannot be read (${errnoOf(error) || 'unknown'}).`,
      )
    }
    input = createReadStream(file)
  } else input = file
  let bytes = 0

  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of input) {
      const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer) // a stream of bytes gives nothing else
      bytes += buffer.length
      yield buffer
    }
  }

  async function* plain(): AsyncGenerator<Buffer> {
    const chunks = counted()
    const head: Buffer[] = []
    let length = 0
    while (length < 2) {
      const next = await chunks.next()
      if (next.done === true) break
      head.push(next.value)
      length += next.value.length
    }
    const first = Buffer.concat(head)
    async function* whole(): AsyncGenerator<Buffer> {
      if (first.length > 0) yield first
      yield* chunks
    }
    if (first[0] !== 0x1f || first[1] !== 0x8b) {
      yield* whole()
      return
    }
    const gunzip = createGunzip()
    const compressed = Readable.from(whole())
    compressed.on('error', error => gunzip.destroy(error))
    compressed.pipe(gunzip)
    try {
      for await (const chunk of gunzip) yield chunk as Buffer // it has no encoding
    } catch (error) {
      if (!errnoOf(error).startsWith('Z_')) throw error
      throw new ImportRefused('unreadable', 'The file is cut off or damaged (it does not decompress).')
    } finally {
      compressed.destroy()
      gunzip.destroy()
    }
  }

  async function* bounded(): AsyncGenerator<Buffer> {
    let size = 0
    for await (const chunk of plain()) {
      size += chunk.length
      if (size > limit)
        throw new ImportRefused('tooLarge', `The file is larger than ${Math.round(limit / 1024 / 1024)} MB.`)
      yield chunk
    }
  }

  return { name, ...(totalBytes === undefined ? {} : { totalBytes }), bytes: () => bytes, chunks: bounded() }
}

/** The same as text, without its byte order mark and without NUL, which the database could not keep. */
export async function* asText(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Buffer): string => {
    try {
      return (chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })).replaceAll('\0', '')
    } catch {
      throw new ImportRefused('unreadable', 'The file is not UTF-8 text.')
    }
  }
  for await (const chunk of chunks) {
    const text = decode(chunk)
    if (text !== '') yield text
  }
  const rest = decode()
  if (rest !== '') yield rest
}

/** A day in a file's name: `rnsr-2022-02-08.csv`, `…-2022-02.csv.gz` (then the first of the month), `20220208`. */
export function dayInName(name: string): string | undefined {
  const match = /(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])(?:[-_.]?(0[1-9]|[12]\d|3[01]))?(?!\d)/.exec(name)
  return match === null ? undefined : `${match[1]}-${match[2]}-${match[3] ?? '01'}`
}

/** @throws {ImportRefused} `badDate` */
export function checkedDay(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day)
    throw new ImportRefused('badDate', 'The date of the data must be a day, for example 2022-02-08.')
  return day
}
