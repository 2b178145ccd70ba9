/**
 * The environment, read once into a frozen, typed `Config`. A wrong value stops the start with the variable's name and an example.
 * Variables and defaults: `.env.example`.
 */
import { resolve } from 'node:path'
import {
  address, contact, email, flag, guid, languages, oneOf, openingHours, origin, origins, secret, secure, short, tenants, text, web, whole,
  readReplies, wrong, ConfigError, type Environment, type RepliesSettings,
} from './environment.ts'
import { legalBases, missingPrivacySettings, type LegalBasis } from './privacySettings.ts'
import { contentDir } from './root.ts'
import { readTheme, type Theme } from './theme.ts'

export { ConfigError } from './environment.ts'

/** The portal's own addresses and the helpdesk: each unknown until an operator sets it, and then neither shown nor guessed. */
export interface Settings {
  readonly portalUrl?: string
  readonly federationLoginUrl?: string
  readonly federationAccessUrl?: string
  readonly termsUrl?: string
  readonly privacyUrl?: string
  readonly localPasswordUrl?: string
  readonly accessibilityUrl?: string
  readonly helpdeskEmail?: string
  /** Who publishes the guide, as people know it. */
  readonly siteOwner?: string
  /** In the form of `readOpeningHours`, Paris time. */
  readonly helpdeskHours?: string
  /** Page that says what the portal is for. */
  readonly aboutUrl?: string
  /** Page that announces outages and maintenance. */
  readonly statusUrl?: string
  /** Page that says what the password of a local account must be. */
  readonly passwordRulesUrl?: string
  /** Who answers for what is done with personal data. */
  readonly dataController?: string
  /** E-mail address or page of the data protection officer. */
  readonly dpoContact?: string
  /** Page of the authority that takes complaints. */
  readonly complaintUrl?: string
  readonly legalBasis?: LegalBasis
  /** Months that the data of an account are kept after it was last used, by the portal's own rule. */
  readonly accountDataMonths?: number
}

/** The most mails that the embedded account service sends within an hour. */
export interface MailsPerHour {
  /** To one mailbox, whichever of its addresses was given. */
  readonly mailbox: number
  /** For one conversation. */
  readonly sender: number
  /** To the mailboxes of one domain. */
  readonly domain: number
  readonly all: number
}

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

export interface HandoverSettings {
  /** A program of the helpdesk's own, and what signs what is posted there. */
  readonly webhook?: { readonly url: string; readonly secret: string }
  /** GLPI's REST API, without a slash at its end. */
  readonly glpi?: { readonly url: string; readonly userToken: string; readonly appToken?: string }
}

/** How many connections there may be at once. */
export interface Connections {
  /** From one address; not counted under `trustProxy`. */
  readonly ofAddress: number
  readonly all: number
}

/** The most within a minute. */
export interface ChatLimits {
  /** Conversations that begin from one address. */
  readonly address: number
  /** Conversations that one anonymous visitor begins: one address, and a browser that says the same of itself. */
  readonly visitor: number
  /** Times that a page comes back to one conversation. */
  readonly resumptions: number
  /** Messages of one conversation. */
  readonly activities: number
  /** Other requests of one conversation. */
  readonly requests: number
  /** Streams that are opened for one conversation. */
  readonly streams: number
}

