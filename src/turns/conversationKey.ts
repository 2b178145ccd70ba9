/** The key of a conversation: `<channel>/<id within the channel>`. Names of channels hold no slash. */
export const conversationKey = (channel: string, conversation: string): string => `${channel}/${conversation}`

/** The channel of a conversation, out of its key. */
export const channelOfKey = (key: string): string => key.slice(0, Math.max(0, key.indexOf('/')))
