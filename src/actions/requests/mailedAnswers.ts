/**
 * Answers of the helpdesk that come by mail. One is taken where it is written by the helpdesk's own address, to the guide, and bears the
 * secret of a request (`replyProof.ts`); all else stays where it is, and the request says so in a note, for nothing is ever mailed back.
 */
import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Library } from '../../content/library.ts'
import { automaticBy } from '../../mail/automaticMail.ts'
import { readBody, readHead, type MailAtDoor, type MailBody, type MailHead } from '../../mail/incomingMail.ts'
import { ownWords } from '../../mail/quotedText.ts'
import { proofsIn, referencesIn, writeProof, type ReplyProof } from '../../mail/replyProof.ts'
import type { Tables } from '../../storage/tables.ts'
import { longestWords } from '../../storage/tables/requestTables.ts'
import { domainOf } from '../../text/address.ts'
import { clean } from '../../text/fold.ts'
import type { ReplyProofs } from './replyProofs.ts'
import type { Requests } from './requestStore.ts'

/**
 * What became of a mail. `automatic`: no person wrote it. `stranger`: it is not from the helpdesk. `unproved`: it bears no secret of a
 * request. `copied`: the guide only got a copy. `elsewhere`: its subject names another request. `empty`: nothing was left to pass on.
 */
export const mailOutcomes = ['answered', 'automatic', 'stranger', 'unproved', 'copied', 'elsewhere', 'empty', 'unreadable'] as const
export type MailOutcome = (typeof mailOutcomes)[number]

export interface MailedAnswersParts {
  readonly requests: Pick<Requests, 'act' | 'find'>
  readonly proofs: ReplyProofs
  readonly library: Pick<Library, 'locales' | 'defaultLocale' | 'plain'>
  /** Whose mails may be answers: addresses, and domains as `@example.org`, in small letters. */
  readonly from: readonly string[]
  /** Where answers go to, in small letters; what stands in for a `*` is a secret. */
  readonly address: string
  /** Whom the guide's mails are from; it may be the helpdesk's own. */
  readonly sender: string | undefined
  /** Notes in the log of the desk that a request was answered by mail, in the same commit. */
  readonly noted: (reference: string, transaction: Kysely<Tables>) => Promise<void>
}

export interface MailedAnswers {
  /**
   * Takes a mail, once however often it comes: by its Message-ID, in the commit of what it leads to.
   * @throws what the database throws; the mail is then to be brought again
   */
  take(mail: MailAtDoor): Promise<MailOutcome>
}

/** The longest name of an agent, in characters. */
const longestName = 60

/** @returns the sentences that stand in the guide's mails above what they say */
const linesAbove = ({ locales, plain }: Pick<Library, 'locales' | 'plain'>): string[] => locales.map(locale => plain(locale, 'pages:report.above'))

export function createMailedAnswers(
  { requests, proofs, library, from, address: replyAddress, sender, noted }: MailedAnswersParts,
): MailedAnswers {
  const mailbox = [replyAddress, replyAddress.replace(/\+?\*/, '')]
  const { defaultLocale } = library
  const say = (key: string, variables: Record<string, string | number> = {}): string => library.plain(defaultLocale, `pages:deskRequests.mail.${key}`, variables)
  const isHelpdesk = ([address, another]: readonly string[]): boolean =>
    address !== undefined && another === undefined && (from.includes(address) || from.includes(`@${domainOf(address)}`))
  const isOwn = (address: string, { reference, secret }: ReplyProof): boolean =>
    address === sender || mailbox.some(each => address === each || address === each.replace('*', writeProof({ reference, secret })))

  /** Something came round: the mailbox is of the helpdesk's domain, and nobody writes from there. */
  const isFromMailbox = (senders: readonly string[]): boolean =>
    senders.some(address => mailbox.includes(address) || proofsIn(address).length > 0)

  /** The first true one: of what is answered, then of what that answered, then of the address. */
  async function proofOf({ fields, to }: MailHead): Promise<ReplyProof | undefined> {
    const said = (name: string): string => (fields.get(name) ?? []).join(' ')
    const found = [said('in-reply-to'), said('references').split(/\s+/).reverse().join(' '), to.join(' '), said('delivered-to'), said('x-original-to')]
      .flatMap(proofsIn)
    for (const proof of found.slice(0, 20)) if (await proofs.isTrue(proof)) return proof
    return undefined
  }

  /** A note for the agents, the same for every delivery of a mail. `once`: one for all mails of that kind. */
  async function note(
    reference: string, head: MailHead, key: string, variables: Record<string, string | number> = {}, once = false,
  ): Promise<void> {
    const id = createHash('sha256').update(`mail note ${reference} ${key} ${once ? '' : head.id}`).digest('hex').slice(0, 32)
    await requests.act(reference, { kind: 'note', agent: say('guide'), words: say(key, variables), id })
  }

  /** What is not an answer is told to the agents where they can do something about it. */
  async function refused(head: MailHead, proof: ReplyProof | undefined, outcome: MailOutcome): Promise<MailOutcome> {
    const reference = proof?.reference ?? referencesIn(head.subject)[0]
    const request = reference === undefined ? undefined : await requests.find(reference)
    // Whoever has no secret cannot fill a request with notes.
    if (request !== undefined && request.state !== 'draft') await note(request.reference, head, outcome, {}, proof === undefined)
    return outcome
  }

  async function answer(head: MailHead, { reference }: ReplyProof, { text, attachments }: MailBody): Promise<MailOutcome> {
    const words = ownWords(text, linesAbove(library))
    if (attachments > 0) await note(reference, head, 'attachments', { count: attachments })
    if (words === '') {
      await note(reference, head, 'empty')
      return 'empty'
    }
    const name = clean(clean(head.fromName) || (head.from[0] ?? '').split('@')[0] || '').slice(0, longestName)
    const id = createHash('sha256').update(`mail answer ${reference} ${head.id}`).digest('hex').slice(0, 32)
    const short = words.length > longestWords ? `${words.slice(0, longestWords - 2).trimEnd()} …` : words
    const acted = await requests.act(reference, {
      kind: 'answer', agent: say('agent', { name }), words: short, id, also: transaction => noted(reference, transaction),
    })
    if (short !== words) await note(reference, head, 'long')
    return acted === 'done' ? 'answered' : 'unproved'
  }

  return {
    take: async mail => {
      const head = await readHead(mail.head).catch(() => undefined)
      if (head === undefined) return 'unreadable'
      if (automaticBy(head.fields) !== undefined || isFromMailbox(head.from)) return 'automatic'
      const proof = await proofOf(head)
      if (!isHelpdesk(head.from)) return proof === undefined ? 'stranger' : refused(head, proof, 'stranger')
      if (proof === undefined) return refused(head, undefined, 'unproved')
      if (!head.to.some(address => isOwn(address, proof))) return refused(head, proof, 'copied')
      const named = referencesIn(head.subject)
      if (named.length > 0 && !named.includes(proof.reference)) return refused(head, proof, 'elsewhere')
      const whole = await mail.whole()
      const body = await readBody(whole).catch(() => undefined)
      return body === undefined ? refused(head, proof, 'unreadable') : answer(head, proof, body)
    },
  }
}
