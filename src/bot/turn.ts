/** One turn in hand: what a dialog may do while it runs, and what the guide says of itself. */
import type { Variables } from '../content/library.ts'
import type { DoName, InputOf, LookName, Outcome, PageName } from '../flow/actions.ts'
import { heardAmong, plainAnswer } from '../flow/chosen.ts'
import type { TurnContext } from '../sdk.ts'
import { addressesIn } from '../text/address.ts'
import { fold } from '../text/fold.ts'
import type { FactName, Facts } from '../flow/facts.ts'
import type { AnswerOption } from '../text/answerOption.ts'
import type { Aside, Choice, Configured, FlowTurn, Free, GivenAnswer, HeardAnswer, Input, Saying } from '../flow/port.ts'
import { announcedBy } from './announced.ts'
import { optionNames } from './answerWords.ts'
import { kept, keysOf, withHeard } from './heardFacts.ts'
import { losing, type Heard } from './interpret.ts'
import { isMiss, missed } from './misses.ts'
import { bothNamesIn, signatureIn } from './signature.ts'
import type { Wish } from './wish.ts'
import type { Surroundings } from './turnParts.ts'
import { lookEvent } from '../turns/pageEvents.ts'
import type { TurnScope } from '../turns/turnScope.ts'
import { forgetSaid, type BotState } from '../turns/conversationState.ts'
import type { Counting } from '../turns/counting.ts'

/** So many of the last choices are kept. */
const mostGiven = 4
/** In a free text, only what is as clear as this and as long as this is taken for another subject. */
const surelyAnother = { score: 0.9, words: 4 }

/** Questions of the guide's own that a plain yes or no answers: yes means the first of what they offer. */
const yesNo = new Set(['otherSubject', 'later', 'areYouSure', 'linkNear'])

/** The button that goes on in a language. */
export const speaks = (locale: string): string => `speak_${locale}`

export class Turn implements FlowTurn {
  input: Input
  wish: Wish | undefined
  /** While a held text is taken as an answer, whatever else it may mean. */
  insists = false
  /** While the way back to an earlier question is gone: what is said on it was said before. */
  isQuiet = false
  /** The dialogs that run, the outermost first. */
  running: readonly string[] = []
  readonly #context: TurnContext
  readonly #scope: TurnScope
  readonly with: Surroundings
  readonly state: BotState
  readonly counting: Counting
  readonly configured: Configured
  readonly #variables: Record<string, Promise<Variables>> = {}

  constructor(context: TurnContext, scope: TurnScope, input: Input, surroundings: Surroundings) {
    this.#context = context
    this.#scope = scope
    this.state = scope.state
    this.counting = scope.counting
    this.with = surroundings
    this.configured = surroundings.configured
    this.input = input
  }

