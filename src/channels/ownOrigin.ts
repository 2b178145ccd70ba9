/** Which origins are the guide's own pages. */
import { isLocalHost } from '../http/localHost.ts'

export interface OwnOriginOptions {
  /** Origin under which people reach the guide. */
  readonly publicUrl?: string | undefined
  /** The address the server listens on, when it does (`http://127.0.0.1:3978`). */
  readonly address: () => string | undefined
}

/** True for the origin of a page of the guide's own. */
export type IsOwn = (origin: string, host: string | undefined) => boolean

export const createOwnOrigin = ({ publicUrl, address }: OwnOriginOptions): IsOwn => (origin, host) =>
  publicUrl !== undefined ? origin === publicUrl : origin === address() || (isLocalHost(host) && origin === `http://${host}`)