export interface Config {
  readonly host: string
  /** 0 takes any free port (tests). */
  readonly port: number
  /** Absolute path of the folder that holds the database, mails and secrets in embedded mode. */
  readonly dataDir: string
  /** Absolute path of the folder of words. */
  readonly contentDir: string
  /** `postgres://…`, or undefined for SQLite in `dataDir`. */
  readonly databaseUrl?: string
  /** Origin under which people reach the guide, without a trailing slash. */
  readonly publicUrl?: string
  readonly trustProxy: boolean
  /** Origins whose pages may show the conversation in a frame. */
  readonly embedOrigins: readonly string[]
  readonly connections: Connections
  readonly limits: ChatLimits
  /** The languages that are published, each with a folder of words. */
  readonly locales: readonly string[]
  /** One of them. */
  readonly defaultLocale: string
  readonly accounts: {
    /** Base address of the portal's account API; undefined = embedded service. */
    readonly url?: string
    readonly token?: string
    /** Shared secret of `/account-events` (HMAC-SHA256); undefined = made and kept by the embedded mode. */
    readonly eventsSecret?: string
  }
  readonly mail: {
    /** `smtp://user:password@host:port`; undefined = embedded mailbox. */
    readonly smtpUrl?: string
    readonly from: string
    readonly mostPerHour: MailsPerHour
  }
  /** To what requests are handed over beside the mail. */
  readonly handover: HandoverSettings
  readonly replies?: RepliesSettings
  readonly microsoft: {
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
  /** Undefined: people come in at the desk by invitation only. */
  readonly provider?: ProviderSettings
  /** What the package of the Teams app says of itself. */
  readonly teams: {
    /** The app's id in the catalogue; undefined = derived from the bot's. */
    readonly appId?: string
    readonly developerName: string
  }
  readonly units: { readonly sourceUrl?: string; readonly maxAgeDays: number }
  readonly settings: Settings
  readonly theme: Theme
  /** Hours of silence after which the page's conversation is no longer opened by its browser. */
  readonly sessionHours: number
  /** Days after which conversations, mails and settled work are erased. */
  readonly retentionDays: number
  /** Conversations that end at the service within an hour and make an incident likely. */
  readonly incidentThreshold: number
  /** Hours an activation link lives (embedded service). */
  readonly activationHours: number
  /** How long an activation mail has to arrive before another may be asked for in the same conversation, s. */
  readonly resendSeconds: number
  /** Lets a collector from elsewhere read `/metrics`; undefined = this machine only. */
  readonly metricsToken?: string
  /** Least level of what is logged. */
  readonly logLevel: (typeof logLevels)[number]
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Leaves out what is undefined, so that "not set" is always the absence of the key. */
function set<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  // What is left has the types that were given.
  return Object.freeze(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))) as T
}

