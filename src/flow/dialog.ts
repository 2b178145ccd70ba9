/**
 * A table of steps as a standard botbuilder `ComponentDialog`: the steps that wait are its inner dialogs, and the table says which
 * comes next. What was answered is kept in the component's own state, under the names of the steps.
 */
import { ComponentDialog, Dialog, DialogTurnStatus, type DialogContext, type DialogTurnResult } from '../sdk.ts'
import { isDo, isLook, isPage, type InputOf, type LookName, type Outcome } from './actions.ts'
import { ChoicePrompt, type LookedUp } from './choicePrompt.ts'
import { innerContext } from './context.ts'
import { StepGone } from './dialogStack.ts'
import { FormPrompt } from './formPrompt.ts'
import { OutcomePrompt, PagePrompt } from './outcomePrompts.ts'
import { withTried } from './facts.ts'
import type { FlowTurn, Saying } from './port.ts'
import { turnOf, type Ending, type StepPrompt } from './stepPrompt.ts'
import { arrowFor, follow, isEnd, resultOfEnd, stepOf, type Arrow, type DialogTable, type Instead, type SoFar, type Step } from './table.ts'
import { foundIn, freshState, keep, optionsFor, variablesOf, type TableState } from './tableState.ts'
import { TextPrompt } from './textPrompt.ts'

type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>

/** No honest table says this many things without a question between them. */
const mostHops = 50

/** A table's dialog. */
class TableDialog extends ComponentDialog {
  readonly #table: DialogTable

  constructor(table: DialogTable) {
    super(table.name)
    this.#table = table
    for (const [name, step] of Object.entries(table.steps)) {
      const prompt = promptOf(table, name, step)
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
    const { first } = this.#table
    Object.assign(this.#state(innerDC), freshState(first, turnOf(innerDC.context).locale, options?.begunBy))
    return this.#enter(innerDC, first)
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
      const asked = state.looked?.[name]
      if (step?.kind !== 'act' || asked === undefined) continue
      // What was looked for before is looked for again, with what it was asked then.
      const found = await turn.look(step.act as LookName, asked as InputOf<LookName>)
      if (found.result === outcome.result) state.outcomes[name] = found
    }
    const step = this.#table.steps[state.at]
    if (step?.kind !== 'choose' && step?.kind !== 'pick' && step?.kind !== 'ask') return undefined
    await innerDC.cancelAllDialogs()
    return this.#enter(innerDC, state.at)
  }

  #state(innerDC: DialogContext): TableState {
    // The component is what lies uppermost in the context around its own, and its state is what it began with.
    return innerDC.parent?.activeDialog?.state as TableState
  }

