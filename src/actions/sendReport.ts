/** Sends what people report to the helpdesk, and counts what ended at the service. */
import type { Library } from '../content/library.ts'
import type { DoName, ReportFacts } from '../flow/actions.ts'
import type { OutboxEntry, OutboxHandler, Storage } from '../storage/storage.ts'
import { isAddress } from '../text/address.ts'
import type { Incidents } from './incidents.ts'
import { referenceOf, reportRows } from './report.ts'
import type { ReportQuota } from './reportQuota.ts'
import type { Handover } from './requests/handOver.ts'
import type { NewRequest, Requests } from './requests/requestStore.ts'
import { transcriptOf } from './requests/transcript.ts'
import { createOutcomes } from '../turns/outcomes.ts'
import type { InternalTurns } from '../turns/runTurns.ts'
import { entrusted } from './entrusted.ts'

/** How long a report waits whose sender has sent too many, ms. */
const pause = 600_000

/** What requests of one cause share: what is seen, and the number that stands there. */
const likenessOf = ({ symptom = '', errorNumber = '' }: ReportFacts): string => {
  const number = symptom === 'errorMessage' ? (/\b\d{3,4}\b/.exec(errorNumber)?.[0] ?? '') : ''
  return /^[A-Za-z]{1,40}$/.test(symptom) ? [symptom, number].filter(each => each !== '').join(':') : ''
}

export interface ReportParts {
  readonly turns: InternalTurns
  readonly library: Library
  readonly storage: Pick<Storage, 'conversations'>
  readonly requests: Requests
  readonly handover: Handover
  readonly incidents: Pick<Incidents, 'note'>
  readonly quota: ReportQuota
}

/** The request that an entry asks for, as the person agreed to it. */
async function requestOf(entry: OutboxEntry, reference: string, { library, storage }: ReportParts): Promise<NewRequest> {
  const { facts, locale, transcript } = entrusted('sendReport', entry.payload)
  const rows = reportRows(library, locale, facts, new Date(entry.createdAt))
  const agreed = rows.map(({ name, words, value }) => ({ name, label: library.plain(locale, words), value }))
  const row = (name: string): string | undefined => rows.find(each => each.name === name)?.value
  const { email } = facts
  return {
    reference,
    conversation: entry.conversation,
    locale,
    subject: row('symptom') ?? library.plain(locale, 'pages:report.anything'),
    likeness: likenessOf(facts),
    ticket: row('reference'),
    agreed,
    // An entry of an older version of the guide does not say.
    transcript:
      transcript && entry.conversation !== undefined
        ? await transcriptOf(storage.conversations, library, locale, entry.conversation, entry.createdAt)
        : undefined,
    email: email !== undefined && isAddress(email) ? email : undefined,
  }
}

/** The handlers of the actions with which a diagnosis ends. */
export function reportHandlers(parts: ReportParts): Record<Extract<DoName, 'sendReport' | 'noteServiceSide'>, OutboxHandler> {
  const { turns, requests, handover, incidents, quota } = parts
  const outcomes = createOutcomes(turns)
  return {
    sendReport: async entry => {
      const reference = referenceOf(`${entry.id} ${entry.createdAt}`)
      const variables = { reference }
      if (!(await quota.take(entry.id, entry.conversation ?? entry.id)))
        return outcomes.delayed(entry, 'sendReport', { result: 'delayed', variables }, { inMs: pause, code: 'tooMany' })
      const request = await requests.draft(await requestOf(entry, reference, parts))
      const sent = request === undefined ? undefined : await handover.request(request, entry)
      if (sent === undefined || !('done' in sent)) await quota.giveBack(entry.id)
      if (sent === undefined || 'failed' in sent) {
        await requests.withdraw(reference)
        // An operator took the address away meanwhile.
        const code = sent === undefined ? 'noHelpdesk' : 'failed' in sent ? sent.failed.code : 'none'
        return outcomes.failed(entry, 'sendReport', { result: 'failed', variables }, code)
      }
      if ('retry' in sent) return outcomes.delayed(entry, 'sendReport', { result: 'delayed', variables }, sent.retry)
      await requests.submit(reference)
      return outcomes.ended(entry, 'sendReport', { result: 'accepted', variables }, { reference })
    },
    noteServiceSide: async entry => {
      await incidents.note(entry.conversation ?? entry.id)
      return outcomes.ended(entry, 'noteServiceSide', { result: 'noted' })
    },
  }
}
