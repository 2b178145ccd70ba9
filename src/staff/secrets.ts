/** What opens something at the desk: handed over once, and kept as a hash. */
import { createHash, randomBytes } from 'node:crypto'

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
/** 256 bits, as an address and a cookie take them. */
export const newSecret = (): string => randomBytes(32).toString('base64url')
