/** Facts as a turn keeps them. */
import { factNames, type FactName, type Facts } from '../flow/facts.ts'
import { stillTrue } from '../turns/pageEvents.ts'

/** Longest text that is kept as a fact, in characters. */
const longest = 500

/** A fact as it is kept. */
export const kept = (value: string): string => value.slice(0, longest)

/** The facts once more was heard in passing. What is wished for counts where it is said, and is no fact of the start. */
export function withHeard(before: Facts, heard: Facts): { [K in FactName]?: string } {
  const tried = [...new Set([before.tried, heard.tried].flatMap(each => each?.split(',') ?? []))].join(',')
  const facts: { [K in FactName]?: string } = { ...stillTrue(before, heard) }
  for (const name of factNames) {
    const value = heard[name]
    if (value !== undefined && name !== 'wants') facts[name] = kept(name === 'tried' ? tried : value)
  }
  // Whoever names a browser speaks of their own.
  if (heard.browser !== undefined) delete facts.browserNamed
  return facts
}

/** Which keys the person has, for what they are told to press: `onMac`, `onKeyboard` (any other computer's), or neither. */
export const keysOf = ({ os, device }: Facts): Readonly<Record<string, string>> =>
  device === 'phone' || os === undefined || os === 'other' ? {} : os === 'macos' ? { onMac: os } : { onKeyboard: os }
