/**
 * The environment, read once into a frozen, typed `Config`. A wrong value stops the start with the variable's name and an example.
 * Variables and defaults: `.env.example`.
 */
import { resolve } from 'node:path'
import {
  address, flag, languages, needs, oneOf, origin, origins, secret, set, text, web, whole, wrong, type Environment,
} from './environment.ts'
import { contentDir } from './root.ts'
import { readHandover, readReplies, type HandoverSettings, type RepliesSettings } from './settings/helpdeskSettings.ts'
import { readConnections, readLimits, type ChatLimits, type Connections } from './settings/limitSettings.ts'
import { readMail, type MailSettings } from './settings/mailSettings.ts'
import { readSettings, type Settings } from './settings/portalSettings.ts'
import { missingPrivacySettings } from './settings/privacySettings.ts'
import { readProvider, type ProviderSettings } from './settings/providerSettings.ts'
import { readMicrosoft, readTeams, type MicrosoftSettings, type TeamsSettings } from './settings/teamsSettings.ts'
import { readTheme, type Theme } from './theme.ts'

export { ConfigError } from './environment.ts'
export type { MailsPerHour } from './settings/mailSettings.ts'
export type { Settings } from './settings/portalSettings.ts'
export type { ProviderSettings } from './settings/providerSettings.ts'

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
  /** PostgreSQL itself, where `databaseUrl` leads to a pool of transactions. */
  readonly databaseListenUrl?: string
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
  readonly mail: MailSettings
  /** To what requests are handed over beside the mail. */
  readonly handover: HandoverSettings
  readonly replies?: RepliesSettings
  readonly microsoft: MicrosoftSettings
  /** Undefined: people come in at the desk by invitation only. */
  readonly provider?: ProviderSettings
  readonly teams: TeamsSettings
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

/**
 * Reads the configuration.
 * @param env the environment (`process.env`), or any record in tests
 * @throws {ConfigError} naming the first variable that is wrong
 */
export function readConfig(env: Environment): Config {
  const databaseUrl = address(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://noa@localhost/noa')
  const databaseListenUrl = address(env, 'DATABASE_LISTEN_URL', ['postgres:', 'postgresql:'], 'postgres://noa@localhost:5432/noa')
  if (databaseListenUrl !== undefined && databaseUrl === undefined) throw needs('DATABASE_URL', 'postgres://noa@localhost:6432/noa', 'DATABASE_LISTEN_URL')
  const accountsUrl = address(env, 'ACCOUNT_API_URL', web, 'https://portal.example.org/accounts/v1')
  const accountsToken = text(env, 'ACCOUNT_API_TOKEN')
  if (accountsUrl !== undefined && accountsToken === undefined)
    throw needs('ACCOUNT_API_TOKEN', 'a-long-random-value', 'ACCOUNT_API_URL')
  const eventsSecret = secret(env, 'ACCOUNT_EVENTS_SECRET')
  const metricsToken = secret(env, 'METRICS_TOKEN')
  const locales = languages(env, 'LOCALES')
  return Object.freeze<Config>({
    host: text(env, 'HOST') ?? '127.0.0.1',
    port: whole(env, 'PORT', 3978, 0, 65535),
    dataDir: resolve(text(env, 'DATA_DIR') ?? './var'),
    contentDir: resolve(text(env, 'CONTENT_DIR') ?? contentDir),
    ...set<{ databaseUrl?: string; databaseListenUrl?: string }>({ databaseUrl, databaseListenUrl }),
    ...set<{ publicUrl?: string; metricsToken?: string }>({ publicUrl: origin(env, 'PUBLIC_URL'), metricsToken }),
    trustProxy: flag(env, 'TRUST_PROXY'),
    embedOrigins: origins(env, 'EMBED_ORIGINS'),
    connections: readConnections(env),
    limits: readLimits(env),
    locales,
    defaultLocale: oneOf(env, 'DEFAULT_LOCALE', locales, locales[0]),
    accounts: set<Config['accounts']>({ url: accountsUrl?.replace(/\/+$/, ''), token: accountsToken, eventsSecret }),
    mail: readMail(env),
    handover: readHandover(env),
    microsoft: readMicrosoft(env),
    ...set<{ provider?: ProviderSettings; replies?: RepliesSettings }>({ provider: readProvider(env), replies: readReplies(env) }),
    teams: readTeams(env),
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
