/**
 * The actions that dialogs may name: what each takes and how it can end. `src/app.ts` hands in what does them.
 *
 * One that *looks* runs in the turn and changes nothing. One that *does* is committed to the outbox with the turn and done by a
 * worker, under its entry's id as idempotency key; its outcome comes back as a turn of its own.
 */

/** The values of a form, by field name. */
export type FormValues = Readonly<Record<string, string>>

/** What the CNRS is to a unit: tutelle, neither, participant; or why that cannot be said of it. */
export type UnitResult = 'cnrs' | 'notCnrs' | 'participant' | 'closed' | 'team'

/** Things that are known, by name; for a report: see `src/actions/report.ts`. */
export type Facts = Readonly<Partial<Record<string, string | undefined>>>

export interface Looks {
  /** Whether something is known already, for a table that goes another way then. */
  recall: { input: { value: string }; result: 'known' | 'unknown' }
  /** The browsers of a device for which there is a page in this language. `device`: `computer` or `phone`, or empty for all. */
  listBrowsers: { input: { device: string }; result: 'found' }
  /** The page for whoever's browser has none. Variables: `browserGuide`. */
  otherBrowserPage: { input: { device: string }; result: 'found' }
  /**
   * The page of the browser that is known already, by `browser`, `os`, `device`, or `browserGuide` when it was confirmed before.
   * Variables: `browserGuide`, `ownBrowser`; choices: what to confirm.
   */
  ownBrowser: { input: { known: Facts }; result: 'confirmed' | 'known' | 'several' | 'unknown' }
  /** What is known to be out of order. Variables: `notice`, an operator's words. */
  findIncident: { input: Record<string, never>; result: 'announced' | 'likely' | 'none' }
  /** What the page found of itself, in words, as rows. */
  describeFindings: { input: { findings: string }; result: 'found' | 'none' }
  /** A report as it would be sent, as rows. */
  describeReport: { input: { facts: Facts }; result: 'ready' }
  /**
   * Find the research unit, or else the establishment, that a text speaks of. Variables: `unit`, `institution`, `institutionId`,
   * `unitsDate`; choices: units (`several`), or the successors of a closed one.
   */
  identifyUnit: { input: { text: string }; result: UnitResult | 'several' | 'institution' | 'nothing' }
  /** Say what the CNRS is to a unit that was picked, by its national number. */
  describeUnit: { input: { rnsr: string }; result: UnitResult | 'nothing' }
  /** Find the establishment in the federation's list. Variables: `institution`, `institutionLink`. */
  identifyInstitution: { input: { text: string }; result: 'found' | 'several' | 'cnrs' | 'nothing' }
  /** The establishment that was picked, by its entity id. */
  describeInstitution: { input: { entityId: string }; result: 'found' | 'nothing' }
  /** What of an activation does not work, where a text says so plainly, or else the symptom that was understood or that a link names. */
  hearTrouble: { input: { text: string; symptom?: string }; result: 'noMail' | 'linkFails' | 'wrongAddress' | 'passwordRefused' | 'alreadyActive' | 'unclear' }
  /** Whether an address can be read, and how it is shown where others may be looking. Variables: `maskedEmail`. */
  recallAddress: { input: { email: string }; result: 'known' | 'unknown' }
  /**
   * What was filled in for the last account that this conversation asked for: the form that follows begins with it, at the address
   * when the request was accepted.
   */
  recallRequest: { input: Record<string, never>; result: 'kept' | 'nothing' }
  /**
   * Whether this conversation may have another activation mail sent yet. `queued`: what it asked for last has not gone out itself.
   * Variables: `wait` (how long still, in words).
   */
  mayResend: { input: Record<string, never>; result: 'now' | 'soon' | 'queued' }
  /**
   * The help article that was named, or else the one that answers the text. Choices: the one that was found, or several to choose from.
   * `others`: what else may answer, since the article of this id did not. Variables: `article`, the id of the one that was found.
   */
  findArticle: {
    input: { text: string; article?: string | undefined; others?: string | undefined }
    result: 'found' | 'several' | 'nothing'
  }
  /** What may follow an article. Choices: it answered (`yes`), the conversation that goes on from it (by its name), a person (`human`). */
  waysOn: { input: { article: string }; result: 'found' }
}

export interface Does {
  /** Ask the account API for an account; it sends the activation mail. */
  requestAccount: {
    input: { values: FormValues; locale: string }
    /**
     * `delayed`: the service does not answer now; the request is kept and its end announced later.
     * `failed`: it cannot come to anything as it was made; only a new one can. `tooMany`: it is kept, and its mail held back.
     * Variables: `wait`.
     */
    result: 'accepted' | 'tooMany' | 'refused' | 'delayed' | 'failed'
  }
  /** Ask for a new activation mail. `tooMany`: it is held back, since too many were asked for. Variables: `wait`. */
  resendActivation: { input: { email: string; locale: string }; result: 'accepted' | 'tooMany' | 'delayed' | 'failed' }
  /** Send a report to the helpdesk. Variables: `reference`. `delayed`: it is kept, and its end announced later. */
  sendReport: { input: { facts: Facts; locale: string }; result: 'accepted' | 'delayed' | 'failed' }
  /** Count this conversation among those that ended at the service. */
  noteServiceSide: { input: Record<string, never>; result: 'noted' }
  /** Keep a question that no article answers for the editors, without what tells who asked it. */
  keepQuestion: { input: { question: string; locale: string }; result: 'kept' }
}

/** Done by the chat page in the person's browser, when there is one; its answer comes back as a turn of its own. */
export interface PageDoes {
  /**
   * Look whether the browser itself shows a cause: cookies, storage, JavaScript, clock, blocked resources, network, zoom.
   * `silent`: no page answered. Variables: `findings` (names of the faults, separated by commas).
   */
  lookAround: { input: Record<string, never>; result: 'fine' | 'found' | 'silent' }
}

export type Actions = Looks & Does & PageDoes
export type LookName = keyof Looks
export type DoName = keyof Does
export type PageName = keyof PageDoes
export type ActionName = LookName | DoName | PageName
export type InputOf<A extends ActionName> = Actions[A]['input']
export type ResultOf<A extends ActionName> = Actions[A]['result']

export const doNames: readonly DoName[] = ['requestAccount', 'resendActivation', 'sendReport', 'noteServiceSide', 'keepQuestion']
export const pageNames: readonly PageName[] = ['lookAround']

/** The variables that an action's outcome may bring for the words that follow. */
export const actionVariables: Readonly<Record<ActionName, readonly string[]>> = {
  listBrowsers: [],
  otherBrowserPage: ['browserGuide'],
  ownBrowser: ['browserGuide', 'ownBrowser'],
  findIncident: ['notice'],
  describeFindings: [],
  describeReport: [],
  identifyUnit: ['unit', 'unitName', 'unitsDate', 'institution', 'institutionLoginLink'],
  describeUnit: ['unit', 'unitName', 'unitsDate'],
  identifyInstitution: ['institution', 'institutionLoginLink'],
  describeInstitution: ['institution', 'institutionLoginLink'],
  recall: [],
  hearTrouble: [],
  recallAddress: ['maskedEmail'],
  recallRequest: [],
  mayResend: ['wait'],
  findArticle: ['article'],
  waysOn: [],
  keepQuestion: [],
  lookAround: ['findings'],
  requestAccount: ['email', 'wait'],
  resendActivation: ['email', 'wait'],
  sendReport: ['reference'],
  noteServiceSide: [],
}

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
