/** The routes that give out tokens: for a conversation that begins, for one that goes on, for one that a page comes back to. */
import { json } from '../../http/route.ts'
import type { Route, RouteRequest, RouteResponse } from '../../http/route.ts'
import { readJson, readLocale, Refusal } from '../../http/requestBody.ts'
import type { Admission } from './admission.ts'
import { beginningLimit } from '../../http/limits.ts'
import type { BeginningLimits, Limits } from '../../http/limits.ts'
import { ended, forbidden, readOptions } from './door.ts'
import type { Door } from './door.ts'
import type { DirectLineConversations } from './ownership.ts'
import { lifetime } from './tokens.ts'
import type { Grant, Tokens } from './tokens.ts'

/** A token as clients get it. */
export interface Ticket {
  readonly conversationId: string
  readonly token: string
  /** Seconds. */
  readonly expires_in: number
}

/** Issues the token of a grant. */
export const ticketOf = async (tokens: Tokens, grant: Grant): Promise<Ticket> => ({
  conversationId: grant.conversation,
  token: await tokens.issue(grant, 'api'),
  expires_in: lifetime.api,
})

/**
 * What a page shows that comes back to a conversation.
 * @throws {Refusal} 400
 */
function readResumption(body: Buffer): { readonly conversationId: string; readonly resumeSecret: string } {
  const { conversationId, resumeSecret } = readJson(body)
  if (typeof conversationId !== 'string' || typeof resumeSecret !== 'string')
    throw new Refusal(400, 'BadArgument', 'conversationId and resumeSecret are needed, as strings.')
  return { conversationId, resumeSecret }
}

/** What is asked of somebody who wants a token, so that whoever begins many conversations keeps nobody from one that is open. */
export interface TokenLimits extends BeginningLimits {
  /** Times that a page comes back to one conversation in a minute. */
  readonly resumptions: number
}

export function tokenRoutes(
  { requireOwnPage, route }: Door,
  tokens: Tokens,
  conversations: DirectLineConversations,
  { enter }: Admission,
  limits: Limits,
  most: TokenLimits,
): Route[] {
  const withinBeginnings = beginningLimit(limits, most)
  const resumptions = limits('resumptions', most.resumptions)

  const generate = async (request: RouteRequest): Promise<RouteResponse> => {
    requireOwnPage(request)
    await withinBeginnings(request)
    const { id, user, resume } = await conversations.create(readLocale(readOptions(request.body)['locale']))
    return json(200, { ...(await ticketOf(tokens, { conversation: id, user })), resume })
  }

  const resume = async (request: RouteRequest): Promise<RouteResponse> => {
    requireOwnPage(request)
    const { conversationId, resumeSecret } = readResumption(request.body)
    const found = await conversations.find(conversationId)
    if (found === undefined) throw ended()
    if (!found.resumes(resumeSecret)) throw forbidden('The secret does not resume this conversation.')
    // Counted by conversation, once it is proved that it is theirs: nobody else can use it up.
    await resumptions.take(found.id)
    await conversations.seen(found.id)
    return json(200, await ticketOf(tokens, { conversation: found.id, user: found.user }))
  }

  const refresh = async (request: RouteRequest): Promise<RouteResponse> => {
    const { id, user } = await enter(request)
    await conversations.seen(id)
    return json(200, await ticketOf(tokens, { conversation: id, user }))
  }

  return [
    route('POST', '/tokens/generate', generate),
    route('POST', '/tokens/refresh', refresh),
    route('POST', '/tokens/resume', resume),
  ]
}
