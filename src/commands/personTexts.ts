/** The copy of what is kept of a person, as somebody reads it: plain text, in their language, to go with a letter. */
import type { AccountsOfPerson } from '../accounts/service/accountsOf.ts'
import type { PersonCopy } from '../actions/person/personCopy.ts'
import type { SaidThing } from '../actions/ownData.ts'
import { timeIn } from '../content/dates.ts'
import type { Library, Variables } from '../content/library.ts'
import { toPlainText } from '../content/markdown.ts'
import type { ReceivedMail } from '../mail/mailFolder.ts'

/** Everything that is kept. */
export interface WholeCopy extends PersonCopy {
  readonly accounts: AccountsOfPerson['accounts']
  readonly accountRequests: AccountsOfPerson['requests']
  readonly mails: readonly ReceivedMail[]
}

const indented = (text: string): string => text.trimEnd().split('\n').map(line => `    ${line}`).join('\n')
const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, undefined, 2))

/** @param asked what was looked for, as the operator wrote it */
export function readableCopy(library: Library, locale: string, asked: string, copy: WholeCopy, now: Date): string {
  const say = (key: string, variables?: Variables): string => library.plain(locale, `pages:ownData.${key}`, variables)
  const named = (list: 'facts' | 'kinds', name: string): string => {
    const key = `pages:ownData.${list}.${name}`
    return library.has(locale, key) ? library.plain(locale, key) : name
  }
  const time = (at: string | number | undefined): string => (at === undefined ? '' : timeIn(locale, new Date(at)))
  const words = ({ who, text, pressed }: SaidThing): string => {
    if (who === 'guide') return toPlainText(text)
    if (pressed === undefined) return text
    const { step, option } = pressed
    const label = [`dialogs:${step}.options.${option}`, `dialogs:bot.choices.${option}`].find(key => library.has(locale, key))
    return label === undefined ? option : library.plain(locale, label)
  }
  const section = (title: string, parts: readonly string[]): string[] =>
    ['', `## ${title}`, '', ...(parts.length === 0 ? [say('nothing')] : parts)]
  const fields = (values: unknown): string[] =>
    typeof values !== 'object' || values === null ? [] : Object.entries(values).map(([name, value]) => `    ${named('facts', name)} – ${shown(value)}`)

  return [
    `# ${say('whole.title', { asked })}`,
    '',
    time(now.getTime()),
    ...section(say('whole.accounts'), [
      ...copy.accounts.flatMap(account => [
        `- ${account.email}, ${say(`whole.states.${account.status}`)}, ${time(account.createdAt)}`,
        ...fields(account.fields),
        ...account.links.map(({ createdAt }) => `    ${say('whole.link')} ${time(createdAt)}`),
      ]),
      ...copy.accountRequests.flatMap(request => [`- ${say('whole.accountRequest')} ${time(request.createdAt)}`, ...fields(request.fields)]),
    ]),
    ...section(say('asked.title'), copy.requests.flatMap(({ reference, createdAt, agreed, email, transcript, events }) => [
      `- ${reference}, ${time(createdAt)}`,
      ...agreed.map(({ label, value }) => `    ${label} – ${value}`),
      ...(email === undefined ? [] : [indented(email)]),
      ...(transcript === undefined ? [] : [indented(transcript)]),
      ...events.map(({ kind, author, words: said, at }) =>
        indented(`${time(at)}, ${say(kind === 'note' ? 'whole.note' : `who.${author === undefined ? 'person' : 'helpdesk'}`)}\n${said}`)),
    ])),
    ...section(say('said.title'), copy.conversations.flatMap(({ key, begun, said, noted, questions, requests }) => [
      `- ${key}, ${time(begun)}`,
      ...Object.entries(noted).map(([name, value]) => `    ${named('facts', name)} – ${value}`),
      ...questions.map(({ question }) => `    ${say('questions.title')} – ${question}`),
      ...requests.map(({ kind, at, handedOver }) => indented(`${named('kinds', kind)}, ${time(at)}\n${shown(handedOver)}`)),
      ...said.map(each => indented(`${time(each.at)}, ${say(`who.${each.who}`)}\n${words(each)}`)),
    ])),
    ...section(say('whole.mails'), copy.mails.map(({ receivedAt, to, subject, text }) => `- ${time(receivedAt.getTime())}, ${to.join(', ')}: ${subject}\n${indented(text)}`)),
    ...section(say('whole.outside'), copy.outside.map(({ kind, at, handedOver }) => `- ${named('kinds', kind)}, ${time(at)}\n${indented(shown(handedOver))}`)),
    '',
  ].join('\n')
}
