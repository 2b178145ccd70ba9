/** Whom a request of Direct Line is let in as: the token says which conversation it opens, and for whom. */
import type { RouteRequest } from '../../http/route.ts'
import { Refusal } from '../../http/requestBody.ts'
import type { Limit, Limits } from '../../http/limits.ts'
import { ended, forbidden } from './door.ts'
import type { DirectLineConversation, DirectLineConversations } from './ownership.ts'
import type { Grant, Tokens } from './tokens.ts'

export interface Admission {
  /** @throws {Refusal} 401, 403, 404, 429 */
  readonly enter: (request: RouteRequest) => Promise<DirectLineConversation>
  /** The same for an activity, which has a limit of its own. @throws {Refusal} 401, 403, 404, 429 */
  readonly enterToSpeak: (request: RouteRequest) => Promise<DirectLineConversation>
}

/** @param most requests and activities of one conversation in a minute */
export function createAdmission(
  tokens: Tokens,
  conversations: DirectLineConversations,
  limits: Limits,
  most: { readonly requests: number; readonly activities: number },
): Admission {
  const requestLimit = limits('requests', most.requests)
  const activityLimit = limits('activities', most.activities)

  /** @throws {Refusal} 401 without a token, 403 with one that opens nothing, or not this conversation */
  const authorize = async ({ headers, params }: RouteRequest): Promise<Grant> => {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (token === undefined)
      throw new Refusal(401, 'Unauthorized', 'A token is needed: Authorization: Bearer …', { 'www-authenticate': 'Bearer' })
    const grant = await tokens.verify(token, 'api')
    if (grant === 'expired') throw new Refusal(403, 'TokenExpired', 'The token has expired.')
    if (grant === 'invalid') throw new Refusal(403, 'BadToken', 'The token is not valid here.')
    if (params['id'] !== undefined && params['id'] !== grant.conversation)
      throw forbidden('The token is for another conversation.')
    return grant
  }

  /** @throws {Refusal} 403, 404 when the conversation is gone */
  const find = async ({ conversation, user }: Grant): Promise<DirectLineConversation> => {
    const found = await conversations.find(conversation)
    if (found === undefined) throw ended()
    if (found.user !== user) throw forbidden('The token is for another user.')
    return found
  }

  const entering = (limit: Limit) => async (request: RouteRequest): Promise<DirectLineConversation> => {
    const grant = await authorize(request)
    await limit.take(grant.conversation)
    return find(grant)
  }

  return { enter: entering(requestLimit), enterToSpeak: entering(activityLimit) }
}
