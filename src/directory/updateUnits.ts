/** Fetches the directory of units from the address that the operator set, for a nightly timer. */
import { Readable } from 'node:stream'
import type { Storage } from '../storage/storage.ts'
import { ImportRefused } from './importRefused.ts'
import { importUnits, urlKey, type ImportOptions, type ImportResult } from './importUnits.ts'

export type UpdateResult = { readonly unchanged: true } | ({ readonly unchanged: false } & ImportResult)

export interface UpdateOptions extends Omit<ImportOptions, 'validators' | 'origin'> {
  /** Longest time for the whole transfer, ms. */
  readonly timeoutMs?: number
}

/** Rows in all beyond which pages are not followed one by one: the API itself ends at 10 000. */
const mostRows = 10_000

/**
 * Fetches and imports. Asks only for what changed since the last import from this address (ETag, Last-Modified).
 * @param url of an export (CSV, JSON) or of the records of the API, whose further pages are then fetched too
 * @throws {ImportRefused} `notFetched` (refused, cut off, too slow), or what `importUnits` says of the file; then nothing was changed
 */
export async function updateUnits(storage: Storage, url: string, options: UpdateOptions = {}): Promise<UpdateResult> {
  const address = new URL(url)
  const signal = AbortSignal.timeout(options.timeoutMs ?? 10 * 60_000)
  const known = await storage.db
    .selectFrom('directory_sources')
    .select(['etag', 'last_modified'])
    .where('name', '=', 'units')
    .where('url', '=', urlKey(url))
    .executeTakeFirst()
  const headers: Record<string, string> = { 'user-agent': 'noa-guide' }
  if (options.force !== true) {
    if (known?.etag != null) headers['if-none-match'] = known.etag
    if (known?.last_modified != null) headers['if-modified-since'] = known.last_modified
  }
  const answer = await request(address, headers, signal)
  if (answer.status === 304) {
    await answer.body?.cancel()
    return { unchanged: true }
  }
  if (answer.status !== 200 || answer.body === null) {
    await answer.body?.cancel()
    throw new ImportRefused('notFetched', `${address.host} answered with status ${answer.status}.`)
  }
  const etag = answer.headers.get('etag')
  const lastModified = answer.headers.get('last-modified')
  const result = await importUnits(storage, Readable.from(wholeBody(address, answer, signal)), {
    ...options,
    origin: `${address.host}${address.pathname}`,
    validators: { url, ...(etag === null ? {} : { etag }), ...(lastModified === null ? {} : { lastModified }) },
  })
  return { unchanged: false, ...result }
}

async function request(address: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, { headers, signal })
  } catch (error) {
    throw notFetched(address, error)
  }
}

function notFetched(address: URL, error: unknown): ImportRefused {
  const { name, message, cause } = error instanceof Error ? error : new Error(String(error))
  if (name === 'TimeoutError') return new ImportRefused('notFetched', `${address.host} is too slow.`)
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  return new ImportRefused(
    'notFetched',
    code === 'UND_ERR_SOCKET' || code === 'UND_ERR_ABORTED' || message === 'terminated'
      ? `The answer of ${address.host} was cut off.`
      : `${address.host} cannot be reached${code === undefined ? '' : ` (${code})`}.`,
  )
}

async function* body(address: URL, answer: Response): AsyncGenerator<Buffer> {
  if (answer.body === null) return
  try {
    for await (const chunk of answer.body) yield Buffer.from(chunk as Uint8Array) // fetch has no other
  } catch (error) {
    throw notFetched(address, error)
  }
}

/** The body, followed by the further pages when it is the first page of the API's records. */
async function* wholeBody(address: URL, answer: Response, signal: AbortSignal): AsyncGenerator<Buffer> {
  if (!/\/records\/?$/.test(address.pathname)) {
    yield* body(address, answer)
    return
  }
  let page: Buffer = await collected(body(address, answer))
  let offset = Number(address.searchParams.get('offset') ?? '0')
  for (;;) {
    yield page
    const { total, count } = pageSize(page)
    offset += count
    if (count === 0 || offset >= Math.min(total, mostRows)) return
    const next = new URL(address)
    next.searchParams.set('offset', String(offset))
    const more = await request(next, { 'user-agent': 'noa-guide' }, signal)
    if (more.status !== 200) {
      await more.body?.cancel()
      throw new ImportRefused(
        'notFetched',
        `${address.host} answered with status ${more.status} in the middle of the pages.`,
      )
    }
    page = await collected(body(next, more))
  }
}

async function collected(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

function pageSize(page: Buffer): { total: number; count: number } {
  try {
    // Any answer may come: what has no such members has neither.
    const { total_count: total, results } = JSON.parse(page.toString('utf8')) as {
      total_count?: number
      results?: unknown[]
    }
    return { total: total ?? 0, count: results?.length ?? 0 }
  } catch {
    return { total: 0, count: 0 }
  }
}
