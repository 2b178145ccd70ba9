/** What is wrong with a request for an account, in the contract's own codes: against the contract, and against the form. */
import type { ErrorObject } from 'ajv'
import { z } from 'zod'
import type { Field, Form } from '../../content/library.ts'
import type { components } from '../contract.d.ts'

type Schemas = components['schemas']
type Refused = Schemas['Refusal']['errors'][number]

/** What ajv says of a violation; which of its params there are depends on the keyword. */
const param = ({ params }: ErrorObject, name: string): unknown => Reflect.get(params, name)

/** What a violation of the schema is called in the contract's own codes. */
function codeOf(fault: ErrorObject, field: string): Refused['code'] {
  switch (fault.keyword) {
    case 'required':
      return 'empty'
    case 'minLength':
      return param(fault, 'limit') === 1 ? 'empty' : 'tooShort'
    case 'maxLength':
      return 'tooLong'
    case 'format':
      return 'emailForm'
    case 'enum':
      return 'notAnOption'
    case 'const':
      return field === 'terms' ? 'mustAccept' : 'notAnOption'
    default:
      return 'unexpected'
  }
}

/** The contract's violations, each by the name of what it is about. Names that were sent are not sent back. */
export function violations(faults: readonly ErrorObject[]): Refused[] {
  const found = new Map<string, Refused>()
  for (const fault of faults) {
    const missing = param(fault, 'missingProperty')
    const [place, ...path] = fault.instancePath.split('/').slice(1)
    const name = typeof missing === 'string' ? missing : (path.at(-1) ?? place ?? 'body')
    const field =
      place === 'header' ? (name === 'requester' ? 'Requester' : 'Idempotency-Key')
      : name === 'requestBody' || !/^\w{1,100}$/.test(name) ? 'body'
      : name
    if (!found.has(field)) found.set(field, { field, code: codeOf(fault, field) })
  }
  return [...found.values()]
}

/** What the form says against the value of one of its fields. */
function fieldFault(field: Field, value: string | boolean | undefined): Refused['code'] | undefined {
  if (field.kind === 'consent') return field.required && value !== true ? 'mustAccept' : undefined
  if (value === undefined) return field.required ? 'empty' : undefined
  if (typeof value !== 'string') return 'unexpected'
  const text = value.trim()
  if (text === '') return field.required ? 'empty' : undefined
  if (field.kind === 'email') return z.email().max(254).safeParse(text).success ? undefined : 'emailForm'
  if (field.kind === 'choice') return field.options?.includes(text) === true ? undefined : 'notAnOption'
  if (field.kind === 'phone' && !/^\+?\d{6,15}$/.test(text.replace(/[\s().\-/]/g, ''))) return 'phoneDigits'
  if (text.length < (field.minLength ?? 0)) return 'tooShort'
  if (text.length > (field.maxLength ?? Infinity)) return 'tooLong'
  return undefined
}

/** What the form says against the fields. */
export function formFaults(form: Form, fields: Schemas['AccountFields']): Refused[] {
  const known = new Set(form.fields.map(field => field.name))
  const faults = form.fields.flatMap((field): Refused[] => {
    const code = fieldFault(field, fields[field.name])
    return code === undefined ? [] : [{ field: field.name, code }]
  })
  return Object.keys(fields).every(name => known.has(name)) ? faults : [...faults, { field: 'body', code: 'unexpected' }]
}
