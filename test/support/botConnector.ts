/** Stand-ins for the Bot Connector service, on loopback: the connector that takes messages, and the issuer of its tokens. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import type { Activity } from '../../src/sdk.ts'
import { until } from './directLineClient.ts'

/** What a stand-in was asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As text. */
  readonly body: string
}

export interface StandIn {
  /** Without a slash at the end. */
  readonly address: string
  readonly asked: readonly Asked[]
  stop(): void
}

interface Answer {
  readonly status?: number
  readonly body?: unknown
}

/** Answers what it is asked with JSON. */
export async function startStandIn(answer: (asked: Asked) => Answer | Promise<Answer>): Promise<StandIn> {
  const asked: Asked[] = []
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', chunk => (body += chunk))
    req.on('end', () => {
      const question: Asked = { method: req.method!, path: req.url!, headers: req.headers, body }
      asked.push(question)
      void Promise.resolve(answer(question)).then(({ status = 200, body = {} }) => {
        // restify's writeHead, which is everybody's once it is loaded, does not give back the response.
        res.statusCode = status
        res.setHeader('content-type', 'application/json')
        res.end(JSON.stringify(body))
      })
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A message as the connector has it: as it was sent, or as it was changed last. */
export interface Kept {
  readonly id: string
  activity: Partial<Activity>
  changes: number
}

export interface Connector extends StandIn {
  /** The address as activities give it. */
  readonly serviceUrl: string
  readonly kept: readonly Kept[]
  /** Waits until a message satisfies the condition. */
  heard(condition: (kept: Kept) => boolean, what: string): Promise<Kept>
}

/**
 * The connector: gives messages ids of its own, changes them, and tells who a member is.
 * @param member the profile it gives; undefined: it refuses to tell
 * @param unwell called for each request; true answers 503
 */
export async function startConnector({
  member,
  unwell = () => false,
}: { member?: object; unwell?: (asked: Asked) => boolean } = {}): Promise<Connector> {
  const kept: Kept[] = []
  const standIn = await startStandIn(asked => {
    if (unwell(asked)) return { status: 503 }
    const { method, path, body } = asked
    if (method === 'POST' && /^\/v3\/conversations\/[^/]+\/activities(?:\/[^/]+)?$/.test(path)) {
      const id = `1:teams-${kept.length + 1}`
      kept.push({ id, activity: JSON.parse(body) as Partial<Activity>, changes: 0 })
      return { status: 201, body: { id } }
    }
    const changed = /^\/v3\/conversations\/[^/]+\/activities\/([^/]+)$/.exec(path)?.[1]
    const found = kept.find(({ id }) => method === 'PUT' && changed !== undefined && id === decodeURIComponent(changed))
    if (found !== undefined) {
      found.activity = JSON.parse(body) as Partial<Activity>
      found.changes += 1
      return { body: { id: found.id } }
    }
    if (method === 'GET' && /^\/v3\/conversations\/[^/]+\/members\/[^/]+$/.test(path) && member !== undefined) return { body: member }
    return { status: 404, body: { error: { code: 'NotFound', message: 'nothing there' } } }
  })
  return {
    ...standIn,
    serviceUrl: `${standIn.address}/`,
    kept,
    heard: async (condition, what) => {
      await until(() => kept.some(condition), what, 15_000)
      return kept.find(condition)!
    },
  }
}

export interface TokenIssuer extends StandIn {
  readonly metadataUrl: string
  readonly privateKey: CryptoKey
  /** A good token for a bot, changed where a test wants it wrong. */
  token(options: TokenOptions): Promise<string>
}

export interface TokenOptions {
  readonly aud?: string
  readonly serviceUrl?: string | undefined
  readonly issuer?: string | undefined
  readonly kid?: string
  readonly key?: CryptoKey | Uint8Array
  readonly alg?: string
  /** Seconds from now. */
  readonly expiresIn?: number | undefined
  readonly notBefore?: number
  readonly claims?: Readonly<Record<string, unknown>>
}

/** The issuer as the Bot Connector service names itself. */
export const connectorIssuer = 'https://api.botframework.com'

/** Publishes three keys: `good` for Teams, `other` for another channel only, `none` for no channel at all. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), use: 'sig' }
  const keys = [
    { ...jwk, kid: 'good', endorsements: ['msteams', 'emulator', 'directline'] },
    { ...jwk, kid: 'other', endorsements: ['slack'] },
    { ...jwk, kid: 'none', endorsements: [] },
    { kty: 'EC', kid: 'curve', crv: 'P-256', x: 'x', y: 'y' },
  ]
  const standIn: StandIn = await startStandIn(({ path }) =>
    path === '/keys' ? { body: { keys } } : { body: { issuer: connectorIssuer, jwks_uri: `${standIn.address}/keys` } },
  )
  return {
    ...standIn,
    metadataUrl: `${standIn.address}/.well-known/openidconfiguration`,
    privateKey,
    token: async options => {
      const { aud, serviceUrl, kid = 'good', key = privateKey, alg = 'RS256', notBefore, claims = {} } = options
      const now = Math.floor(Date.now() / 1000)
      const issuer = 'issuer' in options ? options.issuer : connectorIssuer
      const expiresIn = 'expiresIn' in options ? options.expiresIn : 3600
      const token = new SignJWT({ ...(serviceUrl === undefined ? {} : { serviceurl: serviceUrl }), ...claims }).setProtectedHeader({ alg, kid, typ: 'JWT' })
      if (issuer !== undefined) token.setIssuer(issuer)
      if (aud !== undefined) token.setAudience(aud)
      if (expiresIn !== undefined) token.setExpirationTime(now + expiresIn)
      if (notBefore !== undefined) token.setNotBefore(now + notBefore)
      return token.sign(key)
    },
  }
}
