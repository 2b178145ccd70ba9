/** Takes away what is kept of one person, and leaves nothing of them but what is said to stay. */
import type { Kysely } from 'kysely'
import { eraseConversation } from '../../storage/conversations.ts'
import { eraseEntries } from '../../storage/eraseEntries.ts'
import type { Tables } from '../../storage/tables.ts'
import type { Trace } from './personTrace.ts'

/** What follows the channel in a conversation's key. */
const idIn = (key: string): string => key.slice(key.indexOf('/') + 1)

/**
 * Erases what a trace found, in the caller's transaction. Work that is in hand at this very moment goes with its end.
 * @param now ms since the epoch
 */
export async function eraseTrace(transaction: Kysely<Tables>, { conversations, references, entries }: Trace, now: number): Promise<void> {
  for (const key of conversations) {
    await eraseConversation(transaction, key, now)
    // Who may take the conversation up again.
    await transaction.deleteFrom('page_session').where('id', '=', idIn(key)).execute()
    await transaction.deleteFrom('direct_line_conversation').where('id', '=', idIn(key)).execute()
  }
  for (const reference of references) {
    await transaction.deleteFrom('help_request').where('reference', '=', reference).execute()
    await transaction.deleteFrom('request_event').where('reference', '=', reference).execute()
    await transaction.deleteFrom('reply_proof').where('reference', '=', reference).execute()
    await transaction.deleteFrom('return_code').where('reference', '=', reference).execute()
  }
  if (entries.length > 0) await eraseEntries(transaction, entry => entry('id', 'in', entries), now)
}
