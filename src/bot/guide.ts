/**
 * What the guide does with one turn: greets, understands commands at any step, hands the rest to the dialog that runs, finds one for
 * what is said at the start, and announces what happened outside.
 */
import { ActivityTypes, type Activity, type TurnContext } from 'botbuilder'
import { DialogSet, DialogTurnStatus, type DialogContext, type DialogState, type DialogTurnResult } from 'botbuilder-dialogs'
import type { Library, Variables } from '../content/library.ts'
import type { Settings } from '../config.ts'
import type { ActionName, DoName, InputOf, LookFunctions, LookName, Outcome, PageName } from '../flow/actions.ts'
import { beginContext } from '../flow/context.ts'
import { toDialog } from '../flow/dialog.ts'
import type { DialogTable } from '../flow/define.ts'
import type { ButtonValue, FlowTurn, Input, Known, Said, SaidName, Saying } from '../flow/port.ts'
import { giveTurn, humanHelp } from '../flow/prompts.ts'
import { commandRecogniser, type Command } from './commands.ts'
import type { Presenter } from './present.ts'
import { createRouter } from './routing.ts'
import { scopeOf, type TurnLogic, type TurnScope } from './runTurns.ts'
import type { BotState } from './state.ts'

/** Names of the events that the guide itself sends into a conversation. Clients cannot send them: the channels refuse them. */
export const internalEvents = { outcome: 'noa/outcome', announcement: 'noa/announcement' } as const

/** An action came back. */
export interface OutcomeEvent {
  readonly entry: string
  readonly action: ActionName
  readonly outcome: Outcome
}
/** Something happened outside that concerns this conversation. */
export interface AnnouncementEvent {
  /** Key under `dialogs:bot.announcements`. */
  readonly name: string
  readonly variables?: Readonly<Record<string, string>>
}

export interface Conversations {
  /** Every dialog that can run. */
  readonly all: readonly DialogTable[]
  /** Those that a person can begin by saying what is wrong. */
  readonly beginnings: readonly string[]
  /** Those that the menu shows, likeliest first, five at most. */
  readonly menu: readonly string[]
}

/** Longest text of a person that is looked at, in characters; the rest is cut off and they are told. */
export const longestText = 4000

/** Longest text that is kept of what was said in passing, in characters. */
const longestSaid = 500

/** The languages that commands ask for. */
const locales = { french: 'fr', english: 'en' } as const

