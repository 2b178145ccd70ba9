/** One of a few answers. */
import { accept, refuse, type FieldKind } from './field.ts'

export const choice: FieldKind = {
  has: ['options'],
  options: ({ options = [] }) => options,
  codes: () => ['notAnOption'],
  missing: 'notAnOption',
  check: (option, { options = [] }) => (options.includes(option) ? accept(option) : refuse('notAnOption')),
  proposes: false,
  input: { control: 'choice' },
  contract: ({ options = [] }) => ({ type: 'string', enum: options }),
}
