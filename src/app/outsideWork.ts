/** What is done outside of turns: the outbox is worked through, what is past its time is erased. */
import { actionHandlers } from '../actions/accountRequests.ts'
import { questionHandlers } from '../actions/articles.ts'
import { byGlpi } from '../actions/requests/byGlpi.ts'
import { byTeams, type TellChat } from '../actions/requests/byTeams.ts'
import { byWebhook } from '../actions/requests/byWebhook.ts'
import { byMail, createHandover } from '../actions/requests/handOver.ts'
import { followHandlers } from '../actions/requests/requestActions.ts'
import { createReplyProofs } from '../actions/requests/replyProofs.ts'
import { createReturnCodes } from '../actions/requests/returnCodes.ts'
import { tellingHandlers } from '../actions/requests/tellPerson.ts'
import { reportHandlers } from '../actions/sendReport.ts'
import type { ChannelList } from '../channels/channelList.ts'
import type { HandlersOf } from '../flow/actions.ts'
import { mailHandler } from '../mail/handler.ts'
import { requestsPath } from '../pages/desk/deskPaths.ts'
import type { OutboxHandler } from '../storage/storage.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { AccountParts } from './accountParts.ts'
import type { Addresses } from './addresses.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'

/** Handlers of the outbox that are no channel's, by kind of entry. */
export const outsideHandlers = (
  { config, library, mailer, storage }: Foundations,
  { questions, incidents, reportQuota: quota, requests }: Thinking,
  { client, service }: AccountParts,
  turns: InternalTurns,
  channels: Pick<ChannelList, 'isThere' | 'returnPath'>,
  { forPeople }: Addresses,
  tellHelpdesk: TellChat | undefined,
): Record<string, OutboxHandler> => {
  const { theme: colours } = config
  const { helpdeskEmail: helpdesk } = config.settings
  const { webhook, glpi } = config.handover
  const replies = config.replies === undefined ? undefined : { address: config.replies.address, proofs: createReplyProofs(storage) }
  const ways = [
    ...(helpdesk === undefined ? [] : [byMail({ mailer, library, helpdesk, replies, colours })]),
    ...(webhook === undefined ? [] : [byWebhook(webhook)]),
    ...(glpi === undefined ? [] : [byGlpi({ ...glpi, library })]),
    ...(tellHelpdesk === undefined ? [] : [byTeams({ tell: tellHelpdesk, library, page: reference => `${forPeople()}${requestsPath}/${reference}` })]),
  ]
  const handover = createHandover({ ways, requests, storage })
  const actions: HandlersOf<OutboxHandler> = {
    ...actionHandlers({ turns, accounts: client, library }),
    ...questionHandlers({ turns, questions, isThere: async key => (await storage.conversations.load(key)) !== undefined }),
    ...reportHandlers({ turns, library, storage, requests, handover, incidents, quota }),
    ...followHandlers({ turns, requests, library }),
  }
  const returnAddress = (key: string): string | undefined => {
    const path = channels.returnPath(key)
    return path === undefined ? undefined : `${forPeople()}${path}`
  }
  const codes = createReturnCodes(storage)
  return {
    ...actions,
    ...handover.handlers,
    ...tellingHandlers({ turns, storage, requests, codes, library, mailer, colours, isThere: channels.isThere, returnAddress }),
    ...(service?.handlers(mailer, colours) ?? {}),
    mail: mailHandler(mailer, library, colours),
  }
}

/** Says which of the directories is old. */
export async function warnOfOldDirectories({ directory, log }: Pick<Foundations, 'directory' | 'log'>): Promise<void> {
  const { units, institutions } = await directory.status()
  for (const [name, { date, stale, starter, ageDays }] of Object.entries({ units, institutions }))
    if (stale && !starter) log.warn({ code: 'directory_old', directory: name, date, ageDays }, 'A directory is old: import a newer one')
}
