/**
 * What `src/sdk.ts` gives, from the SDK's successor (the Microsoft 365 Agents SDK). It takes that file's place in the copy of the tree that
 * `npm run successor` makes, and is compiled, linted and cruised nowhere else: its packages are not installed here.
 */
import { Activity } from '@microsoft/agents-activity'
import { BaseAdapter, TurnContext as SuccessorContext } from '@microsoft/agents-hosting'

export { ActivityTypes, InputHints } from '@microsoft/agents-activity'
export type { Activity, Attachment, ConversationReference } from '@microsoft/agents-activity'
export { BaseAdapter as BotAdapter, CloudAdapter } from '@microsoft/agents-hosting'
export type { ResourceResponse } from '@microsoft/agents-hosting'
export { ComponentDialog, Dialog, DialogContext, DialogContextError, DialogSet, DialogTurnStatus } from '@microsoft/agents-hosting-dialogs'
export type { DialogState, DialogStateManagerConfiguration, DialogTurnResult } from '@microsoft/agents-hosting-dialogs'

/**
 * An activity is a class there, whose own reader refuses what it does not know, and whose replies need a recipient. Here it is what came as
 * JSON.
 */
const activityOf = (plain: Partial<Activity>): Activity =>
  plain instanceof Activity ? plain : Object.assign(new Activity(plain.type ?? 'message'), { recipient: { id: 'guide' } }, plain)

export class TurnContext extends SuccessorContext {
  constructor(adapter: BaseAdapter, activity: Partial<Activity>) {
    super(adapter, activityOf(activity))
  }
}

/** Has no counterpart: the successor's CloudAdapter is given its settings. `src/channels/connector/delivery.ts` would be written anew. */
export class ConfigurationBotFrameworkAuthentication {}
