/**
 * Who writes to `/api/messages`: the token of the Bot Connector service, proved with the keys that it publishes. The rules are those of
 * "Authenticate requests from the Bot Connector service to your bot" (learn.microsoft.com): issuer, audience, times with five minutes of
 * grace, signature, the key's endorsement of the channel, and the service address, which must be the one the activity names.
 */
import { decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import type { CryptoKey, KeyObject } from 'jose'
import { z } from 'zod-4'

/** Where tokens come from. The public cloud, unless an operator says otherwise. */
export interface Issuer {
  readonly issuer: string
  /** Address of the issuer's OpenID metadata. */
  readonly metadataUrl: string
}

export const publicCloud: Issuer = {
  issuer: 'https://api.botframework.com',
  metadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
}

/** The token proves nothing. Says no more: whoever forges one shall not learn why. */
export class Unproved extends Error {
  override readonly name = 'Unproved'
}

/** The issuer's keys cannot be had, so nothing can be proved or refuted. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}

/** The one that the issuer names in its metadata (`id_token_signing_alg_values_supported`). */
const algorithm = 'RS256'
/** Difference of clocks that is forgiven, seconds. */
const grace = 300
/** Keys are read anew after a day; without an answer the old ones hold for a week, ms. */
const freshFor = 24 * 3_600_000
const goodFor = 7 * freshFor
/** An unknown key makes us look again, but no forger can make us ask all the time, ms. */
const lookPause = 5 * 60_000
const patience = 5000

const metadataShape = z.object({ jwks_uri: z.url() })
const keysShape = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.string(), endorsements: z.array(z.string()).optional() })).max(1000),
})

interface SigningKey {
  readonly key: CryptoKey | KeyObject | Uint8Array
  /** Channels that the key may speak for; absent: any. */
  readonly endorsements?: readonly string[] | undefined
}

/** The keys that an issuer publishes. */
class SigningKeys {
  readonly #metadataUrl: string
  readonly #now: () => number
  #keys = new Map<string, SigningKey>()
  #readAt = -Infinity
  #lookedAt = -Infinity
  #looking: Promise<void> | undefined

  constructor(metadataUrl: string, now: () => number) {
    this.#metadataUrl = metadataUrl
    this.#now = now
  }

  /** @throws {KeysUnavailable} */
  async find(kid: string): Promise<SigningKey | undefined> {
    const age = this.#now() - this.#readAt
    const pauseOver = this.#now() - this.#lookedAt > lookPause
    if (age > goodFor) {
      await this.#look()
      if (this.#now() - this.#readAt > goodFor) throw new KeysUnavailable('The keys of the issuer cannot be read')
    } else if (!this.#keys.has(kid) && pauseOver) await this.#look()
    else if (age > freshFor && pauseOver) void this.#look()
    return this.#keys.get(kid)
  }

  /** One look at a time. What was known stays when it fails. */
  #look(): Promise<void> {
    this.#lookedAt = this.#now()
    this.#looking ??= this.#read()
      .catch(() => undefined)
      .finally(() => (this.#looking = undefined))
    return this.#looking
  }

  async #read(): Promise<void> {
    const { jwks_uri } = metadataShape.parse(await this.#fetch(this.#metadataUrl))
    if (new URL(jwks_uri).protocol !== new URL(this.#metadataUrl).protocol) throw new TypeError('Keys must come as safely as their address')
    const { keys } = keysShape.parse(await this.#fetch(jwks_uri))
    const usable = keys.filter(({ kty }) => kty === 'RSA')
    const found = await Promise.all(
      usable.map(async ({ endorsements, ...jwk }) => [jwk.kid, { key: await importJWK(jwk, algorithm), endorsements }] as const),
    )
    if (found.length === 0) throw new TypeError('The issuer has no keys')
    this.#keys = new Map(found)
    this.#readAt = this.#now()
  }

  async #fetch(address: string): Promise<unknown> {
    const answer = await fetch(address, { signal: AbortSignal.timeout(patience), headers: { accept: 'application/json' } })
    if (!answer.ok) throw new TypeError(`The issuer answers ${answer.status}`)
    return answer.json()
  }
}

export interface Identity {
  /**
   * What can be seen without asking anybody and before anything else is read: whether the token claims to be for this bot.
   * @throws {Unproved}
   */
  glance(authorization: string): void
  /**
   * Proves that the Bot Connector service sent the activity from the service address that it names.
   * @throws {Unproved}
   * @throws {KeysUnavailable} when the issuer cannot be reached
   */
  prove(authorization: string, activity: { readonly channelId: string; readonly serviceUrl?: string | undefined }): Promise<void>
}

/**
 * Makes the judge of tokens for one bot.
 * @param now milliseconds since the epoch
 */
export function createIdentity(appId: string, { issuer, metadataUrl }: Issuer = publicCloud, now: () => number = Date.now): Identity {
  const keys = new SigningKeys(metadataUrl, now)

  function glance(authorization: string): { token: string; kid: string } {
    try {
      const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1] ?? ''
      const { alg, kid } = decodeProtectedHeader(token)
      const { iss, aud } = decodeJwt(token)
      if (alg !== algorithm || typeof kid !== 'string' || iss !== issuer || aud !== appId) throw new Unproved()
      return { token, kid }
    } catch {
      throw new Unproved()
    }
  }

  return {
    glance,
    prove: async (authorization, { channelId, serviceUrl }) => {
      const { token, kid } = glance(authorization)
      const signing = await keys.find(kid)
      if (signing === undefined) throw new Unproved()
      const { key, endorsements } = signing
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: [algorithm],
          issuer,
          audience: appId,
          clockTolerance: grace,
          currentDate: new Date(now()),
          requiredClaims: ['exp'],
        })
        if (endorsements !== undefined && !endorsements.includes(channelId)) throw new Unproved()
        if (serviceUrl === undefined || payload['serviceurl'] !== serviceUrl) throw new Unproved()
      } catch {
        throw new Unproved()
      }
    },
  }
}
