/** A form that is filled in as one card: what came back, field by field, checked as each answer is that is given on its own. */
import type { Refusal, Remark } from '../fields/field.ts'
import { checkAnswer, optionsOf, type Field } from '../fields/kinds.ts'
import { clean } from '../text/fold.ts'

/** A value that is good but looks unintended. */
export interface Doubt {
  readonly field: string
  readonly about: Remark
  readonly value: string
  readonly suggestion?: string
}

export interface CheckedCard {
  /** The good ones; an optional field that was left empty has the empty value. */
  readonly values: Readonly<Record<string, string>>
  readonly faults: Readonly<Record<string, Refusal>>
  /** What was typed where something is wrong, bounded and in one line. */
  readonly typed: Readonly<Record<string, string>>
  /** Good values, none of them in `values`, about which a question is asked first. */
  readonly doubts: readonly Doubt[]
}

/** The option that passes over a field, as at its own question. */
export const skipped = '_skip'

/** How much of a refused answer is shown again, in characters. */
const longestTyped = 300

/**
 * Checks what a card brought. What is missing counts as left empty, what belongs to no field as not there.
 * @param given what came, by field name; any client can invent it
 * @param detours remarks that lead somewhere else
 */
export function checkCard(fields: readonly Field[], given: Readonly<Record<string, string>>, detours: readonly string[]): CheckedCard {
  const checked = fields.map(field => {
    const came = clean((Object.hasOwn(given, field.name) ? given[field.name] : undefined) ?? '')
    // Nobody typed an option that there is not.
    const typed = optionsOf(field)?.includes(came) === false ? '' : came
    return { name: field.name, typed, result: checkAnswer(field, optionsOf(field) !== undefined && came === skipped ? '' : came) }
  })
  const doubts = checked.flatMap(({ name, result }): Doubt[] => {
    if (!result.ok || result.remark === undefined) return []
    const { remark: about, value, suggestion } = result
    if (suggestion === undefined) return detours.includes(about) ? [{ field: name, about, value }] : []
    return [{ field: name, about, value, suggestion }]
  })
  const good = checked.flatMap(({ name, result }) =>
    result.ok && !doubts.some(({ field }) => field === name) ? [[name, result.value] as const] : [],
  )
  const bad = checked.flatMap(({ name, typed, result }) =>
    result.ok ? [] : [{ name, typed: typed.slice(0, longestTyped), code: result.code }],
  )
  const shown = [...bad.map(({ name, typed }) => [name, typed] as const), ...doubts.map(({ field, value }) => [field, value] as const)]
  return {
    values: Object.fromEntries(good),
    faults: Object.fromEntries(bad.map(({ name, code }) => [name, code])),
    typed: Object.fromEntries(shown),
    doubts,
  }
}
