/** Every table of the database, by the room that owns it. Column types are portable: text, integer, nothing else. */
import type { AccountTables } from './tables/accounts.ts'
import type { ConversationTables } from './tables/conversations.ts'
import type { DirectLineTables } from './tables/directLine.ts'
import type { DirectoryTables } from './tables/directory.ts'
import type { IncidentTables } from './tables/incidents.ts'
import type { KeptQuestionTables } from './tables/keptQuestions.ts'

export interface Tables extends ConversationTables, AccountTables, DirectLineTables, DirectoryTables, IncidentTables, KeptQuestionTables {}
