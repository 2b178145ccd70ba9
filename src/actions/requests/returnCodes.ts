/**
 * What brings a person back to the conversation in which they asked, from a mail: a code of 80 bits, good once, of which the database
 * knows the digest. It ends with the request.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Storage } from '../../storage/storage.ts'

/** No letter that looks like a number: it may have to be typed. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 16

const digest = (code: string): string => createHash('sha256').update(`return ${code}`).digest('hex')

/** `K7M2-9QXT-4HBD-W3NP`. */
export function newReturnCode(): string {
  const letters = [...randomBytes(length)].map(byte => alphabet[byte % alphabet.length]).join('')
  return (letters.match(/.{4}/g) ?? []).join('-')
}

/** A code as it was typed: without what separates, and with the letters that it was meant with. Undefined: it is none. */
export function readReturnCode(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  return letters.length === length && [...letters].every(letter => alphabet.includes(letter)) ? letters : undefined
}

export interface ReturnCodes {
  /** Writes a code down. */
  keep(code: string, request: { readonly reference: string; readonly conversation: string }): Promise<void>
  /** The key of the conversation that a code would bring back. Undefined: it was used, or never was one. */
  find(typed: string): Promise<string | undefined>
  /** Makes a code good no more; false: it was not. Of two at once, one hears true. */
  spend(typed: string): Promise<boolean>
}

/** @param now ms since the epoch */
export function createReturnCodes({ db }: Pick<Storage, 'db'>, now: () => number = Date.now): ReturnCodes {
  return {
    keep: async (code, { reference, conversation }) => {
      const row = { code_hash: digest(readReturnCode(code) ?? code), reference, conversation, made_at: now() }
      await db.insertInto('return_code').values(row).onConflict(conflict => conflict.column('code_hash').doNothing()).execute()
    },
    find: async typed => {
      const code = readReturnCode(typed)
      if (code === undefined) return undefined
      const row = await db.selectFrom('return_code').select('conversation').where('code_hash', '=', digest(code)).executeTakeFirst()
      return row?.conversation
    },
    spend: async typed => {
      const code = readReturnCode(typed)
      if (code === undefined) return false
      const { numDeletedRows } = await db.deleteFrom('return_code').where('code_hash', '=', digest(code)).executeTakeFirst()
      return Number(numDeletedRows) > 0
    },
  }
}
