/**
 * What an activity of Microsoft Teams means to the guide: plain text without mentions and mark-up, the person's language, and a
 * welcome when the app is installed, and only then.
 */
import { isObject, type JsonObject } from '../../http/requestBody.ts'
import type { Activity } from '../../sdk.ts'
import { localeOf } from '../connector/readActivity.ts'
import { isPersonal } from './teamsGroups.ts'

const entities: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" }
/** The elements that Teams writes into a message; anything else in angle brackets is what a person typed. */
const markup = /<\/?(?:p|div|span|br|b|strong|i|em|u|s|a|ul|ol|li|pre|code|blockquote|attachment|emoji|img|font|h[1-6])(?:\s[^<>]{0,2000})?\/?>/gi
const lineEnds = /<br\s?\/?>|<\/(?:p|div|li|h[1-6]|blockquote)>/gi

/**
 * The text that a person typed.
 * @param botId whose mention is no part of what was said; a mention of anybody else stays as the name
 */
export function plainText(text: string, mentions: readonly JsonObject[], botId: string | undefined): string {
  let said = text
  for (const { type, mentioned, text: written } of mentions)
    if (type === 'mention' && typeof written === 'string' && written !== '' && isObject(mentioned) && mentioned['id'] === botId)
      said = said.replaceAll(written, ' ')
  return said
    .replace(/<at(?:\s[^<>]{0,200})?>([^<]{0,200})<\/at>/gi, '$1')
    .replace(lineEnds, '\n')
    .replace(markup, '')
    .replace(/&(nbsp|amp|lt|gt|quot|apos|#39);/g, (written, name: string) => entities[name] ?? written)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
}

/**
 * An activity of Teams as the turn gets it; undefined for one that means nothing. An installation is said twice, as an
 * `installationUpdate`, which knows the person's language, and as a `conversationUpdate`, which does not: the welcome waits for the one
 * that does. `add-upgrade` is a new version of the app, and no arrival.
 */
export function ofTeams(activity: Partial<Activity>): Partial<Activity> | undefined {
  const { type, recipient, from } = activity
  const isBot = ({ id }: { readonly id: string }): boolean => id === recipient?.id
  const arrival = (): Partial<Activity> | undefined =>
    isPersonal(activity) && from !== undefined && localeOf(activity) !== undefined ? { ...activity, type: 'conversationUpdate', membersAdded: [from] } : undefined
  const departure: Partial<Activity> = { ...activity, type: 'installationUpdate', action: 'remove' }
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- Teams has more types than anyone can name
  switch (type) {
    case 'message':
      return { ...activity, text: plainText(activity.text ?? '', activity.entities ?? [], recipient?.id) }
    case 'installationUpdate':
      return activity.action === 'add' ? arrival() : activity.action === 'remove' ? departure : undefined
    case 'conversationUpdate':
      if (activity.membersRemoved?.some(isBot) === true) return departure
      return activity.membersAdded?.length ? arrival() : undefined
    default:
      return activity
  }
}
