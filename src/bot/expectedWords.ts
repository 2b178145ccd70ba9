/** The bot's own sentences by name, and with those of the dialogs all that `content check` needs to know. */
import { legalBases } from '../settings/privacySettings.ts'
import { browserNames } from '../content/browserNames.ts'
import type { ExpectedNames } from '../content/expectedNames.ts'
import type { Form } from '../content/library.ts'
import { foreignLanguageNames } from './interpret.ts'
import type { DialogTable } from '../flow/table.ts'
import { articlesNeeded, wordsNeeded } from '../flow/neededWords.ts'
import { triedNames } from '../flow/facts.ts'
import { reportRowNames } from '../actions/report.ts'
import { personEventKinds } from '../actions/requests/requestStore.ts'
import { findings, systems } from '../turns/pageEvents.ts'
import { announcedBy } from './announced.ts'

const sentences = [
  'greeting', 'incidentNow', 'linked', 'linkNear', 'linkArticle', 'linkUnknown', 'linkPassedBy', 'known', 'copyIsThere',
  'menu', 'anythingElse', 'restarted', 'cancelled', 'nothingToCancel', 'nothingBefore', 'oldButton', 'pending',
  'notUnderstood', 'stillNotUnderstood', 'offer', 'stepGone', 'tooLong', 'switched', 'help', 'thanks', 'stuckWithContact', 'stuckWithoutContact',
  'noReason', 'forgotten', 'looking', 'proposed', 'answered', 'inPrivate',
  'stillNot', 'oneOfThese', 'insult', 'smallTalk', 'whoAreYou', 'isItYourAnswer', 'resume', 'otherSubject', 'later', 'isItSolved', 'gladly', 'takeYourTime', 'whichOfThese', 'isThatIt', 'notKnowing', 'areYouSure', 'cannotAnswer', 'cannotSee', 'howToAnswer',
]
const formWords = [
  'required', 'optional', 'offered', 'skip', 'keep', 'current', 'edit', 'add', 'nothing', 'yes', 'didYouMean.text', 'didYouMean.options.useSuggestion',
  'didYouMean.options.keepTyped', 'corrected', 'read',
  'card.open', 'card.text', 'card.repair', 'card.submit', 'card.steps', 'card.retry', 'card.why', 'card.required', 'card.optional',
  'card.again', 'card.plain',
]
const botWords = [
  'proposed.keep', 'known.noted', 'known.elsewhere', 'choices.stay', 'choices.resume', 'choices.restart', 'choices.solved', 'choices.unsolved', 'choices.giveUp', 'choices.erase', 'choices.copyData', 'choices.eraseData', 'choices.goOn', 'choices.video_tutorials', 'choices.speak_fr', 'choices.speak_en',
  ...foreignLanguageNames.map(name => `otherLanguages.${name}`),
]
const announcements = [
  'requestAccount.accepted', 'requestAccount.tooMany', 'requestAccount.refused', 'requestAccount.delayed', 'requestAccount.failed',
  'resendActivation.accepted', 'resendActivation.tooMany', 'resendActivation.delayed', 'resendActivation.failed',
  'sendReport.accepted', 'sendReport.delayed', 'sendReport.failed',
  'replyToRequest.accepted', 'settleRequest.accepted', 'requestTaken', 'requestAnswered', 'requestClosed',
]

/** What the helpdesk's chat in Teams is told. */
const noticeWords = ['created', ...personEventKinds].map(name => `notice.${name}`)

/** The words of a report, and of what the page finds: `pages/<locale>/report.yml`. */
const reportWords = [
  'anything',
  ...reportRowNames.map(name => `rows.${name}`),
  ...['blankPage', 'whiteAfterLogin', 'errorMessage', 'staleData', 'endlessLoading'].map(name => `symptoms.${name}`),
  ...triedNames.map(name => `tried.${name}`),
  ...['yes', 'no', 'couldNot', 'unsure', 'saved.yes', 'saved.no', 'account.federation', 'account.local', 'othersSee.yes', 'othersSee.no'].map(
    name => `outcomes.${name}`,
  ),
  ...browserNames.map(name => `browsers.${name}`),
  ...systems.filter(name => name !== 'other').map(name => `systems.${name}`),
  ...findings.flatMap(name => [`findings.${name}.name`, `findings.${name}.text`]),
  ...['link', 'password'].map(name => `removed.${name}`),
  ...['answer', 'above', 'transcript', 'says.person', 'says.guide', ...personEventKinds.map(name => `events.${name}`)],
  ...noticeWords,
]

