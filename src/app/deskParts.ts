/** The desk, with what it looks at. */
import { createOwnOrigin } from '../channels/ownOrigin.ts'
import { addressKey } from '../http/clientAddress.ts'
import { createLimits } from '../http/limits.ts'
import type { Counted } from '../pages/desk/desk.ts'
import { deskPages, type DeskPages } from '../pages/desk/deskPages.ts'
import { providerSignIn } from '../pages/desk/providerSignIn.ts'
import type { ErrorPages } from '../pages/errorPages.ts'
import { createProvider } from '../staff/provider.ts'
import { createStaff, type Staff } from '../staff/staff.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { Addresses } from './addresses.ts'
import { deskRooms } from './deskRooms.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'

export interface DeskOfGuide extends DeskPages {
  readonly staff: Staff
}

/** The most of one address within a minute: pages of the desk, and tries to come in. Those of a provider's users share one, too. */
const most: Readonly<Record<Counted, number>> = { visit: 600, try: 20 }

export function createDeskOfGuide(
  foundations: Foundations,
  thinking: Thinking,
  { listening, forPeople }: Addresses,
  errorPage: ErrorPages,
  turns: Pick<InternalTurns, 'rehearse'>,
): DeskOfGuide {
  const { config, log, storage, library, house, assets } = foundations
  const { provider } = config
  const staff = createStaff(storage)
  const limits = createLimits(storage)
  const counted = { visit: limits('deskVisit', most.visit), try: limits('deskTry', most.try) }
  const pages = deskPages(
    {
      staff, library, house, errorPage,
      styles: assets.text('desk.css'),
      secure: config.publicUrl?.startsWith('https:') === true,
      isOwn: createOwnOrigin({ publicUrl: config.publicUrl, address: listening }),
      wait: (what, { address }) => counted[what].passes(addressKey(address)),
      provider: provider !== undefined,
      publicAddress: forPeople,
    },
    deskRooms(foundations, thinking, { turns, publicAddress: forPeople }),
    provider === undefined ? undefined : providerSignIn({ provider: createProvider(provider, log, Date.now), publicAddress: forPeople }),
  )
  return { ...pages, staff }
}
