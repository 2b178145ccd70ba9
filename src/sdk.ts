/**
 * Everything that the guide takes from botbuilder, and the only file that names it: the floors refuse it elsewhere. Its maker ended it and
 * points to a successor whose classes carry the same names; `npm run successor` plays the conversations on that one, with another file in
 * the place of this one (decision 0030).
 */
export {
  ActivityTypes, BotAdapter, CloudAdapter, ConfigurationBotFrameworkAuthentication, InputHints, TurnContext,
} from 'botbuilder'
export type { Activity, Attachment, ConversationReference, ResourceResponse } from 'botbuilder'
// File by file: the whole package also loads its prompts, with what recognizes dates and numbers in a dozen languages, at each start.
export { ComponentDialog } from 'botbuilder-dialogs/lib/componentDialog.js'
export { Dialog, DialogTurnStatus } from 'botbuilder-dialogs/lib/dialog.js'
export { DialogContext } from 'botbuilder-dialogs/lib/dialogContext.js'
export { DialogContextError } from 'botbuilder-dialogs/lib/dialogContextError.js'
export { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js'
export type { DialogState, DialogStateManagerConfiguration, DialogTurnResult } from 'botbuilder-dialogs'
