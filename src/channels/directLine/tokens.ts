/** The tokens of Direct Line: each opens one conversation for one user, for a while. */
import { createHash, createSecretKey, randomUUID } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'

/** What a token opens. */
export interface Grant {
  readonly conversation: string
  readonly user: string
}

/** `api` in the Authorization header; `stream` in the address of a WebSocket, where it can end up in logs and so lives shortly. */
export type Purpose = 'api' | 'stream'

/** Seconds that a token lives, by purpose. */
export const lifetime: Readonly<Record<Purpose, number>> = { api: 30 * 60, stream: 60 }

const issuer = 'noa-guide'

/** Tokens of which it is remembered that they were proved: those of so many conversations at once, in the last half hour. */
const mostProved = 10_000
const audience = (purpose: Purpose): string => `directline-${purpose}`

export interface Tokens {
  issue(grant: Grant, purpose: Purpose): Promise<string>
  /** What a token opens, or why it opens nothing. */
  verify(token: string, purpose: Purpose): Promise<Grant | 'invalid' | 'expired'>
}

/**
 * Signs and checks tokens (JWT, HS256).
 * @param secret gives the signing key in hex; it is asked once, when the first token is needed
 * @param clock milliseconds since the epoch
 */
export function createTokens(secret: () => Promise<string>, clock: () => number): Tokens {
  let key: Promise<KeyObject> | undefined
  const signingKey = (): Promise<KeyObject> =>
    (key ??= secret().then(
      hex => createSecretKey(hex, 'hex'),
      (error: unknown) => {
        key = undefined
        throw error
      },
    ))
  /** What tokens open that were proved before, by their digests: a client shows the same one with every request. */
  const proved = new Map<string, { readonly grant: Grant; readonly expires: number }>()
  const remember = (digest: string, grant: Grant, expires: number): Grant => {
    proved.set(digest, { grant, expires })
    const [oldest] = proved.keys()
    if (proved.size > mostProved && oldest !== undefined) proved.delete(oldest)
    return grant
  }
  return {
    issue: async ({ conversation, user }, purpose) => {
      const now = Math.floor(clock() / 1000)
      // directlinejs reads `user`, and then lets nobody choose another id.
      return new SignJWT({ conv: conversation, user })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience(purpose))
        // No two are the same, also of one conversation in one second: a stream's is good for one.
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + lifetime[purpose])
        .sign(await signingKey())
    },
    verify: async (token, purpose) => {
      const signing = await signingKey()
      const digest = createHash('sha256').update(`${purpose} ${token}`).digest('base64')
      const known = proved.get(digest)
      if (known !== undefined) {
        if (known.expires > Math.floor(clock() / 1000)) return known.grant
        proved.delete(digest)
        return 'expired'
      }
      try {
        const { payload } = await jwtVerify(token, signing, {
          algorithms: ['HS256'],
          issuer,
          audience: audience(purpose),
          requiredClaims: ['exp'],
          currentDate: new Date(clock()),
        })
        const { conv, user, exp } = payload
        if (typeof conv !== 'string' || typeof user !== 'string' || exp === undefined) return 'invalid'
        return remember(digest, { conversation: conv, user }, exp)
      } catch (error) {
        return error instanceof errors.JWTExpired ? 'expired' : 'invalid'
      }
    },
  }
}
