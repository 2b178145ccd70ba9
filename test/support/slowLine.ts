/** A tired computer on a bad line, as browsers' own tools imitate it. */
import type { Page } from 'playwright-core'

export interface Line {
  /** Bytes per second, both ways, and ms until an answer begins. */
  readonly network?: { readonly bytes: number; readonly latency: number }
  /** How many times slower the processor is. */
  readonly slower?: number
}

export const lines = {
  fast: {},
  weak: { slower: 4 },
  slow: { slower: 4, network: { bytes: 50_000, latency: 400 } },
} as const satisfies Readonly<Record<string, Line>>

/** From now on the page is as slow as that. */
export async function slowDown(page: Page, { network, slower }: Line): Promise<void> {
  const wire = await page.context().newCDPSession(page)
  if (slower !== undefined) await wire.send('Emulation.setCPUThrottlingRate', { rate: slower })
  if (network === undefined) return
  const { bytes, latency } = network
  await wire.send('Network.enable')
  await wire.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: bytes, uploadThroughput: bytes })
}
