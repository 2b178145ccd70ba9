/** What both engines can store and give back unchanged in our portable columns. */
export type BoundValue = string | number | bigint | null

const refuse = (what: string, instead: string): never => {
  throw new TypeError(`The database cannot store ${what}: ${instead}`)
}

/**
 * The only door to the database drivers: every bound value passes here first. libsql aborts the process on a boolean, a Date, an
 * object or a Uint8Array, cuts text at a NUL and takes NaN for null; pg would store a Date or an object in a form of its own.
 * Whole numbers become bigints, since libsql binds every number as a float ('5.0' in a text column).
 * @throws {TypeError} saying what to give instead; never with the value itself, which may be what a person typed
 */
export function boundValue(value: unknown): BoundValue {
  if (value === null) return null
  switch (typeof value) {
    case 'string':
      return value.includes('\0') ? refuse('text with a NUL character', 'strip it where the text comes in') : value
    case 'number':
      if (!Number.isFinite(value)) return refuse('NaN or an infinite number', 'give a finite number or null')
      if (!Number.isInteger(value)) return value
      return Number.isSafeInteger(value) ? BigInt(value) : refuse('a whole number beyond 2^53', 'give it as text')
    case 'bigint':
      return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
        ? value
        : refuse('a whole number beyond 2^53', 'give it as text')
    case 'boolean':
      return refuse('a boolean', 'give 0 or 1')
    case 'undefined':
      return refuse('undefined', 'give null or leave the column out')
    case 'object':
      if (value instanceof Date) return refuse('a Date', 'give ISO text or milliseconds')
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return refuse('bytes', 'give hex or base64 text')
      return refuse('an object', 'give JSON text')
    case 'symbol':
    case 'function':
    default:
      return refuse(`a ${typeof value}`, 'give text or a number')
  }
}