  get locale(): string {
    return this.state.locale
  }
  get facts(): Facts {
    return this.state.facts
  }
  remember(name: FactName, value: string): void {
    this.state.facts[name] = kept(value)
  }
  async present(saying: Saying): Promise<void> {
    if (this.isQuiet) return
    if (isMiss(saying)) missed(this, saying)
    const variables = await (this.#variables[this.locale] ??= this.with.variables(this.locale))
    const filled = { ...saying, variables: { ...variables, ...keysOf(this.facts), ...saying.variables } }
    await this.#context.sendActivity(this.with.present(filled, this.locale, this.#scope.channel))
  }
  phrase(key: string): string | undefined {
    return this.with.library.has(this.locale, key) ? this.with.library.plain(this.locale, key) : undefined
  }
  synonyms(option: string, step?: string): readonly string[] {
    return optionNames(this.with.library, this.locale, option, step)
  }
  hear(text: string, options: readonly AnswerOption[], place?: string): HeardAnswer | undefined {
    return this.with.hearing.hear(text, options, place)
  }
  value(text: string, kind: string): string {
    if (kind !== 'place') return this.with.hearing.value(text, kind)
    const [address] = addressesIn(text)
    const { unit, institution } = this.#besideAddress(text)
    // Who gives both is looked up by both; « bibliothécaire à la fac de Nantes » by the fac.
    if (unit !== undefined) return [unit, address ?? ''].join(' ').trim()
    return address === undefined && institution !== undefined ? institution : this.with.hearing.value(text, kind)
  }
  lastSaid(text: string): string {
    return this.with.hearing.lastSaid(text)
  }
  surelyValue(text: string, kind: string): boolean {
    switch (kind) {
      case 'email':
        return addressesIn(text).length > 0
      case 'place':
        return this.#besideAddress(text).unit !== undefined
      case 'employer':
        return this.#besideAddress(text).institution !== undefined
      case 'errorNumber':
      case 'pageAddress':
        return this.with.hearing.holds(text, kind) && !this.with.interpretation.isQuestion(text)
      default:
        return false
    }
  }
  /** What a text says in passing, its addresses left away: what stands in them is looked up otherwise. */
  #besideAddress(text: string): Facts {
    const beside = text.replace(/\S*@\S*/g, ' ')
    const known = (said: string): Facts => (/\p{L}/u.test(said) ? this.with.interpretation.understand(said, this.locale).facts : {})
    // « au LIG, pardon, au GIPSA-lab »: what corrects holds, where it names something.
    const last = known(this.with.hearing.lastSaid(beside))
    return last.unit === undefined && last.institution === undefined ? known(beside) : last
  }
  came(dialog: string, end: string): void {
    if (dialog === this.with.conversations.human && end !== 'cancelled') this.counting.end('handedOver')
  }
  passing(text: string): void {
    this.note(this.with.interpretation.understand(text, this.locale))
  }
  takenBack(text: string): ReturnType<FlowTurn['takenBack']> {
    return this.with.hearing.takenBack(text)
  }
  answered(step: string, choices: readonly Choice[], option: string): void {
    this.state.given = [...(this.state.given ?? []), { step, choices, option }].slice(-mostGiven)
  }
  through(option: string, text: string): boolean {
    if (this.insists || this.isQuiet) return false
    this.wish = { through: option, text }
    return true
  }
  revises(text: string, step: string, heard: HeardAnswer | undefined): boolean {
    const before = this.state.given?.at(-1)
    const taken = this.insists || before === undefined || before.step === step ? undefined : this.takenBack(text)
    if (before === undefined || taken === undefined) return false
    // What answers here is meant here, unless it is said that something else was meant before.
    if (heard?.kind === 'option' && taken.how !== 'surely') return false
    const meant = heardAmong(this, { kind: 'text', text }, before.choices, before.step)
    if (meant?.kind !== 'option' || meant.id === before.option || !(meant.surely || meant.wholly)) return false
    this.wish = { revised: text }
    return true
  }
  corrects(text: string, given: readonly GivenAnswer[]): ReturnType<FlowTurn['corrects']> {
    return this.with.hearing.corrects(text, given)
  }
  form(id: string) {
    return this.with.library.form(id)
  }
  nextAsk(): number {
    return ++this.state.asks
  }
  async look<A extends LookName>(action: A, input: InputOf<A>): Promise<Outcome> {
    return this.with.look[action](input, this.locale, this.#scope.key)
  }
  entrust<A extends DoName>(action: A, input: InputOf<A>): string {
    // The asking's number is new in every turn, so the id is this request's own and survives the repetition of a conflicting turn.
    const id = `${action}:${this.#scope.key}:${this.nextAsk()}`
    this.#scope.entrust({ id, kind: action, payload: JSON.stringify(input), conversation: this.#scope.key })
    return id
  }
  async askPage<A extends PageName>(action: A, _input: InputOf<A>): Promise<string> {
    const entry = `${action}:${this.nextAsk()}`
    await this.#context.sendActivity({ type: 'event', name: lookEvent, value: { entry } })
    return entry
  }

  async aside(text: string, free: Free): Promise<Aside | undefined> {
    if (this.insists) return undefined
    const { interpretation } = this.with
    const courtesy = free === 'story' || free === 'question' ? undefined : interpretation.courtesy(text)
    if (courtesy !== undefined) {
      if (free !== undefined && this.state.doubted === fold(text)) return undefined
      // « Bonjour » and « Merci » are names, too: whoever says it once more means it.
      if (free !== undefined) this.state.doubted = fold(text)
      await this.bot(courtesy, free !== undefined ? { words: [`dialogs:bot.${courtesy}.text`, 'dialogs:bot.isItYourAnswer.text'] } : {})
      return 'answered'
    }
    if (free !== 'field' && (await this.inOtherLanguage(text))) return 'left'
    const heard = interpretation.understand(text, this.locale)
    if (free === 'story' || free === 'question') return this.#besideOwnWords(text, heard, free)
    // What would lose something is asked first, so it may be heard in a free text as well.
    if (heard.command !== undefined && (free === undefined || (losing.has(heard.command) && heard.score >= surelyAnother.score))) {
      this.wish = { command: heard.command, text }
      return 'left'
    }
    if (interpretation.isQuestion(text)) return this.#question(text, heard)
    if (free !== 'field' && this.fact(text)) return 'left'
    if (free !== undefined && (heard.score < surelyAnother.score || text.trim().split(/\s+/).length < surelyAnother.words)) return undefined
    // What it says in passing is of use whatever becomes of it.
    if (free === undefined) this.note(heard)
    if (heard.action !== 'start') return undefined
    if (heard.courtesy !== undefined && free === undefined) {
      await this.bot(heard.courtesy)
      return 'answered'
    }
    return this.#another(text, heard)
  }

  /**
   * Where the answer is in the person's own words, only what can be no part of it is met: a question that is about nothing the guide
   * knows of is about the asking, and said once more it is meant; and the wish for a person.
   */
  async #besideOwnWords(text: string, heard: Heard, free: 'story' | 'question'): Promise<Aside | undefined> {
    if (heard.topic === 'contact_human' && heard.action === 'start' && heard.score >= surelyAnother.score) return this.#another(text, heard)
    // « Je mets quoi ? » resembles a cry for help, and asks what to write.
    const asksOfIt = free === 'story' && /\?\s*$/.test(text) && (heard.action !== 'start' || (heard.command ?? heard.courtesy) !== undefined)
    if (!asksOfIt || this.state.doubted === fold(text)) return undefined
    this.state.doubted = fold(text)
    return 'asked'
  }

