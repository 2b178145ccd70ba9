/** Which browser the page runs in: by its own hints (User-Agent Client Hints) where it offers them; else the server reads its name. */

/** What of the hints is read. */
interface Hints {
  readonly platform: string
  readonly mobile: boolean
  readonly brands: readonly Brand[]
  getHighEntropyValues(names: readonly string[]): Promise<{ readonly fullVersionList?: readonly Brand[] }>
}
interface Brand {
  readonly brand: string
  readonly version: string
}

/** Names are those of `src/bot/pageEvents.ts`. */
export type Device =
  | { readonly browser: string; readonly browserVersion?: string; readonly os: string; readonly device: 'computer' | 'phone' }
  | { readonly userAgent: string; readonly touch: boolean }

/** Brands from the one that says most to the one that says least: every one of these browsers also says that it is Chromium. */
const brands: readonly (readonly [RegExp, string])[] = [
  [/samsung/i, 'samsung'], [/edge/i, 'edge'], [/opera/i, 'opera'], [/brave/i, 'brave'], [/chrome/i, 'chrome'],
]
const systems: Readonly<Record<string, string>> = { Windows: 'windows', macOS: 'macos', Linux: 'linux', Android: 'android', iOS: 'ios' }

/** A browser that keeps its hints for longer than this keeps them, ms. */
const patience = 500

/** Whatever goes wrong with hints, there is always the name. */
export async function device(): Promise<Device> {
  // Chromium only, and so not in the types.
  const { userAgentData: hints } = navigator as Navigator & { userAgentData?: Hints }
  const plain = { userAgent: navigator.userAgent, touch: navigator.maxTouchPoints > 1 }
  if (hints === undefined) return plain
  try {
    const late = new Promise<Record<string, never>>(resolve => setTimeout(resolve, patience, {}))
    const { fullVersionList = hints.brands } = await Promise.race([hints.getHighEntropyValues(['fullVersionList']), late])
    const named = brands.flatMap(([pattern, browser]) => {
      const found = fullVersionList.find(({ brand }) => pattern.test(brand))
      return found === undefined ? [] : [{ browser, version: found.version }]
    })[0]
    // Chromium by itself, or another browser made of it.
    const { browser, version } = named ?? {
      browser: fullVersionList.some(({ brand }) => !/chromium|not.?a.?brand/i.test(brand)) ? 'other' : 'chrome',
      version: fullVersionList.find(({ brand }) => brand === 'Chromium')?.version,
    }
    const os = systems[hints.platform] ?? 'other'
    return {
      browser,
      os,
      device: hints.mobile || os === 'android' || os === 'ios' ? 'phone' : 'computer',
      ...(version === undefined || version === '' ? {} : { browserVersion: version }),
    }
  } catch {
    return plain
  }
}
