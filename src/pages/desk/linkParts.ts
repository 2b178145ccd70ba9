/** What a link of the desk is made of: the values that somebody chose, which of them the guide knows, and the forms it is taken in. */
import type { Library } from '../../content/library.ts'

/** Values of a link, in the order in which they stand in it. */
export const linkValues = ['topic', 'article', 'symptom', 'browser', 'unit', 'lang', 'ref'] as const
export type LinkValue = (typeof linkValues)[number]
export type ChosenLink = Readonly<Partial<Record<LinkValue, string>>>

/** Longest value that is read, in characters. */
const longest = 120

/** What a value is called in an address of the desk, where `lang` is the language of the desk itself. */
export const onDesk = (name: LinkValue): string => (name === 'lang' ? 'speaks' : name)

/** What was chosen, by an address of the desk. */
export const chosenIn = (query: URLSearchParams): ChosenLink =>
  Object.fromEntries(linkValues.flatMap(name => {
    const value = (query.get(onDesk(name)) ?? '').trim().slice(0, longest)
    return value === '' ? [] : [[name, value]]
  }))

/** @param called by which name a value goes */
export const queryOf = (chosen: ChosenLink, called: (name: LinkValue) => string = name => name): string =>
  new URLSearchParams(linkValues.flatMap((name): [string, string][] => {
    const value = chosen[name]
    return value === undefined ? [] : [[called(name), value]]
  })).toString()

/** The link as people open it. */
export const addressOf = (origin: string, chosen: ChosenLink): string => {
  const query = queryOf(chosen)
  return `${origin}/${query === '' ? '' : `?${query}`}`
}

/** An option of a list: its value, and what it is called. */
export interface LinkOption {
  readonly value: string
  readonly label: string
}

/** What can be chosen, in the language of whoever chooses. */
export type LinkOptions = Readonly<Record<Exclude<LinkValue, 'unit' | 'ref'>, readonly LinkOption[]>>

export interface LinkNames {
  readonly library: Library
  /** Topics that a conversation begins with, each with the conversation that it begins. */
  readonly topics: Readonly<Record<string, string>>
  readonly browsers: () => readonly string[]
}

const symptoms = ['blankPage', 'endlessLoading', 'errorMessage', 'staleData'] as const

export function optionsFor({ library, topics, browsers }: LinkNames, locale: string): LinkOptions {
  const first = (...keys: readonly string[]): string | undefined => {
    const key = keys.find(each => library.has(locale, each))
    return key === undefined ? undefined : library.plain(locale, key)
  }
  return {
    topic: Object.entries(topics).map(([value, dialog]) =>
      ({ value, label: first(`dialogs:bot.choices.${value}`, `dialogs:${dialog}.menu`, `dialogs:${dialog}.title`) ?? value })),
    article: library.articles('help', locale).map(({ id, title }) => ({ value: id, label: title })),
    symptom: symptoms.map(value => ({ value, label: library.plain(locale, `pages:report.symptoms.${value}`) })),
    browser: browsers().filter(value => value !== 'other').map(value => ({ value, label: first(`pages:report.browsers.${value}`) ?? value })),
    lang: library.locales.map(value => ({ value, label: library.plain(value, 'pages:help.ownName') })),
  }
}

/** What is called so; what it begins with, in a word for a person. */
export const labelOf = (options: LinkOptions, { topic, article }: ChosenLink): string | undefined =>
  options.topic.find(({ value }) => value === topic)?.label ?? options.article.find(({ value }) => value === article)?.label

/**
 * Opens the guide in Teams with the subject written into the message, for the person to send: a link to a bot carries nothing else.
 * @see https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams
 */
export const teamsLink = (botId: string, message: string): string =>
  `https://teams.microsoft.com/l/chat/0/0?users=28:${botId}&message=${encodeURIComponent(message)}`

/** So much of a QR code may be hidden, for posters. */
const quality = { errorCorrectionLevel: 'M', margin: 4 } as const
/** Most bytes of such a code (ISO/IEC 18004, version 40-M). */
const mostInQr = 2331
/** Whether an address has room in one. */
export const fitsQr = (address: string): boolean => Buffer.byteLength(address) <= mostInQr

// What draws is loaded when a code is asked for, not at each start.
export const qrSvg = async (address: string): Promise<string> =>
  (await import('qrcode')).toString(address, { ...quality, type: 'svg' })
/** Large enough to be printed. */
export const qrPng = async (address: string): Promise<Buffer> =>
  (await import('qrcode')).toBuffer(address, { ...quality, type: 'png', width: 1024 })

const escapedIn = (text: string): string => text.replace(/[\\[\]]/g, '\\$&')
export const markdownLink = (label: string, address: string): string => `[${escapedIn(label)}](${address.replace(/[()]/g, encodeURIComponent)})`
