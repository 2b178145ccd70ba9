/** What is done outside of turns: the outbox is worked through, what is past its time is erased. */
import { actionHandlers } from '../actions/accountRequests.ts'
import { questionHandlers } from '../actions/articles.ts'
import { reportHandlers } from '../actions/sendReport.ts'
import type { HandlersOf } from '../flow/actions.ts'
import { mailHandler } from '../mail/handler.ts'
import type { OutboxHandler } from '../storage/storage.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import type { AccountParts } from './accountParts.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'

/** Handlers of the outbox that are no channel's, by kind of entry. */
export const outsideHandlers = (
  { config, library, mailer, storage }: Foundations,
  { questions, incidents, reportQuota }: Thinking,
  { client, service }: AccountParts,
  turns: InternalTurns,
): Record<string, OutboxHandler> => {
  const actions: HandlersOf<OutboxHandler> = {
    ...actionHandlers({ turns, accounts: client, library }),
    ...questionHandlers({ turns, questions, isThere: async key => (await storage.conversations.load(key)) !== undefined }),
    ...reportHandlers({
      turns, mailer, library, helpdesk: config.settings.helpdeskEmail, incidents, quota: reportQuota, colours: config.theme,
    }),
  }
  return { ...actions, ...(service?.handlers(mailer, config.theme) ?? {}), mail: mailHandler(mailer, library, config.theme) }
}

/** Says which of the directories is old. */
export async function warnOfOldDirectories({ directory, log }: Pick<Foundations, 'directory' | 'log'>): Promise<void> {
  const { units, institutions } = await directory.status()
  for (const [name, { date, stale, starter, ageDays }] of Object.entries({ units, institutions }))
    if (stale && !starter) log.warn({ code: 'directory_old', directory: name, date, ageDays }, 'A directory is old: import a newer one')
}
