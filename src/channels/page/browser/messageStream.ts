/** Hears what is new: over a WebSocket, and by asking where there is none. It comes back by itself, at once when there is a reason. */
import type { Update } from '../update.ts'
import { pause } from './wire.ts'

export interface MessageStream {
  /** Something may be possible now that was not: the network is back, the page is seen again. */
  retry(): void
}

const path = '/messages'

/** @param session what opens the conversation where cookies are refused */
export function messageStream(
  { after, session, heard, connected }: {
    readonly after: () => number
    readonly session: () => string | undefined
    readonly heard: (update: Update) => void
    readonly connected: (is: boolean) => void
  },
): MessageStream {
  let socket: WebSocket | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0

  /** False: there is no conversation any more, so there is nothing to come back to. */
  async function ask(): Promise<boolean> {
    const shown = session()
    try {
      const response = await fetch(`${path}?after=${after()}`, {
        cache: 'no-store',
        headers: shown === undefined ? {} : { authorization: `Bearer ${shown}` },
        signal: AbortSignal.timeout(20_000),
      })
      // As `update.ts` has it.
      if (response.ok) heard((await response.json()) as Update)
      connected(response.status < 500)
      return response.status !== 404
    } catch {
      connected(false)
      return true
    }
  }

  const askThenOpen = (): Promise<void> => ask().then(there => {
    if (there) timer = setTimeout(open, pause(failures++))
  })

  function open(): void {
    clearTimeout(timer)
    // A socket carries no secret but a cookie: in another site's frame, where cookies are refused, it would be refused, too. A first page
    // has its secret in the form as well, and its cookie beside it.
    if (parent !== window && session() !== undefined) return void askThenOpen()
    const opened = (socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}?after=${after()}`))
    opened.onmessage = ({ data }) => {
      failures = 0
      connected(true)
      // As `update.ts` has it.
      if (typeof data === 'string' && data !== '') heard(JSON.parse(data) as Update)
    }
    opened.onclose = () => {
      if (socket !== opened) return
      socket = undefined
      void askThenOpen()
    }
  }

  open()
  return {
    retry: () => {
      if (socket !== undefined) return
      failures = 0
      open()
    },
  }
}
