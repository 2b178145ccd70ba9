/** Which words a table needs, by name: what `content check` holds the editors' files against. */
import { actions } from './actions.ts'
import { codesOfCheck } from './checks.ts'
import type { Form } from '../content/library.ts'
import type { DialogTable, Step } from './table.ts'

export interface NeededWords {
  readonly required: string[]
  readonly optional: string[]
  /** Variables that a text may use, by its key. */
  readonly variables: Record<string, string[]>
}

const options = (record: object = {}): string[] => Object.keys(record).map(option => `options.${option}`)

function neededBy(step: Step): string[] {
  switch (step.kind) {
    case 'say':
      return ['text']
    case 'choose':
      return ['text', 'retry', ...options(step.choose)]
    case 'pick':
      return ['text', 'retry', 'options.none']
    case 'ask':
      return ['text', ...codesOfCheck(step.ask).map(code => `errors.${code}`), ...options(step.offer), ...(step.replies ?? []).map(name => `replies.${name}`)]
    case 'form': {
      const remarks = Object.keys(step.detours ?? {})
      return ['review', 'retry', 'submit', ...remarks.flatMap(remark => ['text', 'options.detour', 'options.goOn'].map(each => `remarks.${remark}.${each}`))]
    }
    case 'guide':
    case 'begin':
    case 'act':
      return []
  }
}

/** Variables that the actions of a dialog bring, and those of the dialogs that it begins. */
function foundBy(table: DialogTable, seen = new Set<DialogTable>()): string[] {
  if (seen.has(table)) return []
  seen.add(table)
  return Object.values(table.steps).flatMap(step =>
    step.kind === 'act' ? actions[step.act].variables : step.kind === 'begin' ? foundBy(step.begin, seen) : [],
  )
}

/** Variables that a step itself leaves for later texts: the fields of its form, or its answer. */
function leftBy(name: string, step: Step, forms: (id: string) => Form): string[] {
  if (step.kind === 'form') return forms(step.form).fields.map(field => field.name)
  return step.kind === 'say' || step.kind === 'guide' ? [] : [name]
}

/**
 * The words of one dialog.
 * @param forms the forms that its steps name: their fields are variables of the later texts
 */
export function wordsNeeded(table: DialogTable, forms: (id: string) => Form): NeededWords {
  const steps = Object.entries(table.steps)
  const variables = [...steps.flatMap(([name, step]) => leftBy(name, step, forms)), ...foundBy(table), 'value', 'suggestion']
  const required = steps.flatMap(([name, step]) => neededBy(step).map(each => `${name}.${each}`))
  const optional = steps.map(([name]) => `${name}.why`)
  return { required, optional, variables: Object.fromEntries(required.map(key => [key, [...new Set(variables)]])) }
}

/** Pages of content that a table shows by a fixed name. */
export const articlesNeeded = (table: DialogTable): { readonly kind: 'guides'; readonly id: string }[] =>
  Object.values(table.steps).flatMap(step =>
    step.kind === 'guide' && typeof step.guide === 'string' ? [{ kind: 'guides' as const, id: step.guide }] : [],
  )
