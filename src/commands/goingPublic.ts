/**
 * What an operator must settle before strangers come: read off the settings and what was seen around them, in the order in which it is
 * best done. Each finding that is not good says what to do and, where a setting does it, the line to write. Never a secret.
 */
import type { Config } from '../config.ts'
import { isLocalHost, isOfThisMachine } from '../http/localHost.ts'
import { missingPrivacySettings } from '../settings/privacySettings.ts'

/** `missing` and `contradictory` keep the guide from the public; `risky` is the operator's choice; `unknown` cannot be seen from here. */
export type Verdict = 'good' | 'missing' | 'contradictory' | 'risky' | 'unknown'

export interface PublicFinding {
  readonly verdict: Verdict
  readonly what: string
  readonly todo?: string
  /** Lines for `.env` or the service's environment. */
  readonly lines?: readonly string[]
}

/** The directory of units or of institutions, as `Directory.status` tells it. */
export interface DirectorySeen {
  readonly starter: boolean
  readonly stale: boolean
  readonly date: string
}

/** What was seen around the settings. Undefined: it was not looked at, for something before it is wrong. */
export interface Surroundings {
  /** Major version of Node. */
  readonly node: number
  /** The one sentence of a database that cannot be used; `true` where it opened. */
  readonly database: true | string
  readonly freeBytes?: number
  /** Others than its owner may read DATA_DIR. */
  readonly openFolder?: boolean
  readonly directories?: { readonly units: DirectorySeen; readonly institutions: DirectorySeen }
  /** People on the list of the desk who may invite others. */
  readonly operators?: number
  /** Whether the words say when the helpdesk reads what people write. */
  readonly hours?: boolean
  /** Whether the relay answers at SMTP_URL; a code where it does not. */
  readonly relay?: true | string
  /** Whether the mailbox at REPLIES_IMAP_URL opens; a code where it does not. */
  readonly replies?: true | string
  /** What stands at PUBLIC_URL. */
  readonly front?: 'guide' | 'other' | 'silent'
  /** How far this clock is from the one behind PUBLIC_URL or the database, the furthest of both, ms. */
  readonly clockOffMs?: number
}

const good = (what: string): PublicFinding => ({ verdict: 'good', what })
const other = (verdict: Exclude<Verdict, 'good'>, what: string, todo: string, ...lines: string[]): PublicFinding => ({
  verdict, what, todo, ...(lines.length === 0 ? {} : { lines }),
})

function frontFindings({ publicUrl, host, trustProxy, metricsToken }: Config, { front }: Surroundings): PublicFinding[] {
  if (publicUrl === undefined)
    return [other('missing', 'PUBLIC_URL is not set: links in mails lead to this machine, and what is for this machine only is open to whoever reaches it.',
      'Write the address that people will use, and that a reverse proxy stands in front.', 'PUBLIC_URL=https://guide.example.org', 'TRUST_PROXY=true')]
  const told = { guide: good('A guide answers at PUBLIC_URL.'),
    other: other('missing', 'Something else than the guide answers at PUBLIC_URL.', 'Let the reverse proxy pass everything on to the guide; see .github/operating.md.'),
    silent: other('unknown', 'Nothing answers at PUBLIC_URL, as seen from here.', 'Start the guide and its reverse proxy, and look from outside if this machine cannot.') }
  return [
    publicUrl.startsWith('https://') ? good('PUBLIC_URL is https.')
    : other('missing', 'PUBLIC_URL is not https: what people type can be read on the way.', 'Put a reverse proxy with a certificate in front.', `PUBLIC_URL=${publicUrl.replace(/^http:/, 'https:')}`),
    trustProxy ? good('Addresses are read from what the reverse proxy says.')
    : other('missing', 'TRUST_PROXY is not set: behind a reverse proxy everybody has its address, and shares its limits.', 'Set it, if the proxy replaces X-Forwarded-For itself.', 'TRUST_PROXY=true'),
    isLocalHost(host) ? good('The guide listens to this machine only.')
    : other('risky', `The guide listens at ${host}, beside its reverse proxy.`, 'Unless a firewall or a container’s network keeps others away, let only the proxy reach it.', 'HOST=127.0.0.1'),
    ...(front === undefined ? [] : [told[front]]),
    ...(metricsToken === undefined ? [other('risky', 'METRICS_TOKEN is not set: through a reverse proxy nobody can read /metrics.', 'Set one for your collector, or collect on this machine.', 'METRICS_TOKEN=<16 characters or more, at random>')] : []),
  ]
}

function repliesFindings({ replies: set }: Config, { replies }: Surroundings): PublicFinding[] {
  if (set?.imapUrl === undefined) return []
  return [replies === true ? good('The mailbox of the helpdesk’s answers opens.')
  : other(replies === undefined ? 'unknown' : 'missing', `The mailbox of the helpdesk’s answers does not open${replies === undefined ? '' : ` (${replies})`}.`,
    'Look at the user, the password and the folder in REPLIES_IMAP_URL, and whether the server lets programs in by password.',
    'REPLIES_IMAP_URL=imaps://<user>:<password>@<host>/INBOX')]
}

