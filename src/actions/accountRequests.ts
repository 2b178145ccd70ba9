/**
 * What the dialogs' actions do outside, and how it comes back: each outcome is a turn of its own, which settles its outbox entry in
 * the same commit. So an account is asked for under one key until it is answered, and a person is told of each outcome once.
 */
import { createHash } from 'node:crypto'
import { toAccountFields, type AccountAnswer, type AccountClient, type CallOptions } from '../accounts/accountClient.ts'
import type { AccountEvent } from '../accounts/events.ts'
import type { Library } from '../content/library.ts'
import type { DoName, FormValues } from '../flow/actions.ts'
import type { Outbox, OutboxEntry, OutboxHandler, Outcome as EntryOutcome } from '../storage/storage.ts'
import { internalEvents, type AnnouncementEvent } from '../turns/internalEvents.ts'
import { createOutcomes } from '../turns/outcomes.ts'
import { mailHeld, waitInWords } from './accountLookups.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import { entrusted } from './entrusted.ts'

/** An outbox id holds the conversation's; towards the outside its digest is as good a key and tells nothing. */
const idempotencyKey = (entry: OutboxEntry): string => createHash('sha256').update(entry.id).digest('hex')

/** Whoever asks is to the account service a conversation: unrecognisable, and another value than any key. */
const callFor = ({ conversation, id, told }: OutboxEntry): CallOptions => ({
  patient: told,
  requester: createHash('sha256').update(`requester ${conversation ?? id}`).digest('hex'),
})

/** The handlers of the actions that do. */
export function actionHandlers(options: {
  turns: InternalTurns
  accounts: AccountClient
  library: Library
}): Record<Extract<DoName, 'requestAccount' | 'resendActivation'>, OutboxHandler> {
  const { turns, accounts, library } = options

  const outcomes = createOutcomes(turns)

  async function answered(
    entry: OutboxEntry,
    action: DoName,
    answer: AccountAnswer,
    locale: string,
    variables: Readonly<Record<string, string>>,
    /** What was filled in: the form may have to begin again with it. */
    values?: FormValues,
  ): Promise<EntryOutcome> {
    const kept = { variables, ...(values === undefined ? {} : { values }) }
    if ('accepted' in answer && answer.heldMs !== undefined) {
      const wait = waitInWords(answer.heldMs, locale)
      // An account is kept, and its activation will be told; a mail that was not sent is no mail to wait for.
      const reference = action === 'requestAccount' ? { reference: answer.accepted } : {}
      return outcomes.ended(entry, action, { result: 'tooMany', variables: { ...variables, wait } }, { ...reference, code: mailHeld })
    }
    if ('accepted' in answer) return outcomes.ended(entry, action, { result: 'accepted', variables }, { reference: answer.accepted })
    if ('refused' in answer) return outcomes.ended(entry, action, { result: 'refused', refused: answer.refused, ...kept })
    // The key was used with another body, which an operator who changes the form can bring about: a new request has a new key.
    if ('failed' in answer) return outcomes.failed(entry, action, { result: 'failed', ...kept }, answer.failed.code)
    const { retryInMs, code } = answer.unavailable
    return outcomes.delayed(entry, action, { result: 'delayed', variables }, { inMs: retryInMs, code })
  }

  return {
    requestAccount: async entry => {
      const { values, locale } = entrusted('requestAccount', entry.payload)
      const fields = toAccountFields(library.form('localAccount'), values)
      const answer = await accounts.requestAccount(idempotencyKey(entry), { fields, locale }, callFor(entry))
      return answered(entry, 'requestAccount', answer, locale, { email: values.email ?? '' }, values)
    },
    resendActivation: async entry => {
      const { email, locale } = entrusted('resendActivation', entry.payload)
      const answer = await accounts.resendActivation(idempotencyKey(entry), { email, locale }, callFor(entry))
      // Refused for its form: no account has this address, and whether one has is never said.
      if ('refused' in answer) return outcomes.ended(entry, 'resendActivation', { result: 'accepted', variables: { email } })
      // A mail that comes when the pause is over, long after it was asked for, would end the link that the person holds by then.
      if ('unavailable' in answer && answer.unavailable.code === 'http429')
        return outcomes.ended(entry, 'resendActivation', { result: 'tooMany', variables: { email, wait: waitInWords(answer.unavailable.retryInMs, locale) } })
      return answered(entry, 'resendActivation', answer, locale, { email })
    },
  }
}

/**
 * Tells the conversation in which an account was asked for that it is active.
 * @returns false when no conversation is known for the request (yet): the service shall announce it again later
 */
export async function announceActivation(turns: InternalTurns, outbox: Outbox, event: AccountEvent): Promise<boolean> {
  const entry = await outbox.byReference(event.requestId)
  if (entry === undefined) return false
  if (entry.conversation === undefined) return true
  const value: AnnouncementEvent = { name: 'accountActivated' }
  // One activation concerns every request for the account: the conversation hears of it once.
  await turns.tell({ key: entry.conversation, event: { name: internalEvents.announcement, value }, deliveryId: `activated:${event.at}` })
  return true
}
