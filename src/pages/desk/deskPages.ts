/** The whole desk: its first page, its rooms, the way in and out. */
import { html } from '../../text/html.ts'
import type { Route } from '../../http/route.ts'
import { createDesk, createThreshold, type DeskParts, type DeskRoom, type DeskRoute, type Threshold } from './desk.ts'
import { deskPath } from './deskPaths.ts'
import { signInPages, signOutRoute } from './signIn.ts'
import { staffRoom } from './staffRoom.ts'

export interface DeskPages {
  readonly routes: readonly Route[]
  /** Those that ask for a role, with whom they are for. */
  readonly guarded: readonly DeskRoute[]
}

/** What waits for somebody, and what they may do: the rooms that are theirs. */
const firstPage = (rooms: readonly DeskRoom[]): DeskRoom => ({
  name: 'first', path: deskPath, roles: [],
  routes: desk => [
    desk.get(deskPath, [], async visit => {
      const { say, may, person } = visit
      const mine = rooms.filter(({ roles }) => may(...roles))
      const items = await Promise.all(mine.map(async ({ name, path, waiting }) => {
        const waits = await waiting?.(visit)
        return html`<li><a href="${path}">${say(`desk.rooms.${name}.title`)}</a><p class="note">${say(`desk.rooms.${name}.text`)}</p>${
          waits !== undefined && html`<p class="waits-for-me">${waits}</p>`}</li>`
      }))
      const held = person.roles.map(role => say(`desk.roles.${role}`)).join(', ')
      return visit.show({
        title: say('desk.hello', { name: person.name }),
        main: html`<p class="note">${held === '' ? say('desk.noRole') : say('desk.held', { roles: held })}</p>
${held !== '' && items.length === 0 && html`<p>${say('desk.nothingYet')}</p>`}
${items.length > 0 && html`<ul class="ways-on rooms">${items}</ul>`}`,
      })
    }),
  ],
})

/**
 * @param rooms those of the other parts of the house, in the order of the navigation
 * @param providing the pages of signing in by a provider, with where they begin
 */
export function deskPages(
  parts: DeskParts & { readonly publicAddress: () => string },
  rooms: readonly DeskRoom[],
  providing?: (threshold: Threshold) => { readonly routes: readonly Route[]; readonly begin: (to: string) => string },
): DeskPages {
  const threshold = createThreshold(parts)
  const all = [...rooms, staffRoom({ staff: parts.staff, publicAddress: parts.publicAddress, wait: parts.wait })]
  const desk = createDesk(threshold, all)
  const provided = providing?.(threshold)
  const guarded = [firstPage(all), ...all].flatMap(room => room.routes(desk))
  const out = signOutRoute(desk, threshold)
  return {
    guarded: [...guarded, out],
    routes: [...guarded, out, ...signInPages(threshold, provided?.begin), ...(provided?.routes ?? [])],
  }
}
