/** What came in from a person, told apart. */
import type { ButtonValue, Input } from '../flow/port.ts'
import { fieldValues } from '../presentation/formInputs.ts'
import { ActivityTypes, type Activity } from '../sdk.ts'

/** Whether a picture or a file came with it. A client may send anything under this name. */
export const hasFile = ({ attachments }: { readonly attachments?: unknown }): boolean =>
  Array.isArray(attachments) && attachments.length > 0

/** What a person's activity carries: a button of ours, or a text. Anything else that a client may invent is an empty text. */
export function inputOf(activity: Activity): Input {
  // Any client can send anything: each part is looked at before it counts.
  const value = activity.value as Partial<ButtonValue> | undefined
  if (
    activity.type === ActivityTypes.Message &&
    typeof value === 'object' &&
    value !== null &&
    typeof value.step === 'string' &&
    typeof value.ask === 'number' &&
    typeof value.option === 'string'
  ) {
    const values = fieldValues(value)
    return {
      kind: 'button',
      value: {
        step: value.step,
        ask: value.ask,
        option: value.option,
        ...(typeof value.field === 'string' ? { field: value.field } : {}),
        ...(values === undefined ? {} : { values }),
      },
    }
  }
  return { kind: 'text', text: typeof activity.text === 'string' ? activity.text : '' }
}
