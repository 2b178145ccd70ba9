/**
 * What usually goes wrong when a bot is put into Teams, looked for one by one. Each finding says what was seen and, where something is
 * wrong, what to do; never a secret. Reads the environment itself, since a configuration that is refused hides every other fault.
 */
import { ConfigError, readConfig, type Config } from '../config.ts'
import { openPackage, PackageRefused } from './package.ts'
import { appSettings, isExampleGuid, isGuid, isOutOfReach } from './settings.ts'
import { appFaults } from './validate.ts'

/** `good`, `bad` with what to do, or `unknown`: what only a person, or a tenant, can tell. */
export interface Finding {
  readonly result: 'good' | 'bad' | 'unknown'
  readonly what: string
  readonly todo?: string
}

export type Environment = Readonly<Record<string, string | undefined>>

const good = (what: string): Finding => ({ result: 'good', what })
const bad = (what: string, todo: string): Finding => ({ result: 'bad', what, todo })
const unknown = (what: string, todo: string): Finding => ({ result: 'unknown', what, todo })

function value(env: Environment, name: string): string | undefined {
  const text = env[name]?.trim()
  return text === undefined || text === '' ? undefined : text
}

const msiType = 'UserAssignedMSI'

function identityFindings(env: Environment): Finding[] {
  const id = value(env, 'MICROSOFT_APP_ID')
  const tenant = value(env, 'MICROSOFT_APP_TENANT_ID')
  const type = value(env, 'MICROSOFT_APP_TYPE')?.toLowerCase() ?? 'singletenant'
  const idFinding =
    id === undefined ? bad('MICROSOFT_APP_ID is not set: only programs of this machine can talk to the guide.', 'Set it to the Application (client) ID of the registration.')
    : isExampleGuid(id) ? bad('MICROSOFT_APP_ID is still the example.', 'Set it to the Application (client) ID of the registration.')
    : !isGuid(id) ? bad('MICROSOFT_APP_ID is not an id.', 'Copy the Application (client) ID, five groups of hexadecimal digits, not the name of the bot.')
    : good('MICROSOFT_APP_ID is an id.')
  if (type === 'multitenant')
    return [
      idFinding,
      unknown('The bot is registered as multi-tenant.', 'This works for registrations made until 31 July 2025 only; make new ones single-tenant.'),
      ...(tenant === undefined ? [] : [unknown('MICROSOFT_APP_TENANT_ID is set and not used.', 'Take it out, or set MICROSOFT_APP_TYPE=SingleTenant if the registration is.')]),
    ]
  const registration = type === 'singletenant' ? 'a single-tenant bot' : 'a bot with a managed identity'
  const tenantFinding =
    tenant === undefined ? bad(`MICROSOFT_APP_TENANT_ID is not set, and ${registration} needs it.`, 'Set it to the Directory (tenant) ID of the registration.')
    : !isGuid(tenant) || isExampleGuid(tenant) ? bad('MICROSOFT_APP_TENANT_ID is not the id of a tenant.', 'Copy the Directory (tenant) ID, five groups of hexadecimal digits, not the domain.')
    : tenant.toLowerCase() === id?.toLowerCase() ? bad('MICROSOFT_APP_TENANT_ID is the same as MICROSOFT_APP_ID.', 'They are two ids of the same page of the registration: copy each in its place.')
    : good(`MICROSOFT_APP_TENANT_ID is an id, as ${registration} needs.`)
  const served = value(env, 'MICROSOFT_ALLOWED_TENANTS')?.toLowerCase().split(/[\s,;]+/)
  const ownServed = served === undefined || tenant === undefined || served.includes(tenant.toLowerCase())
  const todo = 'Add MICROSOFT_APP_TENANT_ID to MICROSOFT_ALLOWED_TENANTS, unless only people of other tenants shall use the guide.'
  return [idFinding, tenantFinding, ...(ownServed ? [] : [unknown('The people of the bot’s own tenant are not served.', todo)])]
}

/** Client secrets of Entra have some forty characters of these. */
const secretForm = /^[A-Za-z0-9~._-]{30,60}$/