/** Makes the logic of a turn. */
export function createGuide({
  library,
  present,
  conversations,
  look,
  facts = () => Promise.resolve({}),
  settings,
}: {
  library: Library
  present: Presenter
  conversations: Conversations
  look: LookFunctions
  /** What every sentence may say beside the settings (the directory's names), asked for at most once in a turn. */
  facts?: (locale: string) => Promise<Variables>
  settings: Settings
}): TurnLogic {
  const known = Object.freeze({
    portalUrl: settings.portalUrl !== undefined,
    federationLoginUrl: settings.federationLoginUrl !== undefined,
    federationAccessUrl: settings.federationAccessUrl !== undefined,
    termsUrl: settings.termsUrl !== undefined,
    privacyUrl: settings.privacyUrl !== undefined,
    localPasswordUrl: settings.localPasswordUrl !== undefined,
    accessibilityUrl: settings.accessibilityUrl !== undefined,
    helpdeskEmail: settings.helpdeskEmail !== undefined,
  }) satisfies Known
  const dialogs = new DialogSet()
  for (const table of conversations.all) dialogs.add(toDialog(table))
  const commandIn = commandRecogniser(library)
  const route = createRouter(library, conversations.beginnings)

  /** One turn in hand. */
  class Turn implements FlowTurn {
    input: Input
    readonly known = known
    readonly #context: TurnContext
    readonly #scope: TurnScope
    readonly #facts: Record<string, Promise<Variables>> = {}

    constructor(context: TurnContext, scope: TurnScope) {
      this.#context = context
      this.#scope = scope
      this.input = inputOf(context.activity)
    }

    get state(): BotState {
      return this.#scope.state
    }
    get locale(): string {
      return this.state.locale
    }
    get said(): Said {
      return this.state.said
    }
    remember(name: SaidName, value: string): void {
      this.state.said[name] = value.slice(0, longestSaid)
    }
    async present(saying: Saying): Promise<void> {
      const known = await (this.#facts[this.locale] ??= facts(this.locale))
      const said = { ...saying, variables: { ...known, ...saying.variables } }
      await this.#context.sendActivity(present(said, this.locale, this.#scope.channel))
    }
    phrase(key: string): string | undefined {
      return library.has(this.locale, key) ? library.plain(this.locale, key) : undefined
    }
    form(id: string) {
      return library.form(id)
    }
    nextAsk(): number {
      return ++this.state.asks
    }
    async look<A extends LookName>(action: A, input: InputOf<A>): Promise<Outcome> {
      return look[action](input, this.locale)
    }
    entrust<A extends DoName>(action: A, input: InputOf<A>): string {
      // The asking's number is new in every turn, so the id is this request's own and survives the repetition of a conflicting turn.
      const id = `${action}:${this.#scope.key}:${this.nextAsk()}`
      this.#scope.entrust({ id, kind: action, payload: JSON.stringify(input), conversation: this.#scope.key })
      return id
    }

    askPage<A extends PageName>(action: A, _input: InputOf<A>): string {
      return `${action}:${this.#scope.key}:${this.nextAsk()}`
    }
    aside(): Promise<undefined> {
      return Promise.resolve(undefined)
    }

    /** A sentence of the guide's own. */
    async bot(step: string, more: Partial<Saying> = {}): Promise<void> {
      await this.present({ dialog: 'bot', step, part: 'text', words: [`dialogs:bot.${step}.text`], ...more })
    }

    /** A question of the guide's own with buttons that begin conversations. */
    async menu(step: string, offered: readonly string[], more: Partial<Saying> = {}): Promise<void> {
      const ask = this.nextAsk()
      this.state.menu = { ask, offered: [...offered] }
      await this.bot(step, { ask, choices: offered.map(id => ({ id, words: `dialogs:${id}.menu` })), ...more })
    }

    /** Says what happened elsewhere. A page shows the last message's buttons only, so those of an open menu come with it. */
    async announce(key: string, variables: Readonly<Record<string, string>> = {}): Promise<void> {
      const { menu } = this.state
      const buttons = menu && { ask: menu.ask, choices: menu.offered.map(id => ({ id, words: `dialogs:${id}.menu` })) }
      await this.bot('announcement', { ...buttons, words: [`dialogs:bot.announcements.${key}`], variables })
    }

    /** Says where the conversation is: the present question, or the menu. */
    async again(dc: DialogContext): Promise<void> {
      if (dc.activeDialog === undefined) return this.menu('menu', conversations.menu)
      this.input = { kind: 'again' }
      await this.proceed(dc, await dc.continueDialog())
    }

    async begin(dc: DialogContext, dialog: string): Promise<void> {
      delete this.state.menu
      this.state.lost = 0
      await this.proceed(dc, await dc.beginDialog(dialog))
    }

    /** After a dialog ended there is always a way on. */
    async proceed(_dc: DialogContext, result: DialogTurnResult): Promise<void> {
      if (result.status === DialogTurnStatus.complete) await this.menu('anythingElse', conversations.menu)
    }

    async command(dc: DialogContext, command: Command): Promise<void> {
      switch (command) {
        case 'cancel':
          if (dc.activeDialog === undefined) return this.menu('nothingToCancel', conversations.menu)
          await dc.cancelAllDialogs()
          return this.menu('cancelled', conversations.menu)
        case 'restart':
          await dc.cancelAllDialogs()
          return this.menu('restarted', conversations.menu)
        case 'back':
          if (dc.activeDialog === undefined) return this.menu('nothingBefore', conversations.menu)
          this.input = { kind: 'back' }
          return this.proceed(dc, await dc.continueDialog())
        case 'help':
          await this.bot('help')
          return this.again(dc)
        case 'why':
          if (dc.activeDialog === undefined) return this.menu('noReason', conversations.menu)
          this.input = { kind: 'why' }
          return this.proceed(dc, await dc.continueDialog())
        case 'forget':
          this.state.dialogs.dialogStack.length = 0
          delete this.state.menu
          this.#scope.forget()
          return this.menu('forgotten', conversations.menu)
        case 'human':
          await this.bot(known.helpdeskEmail ? 'humanWithContact' : 'humanWithoutContact')
          return this.again(dc)
        case 'french':
        case 'english':
          // Asked for once more, it is answered all the same.
          return this.locale === locales[command] ? this.again(dc) : this.speak(dc, locales[command])
        case 'greeting':
        case 'thanks':
          await this.bot(command)
          return this.again(dc)
      }
    }

    async speak(dc: DialogContext, locale: string): Promise<void> {
      const spoken = library.locales.find(each => locale.toLowerCase().split('-')[0] === each)
      if (spoken === undefined || spoken === this.locale) return
      this.state.locale = spoken
      await this.bot('switched')
      await this.again(dc)
    }

    async greet(): Promise<void> {
      this.state.greeted = true
      await this.menu('greeting', conversations.menu)
    }

    /** Text or a button with no dialog running. */
    async atTheStart(dc: DialogContext): Promise<void> {
      const { menu } = this.state
      if (this.input.kind === 'button') {
        const { step, ask, option } = this.input.value
        if (menu?.ask === ask && step.startsWith('bot.') && menu.offered.includes(option)) return this.begin(dc, option)
        return this.menu('oldButton', conversations.menu)
      }
      if (this.input.kind !== 'text') return this.menu('menu', conversations.menu)
      const numbered = /^\s*(\d)\s*$/.exec(this.input.text)?.[1]
      const offered = numbered === undefined ? undefined : menu?.offered[Number(numbered) - 1]
      if (offered !== undefined) return this.begin(dc, offered)
      const found = route(this.input.text)
      if ('start' in found) return this.begin(dc, found.start)
      if ('offer' in found) return this.menu('offer', found.offer)
      this.state.lost += 1
      if (this.state.lost === 1) return this.menu('notUnderstood', conversations.menu)
      if (this.state.lost === 2) return this.menu('stillNotUnderstood', conversations.menu)
      return this.menu('lost', conversations.menu, { words: [humanHelp(this)] })
    }
  }

  async function event(dc: DialogContext, turn: Turn, activity: Activity): Promise<void> {
    const scope = scopeOf(dc.context)
    if (activity.name === 'locale' && typeof activity.value === 'string') return turn.speak(dc, activity.value)
    if (scope.internal === undefined) return
    if (activity.name === internalEvents.outcome) {
      const outcome = activity.value as OutcomeEvent
      turn.input = { kind: 'outcome', ...outcome }
      if (waitsFor(turn.state.dialogs, outcome.entry)) return turn.proceed(dc, await dc.continueDialog())
      // The conversation has gone on without waiting: it is told what became of the request, then where it was.
      const key = `${outcome.action}.${outcome.outcome.result}`
      if (library.has(turn.locale, `dialogs:bot.announcements.${key}`)) await turn.announce(key, outcome.outcome.variables)
      if (dc.activeDialog !== undefined) await turn.again(dc)
      return
    }
    if (activity.name === internalEvents.announcement) {
      const { name, variables } = activity.value as AnnouncementEvent
      await turn.announce(name, variables)
      if (dc.activeDialog !== undefined) await turn.again(dc)
    }
  }

  async function message(dc: DialogContext, turn: Turn): Promise<void> {
    turn.state.greeted = true
    if (turn.input.kind === 'text') {
      const command = commandIn(turn.input.text)
      if (command !== undefined) {
        turn.state.lost = 0
        return turn.command(dc, command)
      }
      if (turn.input.text.length > longestText) {
        await turn.bot('tooLong')
        return turn.again(dc)
      }
    }
    if (dc.activeDialog === undefined) return turn.atTheStart(dc)
    await turn.proceed(dc, await dc.continueDialog())
  }

  return async (context, scope) => {
    const turn = new Turn(context, scope)
    giveTurn(context, turn)
    const dc = beginContext(dialogs, context, scope.state.dialogs)
    try {
      const { activity } = context
      if (activity.type === ActivityTypes.Message) await message(dc, turn)
      else if (activity.type === ActivityTypes.Event) await event(dc, turn, activity)
      else if (
        activity.type === ActivityTypes.ConversationUpdate &&
        !turn.state.greeted &&
        activity.membersAdded?.some(({ id }) => id !== activity.recipient?.id) === true
      )
        await turn.greet()
    } catch (error) {
      // A step that an upgrade took away: the dialog cannot go on, the conversation can.
      if (!(error instanceof Error) || !/has no step|wasn't found|with an id of/.test(error.message)) throw error
      scope.state.dialogs.dialogStack.length = 0
      await turn.menu('stepGone', conversations.menu)
    }
  }
}

/** Whether a dialog waits for the outcome of an outbox entry. */
function waitsFor(state: DialogState, entry: string): boolean {
  return state.dialogStack.some(({ state: inner }) => {
    const { options, dialogs } = (inner ?? {}) as { options?: { entry?: string }; dialogs?: DialogState }
    return options?.entry === entry || (dialogs !== undefined && waitsFor(dialogs, entry))
  })
}

/** What a person's activity carries: a button of ours, or a text. Anything else that a client may invent is an empty text. */
function inputOf(activity: Activity): Input {
  const value = activity.value as Partial<ButtonValue> | undefined
  if (
    activity.type === ActivityTypes.Message &&
    typeof value === 'object' &&
    value !== null &&
    typeof value.step === 'string' &&
    typeof value.ask === 'number' &&
    typeof value.option === 'string'
  )
    return {
      kind: 'button',
      value: {
        step: value.step,
        ask: value.ask,
        option: value.option,
        ...(typeof value.field === 'string' ? { field: value.field } : {}),
      },
    }
  return { kind: 'text', text: typeof activity.text === 'string' ? activity.text : '' }
}
