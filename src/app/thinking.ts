/** What the guide does in a turn, with all that it looks at. */
import * as conversations from '../../dialogs/index.ts'
import { accountVariables, requestLooks } from '../actions/accountLookups.ts'
import { createArticles } from '../actions/articles.ts'
import { diagnosisLooks } from '../actions/browsers.ts'
import { directoryVariables, lookFunctions } from '../actions/directoryLookups.ts'
import { createIncidentNotices, type IncidentNotices } from '../actions/incidentNotice.ts'
import { createIncidents, type Incidents } from '../actions/incidents.ts'
import { createQuestions, type Questions } from '../actions/keptQuestions.ts'
import { createOwnCopies, type OwnCopies } from '../actions/ownData.ts'
import { reportLooks } from '../actions/report.ts'
import { createReportQuota, type ReportQuota } from '../actions/reportQuota.ts'
import { followLooks } from '../actions/requests/requestActions.ts'
import { createRequests, type Requests } from '../actions/requests/requestStore.ts'
import { ownDataPath } from '../pages/ownDataPages.ts'
import { createGuide } from '../bot/guide.ts'
import type { Library, Variables } from '../content/library.ts'
import type { Presenter } from '../presentation/present.ts'
import type { TurnLogic } from '../turns/turnScope.ts'
import type { Foundations } from './foundations.ts'

export interface Thinking {
  readonly logic: TurnLogic
  /** The same with other words than those that serve, which it holds on to. */
  readonly logicOf: (library: Library, present?: Presenter) => TurnLogic
  readonly questions: Questions
  readonly incidents: Incidents
  readonly notices: IncidentNotices
  readonly reportQuota: ReportQuota
  readonly requests: Requests
  readonly copies: OwnCopies
  /** What every sentence may say beside the settings. */
  readonly variables: (locale: string) => Promise<Variables>
}

/**
 * @param presenterOf makes what shows the words of a library
 * @param suspected told when an incident became likely, with the number of conversations that ended at the service
 */
export function createThinking(
  { config, publication, library, learning, storage, directory }: Foundations,
  presenterOf: (library: Library) => Presenter,
  suspected: (conversations: number) => void,
  publicAddress: () => string,
): Thinking {
  const { settings, resendSeconds, incidentThreshold, contentDir, defaultLocale } = config
  const { understanding, finder, judge } = learning
  const variables = async (locale: string, words: Library = library): Promise<Variables> => ({
    ...accountVariables(words, settings, locale),
    ...(await directoryVariables({ library: words, directory, settings }, locale)),
  })
  const notices = createIncidentNotices(storage)
  const incidents = createIncidents({ storage, threshold: incidentThreshold, dir: contentDir, defaultLocale, suspected, notices })
  const requests = createRequests(storage)
  const copies = createOwnCopies({ storage, requests })
  const copyOf = async (key: string): Promise<{ page: string; json: string }> => {
    const opened = `?key=${await copies.token(key)}`
    return { page: `${publicAddress()}${ownDataPath}${opened}`, json: `${publicAddress()}${ownDataPath}.json${opened}` }
  }
  const logicOf = (words: Library, present = presenterOf(words)): TurnLogic => {
    const articles = createArticles({ library: words, finder, topics: conversations.topics })
    return createGuide({
      library: words,
      present,
      conversations,
      look: {
        ...lookFunctions({ library: words, directory, settings }),
        ...diagnosisLooks(words),
        ...reportLooks(words),
        ...incidents.looks,
        ...articles.looks,
        ...requestLooks({ storage, library: words, resendSeconds }),
        ...followLooks(requests),
      },
      understanding,
      judge,
      learned: learning.ready,
      answerTo: (text, locale, heard) => articles.answerTo(text, locale, heard)?.id,
      variables: locale => variables(locale, words),
      copyOf,
      atTheStart: locale => incidents.atTheStart(locale),
      settings,
    })
  }
  // A turn goes on with the words that it began with, whatever serves meanwhile.
  let logic = logicOf(publication.current().library)
  publication.onChange(words => { logic = logicOf(words.library) })
  return {
    logic: (context, scope) => logic(context, scope),
    logicOf,
    questions: createQuestions(storage),
    incidents,
    notices,
    copies,
    reportQuota: createReportQuota(storage),
    requests,
    variables: locale => variables(locale),
  }
}
