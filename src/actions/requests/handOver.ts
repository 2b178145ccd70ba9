/**
 * How a request, and what the person says of it afterwards, reach the helpdesk: by mail, or by whatever else is set. Each way is tried
 * until it succeeds, under an id of its own, and knows a repetition by it.
 */
import type { Library } from '../../content/library.ts'
import { composeMail, type MailColours } from '../../mail/compose.ts'
import { sendMail } from '../../mail/handler.ts'
import type { Mailer } from '../../mail/mailer.ts'
import { writeProof } from '../../mail/replyProof.ts'
import type { OutboxEntry, OutboxHandler, Outcome, Storage } from '../../storage/storage.ts'
import { isAddress } from '../../text/address.ts'
import type { ReplyProofs } from './replyProofs.ts'
import { tellHelpdeskKind, type AgreedLine, type HelpRequest, type RequestEvent, type Requests } from './requestStore.ts'

/** What is handed over: a request, or what the person has said of it since. */
export interface HandedOver {
  /** The same for every attempt. */
  readonly id: string
  readonly request: Omit<HelpRequest, 'conversation'>
  readonly event?: RequestEvent
}

export interface HandoverWay {
  readonly name: string
  deliver(handed: HandedOver, attempt: number): Promise<Outcome>
}

/** The types of what is handed over: see `openapi.yaml`. */
export const handedType = ({ event }: HandedOver): string =>
  event === undefined ? 'request.created' : `request.${event.kind === 'reply' ? 'replied' : event.kind}`

/** What machines read: the lines as the person agreed to them, by name. */
export const requestAsData = ({ request, event }: HandedOver): object => ({
  reference: request.reference,
  subject: request.subject,
  ...(request.ticket === undefined ? {} : { ticket: request.ticket }),
  locale: request.locale,
  createdAt: new Date(request.createdAt).toISOString(),
  ...(event === undefined
    ? {
        agreed: request.agreed.map(({ name, label, value }) => ({ name, label, value })),
        ...(request.transcript === undefined ? {} : { transcript: request.transcript }),
      }
    : { event: { kind: event.kind, words: event.words, at: new Date(event.at).toISOString() } }),
})

const mailId = (reference: string): string => `request:${reference}`

/**
 * By mail, with the reference in its subject, in its headers and in an attachment.
 * @param replies the guide's own mailbox, where it reads one, to which an answer goes; else that goes to the person who asked
 */
export const byMail = ({ mailer, library, helpdesk, replies, colours }: {
  mailer: Mailer
  library: Library
  helpdesk: string
  replies?: {
    /** A `*` in it stands for what proves an answer. */
    readonly address: string
    readonly proofs: Pick<ReplyProofs, 'of'>
  } | undefined
  colours?: MailColours | undefined
}): HandoverWay => ({
  name: 'mail',
  deliver: async (handed, attempt) => {
    const { request, event } = handed
    const { reference, subject, ticket, locale, email } = request
    const lines: readonly Pick<AgreedLine, 'label' | 'value'>[] =
      event === undefined ? request.agreed : [{ label: library.plain(locale, `pages:report.events.${event.kind}`), value: event.words }]
    const rows = lines.map(({ label, value }) => ({ name: label, value }))
    const proof = replies === undefined ? undefined : writeProof(await replies.proofs.of(reference))
    const above = proof === undefined ? {} : { above: library.plain(locale, 'pages:report.above') }
    const variables = { reference, subject, ...(ticket === undefined ? {} : { ticket }), ...above }
    const composed = composeMail(library, event === undefined ? 'report' : 'reply', locale, variables, rows, colours)
    const answersTo = proof !== undefined ? replies?.address.replace('*', proof) : (email !== undefined && isAddress(email) ? email : undefined)
    const data = { filename: `${reference}.json`, content: `${JSON.stringify(requestAsData(handed), null, 2)}\n`, contentType: 'application/json' }
    const transcript =
      event === undefined && request.transcript !== undefined
        ? [{ filename: `${library.plain(locale, 'pages:report.transcript')}.txt`, content: `${request.transcript}\n`, contentType: 'text/plain; charset=utf-8' }]
        : []
    return sendMail(mailer, {
      id: event === undefined ? mailId(reference) : `request:${event.id}`,
      to: { address: helpdesk },
      locale,
      ...composed,
      headers: { 'X-NOA-Reference': reference, 'X-NOA-Subject': subject, ...(ticket === undefined ? {} : { 'X-NOA-Ticket': ticket }) },
      attachments: [data, ...transcript],
      ...(event === undefined ? {} : { follows: mailId(reference) }),
      ...(proof === undefined ? {} : { proof }),
      ...(answersTo === undefined ? {} : { replyTo: answersTo }),
    }, attempt)
  },
})

/** The kind of entry that hands over in a further way. */
const handOverKind = 'handOver'

interface Order {
  readonly reference: string
  readonly event?: string
  readonly way: string
}

export interface Handover {
  /** Hands a request over in the first way that there is, and has the others begun. Undefined: there is none. */
  request(request: HelpRequest, entry: Pick<OutboxEntry, 'attempt'>): Promise<Outcome | undefined>
  /** The handlers of what follows. */
  readonly handlers: Record<string, OutboxHandler>
}

/** @param ways in order: of the first a person hears whether it succeeds */
export function createHandover({ ways, requests, storage: { outbox } }: {
  ways: readonly HandoverWay[]
  requests: Requests
  storage: Pick<Storage, 'outbox'>
}): Handover {
  const [first, ...others] = ways
  const begin = (reference: string, event?: string): Promise<void> =>
    outbox.add(others.map(({ name }) => ({
      id: `${handOverKind}:${name}:${event ?? reference}`,
      kind: handOverKind,
      lane: `${handOverKind}:${name}:${reference}`,
      payload: JSON.stringify({ reference, way: name, ...(event === undefined ? {} : { event }) } satisfies Order),
    })))
  const handed = (request: HelpRequest, event?: RequestEvent): HandedOver => {
    const { conversation: _inside, ...outside } = request
    return { id: event?.id ?? request.reference, request: outside, ...(event === undefined ? {} : { event }) }
  }

  return {
    request: async (request, { attempt }) => {
      if (first === undefined) return undefined
      await begin(request.reference)
      return first.deliver(handed(request), attempt)
    },
    handlers: {
      [tellHelpdeskKind]: async ({ payload, attempt }) => {
        // As `requestStore` wrote it.
        const { reference, event: id } = JSON.parse(payload) as { reference: string; event: string }
        const [request, event] = await Promise.all([requests.find(reference), requests.event(id)])
        if (request === undefined || event === undefined || first === undefined) return { done: true }
        await begin(reference, id)
        return first.deliver(handed(request, event), attempt)
      },
      [handOverKind]: async ({ payload, attempt }) => {
        // As `begin` wrote it.
        const { reference, event: id, way } = JSON.parse(payload) as Order
        const [request, event] = await Promise.all([requests.find(reference), id === undefined ? undefined : requests.event(id)])
        const other = others.find(({ name }) => name === way)
        // Its time is over, or an operator took the way away.
        if (request === undefined || other === undefined) return { done: true }
        return other.deliver(handed(request, event), attempt)
      },
    },
  }
}
