/**
 * Signing in by an OpenID Connect provider: the code flow with PKCE, state and nonce, by the kept `openid-client`. What is under way is
 * in the browser's cookie alone: the other values are made of it, each by a hash of its own, so that nothing is stored before somebody is
 * who they are.
 */
import * as client from 'openid-client'
import type { ProviderSettings } from '../config.ts'
import { isOfThisMachine } from '../http/localHost.ts'
import type { Log } from '../log.ts'
import { nameOf, type ProvidedPerson } from './people.ts'
import { rolesAmong } from './roles.ts'
import { hashOf } from './secrets.ts'

/** Why nobody was let in: the provider does not answer, or what it answered is not the end of this very sign-in. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault'
  readonly kind: 'unreachable' | 'refused'
  constructor(kind: ProviderFault['kind']) {
    super(`The provider of sign-in: ${kind}`)
    this.kind = kind
  }
}

export interface Provider {
  /**
   * Where the browser goes to sign in.
   * @param secret what the browser keeps meanwhile
   * @param to where it is led afterwards
   * @param back the address to which the provider sends it back
   * @throws {ProviderFault}
   */
  begin(secret: string, to: string, back: string): Promise<string>
  /**
   * Whoever came back.
   * @param returned the whole address to which the browser was sent
   * @throws {ProviderFault} also when it is not the end of what the secret began
   */
  finish(secret: string, returned: URL): Promise<{ readonly person: ProvidedPerson; readonly to: string }>
}

/** So long the provider may take, s: a browser waits. */
const patience = 5
/** So long what it says of itself is believed, ms. */
const describedFor = 3_600_000

const stateOf = (secret: string, to: string): string => `${hashOf(`state ${secret} ${to}`)}.${Buffer.from(to).toString('base64url')}`
const nonceOf = (secret: string): string => hashOf(`nonce ${secret}`)
const verifierOf = (secret: string): string => hashOf(`verifier ${secret}`)

/** Names in a claim: a list, or words. A claim whose own name holds dots goes before a path. */
function namesIn(claims: Readonly<Record<string, unknown>>, claim: string): readonly string[] {
  const inner = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined
  const value = claims[claim] ?? claim.split('.').reduce<unknown>(inner, claims)
  const names = Array.isArray(value) ? value.filter(each => typeof each === 'string') : typeof value === 'string' ? value.split(/[\s,]+/) : []
  return names.map(name => name.replace(/^noa[-_:.]/, ''))
}

function named(claims: Readonly<Record<string, unknown>>): string {
  const { name, given_name: given, family_name: family, usual_name: usual, preferred_username: user } = claims
  const text = (value: unknown): string => (typeof value === 'string' ? nameOf(value) : '')
  return [text(name), nameOf(`${text(given)} ${text(usual) || text(family)}`), text(user)].find(each => each !== '') ?? ''
}

/** Sorts what openid-client throws: what the provider or the browser answered, or that there was no answer. */
function faultOf(error: unknown, log: Log): ProviderFault {
  const answered = error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError
  const code = error instanceof client.ClientError || answered ? error.code : undefined
  const kind = answered || (code !== undefined && code !== 'OAUTH_TIMEOUT') ? 'refused' : 'unreachable'
  // The library's own code: never what came with it.
  log.warn({ code: 'sign_in_failed', kind, reason: code }, 'Nobody was signed in by the provider')
  return new ProviderFault(kind)
}

/** Creates it; nothing is asked of it before somebody signs in. @param clock ms since the epoch */
export function createProvider(settings: ProviderSettings, log: Log, clock: () => number): Provider {
  const { issuer, clientId, clientSecret, scope, rolesClaim } = settings
  let described: { readonly at: number; readonly answer: Promise<client.Configuration> } | undefined
  const configuration = (): Promise<client.Configuration> => {
    if (described !== undefined && clock() - described.at < describedFor) return described.answer
    const answer = client.discovery(new URL(issuer), clientId, clientSecret, clientSecret === undefined ? client.None() : undefined, {
      timeout: patience,
      // A provider on this very machine may do without TLS.
      // oxlint-disable-next-line typescript/no-deprecated -- marked so that it stands out, as it does here
      execute: isOfThisMachine(issuer) ? [client.allowInsecureRequests] : [],
    })
    const asked = { at: clock(), answer }
    described = asked
    answer.catch(() => {
      if (described === asked) described = undefined
    })
    return answer
  }

  return {
    begin: async (secret, to, back) => {
      try {
        const address = client.buildAuthorizationUrl(await configuration(), {
          redirect_uri: back,
          scope,
          state: stateOf(secret, to),
          nonce: nonceOf(secret),
          code_challenge: await client.calculatePKCECodeChallenge(verifierOf(secret)),
          code_challenge_method: 'S256',
        })
        return address.href
      } catch (error) {
        throw faultOf(error, log)
      }
    },
    finish: async (secret, returned) => {
      try {
        const to = Buffer.from(returned.searchParams.get('state')?.split('.')[1] ?? '', 'base64url').toString('utf8')
        const provider = await configuration()
        const tokens = await client.authorizationCodeGrant(provider, returned, {
          pkceCodeVerifier: verifierOf(secret),
          expectedState: stateOf(secret, to),
          expectedNonce: nonceOf(secret),
          idTokenExpected: true,
        })
        const proved = tokens.claims()
        if (proved === undefined) throw new ProviderFault('refused')
        const asks = provider.serverMetadata().userinfo_endpoint !== undefined
        const told = asks ? await client.fetchUserInfo(provider, tokens.access_token, proved.sub) : {}
        const claims = { ...told, ...proved }
        const roles = rolesClaim === undefined ? undefined : rolesAmong(namesIn(claims, rolesClaim))
        return { to, person: { subject: `${proved.iss} ${proved.sub}`, name: named(claims), roles } }
      } catch (error) {
        throw error instanceof ProviderFault ? error : faultOf(error, log)
      }
    },
  }
}