  #soFar(innerDC: DialogContext): SoFar {
    const { answers, last, forms, outcomes } = this.#state(innerDC)
    const { configured, facts, locale } = turnOf(innerDC.context)
    return { answers, last, forms, found: foundIn(outcomes), configured, facts, locale }
  }

  /** Goes to a step, and on through those that do not wait. */
  async #enter(innerDC: DialogContext, target: string): Promise<DialogTurnResult> {
    const state = this.#state(innerDC)
    for (let hops = 0; hops < mostHops; hops++) {
      if (isEnd(target)) {
        const ending: Ending = { kind: 'answer', answer: resultOfEnd(target), found: foundIn(state.outcomes) }
        turnOf(innerDC.context).came(this.#table.name, ending.answer)
        return { status: DialogTurnStatus.complete, result: ending }
      }
      const step = stepOf(this.#table, target)
      state.at = target
      const waited = await this.#perform(innerDC, target, step)
      if (waited === undefined) {
        target = this.#next(innerDC, step, target)
        continue
      }
      if (waited.status !== DialogTurnStatus.waiting) return this.#settle(innerDC, waited)
      // What was done outside is not done again by going back.
      if (step.kind !== 'act' && state.trail.at(-1) !== target) state.trail.push(target)
      return waited
    }
    throw new Error(`The dialog ${this.#table.name} goes round in a circle at ${target}`)
  }

  /** Does what a step says. Undefined: it did not wait. */
  async #perform(innerDC: DialogContext, name: string, step: Step): Promise<DialogTurnResult | undefined> {
    const state = this.#state(innerDC)
    const variables = variablesOf(state)
    const dialog = this.#table.name
    switch (step.kind) {
      case 'say':
        await turnOf(innerDC.context).present({ dialog, step: name, part: 'text', words: [`dialogs:${dialog}.${name}.text`], variables })
        return undefined
      case 'guide':
        await turnOf(innerDC.context).present({ dialog, step: name, part: 'guide', words: [], article: articleOf(step, state), variables })
        return undefined
      case 'begin':
        return innerDC.beginDialog(step.begin.name)
      case 'act':
        return this.#act(innerDC, name, step)
      case 'form':
      case 'pick':
      case 'choose':
      case 'ask': {
        const options = optionsFor(step, name, state)
        // A form begins with what came back last, and once.
        if (step.kind === 'form') state.outcomes = {}
        return innerDC.beginDialog(`${dialog}.${name}`, options)
      }
    }
  }

  /** Looks at once; has anything else done, and waits for how it ends. */
  async #act(innerDC: DialogContext, name: string, { act, as, with: take }: StepOf<'act'>): Promise<DialogTurnResult | undefined> {
    const turn = turnOf(innerDC.context)
    const state = this.#state(innerDC)
    // The compiler has held what the table hands over against what the action takes.
    const input = (take?.(this.#soFar(innerDC)) ?? {}) as never
    if (isDo(act) || isPage(act)) {
      const entry = isDo(act) ? turn.entrust(act, input) : await turn.askPage(act, input)
      return innerDC.beginDialog(`${this.#table.name}.${name}`, { variables: variablesOf(state), entry })
    }
    const outcome = await turn.look(act, input)
    state.looked = { ...state.looked, [name]: input }
    this.#hold(turn, state, name, as, outcome)
    return undefined
  }

  /** Keeps how an action ended, and for later dialogs what it found, where its step says so. */
  #hold(turn: FlowTurn, state: TableState, name: string, as: StepOf<'act'>['as'], outcome: Outcome): void {
    state.answers[name] = outcome.result
    keep(state.outcomes, name, outcome)
    for (const name of as === undefined ? [] : typeof as === 'string' ? [as] : as) {
      const value = outcome.variables?.[name]
      if (value !== undefined) turn.remember(name, value)
    }
  }

  /** Takes what a waiting step ended with, and follows the arrow. */
  async #settle(innerDC: DialogContext, waited: DialogTurnResult): Promise<DialogTurnResult> {
    if (waited.status !== DialogTurnStatus.complete) return waited
    // Prompts and dialogs of ours end with nothing else.
    const result = waited.result as Ending
    const state = this.#state(innerDC)
    const name = state.at
    const step = stepOf(this.#table, name)
    if ('values' in result && result.values !== undefined) state.forms[name] = result.values
    if ('at' in result && result.at !== undefined) state.places[name] = result.at
    else delete state.places[name]
    switch (result.kind) {
      case 'back':
        return this.#back(innerDC, state)
      case 'offered':
        // What was answered here before, and is not now, holds no longer.
        delete state.answers[name]
        this.#keepOffered(innerDC, step, result.option)
        return this.#arrow(innerDC, step.kind === 'ask' ? (step.offer?.[result.option] ?? step.otherwise) : undefined)
      case 'instead':
        state.last = result.text
        return this.#enter(innerDC, ('instead' in step ? step.instead?.lookUp : undefined) ?? name)
      case 'gaveUp':
        return this.#arrow(innerDC, step.kind === 'ask' || step.kind === 'form' ? step.otherwise : undefined)
      case 'detour':
        return this.#arrow(innerDC, step.kind === 'form' ? (step.detours?.[result.remark] ?? step.otherwise) : undefined)
      case 'answer':
        this.#answered(innerDC, name, step, result)
        break
      case 'filled':
        state.answers[name] = 'filled'
        break
      case 'outcome':
        this.#hold(turnOf(innerDC.context), state, name, step.kind === 'act' ? step.as : undefined, result.outcome)
    }
    return this.#enter(innerDC, this.#next(innerDC, step, name))
  }

  /** Keeps an answer, here and where its step says so for later dialogs. */
  #answered(innerDC: DialogContext, name: string, step: Step, { answer, found }: Extract<Ending, { kind: 'answer' }>): void {
    const state = this.#state(innerDC)
    const turn = turnOf(innerDC.context)
    state.answers[name] = answer
    state.last = answer
    if (step.kind !== 'act' && 'as' in step && step.as !== undefined && !(step.kind === 'pick' && answer === 'none')) turn.remember(step.as, answer)
    if ('tried' in step && step.tried !== undefined) turn.remember('tried', withTried(turn.facts, step.tried, answer))
    // What a begun dialog found out may be said here, too.
    if (found !== undefined) keep(state.outcomes, name, { result: answer, variables: found })
  }

  #keepOffered(innerDC: DialogContext, step: Step, option: string): void {
    const of = step.kind === 'ask' ? step.keeps?.[option] : undefined
    if (of !== undefined) turnOf(innerDC.context).remember(of, option)
  }

  #arrow(innerDC: DialogContext, arrow: Arrow | undefined): Promise<DialogTurnResult> {
    if (arrow === undefined) throw new StepGone(`way on from ${this.#table.name}.${this.#state(innerDC).at}`)
    return this.#enter(innerDC, follow(arrow, this.#soFar(innerDC)))
  }

  #next(innerDC: DialogContext, step: Step, name: string): string {
    const arrow = arrowFor(step, this.#state(innerDC).answers[name] ?? '')
    // Answered before an upgrade, with what is no answer any more.
    if (arrow === undefined) throw new StepGone(`way on from ${this.#table.name}.${name}`)
    return follow(arrow, this.#soFar(innerDC))
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

/** The page that a step shows: a fixed one, or the one that an earlier step found or was answered with. */
function articleOf({ guide }: StepOf<'guide'>, { outcomes, answers }: TableState): NonNullable<Saying['article']> {
  if (typeof guide === 'string') return { kind: 'guides', id: guide }
  const { kind, from, section } = guide
  const id = outcomes[from]?.choices?.[0]?.id ?? answers[from] ?? ''
  return { kind, id, ...(section === undefined ? {} : { section }) }
}

/** The inner dialog of a step that waits. */
function promptOf(table: DialogTable, name: string, step: Step): StepPrompt | undefined {
  const dialog = table.name
  switch (step.kind) {
    case 'choose':
      return new ChoicePrompt(dialog, name, {
        options: Object.keys(step.choose), ...(step.wholly === undefined ? {} : { wholly: step.wholly }),
        ...(step.as === undefined ? {} : { as: step.as }), ...insteadOf(table, step.instead), ...formOf(table, step.choose),
      })
    case 'pick':
      return new ChoicePrompt(dialog, name, insteadOf(table, { of: 'none', ...step.instead }))
    case 'ask':
      return new TextPrompt(dialog, name, { ...step, check: step.ask, offer: Object.keys(step.offer ?? {}) })
    case 'form':
      return new FormPrompt(dialog, name, step.form, Object.keys(step.detours ?? {}))
    case 'act':
      return isDo(step.act) ? new OutcomePrompt(dialog, name) : isPage(step.act) ? new PagePrompt(dialog, name) : undefined
    case 'guide':
    case 'begin':
    case 'say':
      return undefined
  }
}

/** The option that leads back to a form. */
function formOf({ steps }: DialogTable, choose: StepOf<'choose'>['choose']): { readonly form?: string } {
  const form = Object.entries(choose).find(([, arrow]) => typeof arrow === 'string' && steps[arrow]?.kind === 'form')?.[0]
  return form === undefined ? {} : { form }
}

/** How a step looks up what is typed instead of an answer: with the act step that it names. */
function insteadOf({ steps }: DialogTable, instead: Partial<Instead<string>> | undefined): { readonly instead?: LookedUp } {
  const step = instead?.lookUp === undefined ? undefined : steps[instead.lookUp]
  if (step?.kind !== 'act' || !isLook(step.act)) return {}
  const { act } = step
  // Such a step takes a text: the compiler cannot tell from its name.
  const of = instead?.of === undefined ? {} : { of: instead.of }
  return { instead: { ...of, lookUp: (turn, text) => turn.look(act, { text }) } }
}

/** Turns a table into a botbuilder dialog. */
export const toDialog = (table: DialogTable): ComponentDialog => new TableDialog(table)
