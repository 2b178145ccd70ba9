/** What the guide does in a turn, with all that it looks at. */
import * as conversations from '../../dialogs/index.ts'
import { accountVariables, requestLooks } from '../actions/accountLookups.ts'
import { createArticles } from '../actions/articles.ts'
import { diagnosisLooks } from '../actions/browsers.ts'
import { directoryVariables, lookFunctions } from '../actions/directoryLookups.ts'
import { createIncidents, type Incidents } from '../actions/incidents.ts'
import { createQuestions, type Questions } from '../actions/keptQuestions.ts'
import { reportLooks } from '../actions/report.ts'
import { createReportQuota, type ReportQuota } from '../actions/reportQuota.ts'
import { createGuide } from '../bot/guide.ts'
import type { Variables } from '../content/library.ts'
import type { Presenter } from '../presentation/present.ts'
import type { TurnLogic } from '../turns/turnScope.ts'
import type { Foundations } from './foundations.ts'

export interface Thinking {
  readonly logic: TurnLogic
  readonly questions: Questions
  readonly incidents: Incidents
  readonly reportQuota: ReportQuota
  /** What every sentence may say beside the settings. */
  readonly variables: (locale: string) => Promise<Variables>
}

/** @param suspected told when an incident became likely, with the number of conversations that ended at the service */
export function createThinking(
  { config, library, learning, storage, directory }: Foundations,
  present: Presenter,
  suspected: (conversations: number) => void,
): Thinking {
  const { settings, resendSeconds, incidentThreshold, contentDir, defaultLocale } = config
  const surroundings = { library, directory, settings }
  const { understanding, finder } = learning
  const variables = async (locale: string): Promise<Variables> => ({
    ...accountVariables(library, settings, locale),
    ...(await directoryVariables(surroundings, locale)),
  })
  const articles = createArticles({ library, finder, topics: conversations.topics })
  const incidents = createIncidents({ storage, threshold: incidentThreshold, dir: contentDir, defaultLocale, suspected })
  const logic = createGuide({
    library,
    present,
    conversations,
    look: {
      ...lookFunctions(surroundings),
      ...diagnosisLooks(library),
      ...reportLooks(library),
      ...incidents.looks,
      ...articles.looks,
      ...requestLooks({ storage, library, resendSeconds }),
    },
    understanding,
    learned: learning.ready,
    answerTo: (text, locale, heard) => articles.answerTo(text, locale, heard)?.id,
    variables,
    settings,
  })
  return { logic, questions: createQuestions(storage), incidents, reportQuota: createReportQuota(storage), variables }
}
