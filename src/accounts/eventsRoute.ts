/** `/account-events`: where the account service announces what became of an account. */
import { verifyAccountEvent, type AccountEvent } from './events.ts'
import { json, type Route } from '../http/route.ts'

/**
 * Makes the route.
 * @param announce what is done with an announcement; false: its request is not known (yet)
 */
export const accountEvents = (options: {
  secret: () => Promise<string>
  announce: (event: AccountEvent) => Promise<boolean>
  now?: () => number
}): Route => ({
  method: 'POST',
  path: '/account-events',
  maxBody: 16 * 1024,
  handle: async ({ headers, body }) => {
    const event = verifyAccountEvent(await options.secret(), headers, body, (options.now ?? Date.now)())
    if (event === undefined) return json(401, { error: { code: 'badSignature', message: 'The announcement is not signed as it must be' } })
    return (await options.announce(event))
      ? { status: 204 }
      : json(404, { error: { code: 'unknownRequest', message: 'No conversation is known for this request' } })
  },
})
