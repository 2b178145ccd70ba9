/**
 * The contract (`openapi.yaml`) for a form. The document names the fields of the form that is shipped; an operator may ask for others, and
 * then it is the form that says what is sent.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Document } from 'openapi-backend'
import { parse } from 'yaml'
import type { Form } from '../content/library.ts'
import { contractOf } from '../fields/kinds.ts'
import { root } from '../root.ts'

/** The document lies beside the sources, also when this is the compiled file. */
function withFields(fields: Readonly<Record<string, unknown>>): Document {
  // A document of ours, held by the linter of contracts in the tests.
  const document = parse(readFileSync(join(root, 'src/accounts/openapi.yaml'), 'utf8')) as {
    components: { schemas: { AccountFields: Record<string, unknown> } }
  }
  const { schemas } = document.components
  schemas.AccountFields = { ...schemas.AccountFields, ...fields }
  return document as unknown as Document // the same document
}

/** The contract that names the fields of a form, each as its kind says. */
export const contractOfForm = ({ fields }: Form): Document => withFields(contractOf(fields))

/** The contract that leaves it to whoever answers what the fields are, but for the address: it can be held before the form is known. */
export const contractOfAnyForm = (): Document => withFields({ required: ['email'], properties: { email: { type: 'string', maxLength: 2000 } } })
