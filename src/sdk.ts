/**
 * Everything that the guide takes from botbuilder, and the only file that names it: the floors refuse it elsewhere. Its maker ended it and
 * points to a successor whose classes carry the same names; `npm run successor` plays the conversations on that one, with another file in
 * the place of this one (decision 0030).
 */
export {
  ActivityTypes, BotAdapter, CloudAdapter, ConfigurationBotFrameworkAuthentication, InputHints, TurnContext,
} from 'botbuilder'
export type { Activity, Attachment, ConversationReference, ResourceResponse } from 'botbuilder'
export { ComponentDialog, Dialog, DialogContext, DialogContextError, DialogSet, DialogTurnStatus } from 'botbuilder-dialogs'
export type { DialogState, DialogStateManagerConfiguration, DialogTurnResult } from 'botbuilder-dialogs'
