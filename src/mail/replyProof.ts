/**
 * What proves that a mail answers one of the guide's own: a secret of each request, which stands in the Message-ID of what the helpdesk is
 * sent (programs repeat it in In-Reply-To and References) and, where the mailbox takes it, in the address that is answered to.
 */
import { randomBytes } from 'node:crypto'
import { lengthOfProof } from '../text/address.ts'

/** Crockford's, in small letters: an address may lose its capitals on the way. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
/** 24, which are 120 bits. */
const length = lengthOfProof - 'noa-7k3m9q-'.length
const proofForm = new RegExp(`\\bnoa-([${alphabet}]{6})-([${alphabet}]{${length}})(?![a-z0-9])`, 'gi')
const referenceForm = new RegExp(`\\bNOA-[${alphabet}]{6}\\b`, 'gi')

export interface ReplyProof {
  /** `NOA-7K3M9Q`. */
  readonly reference: string
  readonly secret: string
}

export const newReplySecret = (): string => [...randomBytes(length)].map(byte => alphabet[byte % alphabet.length]).join('')

/** `noa-7k3m9q-…`, as it stands in a Message-ID and in an address. */
export const writeProof = ({ reference, secret }: ReplyProof): string => `${reference.toLowerCase()}-${secret}`

/** Those in a text, in order; whether one is true, `replyProofs.ts` of the requests knows. */
export const proofsIn = (text: string): ReplyProof[] =>
  [...text.matchAll(proofForm)].map(([, reference = '', secret = '']) => ({ reference: `NOA-${reference.toUpperCase()}`, secret: secret.toLowerCase() }))

/** The references that a subject names. */
export const referencesIn = (subject: string): string[] => [...subject.matchAll(referenceForm)].map(([found]) => found.toUpperCase())
