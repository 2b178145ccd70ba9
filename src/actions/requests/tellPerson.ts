/**
 * What becomes of a request comes back into the conversation in which it was written, as a turn of its own: an answer, that somebody
 * took it up, that it was closed. Whoever is not there gets an answer by mail, too, with what brings the conversation back.
 */
import type { Library } from '../../content/library.ts'
import { composeMail, type MailColours } from '../../mail/compose.ts'
import { sendMail } from '../../mail/handler.ts'
import type { Mailer } from '../../mail/mailer.ts'
import type { OutboxHandler, Storage } from '../../storage/storage.ts'
import { isAddress } from '../../text/address.ts'
import { internalEvents, type AnnouncementEvent } from '../../turns/internalEvents.ts'
import type { InternalTurns } from '../../turns/runTurns.ts'
import { newReturnCode, type ReturnCodes } from './returnCodes.ts'
import { tellPersonKind, type HelpRequest, type RequestEvent, type Requests } from './requestStore.ts'

export interface TellingParts {
  readonly turns: InternalTurns
  readonly storage: Pick<Storage, 'outbox'>
  readonly requests: Requests
  readonly codes: ReturnCodes
  readonly library: Library
  readonly mailer: Mailer
  readonly colours?: MailColours
  /** Whether somebody reads a conversation now, or is told of what is written there: by its key. */
  readonly isThere: (key: string) => Promise<boolean>
  /** Where a code that was mailed brings a conversation back; undefined: its channel has no such place. */
  readonly returnAddress: (key: string) => string | undefined
}

/** The kind of entry that mails an answer. */
const mailAnswerKind = 'mailAnswer'

/** The announcement for each event that a person hears of. */
const announced: Readonly<Partial<Record<RequestEvent['kind'], string>>> = {
  taken: 'requestTaken', reopened: 'requestTaken', answer: 'requestAnswered', closed: 'requestClosed',
}

/** What an entry names: the request and the event, whose words are read when it is done. */
const named = (payload: string): { readonly reference: string; readonly event: string } =>
  // As `requestStore` wrote it.
  JSON.parse(payload) as { reference: string; event: string }

/** The handlers that tell the person. */
export function tellingHandlers(parts: TellingParts): Record<string, OutboxHandler> {
  const { turns, storage, requests, codes, library, mailer, colours, isThere, returnAddress } = parts

  async function found(payload: string): Promise<{ request: HelpRequest; event: RequestEvent } | undefined> {
    const { reference, event: id } = named(payload)
    const [request, event] = await Promise.all([requests.find(reference), requests.event(id)])
    return request === undefined || event === undefined ? undefined : { request, event }
  }

  /** The code of a conversation that still can be brought back, and the address that takes it. */
  async function wayBack({ reference, conversation }: HelpRequest): Promise<{ code: string; link: string } | undefined> {
    const address = conversation === undefined ? undefined : returnAddress(conversation)
    if (conversation === undefined || address === undefined) return undefined
    const code = newReturnCode()
    await codes.keep(code, { reference, conversation })
    return { code, link: `${address}#${code}` }
  }

  return {
    [tellPersonKind]: async entry => {
      const known = await found(entry.payload)
      const name = known === undefined ? undefined : announced[known.event.kind]
      // Its time is over, or it is nothing that anybody is told.
      if (known === undefined || name === undefined) return { done: true }
      const { request, event } = known
      const { reference, conversation, email } = request
      const mailed = event.kind === 'answer' && email !== undefined && isAddress(email)
      if (mailed && (conversation === undefined || !(await isThere(conversation))))
        await storage.outbox.add([{ id: `${mailAnswerKind}:${event.id}`, kind: mailAnswerKind, payload: entry.payload }])
      if (conversation === undefined) return { done: true }
      const value: AnnouncementEvent = {
        name,
        variables: { reference },
        ...(event.kind === 'answer' ? { quote: event.words } : {}),
        ...(event.kind === 'answer' ? { request: reference } : {}),
      }
      const told = await turns.tell({
        key: conversation,
        event: { name: internalEvents.announcement, value },
        deliveryId: `request:${event.id}`,
        settles: { id: entry.id },
      })
      // The conversation was erased meanwhile, or has heard of it already.
      return told ? { settled: true } : { done: true }
    },
    [mailAnswerKind]: async entry => {
      const known = await found(entry.payload)
      if (known?.request.email === undefined) return { done: true }
      const { request, event } = known
      const { reference, subject, locale, email } = request
      const back = await wayBack(request)
      const composed = composeMail(library, 'answer', locale, { reference, subject, ...back }, [
        { name: library.plain(locale, 'pages:report.answer'), value: event.words },
      ], colours)
      const sent = await sendMail(mailer, { id: entry.id, to: { address: email ?? '' }, locale, ...composed }, entry.attempt)
      return sent
    },
  }
}
