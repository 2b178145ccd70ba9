/** The bot in Teams. */
import { ConfigError, guid, oneOf, secure, set, short, tenants, text, type Environment } from '../environment.ts'

/** The bot as Azure Bot Service knows it. */
export interface MicrosoftSettings {
  readonly appId?: string
  readonly appPassword?: string
  readonly appTenantId?: string
  readonly appType: 'SingleTenant' | 'MultiTenant' | 'UserAssignedMSI'
  /** Tenants whose people are served in Teams; undefined = those of every tenant. */
  readonly allowedTenants?: readonly string[]
  /** What differs in a sovereign cloud; undefined = the public one. */
  readonly openIdMetadataUrl?: string
  readonly tokenIssuer?: string
  readonly loginUrl?: string
  readonly oauthScope?: string
}

/** What the package of the Teams app says of itself. */
export interface TeamsSettings {
  /** The app's id in the catalogue; undefined = derived from the bot's. */
  readonly appId?: string
  readonly developerName: string
}

export function readMicrosoft(env: Environment): MicrosoftSettings {
  const appType = oneOf(env, 'MICROSOFT_APP_TYPE', ['SingleTenant', 'MultiTenant', 'UserAssignedMSI'], 'SingleTenant')
  const appId = text(env, 'MICROSOFT_APP_ID')
  const appTenantId = text(env, 'MICROSOFT_APP_TENANT_ID')
  if (appId !== undefined && appType !== 'MultiTenant' && appTenantId === undefined)
    throw new ConfigError(
      'MICROSOFT_APP_TENANT_ID must be set for a single-tenant bot. Example: MICROSOFT_APP_TENANT_ID=00000000-0000-0000-0000-000000000000',
    )
  return set<MicrosoftSettings>({
    appId,
    appPassword: text(env, 'MICROSOFT_APP_PASSWORD'),
    appTenantId,
    appType,
    allowedTenants: tenants(env, 'MICROSOFT_ALLOWED_TENANTS'),
    openIdMetadataUrl: secure(env, 'MICROSOFT_OPENID_METADATA_URL', 'https://login.botframework.azure.us/v1/.well-known/openidconfiguration'),
    tokenIssuer: secure(env, 'MICROSOFT_TOKEN_ISSUER', 'https://api.botframework.us'),
    loginUrl: secure(env, 'MICROSOFT_LOGIN_URL', 'https://login.microsoftonline.us'),
    oauthScope: secure(env, 'MICROSOFT_OAUTH_SCOPE', 'https://api.botframework.us'),
  })
}

export const readTeams = (env: Environment): TeamsSettings =>
  set<TeamsSettings>({ appId: guid(env, 'TEAMS_APP_ID'), developerName: short(env, 'TEAMS_DEVELOPER_NAME', 32) ?? 'NOA' })
