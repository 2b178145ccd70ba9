/** Answers that take less of the line. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { RouteRequest, RouteResponse } from './route.ts'

/** A page of 20 KB is a third of it in a millisecond; what more effort saves, it costs in time. */
const brotliEffort = 5

/**
 * The same answer, smaller for whoever takes it so. Only for what holds no secret that comes back: the length of a compressed page tells
 * of what stands in it twice, so that a secret could be guessed beside it (BREACH, CVE-2013-3587).
 */
export async function compressed(answer: RouteResponse, { 'accept-encoding': accepted = '' }: RouteRequest['headers']): Promise<RouteResponse> {
  const body = Buffer.from(answer.body ?? '')
  const vary = [answer.headers?.['vary'], 'accept-encoding'].filter(each => each !== undefined).join(', ')
  const takes = (coding: string): boolean => new RegExp(`\\b${coding}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`, 'i').test(accepted)
  const as = (coding: string, small: Buffer): RouteResponse => ({ ...answer, headers: { ...answer.headers, vary, 'content-encoding': coding }, body: small })
  if (takes('br')) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: brotliEffort, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
    return as('br', await promisify(brotliCompress)(body, { params }))
  }
  if (takes('gzip')) return as('gzip', await promisify(gzip)(body))
  return { ...answer, headers: { ...answer.headers, vary } }
}
