/**
 * Looks whether the browser itself shows why pages stay blank. Only when the person agreed: some looks write a value and take it away
 * again. Each one is harmless, bounded, and silent when it cannot tell.
 */

/** Addresses that the looks ask, as the server wrote them into the page. */
export interface LookAddresses {
  /** Of the guide itself: answers that it is there, and what time it is. */
  readonly clock: string
  /** A file of the guide whose name ad blockers take for an advertisement. */
  readonly bait: string
  /** The portal's, when it is known. */
  readonly portal?: string
}

/** Names are those of `src/turns/pageEvents.ts`. */
export interface Looked {
  readonly findings: readonly string[]
  /** What was measured, for whoever helps: minutes the clock is ahead, zoom in percent, size of the window in CSS pixels. */
  readonly facts: Readonly<Record<string, string>>
}

/** All looks have ended by then, ms: well within the 8 s that a person is asked to wait. */
const patience = 6000
const wrongClock = 5 * 60_000
const test = 'noa.test'
/** Above this the page is magnified so much that other pages may not fit, in percent. */
const magnified = 140
/** Scales that screens themselves have; anything else is a zoom, or a panel beside the page. */
const screens = [1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4]

function works(attempt: () => boolean): boolean {
  try {
    return attempt()
  } catch {
    return false
  }
}

const cookies = (): boolean =>
  works(() => {
    document.cookie = `${test}=1; path=/; max-age=10; samesite=strict`
    const kept = document.cookie.includes(`${test}=1`)
    document.cookie = `${test}=; path=/; max-age=0; samesite=strict`
    return kept
  })

const keeps = (storage: () => Storage): boolean =>
  works(() => {
    storage().setItem(test, '1')
    const kept = storage().getItem(test) === '1'
    storage().removeItem(test)
    return kept
  })

const database = (): Promise<boolean> =>
  new Promise(resolve => {
    setTimeout(resolve, patience, false)
    try {
      const request = indexedDB.open(test)
      request.onerror = () => resolve(false)
      request.onsuccess = () => {
        request.result.close()
        indexedDB.deleteDatabase(test)
        resolve(true)
      }
    } catch {
      resolve(false)
    }
  })

/** What every browser has had since the summer of 2023 (Chrome 112, Firefox 116, Safari 17). */
const modern = (): boolean =>
  works(() => {
    // An older browser lacks what the types say is there.
    const { prototype } = Array as unknown as { prototype: Record<string, unknown> }
    const since = [structuredClone, Object.hasOwn, prototype['findLast'], prototype['toSorted']]
    return since.every(each => typeof each === 'function') && new RegExp('[\\p{L}--[a-z]]', 'v').test('É')
  })

/** The page is only asked whether it answers at all. Undefined when that cannot be told. */
const request = async (url: string, mode: RequestMode = 'same-origin'): Promise<Response | undefined> => {
  try {
    const signal = AbortSignal.timeout(patience)
    return await fetch(url, { mode, signal, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' })
  } catch {
    return undefined
  }
}

/**
 * Whether a server of another origin answers. One that sends on to a third origin has answered, too: the page's own policy is then
 * what stops the request, and says so.
 */
async function answers(address: string): Promise<boolean> {
  const { origin, protocol } = new URL(address)
  if (location.protocol === 'https:' && protocol === 'http:') return true
  let stopped = false
  const onward = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
    if (blockedURI.startsWith(origin)) stopped = true
  }
  document.addEventListener('securitypolicyviolation', onward)
  try {
    if ((await request(`${origin}/favicon.ico`, 'no-cors')) !== undefined) return true
    // The report comes as a task of its own.
    await new Promise(resolve => setTimeout(resolve, 50))
    return stopped
  } finally {
    document.removeEventListener('securitypolicyviolation', onward)
  }
}

/** How much the page is magnified, in percent. 100 when a panel beside the page makes it impossible to tell. */
function zoom(): number {
  const pinched = visualViewport?.scale ?? 1
  const drawn = outerWidth > 0 && innerWidth > 0 ? outerWidth / innerWidth : 1
  const screen = devicePixelRatio / drawn
  const plausible = screens.some(each => Math.abs(screen - each) < 0.06 * each)
  return Math.round(100 * pinched * (plausible ? drawn : 1))
}

/** Does all of them at once. */
export async function lookAround({ clock, bait, portal }: LookAddresses): Promise<Looked> {
  const [own, baited, stored, reached] = await Promise.all([
    request(clock),
    request(bait),
    database(),
    portal === undefined ? true : answers(portal),
  ])
  const date = Date.parse(own?.headers.get('date') ?? '')
  const ahead = Number.isNaN(date) ? 0 : Date.now() - date
  const zoomed = zoom()
  const touch = matchMedia('(pointer: coarse)').matches
  const found: Readonly<Record<string, boolean>> = {
    offline: !navigator.onLine || own === undefined,
    portalUnreachable: own !== undefined && !reached,
    cookiesBlocked: !cookies(),
    storageBlocked: !stored || !keeps(() => localStorage) || !keeps(() => sessionStorage),
    resourceBlocked: own !== undefined && baited?.ok !== true,
    oldJavaScript: !modern(),
    clockWrong: Math.abs(ahead) > wrongClock,
    zoomed: zoomed >= magnified,
    // A phone's screen is what it is.
    smallWindow: !touch && (innerWidth < 600 || innerHeight < 400),
  }
  return {
    findings: Object.keys(found).filter(name => found[name]),
    facts: {
      ...(Number.isNaN(date) ? {} : { clockMinutes: String(Math.round(ahead / 60_000)) }),
      zoomPercent: String(zoomed),
      windowSize: `${innerWidth}x${innerHeight}`,
    },
  }
}
