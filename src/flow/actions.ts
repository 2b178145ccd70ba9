/**
 * The actions that dialogs may name: what each takes and how it can end. `src/app.ts` hands in what does them.
 *
 * One that *looks* runs in the turn and changes nothing. One that *does* is committed to the outbox with the turn and done by a
 * worker, under its entry's id as idempotency key; its outcome comes back as a turn of its own.
 */

/** The values of a form, by field name. */
export type FormValues = Readonly<Record<string, string>>

export interface Looks {
  /** The browsers for which there is a guide in this language. */
  listBrowsers: { input: Record<string, never>; result: 'found' }
}

export interface Does {
  /** Ask the account API for an account; it sends the activation mail. */
  requestAccount: {
    input: { values: FormValues; locale: string }
    /** `delayed`: the service does not answer now; the request is kept and its end announced later. */
    result: 'accepted' | 'refused' | 'delayed'
  }
  /** Ask for a new activation mail. */
  resendActivation: { input: { email: string; locale: string }; result: 'accepted' | 'delayed' }
}

export type Actions = Looks & Does
export type LookName = keyof Looks
export type DoName = keyof Does
export type ActionName = LookName | DoName
export type InputOf<A extends ActionName> = Actions[A]['input']
export type ResultOf<A extends ActionName> = Actions[A]['result']

export const doNames: readonly DoName[] = ['requestAccount', 'resendActivation']

/** How an action ended, with what later steps may use. */
export interface Outcome {
  readonly result: string
  /** For a `pick` step: what to choose from. */
  readonly choices?: readonly { readonly id: string; readonly label: string }[]
  /** For a refused form: which field, and why (a code with words in the form's file). */
  readonly refused?: readonly { readonly field: string; readonly code: string }[]
  /** Variables that the words of later steps may use. */
  readonly variables?: Readonly<Record<string, string>>
}

/** What looks, handed in by `app.ts`. */
export type LookFunctions = { readonly [A in LookName]: (input: InputOf<A>, locale: string) => Promise<Outcome> | Outcome }