function mailFindings({ mail, settings, publicUrl }: Config, { relay, hours }: Surroundings): PublicFinding[] {
  const host = publicUrl === undefined ? 'example.org' : new URL(publicUrl).hostname
  const sender = /@localhost>?$/.test(mail.from)
    ? other('missing', 'MAIL_FROM is an address of this machine, which relays and mailboxes refuse.', 'Write one that may send.', `MAIL_FROM=NOA <noa@${host}>`)
    : good('MAIL_FROM is set.')
  const helpdesk = [
    settings.helpdeskEmail === undefined
      ? other('risky', 'HELPDESK_EMAIL is not set: what the guide cannot solve reaches nobody.', 'Write where reports go.', `HELPDESK_EMAIL=aide@${host}`)
      : good('Reports go to the helpdesk.'),
    ...(settings.helpdeskHours !== undefined && settings.helpdeskEmail === undefined
      ? [other('contradictory', 'HELPDESK_HOURS is set and HELPDESK_EMAIL is not: hours of nobody.', 'Set both, or take the hours out.')] : []),
    ...(settings.helpdeskEmail !== undefined && settings.helpdeskHours === undefined && hours === false
      ? [other('risky', 'No hours of the helpdesk are set: whoever writes at night is not told when somebody will read it.',
          'An editor sets them in content/hours/helpdesk.yml, with the days on which it is closed.')] : []),
  ]
  const toWrite = `SMTP_URL=smtp://smtp.${host}:25`
  if (mail.smtpUrl === undefined)
    return [other('missing', 'SMTP_URL is not set: mails stay in the embedded mailbox and reach nobody.', 'Write your relay.', toWrite), sender, ...helpdesk]
  const encrypted = mail.smtpUrl.startsWith('smtps:') || isOfThisMachine(mail.smtpUrl.replace(/^smtp/, 'http'))
  const silent = `The mail relay does not answer${relay === undefined ? '' : ` (${String(relay)})`}.`
  return [
    relay === true ? good('The mail relay answers.')
    : other(relay === undefined ? 'unknown' : 'missing', silent, 'Look at SMTP_URL, at the firewall, and whether the relay knows this machine.'),
    // A password crosses the network under TLS only; whether the relay has it shows when it is greeted.
    ...(encrypted || relay === true ? [] : [other('unknown', 'Whether the relay encrypts (STARTTLS) could not be seen.', 'Use smtps:// where it has it.')]),
    sender,
    ...helpdesk,
  ]
}

function accountFindings({ accounts, settings }: Config): PublicFinding[] {
  if (accounts.url === undefined)
    return [other('missing', 'ACCOUNT_API_URL is not set: accounts are made in the guide’s own service, and the portal knows nothing of them.',
      'Write the portal’s account API.', 'ACCOUNT_API_URL=https://portal.example.org/accounts/v1', 'ACCOUNT_API_TOKEN=<what the portal gave you>'),
    ...(accounts.token === undefined ? [] : [other('contradictory', 'ACCOUNT_API_TOKEN is set and ACCOUNT_API_URL is not.', 'Set both.', 'ACCOUNT_API_URL=https://portal.example.org/accounts/v1')])]
  return [
    accounts.url.startsWith('https://') || isOfThisMachine(accounts.url) ? good('Accounts are the portal’s.')
    : other('missing', 'ACCOUNT_API_URL is not https: names, addresses and the token can be read on the way.', 'Use https.', `ACCOUNT_API_URL=${accounts.url.replace(/^http:/, 'https:')}`),
    accounts.eventsSecret === undefined
      ? other('missing', 'ACCOUNT_EVENTS_SECRET is not set: the guide never learns that an account was activated.', 'Agree on one with the portal.', 'ACCOUNT_EVENTS_SECRET=<16 characters or more, at random>')
      : good('What the account service announces can be verified.'),
    ...(settings.portalUrl === undefined ? [other('contradictory', 'The accounts are the portal’s, and PORTAL_URL is not set: nobody is led to it.', 'Write the portal’s address.', 'PORTAL_URL=https://noa.example.org')] : []),
  ]
}

/** Settings without which the guide says less, with what people then miss. */
const wished = [
  ['portalUrl', 'PORTAL_URL', 'the button that opens the portal', 'https://noa.example.org'],
  ['federationLoginUrl', 'FEDERATION_LOGIN_URL', 'the way into the federation', 'https://noa.example.org/Shibboleth.sso/Login'],
  ['termsUrl', 'TERMS_URL', 'the terms that they agree to', 'https://noa.example.org/terms'],
  ['localPasswordUrl', 'LOCAL_PASSWORD_URL', 'the page on which a password is changed', 'https://noa.example.org/password'],
  ['siteOwner', 'SITE_OWNER', 'who publishes the guide (the accessibility statement names them)', 'Centre national de la recherche scientifique'],
] as const

