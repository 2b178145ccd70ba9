/** The tokens of Direct Line: each opens one conversation for one user, for a while. */
import { createSecretKey } from 'node:crypto'
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
  return {
    issue: async ({ conversation, user }, purpose) => {
      const now = Math.floor(clock() / 1000)
      // directlinejs reads `user`, and then lets nobody choose another id.
      return new SignJWT({ conv: conversation, user })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(issuer)
        .setAudience(audience(purpose))
        .setIssuedAt(now)
        .setExpirationTime(now + lifetime[purpose])
        .sign(await signingKey())
    },
    verify: async (token, purpose) => {
      const signing = await signingKey()
      try {
        const { payload } = await jwtVerify(token, signing, {
          algorithms: ['HS256'],
          issuer,
          audience: audience(purpose),
          requiredClaims: ['exp'],
          currentDate: new Date(clock()),
        })
        const { conv, user } = payload
        return typeof conv === 'string' && typeof user === 'string' ? { conversation: conv, user } : 'invalid'
      } catch (error) {
        return error instanceof errors.JWTExpired ? 'expired' : 'invalid'
      }
    },
  }
}
