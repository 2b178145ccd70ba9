/** Where the guide is reached. It is asked for only once there is something to reach. */
import type { Config } from '../config.ts'

export interface Addresses {
  /** The address that the server listens on; undefined before and after. */
  readonly listening: () => string | undefined
  /** The same, or what it is going to be. */
  readonly own: () => string
  /** The origin under which people reach the guide. */
  readonly forPeople: () => string
}

export function createAddresses({ host, port, publicUrl }: Config, listening: () => string | undefined): Addresses {
  const own = (): string => listening() ?? `http://${host}:${port}`
  return { listening, own, forPeople: () => publicUrl ?? own() }
}
