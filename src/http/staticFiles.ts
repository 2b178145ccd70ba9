/** Files of a folder over HTTP, by sirv: compressed twins (`.br`, `.gz`) made by the build, ETag, 304. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import sirv from 'sirv'

/** A folder whose files are public. It is read once, when the server is created. */
export interface Statics {
  /** Address prefix without a trailing slash (`/assets`). */
  readonly prefix: string
  /** Absolute path of the folder. */
  readonly dir: string
}

/** Serves one request. Resolves when the answer has been sent or given up; `missing` is called instead when there is no such file. */
export type ServeStatic = (req: IncomingMessage, res: ServerResponse, missing: () => void) => Promise<void>

/** `name-1A2B3C4D.js`, `name.0f3c5a9e.css`: the content decides the name, so that the name can be kept for ever. */
const hashed = /[.-](?:[0-9A-Z]{8}|[0-9a-f]{8,64})\.\w+$/

/** An SVG that is opened by itself may use its own styles, and nothing else. */
const svgPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

/**
 * Makes the function that serves a folder.
 * @throws {Error} when the folder does not exist
 */
export function serveStatic({ prefix, dir }: Statics): ServeStatic {
  const serve = sirv(dir, {
    etag: true,
    gzip: true,
    brotli: true,
    extensions: [],
    setHeaders: (res, path) => {
      res.setHeader('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
      if (path.endsWith('.svg')) res.setHeader('content-security-policy', svgPolicy)
    },
  })
  return (req, res, missing) =>
    new Promise(resolve => {
      // sirv neither closes a file whose reader has gone nor hears of one that cannot be read any more.
      res.once('pipe', (source: Readable) => {
        source.on('error', () => res.destroy())
        res.once('close', () => source.destroy())
      })
      res.once('close', resolve)
      // Nothing here is large enough to be fetched in parts, and sirv throws on a range that runs backwards.
      delete req.headers.range
      const url = req.url ?? '/'
      // sirv looks for the path below the folder, and keeps what it parsed on the request: it gets the rest of the address only.
      const view = Object.create(req, {
        url: { value: url.slice(prefix.length) || '/', writable: true },
        _parsedUrl: { value: undefined, writable: true },
      }) as IncomingMessage
      serve(view, res, () => {
        missing()
        resolve()
      })
    })
}