  signature(text: string, kind: string): boolean {
    const { facts } = this.with.interpretation.understand(text, this.locale)
    const { firstName, lastName } = facts
    const named = firstName === undefined || lastName === undefined ? bothNamesIn(text) : { firstName, lastName }
    const read = signatureIn(text, facts) ?? (this.with.hearing.kindOf(kind) === 'person' ? named : undefined)
    if (read === undefined) return false
    this.note({ facts: read })
    return true
  }

  elsewhere(text: string): boolean {
    if (this.insists || text.split(/\s+/).length < surelyAnother.words) return false
    const heard = this.with.interpretation.understand(text, this.locale)
    return heard.action === 'start' && heard.score >= surelyAnother.score && this.#another(text, heard) !== undefined
  }

  /** Whoever has Janus needs no directory: the way in is known. */
  fact(text: string): boolean {
    if (this.insists || !this.running.includes(this.with.dialogFor('choose_login'))) return false
    const heard = this.with.interpretation.understand(text, this.locale)
    const isNew = heard.facts.wants !== undefined || (heard.facts.janus !== undefined && this.facts.janus === undefined)
    if (!isNew) return false
    this.note(heard)
    if (heard.facts.wants !== undefined) this.remember('wants', heard.facts.wants)
    this.wish = { topic: 'choose_login', at: 'once' }
    return true
  }

