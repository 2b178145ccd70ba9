/** What a package needs of the configuration. */
import { createHash } from 'node:crypto'
import { ConfigError, type Config } from '../config.ts'

/** The settings that the manifest repeats, proved. */
export interface AppSettings {
  readonly botId: string
  /** Id of the app in the tenant's catalogue, not of its bot. */
  readonly appId: string
  /** The guide's own origin, https. */
  readonly publicUrl: string
  readonly developerName: string
  readonly privacyUrl: string
  readonly termsUrl: string
  /** Whether it can be added to the helpdesk's chat or channel. */
  readonly inGroups: boolean
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** Whether a text is an id as Microsoft writes them. */
export const isGuid = (text: string): boolean => guid.test(text)
/** The example of `.env.example`, copied as it stands. */
export const isExampleGuid = (text: string): boolean => /^[0-]+$/.test(text)

/** Hosts that nobody but this machine or this network reaches: Teams' servers do not. */
export const isOutOfReach = (host: string): boolean =>
  /^(?:localhost|.*\.(?:localhost|local|internal|lan|test|invalid)|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|169\.254\.[\d.]+|0\.0\.0\.0|\[.*\])$/i.test(host)

/**
 * The app's id where none is set: a UUID version 5 (RFC 9562) of a fixed name in the bot's id. The same bot gives the same app for
 * ever, and the app of a trial registration never replaces that of the real one in the tenant's catalogue.
 */
export function appIdOf(botId: string): string {
  const hash = createHash('sha1').update(Buffer.from(botId.replaceAll('-', ''), 'hex')).update('noa-guide/teams-app').digest()
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6)
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8)
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const needs = (name: string, must: string, example: string): string => `${name} ${must}. Example: ${name}=${example}`

function httpsFault(name: string, url: string | undefined, example: string): string[] {
  if (url === undefined) return [needs(name, 'must be set', example)]
  const { protocol, hostname } = new URL(url)
  if (protocol !== 'https:') return [needs(name, 'must begin with https://', example)]
  return isOutOfReach(hostname) ? [needs(name, 'must be an address that Teams can reach, and not one of this machine or network', example)] : []
}

/**
 * Reads what the package needs.
 * @throws {ConfigError} with a line for each setting that is missing or wrong, and an example
 */
export function appSettings({ microsoft, publicUrl, settings, teams, handover }: Config): AppSettings {
  const id = '5a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
  const { appId: botId } = microsoft
  const { privacyUrl, termsUrl } = settings
  const idFaults =
    botId === undefined ? [needs('MICROSOFT_APP_ID', 'must be set', id)]
    : isExampleGuid(botId) || !isGuid(botId) ? [needs('MICROSOFT_APP_ID', 'must be the Application (client) ID of the registration', id)]
    : []
  const faults = [
    ...idFaults,
    ...httpsFault('PUBLIC_URL', publicUrl, 'https://guide.example.org'),
    ...httpsFault('PRIVACY_URL', privacyUrl, 'https://noa.example.org/privacy'),
    ...httpsFault('TERMS_URL', termsUrl, 'https://noa.example.org/terms'),
    ...(teams.appId !== undefined && teams.appId.toLowerCase() === botId?.toLowerCase()
      ? [needs('TEAMS_APP_ID', 'must not be the id of the bot; leave it out and one is derived', id)] : []),
  ]
  // What is missing is a fault: the compiler has to be told.
  if (faults.length > 0 || botId === undefined || publicUrl === undefined || privacyUrl === undefined || termsUrl === undefined)
    throw new ConfigError(faults.join('\n'))
  return {
    botId: botId.toLowerCase(),
    appId: teams.appId?.toLowerCase() ?? appIdOf(botId),
    publicUrl,
    developerName: teams.developerName,
    privacyUrl,
    termsUrl,
    inGroups: handover.teamsChat !== undefined,
  }
}
