/** What is written for an operator, and what of an error may stand in it. */

/** Where what an operator should know is written. pino fits. Never given what a person typed, nor an address. */
export interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

/** Name, code and first own frame of an error: never its message, which can hold what a person typed. */
export function errorDetails(error: unknown): { name: string; code?: string; at?: string } {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code }: NodeJS.ErrnoException = error
  const at = /^ +at .*?([\w.-]+:\d+):\d+\)?$/m.exec(error.stack ?? '')?.[1]
  return { name: error.name, ...(typeof code === 'string' && /^[\w.-]{1,64}$/.test(code) ? { code } : {}), ...(at === undefined ? {} : { at }) }
}
