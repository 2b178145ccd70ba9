/** What a person does with a request from their conversation: how it stands, more to say of it, that it is settled. */
import type { DoName, LookFunctions } from '../../flow/actions.ts'
import type { Library } from '../../content/library.ts'
import type { OutboxEntry, OutboxHandler, Outcome as EntryOutcome } from '../../storage/storage.ts'
import { digestOf } from '../../storage/conversations.ts'
import { createOutcomes } from '../../turns/outcomes.ts'
import type { InternalTurns } from '../../turns/runTurns.ts'
import { entrusted } from '../entrusted.ts'
import { maskSecrets } from '../masking.ts'
import type { PersonAct, Requests } from './requestStore.ts'

/** The look at a conversation's own requests: whoever has the reference of another's learns nothing. */
export const followLooks = (requests: Pick<Requests, 'ofConversation'>): Pick<LookFunctions, 'findRequest'> => ({
  findRequest: async ({ reference }, _locale, conversation) => {
    const own = await requests.ofConversation(conversation)
    const found = reference === '' ? (own.find(({ state }) => state !== 'closed') ?? own[0]) : own.find(each => each.reference === reference)
    if (found === undefined) return { result: 'nothing' }
    const { state, reference: known, subject } = found
    return { result: state === 'new' ? 'arrived' : state, variables: { reference: known, subject } }
  },
})

/** The handlers of what they do. */
export function followHandlers({ turns, requests, library }: {
  turns: InternalTurns
  requests: Pick<Requests, 'hear'>
  library: Library
}): Record<Extract<DoName, 'replyToRequest' | 'settleRequest'>, OutboxHandler> {
  const outcomes = createOutcomes(turns)
  const heard = async (entry: OutboxEntry, action: DoName, reference: string, act: Pick<PersonAct, 'kind' | 'words'>): Promise<EntryOutcome> => {
    const acted = await requests.hear(reference, { ...act, conversation: entry.conversation ?? '', id: digestOf(entry.id) })
    return outcomes.ended(entry, action, { result: acted === 'done' ? 'accepted' : 'unknown', variables: { reference } })
  }
  return {
    replyToRequest: entry => {
      const { reference, words } = entrusted('replyToRequest', entry.payload)
      const clean = maskSecrets(words, removed => library.plain(library.defaultLocale, `pages:report.removed.${removed}`))
      return heard(entry, 'replyToRequest', reference, { kind: 'reply', words: clean })
    },
    settleRequest: entry => heard(entry, 'settleRequest', entrusted('settleRequest', entry.payload).reference, { kind: 'solved' }),
  }
}
