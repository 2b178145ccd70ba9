/** The secret of each request that its mails to the helpdesk bear, and by which an answer to them is known. It ends with the request. */
import { timingSafeEqual } from 'node:crypto'
import { newReplySecret, type ReplyProof } from '../../mail/replyProof.ts'
import type { Storage } from '../../storage/storage.ts'

export interface ReplyProofs {
  /** The one of a request, made when it is first asked for. */
  of(reference: string): Promise<ReplyProof>
  /** Whether it is the true one. */
  isTrue(proof: ReplyProof): Promise<boolean>
}

export function createReplyProofs({ db }: Pick<Storage, 'db'>): ReplyProofs {
  const secretOf = async (reference: string): Promise<string | undefined> =>
    (await db.selectFrom('reply_proof').select('secret').where('reference', '=', reference).executeTakeFirst())?.secret
  return {
    of: async reference => {
      await db
        .insertInto('reply_proof')
        .values({ reference, secret: newReplySecret() })
        .onConflict(conflict => conflict.column('reference').doNothing())
        .execute()
      const secret = await secretOf(reference)
      if (secret === undefined) throw new Error('The secret of a request was erased in this very moment')
      return { reference, secret }
    },
    isTrue: async ({ reference, secret }) => {
      const kept = await secretOf(reference)
      if (kept === undefined) return false
      const [known, given] = [Buffer.from(kept), Buffer.from(secret)]
      return known.length === given.length && timingSafeEqual(known, given)
    },
  }
}
