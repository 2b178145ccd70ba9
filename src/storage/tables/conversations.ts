/* eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled in with the migration */
export interface ConversationTables {}
