import { needs, secret, secure, set, text, wrong, type Environment } from '../environment.ts'

/** The provider of OpenID Connect that signs people in at the desk. */
export interface ProviderSettings {
  /** As the provider writes it in its own description. */
  readonly issuer: string
  readonly clientId: string
  /** Undefined: a public client. */
  readonly clientSecret?: string
  readonly scope: string
  /** The claim that names roles, or a path into claims (`realm_access.roles`); undefined: the list of staff says them. */
  readonly rolesClaim?: string
}

/** @throws {ConfigError} when one is set without what it needs */
export function readProvider(env: Environment): ProviderSettings | undefined {
  secure(env, 'OIDC_ISSUER', 'https://id.example.org/realms/noa')
  const issuer = text(env, 'OIDC_ISSUER')
  const [clientId, clientSecret] = [text(env, 'OIDC_CLIENT_ID'), secret(env, 'OIDC_CLIENT_SECRET')]
  const [scope, rolesClaim] = [text(env, 'OIDC_SCOPE') ?? 'openid profile', text(env, 'OIDC_ROLES_CLAIM')]
  if (issuer === undefined) return undefined
  if (clientId === undefined) throw needs('OIDC_CLIENT_ID', 'noa-guide', 'OIDC_ISSUER')
  if (!/(?:^| )openid(?: |$)/.test(scope)) throw wrong('OIDC_SCOPE', 'must hold openid', 'openid profile')
  return set<ProviderSettings>({ issuer, clientId, clientSecret, scope, rolesClaim })
}
