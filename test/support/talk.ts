/** A conversation with the whole guide in memory: real words, real dialogs, a real database; no server in between. */
import * as conversations from '../../dialogs/index.ts'
import { createArticles } from '../../src/actions/articles.ts'
import { createGuide } from '../../src/bot/guide.ts'
import { diagnosisLooks } from '../../src/actions/browsers.ts'
import { directoryVariables, lookFunctions } from '../../src/actions/directoryLookups.ts'
import { followLooks } from '../../src/actions/requests/requestActions.ts'
import { createRequests } from '../../src/actions/requests/requestStore.ts'
import { accountVariables, requestLooks } from '../../src/actions/accountLookups.ts'
import { openDirectory } from '../../src/directory/openDirectory.ts'
import { createPresenter } from '../../src/presentation/present.ts'
import { ActivityTypes, type Activity } from '../../src/sdk.ts'
import { createTurns, type InternalTurns } from '../../src/turns/runTurns.ts'
import { teamsCapabilities } from '../../src/channels/teams/teamsChannel.ts'
import { aroundTeams } from '../../src/channels/teams/teamsTurns.ts'
import { usualCapabilities } from '../../src/presentation/capabilities.ts'
import type { Settings } from '../../src/config.ts'
import type { Library } from '../../src/content/library.ts'
import type { ButtonValue } from '../../src/flow/port.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { createIncidents } from '../../src/actions/incidents.ts'
import { reportLooks } from '../../src/actions/report.ts'
import type { Understanding } from '../../src/understanding/index.ts'
import { learnedFrom, testLibrary } from './learned.ts'
import { testedContent } from './testedContent.ts'

export interface Talk {
  readonly turns: InternalTurns
  readonly library: Library
  /** Says a text and returns the names of what was answered (`createAccount.fillIn.email`, `bot.menu`). */
  say(text: string): Promise<string[]>
  /** Presses a button of the last question by its option's name. */
  press(option: string, field?: string): Promise<string[]>
  /** Sends any activity. */
  send(activity: Partial<Activity>, deliveryId?: string): Promise<string[]>
  /** Hears what was said since the last time without anything being sent. */
  hear(): Promise<string[]>
  /** The last replies as they were shown. */
  readonly last: readonly Activity[]
}

/** The words, opened once for all tests. */
let words: Promise<Library> | undefined
const openWords = (): Promise<Library> => (words ??= testLibrary())

export const nameOf = (activity: Partial<Activity>): string => {
  const data = activity.channelData as { step?: string; part?: string; field?: string; article?: string } | undefined
  if (data?.article !== undefined) return `${data.step ?? ''} ${data.article}`
  return `${data?.step ?? ''}${data?.field === undefined ? '' : `.${data.field}`}${data?.part === 'retry' || data?.part === 'field retry' ? ' retry' : data?.part === 'review' ? ' review' : data?.part === 'remark' ? ' remark' : ''}`
}

/** The buttons of an activity, wherever the channel shows them. */
export function buttonsOf(activity: Partial<Activity>): ButtonValue[] {
  const suggested = activity.suggestedActions?.actions.map(({ value }) => value as ButtonValue) ?? []
  const found: ButtonValue[] = []
  const search = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    const { type, data } = part as { type?: string; data?: ButtonValue }
    if ((type === 'Action.Submit' || type === 'Action.Execute') && data !== undefined) found.push(data)
    else Object.values(part).forEach(search)
  }
  activity.attachments?.forEach(({ content }) => { search(content) })
  return [...suggested, ...found]
}

export interface TalkOptions {
  readonly locale?: string
  readonly settings?: Settings
  readonly conversation?: string
  /** `directline` by default. */
  readonly channel?: string
  /** Folder of the notices of incidents. */
  readonly notices?: string
  readonly now?: () => number
  /** When something can be understood; at once by default. */
  readonly learned?: Promise<void>
}

/** It cannot be asked before. */
function afterLearning(understanding: Understanding, learned: Promise<void>): Understanding {
  let known = false
  void learned.then(() => (known = true))
  const asked = (): Understanding => {
    if (!known) throw new Error('Asked before it was learned')
    return understanding
  }
  return { understand: (text, lang) => asked().understand(text, lang), explain: (text, lang) => asked().explain(text, lang) }
}

/** Begins a conversation, greeted. */
export async function beginTalk(
  storage: Storage,
  { locale = 'fr', settings = {}, conversation = 'a', channel = 'directline', notices = testedContent, now, learned }: TalkOptions = {},
): Promise<Talk> {
  const library = await openWords()
  const directory = await openDirectory(storage)
  const { finder, understanding, judge } = await learnedFrom(library)
  const articles = createArticles({ library, finder, topics: conversations.topics })
  const inTeams = channel === 'msteams'
  const logic = createGuide({
    library,
    present: createPresenter(library, name => `http://127.0.0.1/assets/images/${name}.png`, () => (inTeams ? teamsCapabilities : usualCapabilities)),
    conversations,
    look: {
      ...lookFunctions({ library, directory, settings }),
      ...diagnosisLooks(library),
      ...reportLooks(library),
      ...createIncidents({ storage, threshold: 3, dir: notices, defaultLocale: 'fr', suspected: () => undefined }).looks,
      ...articles.looks,
      ...requestLooks({ storage, library, resendSeconds: 60 }),
      ...followLooks(createRequests(storage)),
    },
    understanding: learned === undefined ? understanding : afterLearning(understanding, learned),
    judge,
    ...(learned === undefined ? {} : { learned }),
    answerTo: (text, locale, heard) => articles.answerTo(text, locale, heard)?.id,
    variables: async locale => ({
      ...accountVariables(library, settings, locale),
      ...(await directoryVariables({ library, directory, settings }, locale)),
    }),
    settings,
  })
  const turns = createTurns({ storage, logic: inTeams ? aroundTeams(logic, library) : logic, locales: ['fr', 'en'], defaultLocale: 'fr', ...(now === undefined ? {} : { now }) })
  let last: readonly Activity[] = []
  let heard = 0
  const key = `${channel}/${conversation}`
  const hear = async (): Promise<string[]> => {
    const log = await storage.conversations.log(key, heard)
    heard = log.at(-1)?.watermark ?? heard
    last = log.map(({ activity }) => JSON.parse(activity) as Activity).filter(({ from }) => from.role === 'bot')
    return last.map(nameOf)
  }
  const send = async (activity: Partial<Activity>, deliveryId?: string): Promise<string[]> => {
    const sent = { from: { id: 'someone', name: '' }, recipient: { id: 'noa', name: '' }, locale, ...activity }
    await turns.receive({ channel, conversation, activity: sent, locale, ...(deliveryId === undefined ? {} : { deliveryId }) })
    return hear()
  }
  await send({ type: ActivityTypes.ConversationUpdate, membersAdded: [{ id: 'someone', name: '' }] })
  return {
    turns,
    library,
    say: text => send({ type: ActivityTypes.Message, text }),
    press: (option, field) => {
      const button = last.flatMap(buttonsOf).findLast(each => each.option === option && (field === undefined || each.field === field))
      if (button === undefined) throw new Error(`There is no button ${option} ${field ?? ''}`)
      return send({ type: ActivityTypes.Message, value: button })
    },
    send,
    hear,
    get last() {
      return last
    },
  }
}
