/** Sends what people report to the helpdesk, and counts what ended at the service. */
import type { Library } from '../content/library.ts'
import type { DoName } from '../flow/actions.ts'
import { composeMail, type MailColours } from '../mail/compose.ts'
import { sendMail } from '../mail/handler.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { OutboxHandler } from '../storage/storage.ts'
import { isAddress } from '../text/address.ts'
import type { Incidents } from './incidents.ts'
import { referenceOf, reportRows } from './report.ts'
import type { ReportQuota } from './reportQuota.ts'
import { createOutcomes } from '../turns/outcomes.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import { entrusted } from './entrusted.ts'

/** How long a report waits whose sender has sent too many, ms. */
const pause = 600_000

/**
 * The handlers of the actions with which a diagnosis ends.
 * @param helpdesk where reports go; without it none is sent
 */
export function reportHandlers({
  turns,
  mailer,
  library,
  helpdesk,
  incidents,
  quota,
  colours,
}: {
  turns: InternalTurns
  mailer: Mailer
  library: Library
  helpdesk: string | undefined
  incidents: Pick<Incidents, 'note'>
  quota: ReportQuota
  colours?: MailColours
}): Record<Extract<DoName, 'sendReport' | 'noteServiceSide'>, OutboxHandler> {
  const outcomes = createOutcomes(turns)
  return {
    sendReport: async entry => {
      const { facts, locale } = entrusted('sendReport', entry.payload)
      const reference = referenceOf(entry.id)
      const variables = { reference }
      // An operator took the address away meanwhile.
      if (helpdesk === undefined) return outcomes.failed(entry, 'sendReport', { result: 'failed', variables }, 'noHelpdesk')
      if (!(await quota.take(entry.id, entry.conversation ?? entry.id)))
        return outcomes.delayed(entry, 'sendReport', { result: 'delayed', variables }, { inMs: pause, code: 'tooMany' })
      const rows = reportRows(library, locale, facts, new Date(entry.createdAt)).map(({ name, words, value }) => ({
        name: library.plain(locale, words),
        value,
        id: name,
      }))
      const subject = rows.find(({ id }) => id === 'symptom')?.value ?? library.plain(locale, 'pages:report.anything')
      const replyTo = isAddress(facts['email'] ?? '') ? facts['email'] : undefined
      const composed = composeMail(library, 'report', locale, { reference, subject }, rows, colours)
      const sent = await sendMail(
        mailer,
        { id: entry.id, to: { address: helpdesk }, locale, ...composed, ...(replyTo === undefined ? {} : { replyTo }) },
        entry.attempt,
      )
      if (!('done' in sent)) await quota.giveBack(entry.id)
      if ('failed' in sent) return outcomes.failed(entry, 'sendReport', { result: 'failed', variables }, sent.failed.code)
      if ('retry' in sent) return outcomes.delayed(entry, 'sendReport', { result: 'delayed', variables }, sent.retry)
      return outcomes.ended(entry, 'sendReport', { result: 'accepted', variables }, { reference })
    },
    noteServiceSide: async entry => {
      await incidents.note(entry.conversation ?? entry.id)
      return outcomes.ended(entry, 'noteServiceSide', { result: 'noted' })
    },
  }
}
