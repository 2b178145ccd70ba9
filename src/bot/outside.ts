/**
 * What the dialogs' actions do outside, and how it comes back: each outcome is a turn of its own, which settles its outbox entry in
 * the same commit. So an account is asked for under one key until it is answered, and a person is told of each outcome once.
 */
import { createHash } from 'node:crypto'
import { toAccountFields, type AccountAnswer, type AccountClient, type AccountLocale } from '../accounts/client.ts'
import type { AccountEvent } from '../accounts/events.ts'
import type { Library } from '../content/library.ts'
import type { DoName, InputOf, Outcome } from '../flow/actions.ts'
import type { Outbox, OutboxEntry, OutboxHandler, Outcome as EntryOutcome } from '../storage/storage.ts'
import { internalEvents, type AnnouncementEvent, type OutcomeEvent } from './guide.ts'
import { waitInWords } from './requests.ts'
import type { InternalTurns } from './runTurns.ts'

/** An outbox id holds the conversation's; towards the outside its digest is as good a key and tells nothing. */
const idempotencyKey = (entry: OutboxEntry): string => createHash('sha256').update(entry.id).digest('hex')

const localeOf = (locale: string): AccountLocale => (locale === 'en' ? 'en' : 'fr')

/** The handlers of the actions that do. */
export function actionHandlers(options: {
  turns: InternalTurns
  accounts: AccountClient
  library: Library
}): Record<DoName, OutboxHandler> {
  const { turns, accounts, library } = options

  /** Tells a conversation how an action ended. */
  async function comeBack(entry: OutboxEntry, action: DoName, outcome: Outcome, reference?: string): Promise<EntryOutcome> {
    const settles = { id: entry.id, ...(reference === undefined ? {} : { reference }) }
    const value: OutcomeEvent = { entry: entry.id, action, outcome }
    const told = await turns.tell({
      key: entry.conversation ?? '',
      event: { name: internalEvents.outcome, value },
      deliveryId: `outcome:${entry.id}`,
      settles,
    })
    // The conversation was erased meanwhile, or the outcome is told already: the entry is done all the same.
    return told ? { settled: true } : { done: true, ...(reference === undefined ? {} : { reference }) }
  }

  async function answered(
    entry: OutboxEntry,
    action: DoName,
    answer: AccountAnswer,
    variables: Readonly<Record<string, string>>,
  ): Promise<EntryOutcome> {
    if ('accepted' in answer) return comeBack(entry, action, { result: 'accepted', variables }, answer.accepted)
    if ('refused' in answer) return comeBack(entry, action, { result: 'refused', refused: answer.refused, variables })
    // The key was used with another body, which an operator who changes the form can bring about: a new request has a new key.
    if ('failed' in answer) {
      const value: OutcomeEvent = { entry: entry.id, action, outcome: { result: 'failed', variables } }
      await turns.tell({ key: entry.conversation ?? '', event: { name: internalEvents.outcome, value }, deliveryId: `outcome:${entry.id}` })
      return { failed: { code: answer.failed.code } }
    }
    // Told once that it takes longer; the request stays, under the same key.
    if (!entry.told) {
      const value: OutcomeEvent = { entry: entry.id, action, outcome: { result: 'delayed', variables } }
      await turns.tell({
        key: entry.conversation ?? '',
        event: { name: internalEvents.outcome, value },
        deliveryId: `delayed:${entry.id}`,
        tells: entry.id,
      })
    }
    return { retry: { inMs: answer.unavailable.retryInMs, code: answer.unavailable.code, told: true } }
  }

  return {
    requestAccount: async entry => {
      const { values, locale } = JSON.parse(entry.payload) as InputOf<'requestAccount'>
      const fields = toAccountFields(library.form('localAccount'), values)
      const answer = await accounts.requestAccount(idempotencyKey(entry), { fields, locale: localeOf(locale) }, { patient: entry.told })
      return answered(entry, 'requestAccount', answer, { email: values.email ?? '' })
    },
    resendActivation: async entry => {
      const { email, locale } = JSON.parse(entry.payload) as InputOf<'resendActivation'>
      const answer = await accounts.resendActivation(idempotencyKey(entry), { email, locale: localeOf(locale) }, { patient: entry.told })
      // Refused for its form: no account has this address, and whether one has is never said.
      if ('refused' in answer) return comeBack(entry, 'resendActivation', { result: 'accepted', variables: { email } })
      // A mail that comes when the pause is over, long after it was asked for, would end the link that the person holds by then.
      if ('unavailable' in answer && answer.unavailable.code === 'http429')
        return comeBack(entry, 'resendActivation', { result: 'tooMany', variables: { email, wait: waitInWords(answer.unavailable.retryInMs, locale) } })
      return answered(entry, 'resendActivation', answer, { email })
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
