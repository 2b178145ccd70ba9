/**
 * A table of steps as a standard botbuilder `ComponentDialog`: the steps that wait are its inner dialogs, and the table says which
 * comes next. What was answered is kept in the component's own state, under the names of the steps.
 */
import { ComponentDialog, Dialog, DialogTurnStatus, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs'
import { doNames, pageNames, type DoName, type FormValues, type InputOf, type LookName, type Outcome, type PageName } from './actions.ts'
import { innerContext } from './context.ts'
import { StepGone } from './dialogStack.ts'
import { follow, isEnd, kindOf, resultOfEnd, type Arrow, type DialogTable, type SoFar, type Step } from './define.ts'
import { ChoicePrompt } from './choicePrompt.ts'
import { FormPrompt } from './formPrompt.ts'
import { OutcomePrompt, PagePrompt } from './outcomePrompts.ts'
import { withTried, type FlowTurn } from './port.ts'
import { turnOf, type Ending, type StepPrompt } from './stepPrompt.ts'
import { TextPrompt } from './textPrompt.ts'

interface TableState {
  /** The step that is waited at. */
  at: string
  answers: Record<string, string>
  last: string
  forms: Record<string, FormValues>
  /** Where each form was left. */
  places: Record<string, string>
  outcomes: Record<string, Outcome>
  /** What each look was asked, to look once more when the language changes. */
  looked: Record<string, unknown>
  locale: string
  /** The steps that waited for the person, in order: what "retour" goes back through. */
  trail: string[]
}

/** No honest table says this many things without a question between them. */
const mostHops = 50

/** A table's dialog. */
class TableDialog extends ComponentDialog {
  readonly #table: DialogTable

  constructor(table: DialogTable) {
    super(table.name)
    this.#table = table
    for (const [name, step] of Object.entries(table.steps)) {
      const prompt = promptOf(table.name, name, step)
      if (prompt !== undefined) this.addDialog(prompt)
    }
  }

  /** A stored conversation goes on after an upgrade; a step that no longer exists is met by the bot. */
  protected override getInternalVersion(): string {
    return ''
  }

  override createChildContext(outerDC: DialogContext): DialogContext {
    return innerContext(this.dialogs, outerDC)
  }

  /** @param options.begunBy the outcome because of which it begins, when an action came back late */
  protected override async onBeginDialog(innerDC: DialogContext, options?: { begunBy?: Outcome }): Promise<DialogTurnResult> {
    const outcomes: Record<string, Outcome> = options?.begunBy === undefined ? {} : { begunBy: options.begunBy }
    const { locale } = turnOf(innerDC.context)
    const fresh: TableState = { at: this.#table.first, answers: {}, last: '', forms: {}, places: {}, outcomes, looked: {}, locale, trail: [] }
    Object.assign(this.#state(innerDC), fresh)
    return this.#enter(innerDC, this.#table.first)
  }

  /** A dialog that lay above this one has ended: the bot asks the present question again, in its own words. */
  override resumeDialog(): Promise<DialogTurnResult> {
    return Promise.resolve(Dialog.EndOfTurn)
  }

  protected override async onContinueDialog(innerDC: DialogContext): Promise<DialogTurnResult> {
    return (await this.#inOtherWords(innerDC)) ?? this.#settle(innerDC, await innerDC.continueDialog())
  }

  /** What was found in one language is found again in the other, and the question about it is asked anew. Undefined: nothing to do. */
  async #inOtherWords(innerDC: DialogContext): Promise<DialogTurnResult | undefined> {
    const turn = turnOf(innerDC.context)
    const state = this.#state(innerDC)
    if (turn.input.kind !== 'again' || state.locale === turn.locale) return undefined
    state.locale = turn.locale
    for (const [name, outcome] of Object.entries(state.outcomes)) {
      const step = this.#table.steps[name]
      if (step === undefined || !('act' in step) || (state.looked as TableState['looked'] | undefined)?.[name] === undefined) continue
      const found = await turn.look(step.act as LookName, state.looked[name] as InputOf<never>)
      if (found.result === outcome.result) state.outcomes[name] = found
    }
    const step = this.#table.steps[state.at]
    if (step === undefined || !('choose' in step || 'pick' in step || 'ask' in step)) return undefined
    await innerDC.cancelAllDialogs()
    return this.#enter(innerDC, state.at)
  }

  #state(innerDC: DialogContext): TableState {
    return innerDC.parent!.activeDialog!.state as TableState
  }

  #soFar(innerDC: DialogContext): SoFar<string> {
    const { answers, last, forms, outcomes } = this.#state(innerDC)
    const { known, said, locale } = turnOf(innerDC.context)
    return { answers, last, forms, found: foundIn(outcomes), known, said, locale }
  }

  /** What the words of a step may use: what was answered, the values of forms, and what actions found. */
  #variables(state: TableState): Record<string, string> {
    return Object.assign(
      {},
      state.answers,
      ...Object.values(state.forms),
      foundIn(state.outcomes),
    ) as Record<string, string>
  }

  /** Goes to a step, and on through those that do not wait. */
  async #enter(innerDC: DialogContext, target: string): Promise<DialogTurnResult> {
    const turn = turnOf(innerDC.context)
    const state = this.#state(innerDC)
    for (let hops = 0; hops < mostHops; hops++) {
      if (isEnd(target)) {
        const ending: Ending = { kind: 'answer', answer: resultOfEnd(target), found: foundIn(state.outcomes) }
        return { status: DialogTurnStatus.complete, result: ending }
      }
      const step = this.#table.steps[target]
      if (step === undefined) throw new StepGone(`${this.#table.name}.${target}`)
      state.at = target
      const waited = await this.#perform(innerDC, turn, state, target, step)
      if (waited === undefined) {
        target = this.#next(innerDC, step, state, target)
        continue
      }
      if (waited.status === DialogTurnStatus.waiting) {
        // What was done outside is not done again by going back.
        if (!('act' in step) && state.trail.at(-1) !== target) state.trail.push(target)
        return waited
      }
      return this.#settle(innerDC, waited)
    }
    throw new Error(`The dialog ${this.#table.name} goes round in a circle at ${target}`)
  }

  /** Does what a step says. Undefined: it did not wait. */
  async #perform(
    innerDC: DialogContext,
    turn: FlowTurn,
    state: TableState,
    name: string,
    step: Step<string>,
  ): Promise<DialogTurnResult | undefined> {
    const variables = this.#variables(state)
    const at = { dialog: this.#table.name, step: name }
    if ('say' in step) {
      await turn.present({ ...at, part: 'text', words: [`dialogs:${at.dialog}.${name}.text`], variables })
      return undefined
    }
    if ('guide' in step) {
      const article =
        typeof step.guide === 'string'
          ? ({ kind: 'guides', id: step.guide } as const)
          : ({
              kind: step.guide.kind,
              id: state.outcomes[step.guide.from]?.choices?.[0]?.id ?? state.answers[step.guide.from] ?? '',
              ...(step.guide.section === undefined ? {} : { section: step.guide.section }),
            } as const)
      await turn.present({ ...at, part: 'guide', words: [], article, variables })
      return undefined
    }
    if ('begin' in step) return innerDC.beginDialog(step.begin)
    if ('act' in step) {
      const input = ('with' in step ? step.with(this.#soFar(innerDC)) : {}) as InputOf<never>
      if ((doNames as readonly string[]).includes(step.act)) {
        const entry = turn.entrust(step.act as DoName, input)
        return innerDC.beginDialog(`${at.dialog}.${name}`, { variables, entry })
      }
      if ((pageNames as readonly string[]).includes(step.act)) {
        const entry = await turn.askPage(step.act as PageName, input)
        return innerDC.beginDialog(`${at.dialog}.${name}`, { variables, entry })
      }
      const outcome = await turn.look(step.act as LookName, input)
      keep(state.outcomes, name, outcome)
      // A conversation of an older version has none.
      state.looked = { ...state.looked, [name]: input }
      state.answers[name] = outcome.result
      rememberFound(turn, step, outcome)
      return undefined
    }
    if ('pick' in step) {
      const sources: readonly string[] = typeof step.pick.from === 'string' ? [step.pick.from] : step.pick.from
      const last = Object.keys(state.outcomes).findLast(each => sources.includes(each))
      const found = (last === undefined ? undefined : state.outcomes[last]?.choices) ?? []
      return innerDC.beginDialog(`${at.dialog}.${name}`, { variables, found })
    }
    if ('form' in step) {
      // What a request came back with goes before what another one of the conversation left.
      const { begunBy } = state.outcomes
      const outcomes = begunBy === undefined ? Object.values(state.outcomes) : [begunBy]
      const last = <K extends keyof Outcome>(key: K): Outcome[K] | undefined => outcomes.findLast(each => each[key] !== undefined)?.[key]
      const refused = last('refused')
      const place = state.places[name] ?? last('at')
      const options = {
        variables,
        values: state.forms[name] ?? last('values') ?? {},
        ...(place === undefined ? {} : { at: place }),
        ...(refused === undefined ? {} : { refused }),
      }
      state.outcomes = {}
      return innerDC.beginDialog(`${at.dialog}.${name}`, options)
    }
    const rows = 'choose' in step && step.rows !== undefined ? state.outcomes[step.rows]?.rows : undefined
    return innerDC.beginDialog(`${at.dialog}.${name}`, { variables, ...(rows === undefined ? {} : { rows }) })
  }

  /** Takes what a waiting step ended with, and follows the arrow. */
  async #settle(innerDC: DialogContext, result: DialogTurnResult): Promise<DialogTurnResult> {
    if (result.status !== DialogTurnStatus.complete) return result
    const state = this.#state(innerDC)
    const step = this.#table.steps[state.at]
    if (step === undefined) throw new StepGone(`${this.#table.name}.${state.at}`)
    const ending = result.result as Ending
    const name = state.at
    if ('values' in ending && ending.values !== undefined) state.forms[name] = ending.values
    if ('at' in ending && ending.at !== undefined) state.places[name] = ending.at
    else delete state.places[name]
    if (ending.kind === 'back') return this.#back(innerDC, state)
    // What was answered here before, and is not now, holds no longer.
    if (ending.kind === 'offered') delete state.answers[name]
    if (ending.kind === 'offered' && 'ask' in step) return this.#arrow(innerDC, step.offer?.[ending.option] ?? step.otherwise)
    if (ending.kind === 'gaveUp' && 'otherwise' in step) return this.#arrow(innerDC, step.otherwise)
    if (ending.kind === 'detour' && 'form' in step) return this.#arrow(innerDC, step.detours?.[ending.remark as never] ?? step.otherwise)
    if (ending.kind === 'answer') {
      state.answers[name] = ending.answer
      state.last = ending.answer
      if ('as' in step && step.as !== undefined && !('pick' in step && ending.answer === 'none'))
        turnOf(innerDC.context).remember(step.as, ending.answer)
      if ('tried' in step && step.tried !== undefined) {
        const turn = turnOf(innerDC.context)
        turn.remember('tried', withTried(turn.said, step.tried, ending.answer))
      }
      // What a begun dialog found out may be said here, too.
      if (ending.found !== undefined) keep(state.outcomes, name, { result: ending.answer, variables: ending.found })
    }
    if (ending.kind === 'filled') state.answers[name] = 'filled'
    if (ending.kind === 'outcome') {
      state.answers[name] = ending.outcome.result
      keep(state.outcomes, name, ending.outcome)
      rememberFound(turnOf(innerDC.context), step, ending.outcome)
    }
    return this.#enter(innerDC, this.#next(innerDC, step, state, name))
  }

  #arrow(innerDC: DialogContext, arrow: Arrow<string>): Promise<DialogTurnResult> {
    return this.#enter(innerDC, follow(arrow, this.#soFar(innerDC)))
  }

  #next(innerDC: DialogContext, step: Step<string>, state: TableState, name: string): string {
    const answer = state.answers[name] ?? ''
    const soFar = this.#soFar(innerDC)
    if ('choose' in step) return follow(step.choose[answer]!, soFar)
    if ('pick' in step) return follow(answer === 'none' ? step.pick.none : step.pick.next, soFar)
    if ('act' in step) return follow((step.results as Record<string, Arrow<string>>)[answer]!, soFar)
    return follow(step.next, soFar)
  }

  /** One waiting step back; from the first one, out into the dialog that began this one, or nowhere. */
  async #back(innerDC: DialogContext, state: TableState): Promise<DialogTurnResult> {
    const present = state.trail.lastIndexOf(state.at)
    if (present >= 0) state.trail = state.trail.slice(0, present)
    const target = state.trail.pop()
    if (target !== undefined) {
      for (const name of [state.at, target]) delete state.answers[name]
      return this.#enter(innerDC, target)
    }
    const nested = innerDC.parent?.parent !== undefined
    if (nested) return { status: DialogTurnStatus.complete, result: { kind: 'back' } satisfies Ending }
    await turnOf(innerDC.context).present({ dialog: 'bot', step: 'nothingBefore', part: 'text', words: ['dialogs:bot.nothingBefore.text'] })
    return this.#enter(innerDC, state.at)
  }
}

