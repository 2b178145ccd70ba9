/**
 * The actions that dialogs may name: what each takes, how it can end, and which variables it brings. This one object is all there is
 * to an action's name and kind; what does it is handed in by `src/app.ts`, complete (`LookFunctions`, `HandlersOf`).
 */
import type { FactName, Facts } from './facts.ts'

/** The values of a form, by field name. */
export type FormValues = Readonly<Record<string, string>>

/** What the CNRS is to a unit: tutelle, neither, participant; or why that cannot be said of it. */
export type UnitResult = 'cnrs' | 'notCnrs' | 'participant' | 'closed' | 'team'

/** What a report tells: facts, and what was written for it. Its `page` is the address of the page that fails. */
export type ReportFacts = Readonly<{ [K in FactName | 'ownWords']?: string | undefined }>

type Nothing = Record<string, never>

/**
 * How an action is done: one that *looks* runs in the turn and changes nothing; one that *does* is committed to the outbox with the
 * turn and done by a worker, under its entry's id as idempotency key; one that is the *page*'s is done by the chat page in the person's
 * browser, when there is one. The outcome of the last two comes back as a turn of its own.
 */
export type ActionKind = 'look' | 'do' | 'page'

export interface Action<Kind extends ActionKind = ActionKind, Input = unknown, Result extends string = string> {
  readonly kind: Kind
  /** The variables that its outcome may bring for the words that follow. */
  readonly variables: readonly string[]
  /** For the compiler only: what it takes and how it can end. */
  readonly takes?: Input
  readonly ends?: Result
}

const looks = <Input, Result extends string>(...variables: string[]): Action<'look', Input, Result> => ({ kind: 'look', variables })
export const does = <Input, Result extends string>(...variables: string[]): Action<'do', Input, Result> => ({ kind: 'do', variables })
const pageDoes = <Input, Result extends string>(...variables: string[]): Action<'page', Input, Result> => ({ kind: 'page', variables })

export const actions = {
  /** Whether something is known already, for a table that goes another way then. */
  recall: looks<{ value: string }, 'known' | 'unknown'>(),
  /** The browsers of a device for which there is a page in this language. `device`: `computer` or `phone`, or empty for all. */
  listBrowsers: looks<{ device: string }, 'found'>(),
  /** The page for whoever's browser has none. */
  otherBrowserPage: looks<{ device: string }, 'found'>('browserGuide'),
  /**
   * The page of the browser that is known already, by `browser`, `os`, `device`, or `browserGuide` when it was confirmed before.
   * Choices: what to confirm.
   */
  ownBrowser: looks<{ facts: Facts }, 'confirmed' | 'known' | 'several' | 'unknown'>('browserGuide', 'ownBrowser'),
  /** What is known to be out of order. `notice`: an operator's words. */
  findIncident: looks<Nothing, 'announced' | 'likely' | 'none'>('notice'),
  /** What the page found of itself, in words, as rows. */
  describeFindings: looks<{ findings: string }, 'found' | 'none'>(),
  /** A report as it would be sent, as rows. */
  describeReport: looks<{ facts: ReportFacts }, 'ready'>(),
  /**
   * How a request to the helpdesk stands that was made in this conversation: the one of this reference, or else the last one that is
   * open, or the last.
   */
  findRequest: looks<{ reference: string }, 'arrived' | 'inHand' | 'answered' | 'closed' | 'nothing'>('reference', 'subject'),
  /**
   * Find the research unit, or else the establishment, that a text speaks of. Choices: units (`several`), or the successors of a closed
   * one. `staff`: whoever works for the CNRS itself. Of an address: `privateAddress` tells nothing, `mistyped` was `meant` otherwise,
   * `elsewhere` is one of an establishment that is not in the federation.
   */
  identifyUnit: looks<
    { text: string }, UnitResult | 'several' | 'institution' | 'staff' | 'privateAddress' | 'mistyped' | 'elsewhere' | 'nothing'>(
    'unit', 'unitInFull', 'unitsDate', 'institution', 'institutionLoginLink', 'email', 'employer', 'meant'),
  /** Say what the CNRS is to a unit that was picked, by its national number. */
  describeUnit: looks<{ rnsr: string }, UnitResult | 'nothing'>('unit', 'unitInFull', 'unitsDate'),
  /** Find the establishment in the federation's list. */
  identifyInstitution: looks<{ text: string }, 'found' | 'several' | 'cnrs' | 'nothing'>('institution', 'institutionLoginLink'),
  /** The establishment that was picked, by its entity id. */
  describeInstitution: looks<{ entityId: string }, 'found' | 'nothing'>('institution', 'institutionLoginLink'),
  /**
   * What of an activation does not work, where a text says so plainly, or else the symptom that was understood or that a link names.
   * `resend`: nothing but a new link is asked for. `fedUp`: no mail has come, and the person has waited long.
   */
  hearTrouble: looks<
    { text: string; symptom?: string }, 'noMail' | 'linkFails' | 'wrongAddress' | 'passwordRefused' | 'alreadyActive' | 'resend' | 'fedUp' | 'unclear'>(),
  /** Whether an address can be read, and how it is shown where others may be looking. */
  recallAddress: looks<{ email: string }, 'known' | 'unknown'>('maskedEmail'),
  /**
   * What was filled in for the last account that this conversation asked for: the form that follows begins with it, at the address
   * when the request was accepted.
   */
  recallRequest: looks<Nothing, 'kept' | 'nothing'>(),
  /**
   * Whether this conversation may have another activation mail sent yet. `queued`: what it asked for last has not gone out itself.
   * `since`: how long ago the last one went out, `wait`: how long still, in words.
   */
  mayResend: looks<Nothing, 'now' | 'soon' | 'queued'>('since', 'wait'),
  /**
   * The help article that was named, or else the one that answers the text. Choices: the one that was found, or several to choose from.
   * `others`: what else may answer, since the article of this id did not. Brings the id of the one that was found.
   */
  findArticle: looks<
    { text: string; article?: string | undefined; others?: string | undefined }, 'found' | 'several' | 'nothing'>('article'),
  /** What may follow an article. Choices: it answered (`yes`), the conversation that goes on from it (by its name), a person (`human`). */
  waysOn: looks<{ article: string }, 'found'>(),

  /**
   * Ask the account API for an account; it sends the activation mail. `delayed`: the service does not answer now; the request is kept
   * and its end announced later. `failed`: it cannot come to anything as it was made; only a new one can. `tooMany`: it is kept, and its
   * mail held back.
   */
  requestAccount: does<{ values: FormValues; locale: string }, 'accepted' | 'tooMany' | 'refused' | 'delayed' | 'failed'>('email', 'wait'),
  /** Ask for a new activation mail. `tooMany`: it is held back, since too many were asked for. */
  resendActivation: does<{ email: string; locale: string }, 'accepted' | 'tooMany' | 'delayed' | 'failed'>('email', 'wait'),
  /**
   * Send a report to the helpdesk, with what was said in the conversation where that is wanted. `delayed`: it is kept, and its end
   * announced later.
   */
  sendReport: does<{ facts: ReportFacts; locale: string; transcript: boolean }, 'accepted' | 'delayed' | 'failed'>('reference'),
  /** Tell the helpdesk more of a request of this conversation; one that was closed is open again. */
  replyToRequest: does<{ reference: string; words: string }, 'accepted' | 'unknown'>('reference'),
  /** Say that a request of this conversation is settled. */
  settleRequest: does<{ reference: string }, 'accepted' | 'unknown'>('reference'),
  /** Count this conversation among those that ended at the service. */
  noteServiceSide: does<Nothing, 'noted'>(),
  /** Keep a question that no article answers for the editors, without what tells who asked it. */
  /** `step`: an answer that was not understood there, about which nobody is told anything. */
  keepQuestion: does<{ question: string; locale: string; step?: string }, 'kept'>(),

  /**
   * Look whether the browser itself shows a cause: cookies, storage, JavaScript, clock, blocked resources, network, zoom. `silent`: no
   * page answered. `findings`: names of the faults, separated by commas.
   */
  lookAround: pageDoes<Nothing, 'fine' | 'found' | 'silent'>('findings'),
} satisfies Readonly<Record<string, Action>>