/** The words of opening hours, `pages/<locale>/hours.yml`, with what each may say. */
const hoursWords: Readonly<Record<string, readonly string[]>> = {
  wholeHour: ['hour'], time: ['hour', 'minute'], span: ['from', 'to'], day: ['day'], days: ['first', 'last'], rule: ['days', 'hours'],
  exceptHolidays: ['hours'], from: ['day', 'time'], 'within.hours': ['count'], 'within.days': ['count'],
}

/** The mails, with what each is of no use without. */
const mails = {
  activation: { required: ['link'], optional: ['duration'] },
  alreadyActive: { required: ['link'], optional: ['duration'] },
  report: { required: ['reference', 'rows'], optional: ['subject', 'ticket', 'above'] },
  answer: { required: ['reference', 'rows', 'link', 'code'], optional: ['subject'] },
  reply: { required: ['reference', 'rows'], optional: ['subject', 'ticket', 'above'] },
}

/** Settings that words may use wherever a table leads only when they are set. */
export const globalNames = [
  'portalUrl', 'federationLoginUrl', 'federationAccessUrl', 'termsUrl', 'privacyUrl', 'localPasswordUrl', 'accessibilityUrl', 'helpdeskEmail',
  'retentionDays', 'activationHours', 'mailFrom', 'cnrsEntry', 'cnrsLoginLink', 'activationSubject',
  'dataController', 'dpoContact', 'complaintUrl', 'legalBasisName', 'accountDataKept',
  'onKeyboard', 'onMac',
  'aboutUrl', 'statusUrl', 'passwordRulesUrl', 'helpdeskOpen', 'helpdeskCity', 'helpdeskReads', 'helpdeskDelay',
]

/** Everything that the conversations need of the words. */
export function expectedNames(tables: readonly DialogTable[], menu: readonly string[], form: (id: string) => Form): ExpectedNames {
  const forms = [...new Set(tables.flatMap(({ steps }) => Object.values(steps).flatMap(step => (step.kind === 'form' ? [step.form] : []))))]
  const required = [
    ...sentences.map(name => `${name}.text`),
    ...formWords.map(name => `form.${name}`),
    ...botWords,
    ...announcements.map(name => `announcements.${name}`),
    'cnrsEntry',
  ]
  return {
    dialogs: {
      ...Object.fromEntries(
        tables.map(table => {
          const needed = wordsNeeded(table, form)
          return [table.name, menu.includes(table.name) ? { ...needed, required: [...needed.required, 'menu'] } : needed]
        }),
      ),
      bot: {
        required,
        variables: {
          'form.required': ['number', 'of'],
          'form.optional': ['number', 'of'],
          'form.current': ['current'],
          'form.card.repair': ['count'],
          'form.card.required': ['label'],
          'form.card.optional': ['label'],
          'form.card.again': ['label'],
          'incidentNow.text': ['notice'],
          'proposed.text': ['proposed'],
          'howToAnswer.text': ['first', 'second'],
          'answered.text': ['answer'],
          'inPrivate.text': ['privateChat'],
          'isThatIt.text': ['answer'],
          'resume.text': ['present'],
          'otherSubject.text': ['other', 'present'],
          'later.text': ['other'],
          'linkNear.text': ['other'],
          'known.noted': ['noted'],
          'copyIsThere.text': ['copyPage', 'copyJson'],
          'form.corrected': ['value'],
          'form.didYouMean.text': ['suggestion', 'value'],
          ...Object.fromEntries(announcements.map(name => [`announcements.${name}`, ['email', 'wait', 'reference']])),
        },
      },
    },
    pages: {
      report: { required: reportWords, variables: Object.fromEntries(noticeWords.map(name => [name, ['reference', 'subject', 'requestPage']])) },
      return: { required: ['title', 'lead', 'spent', 'tooMany', 'label', 'button'], variables: {} },
      hours: { required: Object.keys(hoursWords), variables: hoursWords },
      privacy: { required: legalBases.map(name => `legalBases.${name}`), variables: {} },
    },
    forms,
    articles: [...tables.flatMap(articlesNeeded), ...Object.values(announcedBy).map(id => ({ kind: 'guides' as const, id }))],
    mails,
    globals: globalNames,
  }
}
