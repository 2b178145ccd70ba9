/** What was entrusted to the outbox, read back. */
import type { DoName, InputOf } from '../flow/actions.ts'

/** The input of an action. @param payload of its entry */
export const entrusted = <A extends DoName>(_action: A, payload: string): InputOf<A> =>
  JSON.parse(payload) as InputOf<A> // as a turn's `entrust` wrote it, which takes nothing else