/** Keeps an outcome as the last one: what a repeated look found goes before what was found earlier. */
function keep(outcomes: Record<string, Outcome>, name: string, outcome: Outcome): void {
  delete outcomes[name]
  outcomes[name] = outcome
}

/** The variables of all outcomes, the last of each name. */
const foundIn = (outcomes: Readonly<Record<string, Outcome>>): Record<string, string> =>
  Object.assign({}, ...Object.values(outcomes).map(({ variables }) => variables ?? {})) as Record<string, string>

/** Keeps what an action found for later dialogs, where its step says so. */
function rememberFound(turn: FlowTurn, step: Step<string>, { variables }: Outcome): void {
  const value = 'act' in step && step.as !== undefined ? variables?.[step.as] : undefined
  if ('act' in step && step.as !== undefined && value !== undefined) turn.remember(step.as, value)
}

/** The inner dialog of a step that waits. */
function promptOf(dialog: string, name: string, step: Step<string>): StepPrompt | undefined {
  switch (kindOf(step)) {
    case 'choose':
      return 'choose' in step ? new ChoicePrompt(dialog, name, Object.keys(step.choose)) : undefined
    case 'pick':
      return new ChoicePrompt(dialog, name)
    case 'ask':
      return 'ask' in step ? new TextPrompt(dialog, name, step.ask, Object.keys(step.offer ?? {}), step.as, step.verbatim) : undefined
    case 'form':
      return 'form' in step
        ? (new FormPrompt(dialog, name, step.form, Object.keys(step.detours ?? {})))
        : undefined
    case 'act':
      if (!('act' in step)) return undefined
      if ((doNames as readonly string[]).includes(step.act)) return new OutcomePrompt(dialog, name)
      return (pageNames as readonly string[]).includes(step.act) ? new PagePrompt(dialog, name) : undefined
    case 'guide':
    case 'begin':
    case 'say':
      return undefined
  }
}

/** Turns a table into a botbuilder dialog. */
export const toDialog = (table: DialogTable): ComponentDialog => new TableDialog(table)
