/** Every table of the database, by the room that owns it. Column types are portable: text, integer, nothing else. */
import type { AccountTables } from './tables/accountTables.ts'
import type { ContentTables } from './tables/contentTables.ts'
import type { ConversationTables } from './tables/conversationTables.ts'
import type { CounterTables } from './tables/counterTables.ts'
import type { DirectLineTables } from './tables/directLineTables.ts'
import type { DirectoryTables } from './tables/directoryTables.ts'
import type { HeartbeatTables } from './tables/heartbeatTables.ts'
import type { IncidentTables } from './tables/incidentTables.ts'
import type { KeptQuestionTables } from './tables/keptQuestionTables.ts'
import type { PageTables } from './tables/pageTables.ts'
import type { ReportTables } from './tables/reportTables.ts'
import type { RequestTables } from './tables/requestTables.ts'
import type { StaffTables } from './tables/staffTables.ts'

export interface Tables
  extends ConversationTables, AccountTables, ContentTables, CounterTables, DirectLineTables, DirectoryTables, HeartbeatTables,
    IncidentTables, KeptQuestionTables, PageTables, ReportTables, RequestTables, StaffTables {}
