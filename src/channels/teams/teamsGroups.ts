/**
 * Chats of several people, and channels. The guide holds no conversation there: whoever speaks to it is told that it helps in private,
 * and nothing of what was said is kept. Into one of them, the helpdesk's own, it writes that there is a request.
 */
import type { Library } from '../../content/library.ts'
import type { TeamsChat } from '../../settings/helpdeskSettings.ts'
import type { Activity } from '../../sdk.ts'
import type { OutboxEntry, Outcome } from '../../storage/storage.ts'
import type { Delivery } from '../connector/delivery.ts'
import type { Dialect } from '../connector/dialect.ts'
import { localeOf } from '../connector/readActivity.ts'

/** The channel's name. */
export const teamsName = 'msteams'

/** Whether a conversation is between one person and the guide. */
export const isPersonal = ({ conversation }: Partial<Activity>): boolean =>
  (conversation?.conversationType === undefined || conversation.conversationType === 'personal') && conversation?.isGroup !== true

/** Whether the guide was spoken to, or has just been added. */
const isMeant = ({ type, action, recipient, entities = [] }: Partial<Activity>): boolean => {
  if (type === 'installationUpdate') return action === 'add'
  // What comes from outside as a mention may be anything.
  const mentions = (entities as readonly { readonly type?: unknown; readonly mentioned?: { readonly id?: unknown } }[]).filter(each => each.type === 'mention')
  return type === 'message' && mentions.some(({ mentioned }) => mentioned?.id === recipient?.id)
}

export interface GroupOptions {
  readonly library: Pick<Library, 'words' | 'locales'>
  /** Where a person and the guide are alone. */
  readonly privately: () => string
}

/** What is said in a conversation of several; undefined: it is of one person. In the language of whoever spoke, else in each. */
export const asideInGroups = ({ library, privately }: GroupOptions): NonNullable<Dialect['aside']> => activity => {
  if (isPersonal(activity)) return undefined
  if (!isMeant(activity)) return {}
  const spoken = localeOf(activity)?.slice(0, 2).toLowerCase()
  const locales = library.locales.filter(locale => locale === spoken)
  const said = (locales.length > 0 ? locales : library.locales).map(locale => library.words(locale, 'dialogs:bot.inPrivate.text', { privateChat: privately() }))
  return { say: said.join('\n\n') }
}

/** Opens the chat with a bot. @see https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams */
export const privateChat = (botId: string): string => `https://teams.microsoft.com/l/chat/0/0?users=28:${botId}`

/** Writes into the helpdesk's chat, whose address an operator vouches for. @param appId of the bot that was added there */
export const helpdeskChat = ({ post }: Pick<Delivery, 'post'>, { id, serviceUrl }: TeamsChat, appId: string | undefined) =>
  (text: string, entry: Pick<OutboxEntry, 'attempt' | 'createdAt'>): Promise<Outcome> =>
    post(
      {
        channelId: teamsName, serviceUrl,
        conversation: { id, isGroup: true, conversationType: id.endsWith('@thread.tacv2') ? 'channel' : 'groupChat', name: '' },
        ...(appId === undefined ? {} : { bot: { id: `28:${appId}`, name: '' }, provedFor: appId }),
      },
      { type: 'message', text, textFormat: 'markdown' },
      entry,
    )
