/** Every migration, in order. A migration that was released is never changed: add another one. */
import type { Migration } from 'kysely'
import * as conversations from './0001_conversations.ts'
import * as accounts from './0002_accounts.ts'
import * as directory from './0003_directory.ts'
import * as directLine from './0004_directLine.ts'
import * as incidents from './0005_incidents.ts'
import * as keptQuestions from './0006_keptQuestions.ts'
import * as accountMails from './0007_accountMails.ts'
import * as heartbeat from './0008_heartbeat.ts'
import * as rateLimits from './0009_rateLimits.ts'
import * as pageSessions from './0010_pageSessions.ts'
import * as countedReports from './0011_countedReports.ts'
import * as publishedEdits from './0012_publishedEdits.ts'
import * as staff from './0013_staff.ts'
import * as counters from './0014_counters.ts'
import * as heardQuestions from './0016_heardQuestions.ts'
import * as requests from './0017_requests.ts'
import * as replyProofs from './0018_replyProofs.ts'
import * as plannedNotices from './0019_plannedNotices.ts'

export const migrations: Readonly<Record<string, Migration>> = {
  '0001_conversations': conversations,
  '0002_accounts': accounts,
  '0003_directory': directory,
  '0004_directLine': directLine,
  '0005_incidents': incidents,
  '0006_keptQuestions': keptQuestions,
  '0007_accountMails': accountMails,
  '0008_heartbeat': heartbeat,
  '0009_rateLimits': rateLimits,
  '0010_pageSessions': pageSessions,
  '0011_countedReports': countedReports,
  '0012_publishedEdits': publishedEdits,
  '0013_staff': staff,
  '0014_counters': counters,
  '0016_heardQuestions': heardQuestions,
  '0017_requests': requests,
  '0018_replyProofs': replyProofs,
  '0019_plannedNotices': plannedNotices,
}
