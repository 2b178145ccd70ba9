/** The body of a request as it comes in: no larger and no slower than it may be. */
import type { IncomingMessage } from 'node:http'

/** Why a body was not read: the status that says so, or undefined when the client has gone. */
export class BodyError extends Error {
  readonly status: number | undefined
  constructor(status: number | undefined) {
    super('body not read')
    this.status = status
  }
}

/**
 * Reads the body.
 * @param max in bytes
 * @param ms how long it may take
 * @throws {BodyError}
 */
export function readBody(req: IncomingMessage, max: number, ms: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(req.headers['content-length'] ?? 0) > max) return reject(new BodyError(413))
    const chunks: Buffer[] = []
    let size = 0
    const settle = (end: () => void): void => {
      clearTimeout(timer)
      req.off('data', take).off('end', complete).off('error', broken).off('close', broken)
      // Once broken, a request may say so again.
      req.on('error', () => undefined)
      end()
    }
    const take = (chunk: Buffer): void => {
      size += chunk.length
      if (size > max) settle(() => reject(new BodyError(413)))
      else chunks.push(chunk)
    }
    const complete = (): void => settle(() => resolve(Buffer.concat(chunks, size)))
    const broken = (): void => settle(() => reject(new BodyError(undefined)))
    const timer = setTimeout(() => settle(() => reject(new BodyError(408))), ms)
    req.on('data', take).on('end', complete).on('error', broken).on('close', broken)
  })
}