function readMicrosoft(env: Environment): Config['microsoft'] {
  const appType = oneOf(env, 'MICROSOFT_APP_TYPE', ['SingleTenant', 'MultiTenant', 'UserAssignedMSI'], 'SingleTenant')
  const appId = text(env, 'MICROSOFT_APP_ID')
  const appTenantId = text(env, 'MICROSOFT_APP_TENANT_ID')
  if (appId !== undefined && appType !== 'MultiTenant' && appTenantId === undefined)
    throw new ConfigError(
      'MICROSOFT_APP_TENANT_ID must be set for a single-tenant bot. Example: MICROSOFT_APP_TENANT_ID=00000000-0000-0000-0000-000000000000',
    )
  return set<Config['microsoft']>({
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

function readProvider(env: Environment): ProviderSettings | undefined {
  secure(env, 'OIDC_ISSUER', 'https://id.example.org/realms/noa')
  const issuer = text(env, 'OIDC_ISSUER')
  const [clientId, clientSecret] = [text(env, 'OIDC_CLIENT_ID'), secret(env, 'OIDC_CLIENT_SECRET')]
  const [scope, rolesClaim] = [text(env, 'OIDC_SCOPE') ?? 'openid profile', text(env, 'OIDC_ROLES_CLAIM')]
  if (issuer === undefined) return undefined
  if (clientId === undefined) throw new ConfigError('OIDC_CLIENT_ID must be set when OIDC_ISSUER is. Example: OIDC_CLIENT_ID=noa-guide')
  if (!/(?:^| )openid(?: |$)/.test(scope)) throw wrong('OIDC_SCOPE', 'must hold openid', 'openid profile')
  return set<ProviderSettings>({ issuer, clientId, clientSecret, scope, rolesClaim })
}

function readHandover(env: Environment): HandoverSettings {
  const [url, signs] = [address(env, 'HANDOVER_URL', web, 'https://tickets.example.org/noa'), secret(env, 'HANDOVER_SECRET')]
  const [glpiUrl, userToken] = [address(env, 'GLPI_URL', web, 'https://glpi.example.org/apirest.php'), secret(env, 'GLPI_USER_TOKEN')]
  const appToken = secret(env, 'GLPI_APP_TOKEN')
  const needs = (name: string, example: string, by: string): ConfigError =>
    new ConfigError(`${name} must be set when ${by} is. Example: ${name}=${example}`)
  if (url !== undefined && signs === undefined) throw needs('HANDOVER_SECRET', 'a-long-random-value', 'HANDOVER_URL')
  if (glpiUrl !== undefined && userToken === undefined) throw needs('GLPI_USER_TOKEN', 'the-key-of-a-user-of-GLPI', 'GLPI_URL')
  // Requests go there too: the mail is what a person hears of.
  if ((url ?? glpiUrl) !== undefined && text(env, 'HELPDESK_EMAIL') === undefined)
    throw needs('HELPDESK_EMAIL', 'aide@example.org', url === undefined ? 'GLPI_URL' : 'HANDOVER_URL')
  return set<HandoverSettings>({
    webhook: url === undefined || signs === undefined ? undefined : { url, secret: signs },
    glpi: glpiUrl === undefined || userToken === undefined
      ? undefined
      : set<NonNullable<HandoverSettings['glpi']>>({ url: glpiUrl.replace(/\/+$/, ''), userToken, appToken }),
  })
}

const readSettings = (env: Environment): Settings =>
  set<Settings>({
    portalUrl: address(env, 'PORTAL_URL', web, 'https://noa.example.org'),
    federationLoginUrl: address(env, 'FEDERATION_LOGIN_URL', web, 'https://noa.example.org/Shibboleth.sso/Login'),
    federationAccessUrl: address(env, 'FEDERATION_ACCESS_URL', web, 'https://noa.example.org/federation'),
    termsUrl: address(env, 'TERMS_URL', web, 'https://noa.example.org/terms'),
    privacyUrl: address(env, 'PRIVACY_URL', web, 'https://noa.example.org/privacy'),
    localPasswordUrl: address(env, 'LOCAL_PASSWORD_URL', web, 'https://noa.example.org/password'),
    accessibilityUrl: address(env, 'ACCESSIBILITY_URL', web, 'https://noa.example.org/accessibility'),
    helpdeskEmail: email(env, 'HELPDESK_EMAIL'),
    siteOwner: short(env, 'SITE_OWNER', 120),
    helpdeskHours: openingHours(env, 'HELPDESK_HOURS'),
    aboutUrl: address(env, 'ABOUT_URL', web, 'https://noa.example.org/about'),
    statusUrl: address(env, 'STATUS_URL', web, 'https://status.example.org'),
    passwordRulesUrl: address(env, 'PASSWORD_RULES_URL', web, 'https://noa.example.org/password-rules'),
    dataController: short(env, 'DATA_CONTROLLER', 120),
    dpoContact: contact(env, 'DPO_CONTACT'),
    complaintUrl: address(env, 'COMPLAINT_URL', web, 'https://www.cnil.fr/fr/plaintes'),
    legalBasis: text(env, 'LEGAL_BASIS') === undefined ? undefined : oneOf(env, 'LEGAL_BASIS', legalBases, 'publicTask'),
    accountDataMonths: text(env, 'ACCOUNT_DATA_MONTHS') === undefined ? undefined : whole(env, 'ACCOUNT_DATA_MONTHS', 24, 1, 600),
  })

/**
 * Reads the configuration.
 * @param env the environment (`process.env`), or any record in tests
 * @throws {ConfigError} naming the first variable that is wrong
 */
export function readConfig(env: Environment): Config {
  const databaseUrl = address(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://noa@localhost/noa')
  const accountsUrl = address(env, 'ACCOUNT_API_URL', web, 'https://portal.example.org/accounts/v1')
  const accountsToken = text(env, 'ACCOUNT_API_TOKEN')
  if (accountsUrl !== undefined && accountsToken === undefined)
    throw new ConfigError('ACCOUNT_API_TOKEN must be set when ACCOUNT_API_URL is. Example: ACCOUNT_API_TOKEN=a-long-random-value')
  const eventsSecret = secret(env, 'ACCOUNT_EVENTS_SECRET')
  const metricsToken = secret(env, 'METRICS_TOKEN')
  const from = text(env, 'MAIL_FROM') ?? 'NOA <noa@localhost>'
  if (!/^[^<>\r\n]*<[^\s@<>]+@[^\s@<>]+>$|^[^\s@<>,;]+@[^\s@<>,;]+$/.test(from))
    throw wrong('MAIL_FROM', 'must be one address, with or without a name', 'NOA <noa@example.org>')
  const locales = languages(env, 'LOCALES')
  return Object.freeze<Config>({
    host: text(env, 'HOST') ?? '127.0.0.1',
    port: whole(env, 'PORT', 3978, 0, 65535),
    dataDir: resolve(text(env, 'DATA_DIR') ?? './var'),
    contentDir: resolve(text(env, 'CONTENT_DIR') ?? contentDir),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...set<{ publicUrl?: string; metricsToken?: string }>({ publicUrl: origin(env, 'PUBLIC_URL'), metricsToken }),
    trustProxy: flag(env, 'TRUST_PROXY'),
    embedOrigins: origins(env, 'EMBED_ORIGINS'),
    connections: Object.freeze<Connections>({
      ofAddress: whole(env, 'CONNECTIONS_PER_ADDRESS', 2000, 10, 1_000_000),
      all: whole(env, 'CONNECTIONS', 12_000, 100, 1_000_000),
    }),
    limits: Object.freeze<ChatLimits>({
      address: whole(env, 'CONVERSATIONS_PER_ADDRESS', 1200, 1, 1_000_000),
      visitor: whole(env, 'CONVERSATIONS_PER_VISITOR', 120, 1, 1_000_000),
      resumptions: whole(env, 'RELOADS_PER_CONVERSATION', 60, 1, 1_000_000),
      activities: whole(env, 'MESSAGES_PER_CONVERSATION', 120, 1, 1_000_000),
      requests: whole(env, 'REQUESTS_PER_CONVERSATION', 1200, 10, 1_000_000),
      streams: whole(env, 'STREAMS_PER_CONVERSATION', 120, 1, 1_000_000),
    }),
    locales,
    defaultLocale: oneOf(env, 'DEFAULT_LOCALE', locales, locales[0]),
    accounts: set<Config['accounts']>({ url: accountsUrl?.replace(/\/+$/, ''), token: accountsToken, eventsSecret }),
    mail: set<Config['mail']>({
      smtpUrl: address(env, 'SMTP_URL', ['smtp:', 'smtps:'], 'smtp://localhost:25'),
      from,
      mostPerHour: Object.freeze<MailsPerHour>({
        mailbox: whole(env, 'MAILS_PER_MAILBOX', 10, 1, 10_000),
        sender: whole(env, 'MAILS_PER_CONVERSATION', 20, 1, 10_000),
        domain: whole(env, 'MAILS_PER_DOMAIN', 500, 1, 1_000_000),
        all: whole(env, 'MAILS_PER_HOUR', 2000, 1, 1_000_000),
      }),
    }),
    handover: readHandover(env),
    microsoft: readMicrosoft(env),
    ...set<{ provider?: ProviderSettings; replies?: RepliesSettings }>({ provider: readProvider(env), replies: readReplies(env) }),
    teams: set<Config['teams']>({ appId: guid(env, 'TEAMS_APP_ID'), developerName: short(env, 'TEAMS_DEVELOPER_NAME', 32) ?? 'NOA' }),
    units: set<Config['units']>({
      sourceUrl: address(env, 'UNITS_SOURCE_URL', web, 'https://data.example.org/units.csv'),
      maxAgeDays: whole(env, 'DIRECTORY_MAX_AGE_DAYS', 180, 1, 10_000),
    }),
    settings: readSettings(env),
    theme: readTheme({ text: name => text(env, name), wrong }),
    sessionHours: whole(env, 'PAGE_SESSION_HOURS', 12, 1, 720),
    retentionDays: whole(env, 'RETENTION_DAYS', 30, 1, 3650),
    incidentThreshold: whole(env, 'INCIDENT_THRESHOLD', 3, 2, 1000),
    activationHours: whole(env, 'ACTIVATION_HOURS', 24, 1, 720),
    resendSeconds: whole(env, 'RESEND_SECONDS', 60, 0, 3600),
    logLevel: oneOf(env, 'LOG_LEVEL', logLevels, 'warn'),
  })
}

/** A setting that is right by itself and wrong beside another. */
export interface ConfigDoubt {
  /** For the log. */
  readonly code: string
  readonly message: string
}

/** What an operator should hear of at the start, though the guide runs. */
export function configDoubts({ publicUrl, trustProxy, mail, settings }: Pick<Config, 'publicUrl' | 'trustProxy' | 'mail' | 'settings'>): ConfigDoubt[] {
  if (publicUrl === undefined) return []
  const missing = missingPrivacySettings(settings)
  return [
    ...(mail.smtpUrl === undefined
      ? [{ code: 'public_without_smtp', message: 'PUBLIC_URL is set and SMTP_URL is not: mails stay in the embedded mailbox and reach nobody' }]
      : []),
    ...(trustProxy
      ? []
      : [{ code: 'public_without_proxy', message: 'PUBLIC_URL is set and TRUST_PROXY is not: behind a reverse proxy everybody has its address, and shares its limits' }]),
    ...(missing.length === 0
      ? []
      : [{ code: 'privacy_incomplete', message: `People are not told all that they must be told of their data: set ${missing.join(', ')}` }]),
  ]
}