function secretFindings(env: Environment): Finding[] {
  const secret = value(env, 'MICROSOFT_APP_PASSWORD')
  const type = value(env, 'MICROSOFT_APP_TYPE') ?? ''
  if (type.toLowerCase() === msiType.toLowerCase())
    return secret === undefined
      ? [good('A managed identity needs no secret.'),
        unknown('Whether this machine may use the managed identity cannot be seen from here.', 'It must be assigned to the machine, in Azure or through Azure Arc; a machine elsewhere needs SingleTenant and a secret.')]
      : [bad('MICROSOFT_APP_PASSWORD is set, and a managed identity has none.', 'Take it out, or set MICROSOFT_APP_TYPE=SingleTenant.')]
  const another = 'Make a new client secret (Certificates & secrets) and copy its Value, which is shown once.'
  if (secret === undefined) return value(env, 'MICROSOFT_APP_ID') === undefined ? [] : [bad('MICROSOFT_APP_PASSWORD is not set.', another)]
  if (isGuid(secret)) return [bad('MICROSOFT_APP_PASSWORD is the Secret ID, not the secret.', another)]
  if (secret === 'the-client-secret') return [bad('MICROSOFT_APP_PASSWORD is still the example.', another)]
  if (/\s|^["'].*["']$/s.test(secret)) return [bad('MICROSOFT_APP_PASSWORD has spaces or quotes in it.', 'Copy the Value alone.')]
  return [
    secretForm.test(secret) ? good('MICROSOFT_APP_PASSWORD looks like a client secret.')
    : unknown('MICROSOFT_APP_PASSWORD does not look like a client secret of Entra, which has about forty letters, digits and ~ . _ -', 'Compare it with the Value you copied.'),
    unknown('Whether the secret is still valid cannot be seen from here.', 'Its end date stands beside it in the Entra admin center; note it in your calendar.'),
  ]
}

/** The helpdesk's chat, where requests are announced. */
function chatFindings(env: Environment): Finding[] {
  if (value(env, 'HELPDESK_TEAMS_CHAT') === undefined)
    return value(env, 'HELPDESK_TEAMS_SERVICE') === undefined ? []
    : [bad('HELPDESK_TEAMS_SERVICE is set and HELPDESK_TEAMS_CHAT is not.', 'Set both, or take it out.')]
  return [
    unknown('Whether the guide was added to the chat of HELPDESK_TEAMS_CHAT cannot be seen from here.',
      'Add the app there, of a package made since that setting, then send a request: a notice must come. If none does, the log names handOver with a code.'),
  ]
}

/** Settings of 0.1.0 that are read no more. */
const directLineFindings = (env: Environment): Finding[] =>
  ['DIRECT_LINE_SECRET', 'DIRECT_LINE_URL']
    .filter(name => value(env, name) !== undefined)
    .map(name => bad(`${name} is read no more: the page speaks with the guide itself.`, 'Take it out. Azure’s Direct Line works beside the page, with Microsoft’s own client.'))

/** How long the endpoint may take, ms. */
const mostPatience = 10_000

/** A request that the guide ignores when it takes it, and that nobody may make it take without a token. */
const harmless = JSON.stringify({ type: 'typing', id: 'doctor', channelId: 'msteams', conversation: { id: 'doctor' }, from: { id: 'doctor' }, recipient: { id: 'doctor' } })

/** Why an address could not be reached, in words. */
function failure(error: unknown, patience: number): string {
  const { name, cause } = error instanceof Error ? error : new Error()
  const { code = '', message = '' }: Partial<NodeJS.ErrnoException> = cause instanceof Error ? cause : {}
  if (name === 'TimeoutError') return `It does not answer within ${patience / 1000} s.`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name is not known.'
  if (code === 'ECONNREFUSED') return 'Nothing listens there.'
  if (/CERT|SSL|TLS/i.test(code + message)) return `Its certificate is not accepted (${code}).`
  return `It cannot be reached${code === '' ? '' : ` (${code})`}.`
}

interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly date: string | null
}

async function ask(endpoint: string, patience: number): Promise<Answer> {
  const answer = await fetch(endpoint, {
    method: 'POST', body: harmless, redirect: 'manual', headers: { 'content-type': 'application/json' }, signal: AbortSignal.timeout(patience),
  })
  const text = await answer.text()
  let code: unknown
  try {
    // Any answer may come: what has no such members has none of them.
    code = (JSON.parse(text) as { error?: { code?: unknown } }).error?.code
  } catch {
    // A page of a proxy: its status says enough.
  }
  return { status: answer.status, code: typeof code === 'string' ? code : undefined, date: answer.headers.get('date') }
}

function answerFinding({ status, code }: Answer, endpoint: string): Finding {
  if (status === 401 && code === 'Unauthorized') return good(`${endpoint} answers, and takes nothing without a token.`)
  if (status >= 300 && status < 400) return bad(`${endpoint} redirects.`, 'Azure follows no redirection: set PUBLIC_URL, and the messaging endpoint in Azure, to where it leads.')
  if (status === 200) return bad(`${endpoint} takes messages from anybody.`, 'The guide that runs there has no MICROSOFT_APP_ID: set it and restart.')
  if (status === 403 && code === 'Forbidden') return bad(`${endpoint} is a guide that knows no MICROSOFT_APP_ID.`, 'Set it where that guide runs, and restart it.')
  if (status === 404) return bad(`${endpoint} is not the guide (404).`, 'Let the reverse proxy pass on /api/messages, and PUBLIC_URL be the origin without a path.')
  if (status === 405) return bad(`${endpoint} takes no POST (405).`, 'Let the reverse proxy pass on POST as well as GET.')
  if (status >= 500) return bad(`${endpoint} answers ${status}.`, 'Look whether the guide runs and the reverse proxy reaches it: /readyz says more.')
  return bad(`${endpoint} answers ${status}, which the guide does not.`, 'Look at what stands in front of the guide: a firewall, a sign-in page, another site.')
}

/** Tokens are refused when the clock is further off, ms: five minutes, says the Bot Framework. */
const clockSkew = 5 * 60_000

function clockFinding(date: string | null | undefined, now: number): Finding {
  const there = date === null || date === undefined ? NaN : Date.parse(date)
  const todo = 'Turn time synchronisation on (timedatectl set-ntp true). A clock more than five minutes off makes every token look expired.'
  if (Number.isNaN(there)) return unknown('The clock could not be compared with another.', 'Compare it with a time server (timedatectl). More than five minutes off, every token looks expired.')
  const off = Math.abs(there - now)
  return off > clockSkew ? bad(`This clock and the one behind PUBLIC_URL differ by ${Math.round(off / 60_000)} minutes.`, todo)
    : good('The clock agrees with the one behind PUBLIC_URL (the same one, if both are this machine).')
}

async function endpointFindings(env: Environment, now: () => number, patience: number): Promise<Finding[]> {
  const origin = value(env, 'PUBLIC_URL')
  const notTold = 'Set it to the https address that Azure reaches, for example PUBLIC_URL=https://guide.example.org'
  if (origin === undefined) return [bad('PUBLIC_URL is not set.', notTold), clockFinding(undefined, now())]
  if (!URL.canParse(origin)) return [bad('PUBLIC_URL is not an address.', notTold), clockFinding(undefined, now())]
  const { protocol, hostname, origin: clean } = new URL(origin)
  const endpoint = `${clean}/api/messages`
  const address =
    isOutOfReach(hostname) ? bad(`PUBLIC_URL names this machine or a private network (${hostname}), which Azure cannot reach.`, notTold)
    : protocol !== 'https:' ? bad('PUBLIC_URL does not begin with https://', 'Azure calls https endpoints only: put a reverse proxy with a certificate in front.')
    : good('PUBLIC_URL is a public https address.')
  let answer: Answer
  try {
    answer = await ask(endpoint, patience)
  } catch (error) {
    const todo = 'Look whether the guide runs, and what stands in front of it. If this machine may not go out by that name, ask from elsewhere: curl -i -X POST'
    return [address, bad(`${endpoint}: ${failure(error, patience)}`, `${todo} ${endpoint}`), clockFinding(undefined, now())]
  }
  return [address, answerFinding(answer, endpoint),
    unknown('Which messaging endpoint Azure calls cannot be seen from here.', `The Azure Bot resource (Configuration) must say ${endpoint}`),
    clockFinding(answer.date, now())]
}

/** What is compared of a manifest that fits Microsoft's schema. */
interface Manifest {
  readonly id?: string
  readonly version?: string
  readonly bots?: readonly { readonly botId?: string; readonly scopes?: readonly string[] }[]
  readonly validDomains?: readonly string[]
}

/** What a package says against what the configuration says. */
function packageDifferences(manifest: Manifest, config: Config, version: string): Finding[] {
  const { botId, appId, publicUrl, inGroups } = appSettings(config)
  const { bots = [], validDomains = [] } = manifest
  const again = 'Make the package again with `noa teams package` and upload it.'
  const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase()
  const { host } = new URL(publicUrl)
  const older = String(manifest.version).localeCompare(version, 'en', { numeric: true })
  return [
    bots.length === 1 && same(bots[0]?.botId, botId) ? good('The package is for the bot of MICROSOFT_APP_ID.')
    : bad('The package is for another bot than MICROSOFT_APP_ID.', again),
    same(manifest.id, appId) ? good('The package has the id of this app.')
    : bad('The package has the id of another app: Teams would install it beside this one.', `${again} To go on with that app, set TEAMS_APP_ID=${String(manifest.id).slice(0, 36)}`),
    ...(inGroups && bots[0]?.scopes?.includes('groupChat') !== true
      ? [bad('The package cannot be added to a chat of several people, and HELPDESK_TEAMS_CHAT is set.', again)] : []),
    validDomains.includes(host) ? good('The package names the host of PUBLIC_URL.') : bad(`The package does not name ${host} among its valid domains.`, again),
    older === 0 ? good(`The package is of version ${version}, as the guide.`)
    : unknown(`The package is of version ${String(manifest.version).slice(0, 40)} and the guide of ${version}.`, older < 0 ? again : 'This is right after `--app-version`.'),
  ]
}

function packageFindings(zip: Uint8Array, config: Config | undefined, version: string): Finding[] {
  try {
    const files = openPackage(zip)
    const faults = appFaults(files)
    if (faults.length > 0) return faults.map(fault => bad(fault, 'Make the package with `noa teams package`.'))
    const right = good('The package fits Microsoft’s schemas, with its icons and translations.')
    if (config === undefined) return [right]
    return [right, ...packageDifferences(files.texts['manifest.json'] as Manifest, config, version)] // no fault: it fits the schema
  } catch (error) {
    if (error instanceof PackageRefused) return error.faults.map(fault => bad(fault, 'Give --package the zip that `noa teams package` wrote.'))
    // What the manifest repeats is missing: said already of the settings.
    if (error instanceof ConfigError) return [bad('The package cannot be compared with the settings as they are.', 'Mend the settings above first.')]
    throw error
  }
}

export interface DoctorOptions {
  readonly env: Environment
  /** The bytes of a package to compare with the settings. */
  readonly zip?: Uint8Array | undefined
  /** The guide's own version. */
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** How long the endpoint may take to answer, ms. */
  readonly patience?: number
}

/** The settings that the manifest repeats, and whether the rest of them would let the guide start. */
function settingsFindings(env: Environment): { readonly config: Config | undefined; readonly findings: Finding[] } {
  let config: Config
  try {
    config = readConfig(env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { config: undefined, findings: [bad('The guide would not start with these settings.', error.message)] }
  }
  try {
    appSettings(config)
    return { config, findings: [good('The guide would start with these settings, and a package can be made of them.')] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    // The others have their own findings.
    const faults = error.message.split('\n').filter(fault => !/^(?:MICROSOFT_APP_ID|PUBLIC_URL) /.test(fault))
    return { config, findings: faults.map(fault => bad('A package cannot be made of these settings.', fault)) }
  }
}

/** Examines the set-up. Reads nothing but the options and the guide's own public address. */
export async function examine({ env, zip, version, now = Date.now, patience = mostPatience }: DoctorOptions): Promise<Finding[]> {
  const { config, findings } = settingsFindings(env)
  return [
    ...findings,
    ...identityFindings(env),
    ...secretFindings(env),
    ...chatFindings(env),
    ...directLineFindings(env),
    ...(await endpointFindings(env, now, patience)),
    ...(zip === undefined ? [] : packageFindings(zip, config, version)),
  ]
}
