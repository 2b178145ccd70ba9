/** Who may write to `/api/messages`: whoever the Bot Connector service proves itself to be, or, without an app id, this machine. */
import type { Config } from '../../config.ts'
import { isOfThisMachine } from '../../http/localHost.ts'
import { Refusal } from '../../http/requestBody.ts'
import type { RouteRequest } from '../../http/route.ts'
import type { Log } from '../../log.ts'
import { createIdentity, KeysUnavailable, publicCloud } from './identity.ts'
import { tenantOf, type ChannelActivity } from './readActivity.ts'

const unauthorized = (): Refusal => new Refusal(401, 'Unauthorized', 'The request is not authenticated.')

export interface Gate {
  /**
   * Turns away what cannot be for us, before it is read.
   * @throws {Refusal} 401, 403
   */
  glance(request: RouteRequest): void
  /**
   * Turns away what is not proved.
   * @throws {Refusal} 401, 403, 503
   */
  pass(request: RouteRequest, activity: ChannelActivity): Promise<void>
}

/** @param ofTenants whether whoever writes through a channel of this name always is of a tenant */
export function createGate(microsoft: Config['microsoft'], log: Log, ofTenants: (channel: string) => boolean): Gate {
  const { appId, allowedTenants, openIdMetadataUrl = publicCloud.metadataUrl, tokenIssuer = publicCloud.issuer } = microsoft
  if (appId === undefined) {
    const here = 'Without MICROSOFT_APP_ID this endpoint is for programs of this machine only.'
    log.info({ code: 'messages_local' }, here)
    return {
      glance: ({ local }) => {
        if (!local) throw new Refusal(403, 'Forbidden', here)
      },
      pass: (_, { serviceUrl }) =>
        serviceUrl === undefined || isOfThisMachine(serviceUrl) ? Promise.resolve() : Promise.reject(new Refusal(403, 'Forbidden', here)),
    }
  }
  const identity = createIdentity(appId, { metadataUrl: openIdMetadataUrl, issuer: tokenIssuer })
  const tenants = allowedTenants === undefined ? undefined : new Set(allowedTenants)
  const unproved = (): Refusal => {
    log.warn({ code: 'messages_unauthorized' }, 'A request to /api/messages could not be authenticated')
    return unauthorized()
  }
  return {
    glance: ({ headers }) => {
      try {
        identity.glance(headers.authorization ?? '')
      } catch {
        throw unproved()
      }
    },
    pass: async ({ headers }, activity) => {
      try {
        await identity.prove(headers.authorization ?? '', activity)
      } catch (error) {
        if (!(error instanceof KeysUnavailable)) throw unproved()
        log.error({ code: 'messages_keys_unavailable' }, 'The keys that prove who writes to /api/messages cannot be read')
        throw new Refusal(503, 'ServiceUnavailable', 'Try again.', { 'retry-after': '5' })
      }
      const tenant = tenantOf(activity)
      if (tenants !== undefined && (ofTenants(activity.channelId) || tenant !== undefined) && !tenants.has(tenant ?? ''))
        throw new Refusal(403, 'Forbidden', 'This tenant is not served.')
    },
  }
}