export type Actions = typeof actions
export type ActionName = keyof Actions
/** The names of the actions of a kind. */
export type NamesOf<Kind extends ActionKind, Table = Actions> = {
  [A in keyof Table]: Table[A] extends Action<Kind> ? A : never
}[keyof Table] & string
export type LookName = NamesOf<'look'>
export type DoName = NamesOf<'do'>
export type PageName = NamesOf<'page'>
export type InputOf<A extends ActionName> = Actions[A] extends Action<ActionKind, infer Input> ? Input : never
export type ResultOf<A extends ActionName> = Actions[A] extends Action<ActionKind, unknown, infer Result> ? Result : never

export const isActionName = (name: string): name is ActionName => Object.hasOwn(actions, name)

/** Whether an action is of this kind. */
export const isLook = (name: ActionName): name is LookName => actions[name].kind === 'look'
export const isDo = (name: ActionName): name is DoName => actions[name].kind === 'do'
export const isPage = (name: ActionName): name is PageName => actions[name].kind === 'page'

/** A line of what a `choose` step shows to be read over, beside its question. */
export interface Row {
  readonly name: string
  /** Key of its label. */
  readonly words: string
  readonly value: string
}

/** How an action ended, with what later steps may use. */
export interface Outcome {
  readonly result: string
  /** For a `choose` step that shows them. */
  readonly rows?: readonly Row[]
  /** For a `pick` step: what to choose from. */
  readonly choices?: readonly { readonly id: string; readonly label: string }[]
  /** For a refused form: which field, and why (a code with words in the form's file). */
  readonly refused?: readonly { readonly field: string; readonly code: string }[]
  /** For a form that begins again: what was filled in before, and the field to ask for first. */
  readonly values?: FormValues
  readonly at?: string
  /** Variables that the words of later steps may use. */
  readonly variables?: Readonly<Record<string, string>>
}

/** What looks, handed in by `app.ts`. `conversation` is the key of the one that asks. */
export type LookFunctions = {
  readonly [A in LookName]: (input: InputOf<A>, locale: string, conversation: string) => Promise<Outcome> | Outcome
}

/** What does: a handler of the outbox for each action that does, none left out. */
export type HandlersOf<Handler, Table = Actions> = Readonly<Record<NamesOf<'do', Table>, Handler>>
