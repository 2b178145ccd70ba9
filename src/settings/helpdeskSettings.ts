/** Where requests go, and how the helpdesk's answers come back. */
import { address, needs, secret, secure, set, text, web, wrong, type Environment } from '../environment.ts'
import { isAddress, lengthOfProof } from '../text/address.ts'
import { inAscii } from '../text/asciiDomain.ts'

export interface HandoverSettings {
  /** A program of the helpdesk's own, and what signs what is posted there. */
  readonly webhook?: { readonly url: string; readonly secret: string }
  /** GLPI's REST API, without a slash at its end. */
  readonly glpi?: { readonly url: string; readonly userToken: string; readonly appToken?: string }
  readonly teamsChat?: TeamsChat
}

/** The helpdesk's own chat or channel in Teams. */
export interface TeamsChat {
  /** The conversation's id. */
  readonly id: string
  /** Where the Bot Connector service takes what is written there. */
  readonly serviceUrl: string
}

/** How the helpdesk's answers by mail reach the guide. */
export interface RepliesSettings {
  /** Where the helpdesk answers to; a `*` in it stands for each request's own secret. */
  readonly address: string
  /** Whose mails may be answers: addresses, and domains as `@example.org`, in small letters. */
  readonly from: readonly string[]
  /** `imaps://user:password@host/INBOX`: a mailbox that is watched. */
  readonly imapUrl?: string
  /** Signs what is posted to `/helpdesk-replies`. */
  readonly secret?: string
}

/** A chat or channel of Teams: its id, or the link that Teams gives to it, which names the id. */
function teamsChat(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  const [, named = value] = /^https:\/\/teams\.[^/]+\/l\/(?:chat|channel)\/([^/?]+)/.exec(value) ?? []
  // What else is encoded belongs to no id.
  const id = named.replace(/%3a/i, ':').replace(/%40/, '@')
  if (!/^19:[\w-]{1,200}@(?:thread\.(?:v2|tacv2|skype)|unq\.gbl\.spaces)$/.test(id))
    throw wrong(name, 'must be the link that Teams gives to a chat or channel, or its id', '19:0123456789abcdef@thread.v2')
  return id
}

/** `publicGlobal` of the Agents SDK's `TeamsServiceEndpoints` (read on 2026-11-30): for what answers nothing. */
const teamsService = 'https://smba.trafficmanager.net/teams/'

/** @throws {ConfigError} when one is set without what it needs */
export function readHandover(env: Environment): HandoverSettings {
  const [url, signs] = [address(env, 'HANDOVER_URL', web, 'https://tickets.example.org/noa'), secret(env, 'HANDOVER_SECRET')]
  const [glpiUrl, userToken] = [address(env, 'GLPI_URL', web, 'https://glpi.example.org/apirest.php'), secret(env, 'GLPI_USER_TOKEN')]
  const appToken = secret(env, 'GLPI_APP_TOKEN')
  const [chat, service] = [teamsChat(env, 'HELPDESK_TEAMS_CHAT'), secure(env, 'HELPDESK_TEAMS_SERVICE', teamsService)]
  if (url !== undefined && signs === undefined) throw needs('HANDOVER_SECRET', 'a-long-random-value', 'HANDOVER_URL')
  if (glpiUrl !== undefined && userToken === undefined) throw needs('GLPI_USER_TOKEN', 'the-key-of-a-user-of-GLPI', 'GLPI_URL')
  // Requests go there too: the mail is what a person hears of.
  const other = url !== undefined ? 'HANDOVER_URL' : glpiUrl !== undefined ? 'GLPI_URL' : chat !== undefined ? 'HELPDESK_TEAMS_CHAT' : undefined
  if (other !== undefined && text(env, 'HELPDESK_EMAIL') === undefined) throw needs('HELPDESK_EMAIL', 'aide@example.org', other)
  return set<HandoverSettings>({
    webhook: url === undefined || signs === undefined ? undefined : { url, secret: signs },
    glpi: glpiUrl === undefined || userToken === undefined
      ? undefined
      : set<NonNullable<HandoverSettings['glpi']>>({ url: glpiUrl.replace(/\/+$/, ''), userToken, appToken }),
    teamsChat: chat === undefined ? undefined : { id: chat, serviceUrl: service === undefined ? teamsService : `${service}/` },
  })
}

/** An e-mail address, in which one `*` before the @ may stand for a secret; there must be room for it. */
function addressWithMore(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value !== undefined && (!isAddress(value.replace('*', 'x'.repeat(lengthOfProof))) || /\*.*\*|@.*\*/.test(value)))
    throw wrong(name, 'must be one e-mail address, with at most one * before the @ and 29 characters beside it', 'noa-reponses+*@example.org')
  return value
}

/** Addresses, and domains as `@example.org`, separated by commas; in small letters. */
function senders(env: Environment, name: string): readonly string[] | undefined {
  const found = text(env, name)?.toLowerCase().split(/[\s,;]+/).filter(each => each !== '').map(inAscii)
  if (found?.length === 0 || found?.some(each => !isAddress(each.replace(/^@/, 'x@'))) === true)
    throw wrong(name, 'must be addresses, or domains that begin with @, separated by commas', 'aide@example.org,@assistance.example.org')
  return found
}

/** A mailbox: user, password, host and folder. */
function imapMailbox(env: Environment, name: string): string | undefined {
  const example = 'imaps://noa:password@imap.example.org/INBOX'
  const value = address(env, name, ['imaps:', 'imap:'], example)
  if (value === undefined) return undefined
  const { username, password, hostname, pathname } = new URL(value)
  try {
    if ([username, password, pathname].map(decodeURIComponent).slice(0, 2).includes('') || hostname === '') throw new Error()
  } catch {
    throw wrong(name, 'must name a user, a password and a host; what is special in them is written %40 for @', example)
  }
  return value
}

/** @throws {ConfigError} when one is set without what it needs */
export function readReplies(env: Environment): RepliesSettings | undefined {
  const own = addressWithMore(env, 'REPLIES_ADDRESS')
  const [imapUrl, signs] = [imapMailbox(env, 'REPLIES_IMAP_URL'), secret(env, 'REPLIES_SECRET')]
  const [from, helpdesk] = [senders(env, 'REPLIES_FROM'), text(env, 'HELPDESK_EMAIL')]
  if (own === undefined && imapUrl === undefined && signs === undefined) return undefined
  if (own === undefined) throw needs('REPLIES_ADDRESS', 'noa-reponses@example.org', imapUrl === undefined ? 'REPLIES_SECRET' : 'REPLIES_IMAP_URL')
  if (imapUrl === undefined && signs === undefined) throw needs('REPLIES_IMAP_URL', 'imaps://noa:password@imap.example.org/INBOX', 'REPLIES_ADDRESS')
  if (helpdesk === undefined) throw needs('HELPDESK_EMAIL', 'aide@example.org', 'REPLIES_ADDRESS')
  // Requests would come to the guide's own mailbox, and be marked as read there.
  if ([own, own.replace(/\+?\*/, '')].some(each => each.toLowerCase() === helpdesk.toLowerCase()))
    throw wrong('REPLIES_ADDRESS', "must be a mailbox of the guide's own, not HELPDESK_EMAIL", 'noa-reponses+*@example.org')
  return {
    address: own.toLowerCase(),
    from: from ?? [helpdesk.toLowerCase()],
    ...(imapUrl === undefined ? {} : { imapUrl }),
    ...(signs === undefined ? {} : { secret: signs }),
  }
}
