/** Which browser the page runs in: by its own hints (User-Agent Client Hints) where it offers them; else the server reads its name. */

import { browserNamed } from '../../../content/browserNames.ts'

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

/** Names are those of `src/content/browserNames.ts`. */
export type Device =
  | { readonly browser: string; readonly browserVersion?: string; readonly os: string; readonly device: 'computer' | 'phone' }
  | { readonly userAgent: string; readonly touch: boolean }

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
    // All say that they are Chromium, some of them also that they are Chrome; one brand is made up.
    const brands = fullVersionList.filter(({ brand }) => !/chromium|not.?a.?brand/i.test(brand))
    const own = brands.find(({ brand }) => brand !== 'Google Chrome') ?? brands[0]
    const version = (own ?? fullVersionList.find(({ brand }) => brand === 'Chromium'))?.version
    const browser = browserNamed(own?.brand ?? 'Chromium')
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