const examples: Readonly<Record<string, string>> = {
  DATA_CONTROLLER: 'Centre national de la recherche scientifique', DPO_CONTACT: 'dpo@example.org', LEGAL_BASIS: 'publicTask',
  COMPLAINT_URL: 'https://www.cnil.fr/fr/plaintes', ACCOUNT_DATA_MONTHS: '24',
}

function wordsFindings({ settings }: Config): PublicFinding[] {
  const untold = missingPrivacySettings(settings)
  const unset = wished.filter(([key]) => settings[key] === undefined)
  return [
    settings.privacyUrl !== undefined ? good('The privacy notice is linked.')
    : other('missing', 'PRIVACY_URL is not set: people cannot read what is done with their data.', 'Write the address of the notice.', 'PRIVACY_URL=https://noa.example.org/privacy'),
    untold.length === 0 ? good('People are told who answers for their data, why, and for how long.')
    : other('missing', 'People are not told all that articles 13 and 14 of the GDPR ask.', 'Ask your data protection officer.', ...untold.map(name => `${name}=${examples[name] ?? ''}`)),
    ...(unset.length === 0 ? [good('Every address that people are led to is known.')]
    : [other('risky', `People are not shown ${unset.map(([, , what]) => what).join('; ')}.`, 'Write those that there are.', ...unset.map(([, name, , example]) => `${name}=${example}`))]),
  ]
}

/** Least room that is comfortable, bytes: a backup and a week of conversations. */
const comfortable = 500 * 1024 * 1024
/** Tokens and links are refused when clocks differ by minutes; a minute is worth a word, ms. */
const mostClockOff = 60_000

function machineFindings({ dataDir, logLevel, retentionDays }: Config, seen: Surroundings): PublicFinding[] {
  const { node, database, freeBytes, openFolder, clockOffMs, directories } = seen
  const dated = Object.entries(directories ?? {}).map(([name, { starter, stale, date }]) =>
    starter ? other('missing', `The directory of ${name} is the starter one: most laboratories and establishments are not in it.`, 'Import the whole one.', `npm run -s noa -- ${name} import <file>`)
    : stale ? other('risky', `The directory of ${name} is of ${date}.`, 'Import a newer one.', `npm run -s noa -- ${name} import <file>`)
    : good(`The directory of ${name} is of ${date}.`))
  return [
    database === true ? good('The database opens.') : other('missing', 'The database cannot be used.', database),
    ...(openFolder === true ? [other('risky', 'Others on this machine may read DATA_DIR.', `chmod 700 ${dataDir}`)] : []),
    ...(freeBytes === undefined ? [] : [freeBytes < comfortable ? other('risky', `The disk of DATA_DIR has ${Math.round(freeBytes / 1024 / 1024)} MiB left.`, 'Make room: under 8 MiB the guide says that it is not ready.') : good('The disk has room.')]),
    ...dated,
    clockOffMs === undefined ? other('unknown', 'The clock could not be compared with another.', 'timedatectl says whether it is synchronised.')
    : clockOffMs > mostClockOff ? other('missing', `The clock is ${Math.round(clockOffMs / 1000)} s from another one.`, 'timedatectl set-ntp true')
    : good('The clock agrees with another one.'),
    ...(node < 22 ? [other('risky', `Node ${node} is past its end.`, 'Install Node 22 or 24.')] : []),
    ...(logLevel === 'warn' || logLevel === 'info' ? [] : [other('risky', `The log begins at ${logLevel}.`, 'What a service should tell is lost above warn, and below info it is more than anybody reads.', 'LOG_LEVEL=info')]),
    ...(retentionDays > 365 ? [other('risky', `Conversations are kept for ${retentionDays} days.`, 'Keep what people said no longer than it serves them.', 'RETENTION_DAYS=30')] : []),
  ]
}

function peopleFindings({ provider, microsoft, publicUrl }: Config, { operators }: Surroundings): PublicFinding[] {
  return [
    provider !== undefined || (operators ?? 0) > 0 ? good('Somebody can work at the desk.')
    : other('risky', 'Nobody was invited to the desk (/desk).', 'Invite an operator.', 'npm run -s noa -- staff invite "<name>" --role operator'),
    ...(provider !== undefined && publicUrl === undefined ? [other('contradictory', 'OIDC_ISSUER is set and PUBLIC_URL is not: the provider has nowhere to send people back to.', 'Set PUBLIC_URL.', 'PUBLIC_URL=https://guide.example.org')] : []),
    microsoft.appId === undefined ? other('unknown', 'MICROSOFT_APP_ID is not set: the guide is not in Microsoft Teams.', 'If it shall be: .github/teams.md.')
    : other('unknown', 'Microsoft Teams has an examination of its own.', 'npm run -s noa -- teams doctor'),
  ]
}

/** Everything that was found, in the order in which it is best settled. */
export const goingPublic = (config: Config, seen: Surroundings): PublicFinding[] => [
  ...frontFindings(config, seen),
  ...mailFindings(config, seen),
  ...repliesFindings(config, seen),
  ...accountFindings(config),
  ...wordsFindings(config),
  ...machineFindings(config, seen),
  ...peopleFindings(config, seen),
]
