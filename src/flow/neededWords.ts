/** Which words a table needs, by name: what `content check` holds the editors' files against. */
import { actionVariables } from './actions.ts'
import { checkCodes, type CheckName } from './checks.ts'
import { kindOf, type DialogTable, type Step } from './define.ts'
import type { Form } from '../content/library.ts'

export interface NeededWords {
  readonly required: string[]
  readonly optional: string[]
  /** Variables that a text may use, by its key. */
  readonly variables: Record<string, string[]>
}

/** Codes that a check can answer with. */
const codesOf = (check: CheckName): readonly string[] =>
  ({
    anything: ['empty', 'tooLong'],
    text: ['empty', 'tooLong', 'looksLikeEmail', 'needsLetters'],
    email: checkCodes.filter(code =>
      ['empty', 'tooLong', 'missingAt', 'missingDomain', 'severalAddresses', 'accents', 'emailForm'].includes(code),
    ),
    phone: ['empty', 'phoneDigits'],
  })[check]

function neededBy(name: string, step: Step<string>): string[] {
  switch (kindOf(step)) {
    case 'say':
      return ['text']
    case 'choose':
      return ['text', 'retry', ...('choose' in step ? Object.keys(step.choose).map(option => `options.${option}`) : [])]
    case 'pick':
      return ['text', 'retry', 'options.none']
    case 'ask':
      return [
        'text',
        ...('ask' in step ? codesOf(step.ask).map(code => `errors.${code}`) : []),
        ...('ask' in step ? Object.keys(step.offer ?? {}).map(option => `options.${option}`) : []),
      ]
    case 'form':
      return [
        'review', 'retry', 'submit',
        ...('form' in step
          ? Object.keys(step.detours ?? {}).flatMap(remark =>
              ['text', 'options.detour', 'options.goOn'].map(each => `remarks.${remark}.${each}`),
            )
          : []),
      ]
    case 'guide':
    case 'begin':
    case 'act':
      return []
    default:
      throw new Error(`No words are known for the step ${name}`)
  }
}

/** Variables that the actions of a dialog bring, and those of the dialogs that it begins. */
function foundBy(table: DialogTable, tables: readonly DialogTable[], seen = new Set<string>()): string[] {
  if (seen.has(table.name)) return []
  seen.add(table.name)
  return Object.values(table.steps).flatMap(step => {
    if ('act' in step) return actionVariables[step.act]
    const begun = 'begin' in step ? tables.find(({ name }) => name === step.begin) : undefined
    return begun === undefined ? [] : foundBy(begun, tables, seen)
  })
}

/**
 * The words of one dialog.
 * @param forms the forms that its steps name: their fields are variables of the later texts
 * @param tables every dialog: what a begun one found out may be said afterwards
 */
export function wordsNeeded(table: DialogTable, forms: (id: string) => Form, tables: readonly DialogTable[]): NeededWords {
  const variables = [
    ...Object.entries(table.steps).flatMap(([name, step]) =>
      'form' in step ? forms(step.form).fields.map(field => field.name) : 'say' in step || 'guide' in step ? [] : [name],
    ),
    ...foundBy(table, tables),
    'value', 'suggestion',
  ]
  const required = Object.entries(table.steps).flatMap(([name, step]) => neededBy(name, step).map(each => `${name}.${each}`))
  const optional = Object.keys(table.steps).map(name => `${name}.why`)
  return { required, optional, variables: Object.fromEntries(required.map(key => [key, [...new Set(variables)]])) }
}

/** Pages of content that a table shows by a fixed name. */
export const articlesNeeded = (table: DialogTable): { readonly kind: 'guides'; readonly id: string }[] =>
  Object.values(table.steps).flatMap(step => ('guide' in step && typeof step.guide === 'string' ? [{ kind: 'guides' as const, id: step.guide }] : []))
