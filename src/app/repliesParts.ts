/** Answers of the helpdesk by mail, as the settings have them come: a mailbox that is watched, a program that posts them, or neither. */
import { createMailedAnswers, type MailOutcome } from '../actions/requests/mailedAnswers.ts'
import { helpdeskReplies } from '../actions/requests/repliesRoute.ts'
import { createReplyProofs } from '../actions/requests/replyProofs.ts'
import type { Route } from '../http/route.ts'
import type { MailAtDoor } from '../mail/incomingMail.ts'
import { watchMailbox, type MailboxState, type WatchedMailbox } from '../mail/watchMailbox.ts'
import type { Staff } from '../staff/staff.ts'
import { addressIn } from '../text/address.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'

export interface RepliesParts {
  readonly routes: readonly Route[]
  /** Undefined: no mailbox is watched. */
  state(): MailboxState | undefined
  begin(): void
  stop(): Promise<void>
}

/** @param observe told what became of each mail */
export function createReplies(
  { config, storage, library, log }: Foundations,
  { requests }: Pick<Thinking, 'requests'>,
  { audit }: Pick<Staff, 'audit'>,
  observe: (outcome: MailOutcome) => void,
): RepliesParts {
  const { replies, mail } = config
  if (replies === undefined) return { routes: [], state: () => undefined, begin: () => undefined, stop: () => Promise.resolve() }
  const { address, from, imapUrl, secret } = replies
  const answers = createMailedAnswers({
    requests, library, from, address,
    proofs: createReplyProofs(storage),
    sender: addressIn(mail.from),
    noted: (reference, transaction) => audit.note(undefined, 'requestAnsweredByMail', reference, transaction),
  })
  const take = async (mailed: MailAtDoor): Promise<void> => {
    const outcome = await answers.take(mailed)
    observe(outcome)
    log.info({ code: 'reply', outcome }, 'A mail came for the helpdesk’s answers')
  }
  let watched: WatchedMailbox | undefined
  return {
    routes: secret === undefined ? [] : [helpdeskReplies({ secret, take })],
    state: () => (imapUrl === undefined ? undefined : (watched?.state() ?? { state: 'beginning', since: new Date().toISOString() })),
    begin: () => {
      if (imapUrl !== undefined) watched = watchMailbox({ url: imapUrl, take, log })
    },
    stop: async () => watched?.stop(),
  }
}
