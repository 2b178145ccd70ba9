/**
 * What the dialogs look up of what their own conversation asked the account service for, and what every sentence may say of its mail.
 * Never of another conversation: whoever gives an address is not thereby its owner.
 */
import type { Settings } from '../config.ts'
import type { Library, Variables } from '../content/library.ts'
import type { DoName, LookFunctions } from '../flow/actions.ts'
import { checks } from '../flow/checks.ts'
import { fold } from '../text/fold.ts'
import type { Storage } from '../storage/storage.ts'
import { entrusted } from './entrusted.ts'
import { helpdeskVariables } from './helpdeskVariables.ts'
import { privacyVariables } from './privacyVariables.ts'
import { maskedEmail } from './masking.ts'

/** A time to wait as people say it: « 40 secondes », « 12 minutes »; rounded up, so that waiting so long is enough. */
export function waitInWords(ms: number, locale: string): string {
  const seconds = Math.max(Math.ceil(ms / 1000), 1)
  const [count, unit] = seconds < 120 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count)
}

const troubles = ['noMail', 'linkFails', 'wrongAddress', 'passwordRefused', 'alreadyActive'] as const

/** The code of a request that the account service keeps, and for which no mail goes out. */
export const mailHeld = 'held'

/** What sends an activation mail. */
const sending: readonly DoName[] = ['requestAccount', 'resendActivation']

/**
 * Makes the functions.
 * @param options.resendSeconds how long a mail has to arrive before another may be asked for
 * @param options.now ms since the epoch
 */
export function requestLooks(options: {
  storage: Storage
  library: Library
  resendSeconds: number
  now?: () => number
}): Pick<LookFunctions, 'hearTrouble' | 'recallAddress' | 'recallRequest' | 'mayResend'> {
  const { storage, library, resendSeconds, now = Date.now } = options
  const phrasesOf = (result: string): string[] =>
    library.locales.flatMap(locale => library.list(locale, `understanding:sayings.answers.${result}`).map(fold))
  const sayings = troubles.map(result => ({ result, phrases: phrasesOf(result) }))
  // A trouble that is told with it is met first: a new link may be no remedy.
  const asking = phrasesOf('resend')
  const fedUp = phrasesOf('fedUp')

  /** The last entry of some kinds that a conversation gave out. */
  const last = (conversation: string, kinds: readonly DoName[]) =>
    storage.db
      .selectFrom('outbox')
      .select(['payload', 'status', 'reference', 'code', 'ended_at'])
      .where('conversation', '=', conversation)
      .where('kind', 'in', kinds)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst()

  return {
    hearTrouble: ({ text, symptom }) => {
      const said = ` ${fold(text)} `
      const heard = sayings.filter(({ phrases }) => phrases.some(phrase => said.includes(` ${phrase} `)))
      // Whoever has waited long is believed, and not told to look once more.
      if (fedUp.some(phrase => said.includes(` ${phrase} `)) && heard.every(({ result }) => result === 'noMail') && symptom !== 'expiredLink')
        return { result: 'fedUp' }
      if (heard.length === 0 && asking.some(phrase => said.includes(` ${phrase} `))) return { result: 'resend' }
      if (heard.length === 0) return { result: symptom === 'noMail' ? 'noMail' : symptom === 'expiredLink' ? 'linkFails' : 'unclear' }
      // Two of them in one sentence are a question, not an answer.
      return { result: heard.length === 1 ? heard[0]!.result : 'unclear' }
    },

    recallAddress: ({ email }) => {
      const checked = checks.email(email)
      return checked.ok
        ? { result: 'known', variables: { email: checked.value, maskedEmail: maskedEmail(checked.value) } }
        : { result: 'unknown' }
    },

    recallRequest: async (_input, _locale, conversation) => {
      const entry = await last(conversation, ['requestAccount'])
      if (entry === undefined) return { result: 'nothing' }
      const { values } = entrusted('requestAccount', entry.payload)
      // What was accepted is wrong in its address, if in anything; what was refused says itself where it is wrong.
      return { result: 'kept', values, ...(entry.reference === null ? {} : { at: 'email' }) }
    },

    mayResend: async (_input, locale, conversation) => {
      const entry = await last(conversation, sending)
      if (entry?.status === 'waiting') return { result: 'queued' }
      // What the service did not take, or held back, has sent nothing: it says itself how long to wait.
      const sent = entry?.reference != null && entry.code !== mailHeld
      const sentAt = sent ? (entry.ended_at ?? 0) : 0
      const wait = sentAt + resendSeconds * 1000 - now()
      if (wait <= 0) return { result: 'now' }
      return { result: 'soon', variables: { since: waitInWords(now() - sentAt, locale), wait: waitInWords(wait, locale) } }
    },
  }
}

/** What every sentence may say of the activation mail, personal data and the helpdesk, and where a guide's button may lead to. */
export const accountVariables = (library: Library, settings: Settings, locale: string): Variables => ({
  activationSubject: library.article('mails', locale, 'activation')?.title ?? '',
  ...(settings.portalUrl === undefined ? {} : { portalUrl: settings.portalUrl }),
  ...(settings.localPasswordUrl === undefined ? {} : { localPasswordUrl: settings.localPasswordUrl }),
  ...(settings.federationAccessUrl === undefined ? {} : { federationAccessUrl: settings.federationAccessUrl }),
  ...privacyVariables(library, settings, locale),
  ...helpdeskVariables(library, settings, locale),
})