  /** A question in the middle of something else: answered, or another subject, or what may be said is why this is asked. */
  async #question(text: string, heard: Heard): Promise<Aside> {
    const clearly = heard.action === 'start' && heard.score >= surelyAnother.score ? heard.topic : undefined
    if (clearly === 'contact_human' && this.#another(text, heard) !== undefined) return 'left'
    const article = this.with.answerTo(text, this.locale)
    if (article !== undefined) {
      await this.show(article)
      return 'answered'
    }
    return (clearly === undefined ? undefined : this.#another(text, heard)) ?? 'asked'
  }

  /** Another subject is offered, never begun unasked; what was typed waits. */
  #another(text: string, { topic }: Heard): Aside | undefined {
    if (topic === undefined || this.running.includes(this.with.dialogFor(topic))) return undefined
    this.wish = { topic, at: 'ifWanted' }
    this.state.held = text
    return 'left'
  }

  /** A plain yes or no that is the whole message. */
  get yesOrNo(): 'yes' | 'no' | undefined {
    return plainAnswer(this, this.input)
  }

  /** Keeps what a message says in passing. */
  note({ facts }: Pick<Heard, 'facts'>): void {
    this.state.facts = withHeard(this.facts, facts)
  }

  /** A help article in the middle of something else. */
  async show(id: string): Promise<void> {
    await this.present({ dialog: 'bot', step: 'answer', part: 'guide', words: [], article: { kind: 'help', id } })
  }

  /** Says in a language that is not spoken here which ones are, when a text is in one. */
  async inOtherLanguage(text: string): Promise<boolean> {
    const language = this.with.interpretation.foreign(text)
    if (language === undefined) return false
    await this.menu('otherLanguage', this.with.library.locales.map(speaks), { words: [`dialogs:bot.otherLanguages.${language}`] })
    return true
  }

  /** A sentence of the guide's own. */
  async bot(step: string, more: Partial<Saying> = {}): Promise<void> {
    await this.present({ dialog: 'bot', step, part: 'text', words: [`dialogs:bot.${step}.text`], ...more })
  }

  /** A question of the guide's own. What it offers are conversations, or answers with words under `bot.choices`. */
  async menu(step: string, offered: readonly string[], more: Partial<Saying> = {}): Promise<void> {
    const ask = this.nextAsk()
    this.state.menu = { ask, offered: [...offered], ...(yesNo.has(step) ? { yesNo: true } : {}) }
    await this.bot(step, { ask, choices: this.choices(offered), ...more })
  }

  choices(offered: readonly string[]): Choice[] {
    const own = (id: string): string => `dialogs:bot.choices.${id}`
    return offered.map(id => {
      const words = this.phrase(own(id)) === undefined ? `dialogs:${this.with.dialogFor(id)}.menu` : own(id)
      return { id, words }
    })
  }

  /** Says what happened elsewhere. A page shows the last message's buttons only, so those of an open menu come with it. */
  async announce(key: string, more: Pick<Saying, 'variables' | 'quote'> = {}): Promise<void> {
    const { menu } = this.state
    const buttons = menu && { ask: menu.ask, choices: this.choices(menu.offered) }
    const id = announcedBy[key]
    const said: Partial<Saying> = id === undefined
      ? { words: [`dialogs:bot.announcements.${key}`] }
      : { part: 'guide', words: [], article: { kind: 'guides', id } }
    await this.bot('announcement', { ...buttons, ...said, ...more })
  }

  /** What the person is doing, in words: the title of a conversation, or of the one for a topic. */
  place(name: string): string {
    return this.phrase(`dialogs:bot.choices.${name}`) ?? this.phrase(`dialogs:${this.with.dialogFor(name)}.title`) ?? ''
  }

  forget(): void {
    forgetSaid(this.state)
    this.#scope.forget()
  }
}
