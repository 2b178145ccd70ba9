/** An agreement, which is sent as `true`. Where it is required, nothing else will do. */
import { accept, refuse, type FieldKind } from './field.ts'

const options = ['accept', 'decline'] as const

export const consent: FieldKind = {
  has: [],
  options: () => options,
  codes: ({ required }) => ['notAnOption', ...(required ? (['mustAccept'] as const) : [])],
  missing: 'mustAccept',
  check: (option, { required }) => {
    if (required && option !== 'accept') return refuse('mustAccept')
    return options.some(each => each === option) ? accept(option) : refuse('notAnOption')
  },
  proposes: false,
  input: { control: 'toggle' },
  contract: ({ required }) => ({ type: 'boolean', ...(required ? { const: true } : {}) }),
  sent: option => (option === 'accept' ? true : undefined),
  received: sent => (sent === true ? 'accept' : sent === false ? 'decline' : undefined),
}
