/** What is wrong with a request for an account, in the contract's own codes: against the contract, and against the form. */
import type { ErrorObject } from 'ajv'
import type { Form } from '../../content/library.ts'
import type { Sent } from '../../fields/field.ts'
import { checkSent, sentOf } from '../../fields/kinds.ts'
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

/** The values of a form's fields as they are kept, or what the form says against them, in its order. */
export function readFields(form: Form, sent: Readonly<Record<string, Sent>>): { faults: Refused[]; fields: Record<string, Sent> } {
  const faults: Refused[] = []
  const fields: Record<string, Sent> = {}
  for (const field of form.fields) {
    const checked = checkSent(field, sent[field.name])
    if (!checked.ok) faults.push({ field: field.name, code: checked.code })
    else {
      const value = sentOf(field, checked.value)
      if (value !== undefined) fields[field.name] = value
    }
  }
  const known = new Set(form.fields.map(({ name }) => name))
  if (!Object.keys(sent).every(name => known.has(name))) faults.push({ field: 'body', code: 'unexpected' })
  return { faults, fields }
}
