/**
 * What was said -> which answer of this step. Whoever asked knows what answers there are, and that outweighs any classifier.
 *
 * What says nothing (politeness, hesitation) is set aside. A phrase of an option is worth more than one of a common sense (« ça marche »),
 * and that more than a bare yes or no: « oui envoyez un nouveau ». What is denied does not count, and after a correction (« non pardon »)
 * only what follows. Two options that fit are no answer: they are asked back. All words are the editors'.
 */
import { AnswerLists, isNo, last, middle, type AnswerWords } from './answerLists.ts'
import type { AnswerOption } from '../text/answerOption.ts'
import { level, StepMeanings, type Level } from './stepMeanings.ts'
import { correctionsIn, isBut, placeIn, readStretch, waitingIn, type Fit, type Reading } from './stretches.ts'
import type { Word } from './words.ts'

export type Heard =
  /** `wholly`: nothing else is said. `surely`: it was named by a phrase of its own, not by a bare yes or by some of its words. */
  | { readonly kind: 'option'; readonly id: string; readonly wholly: boolean; readonly surely: boolean }
  /** An option that counts only when nothing else is said, in what says more. */
  | { readonly kind: 'partly'; readonly id: string }
  /** Several fit. `surely`: it was said that more than one does, or none quite: « oui et non ». */
  | { readonly kind: 'either'; readonly ids: readonly string[]; readonly surely?: true }
  /** What it is not, and nothing else. */
  | { readonly kind: 'not'; readonly ids: readonly string[] }
  | { readonly kind: 'wait'; readonly wholly: boolean }
  /** Says that they do not know, where no option says so. `surely`: and what: « je ne sais pas si c’est le mien ». */
  | { readonly kind: 'unknown'; readonly wholly: boolean; readonly surely?: true }

/** Recognises what is said at one step. */
export interface StepAnswers {
  /** @returns undefined when it is none of the answers of this step */
  hear(text: string): Heard | undefined
}

/** How many words that nothing explains may stand beside what was found, by its level: a story is no answer. */
const mostBeside: Readonly<Record<Level, number>> = { [level.bare]: 3, [level.common]: 7, [level.own]: 14 }
const levels = [level.own, level.common, level.bare] as const
/** Beside "I do not know" and « les deux ». */
const mostBesideRole = 6
/** So many words beside them may stand in what says no more than that. */
const mostBesideWholly = 3
/** So much of what was said must stand among the words of an option that has no phrase in it. */
const leastShare = 0.5
/** So many corrections of one message are followed, the last first. */
const mostCorrections = 3

/** Whoever says one of them takes nothing of a list. */
const refusals: ReadonlySet<string> = new Set(
  ['non', 'no', 'nope', 'pas', 'aucun', 'aucune', 'ni', 'not', 'none', 'neither', 'nor', 'rien', 'nothing', 'autre', 'other', 'another'],
)

/** Makes the function that prepares a step's answers. */
export function createAnswers(words: AnswerWords): (options: readonly AnswerOption[]) => StepAnswers {
  const lists = new AnswerLists(words)
  return options => new PreparedStep(options, lists)
}

class PreparedStep implements StepAnswers {
  readonly #options: readonly AnswerOption[]
  readonly #lists: AnswerLists
  readonly #meanings: StepMeanings

  constructor(options: readonly AnswerOption[], lists: AnswerLists) {
    this.#options = options
    this.#lists = lists
    this.#meanings = new StepMeanings(options, lists)
  }

  hear(text: string): Heard | undefined {
    const said = this.#lists.wordsOf(text)
    if (said.length === 0) return undefined
    // « envoyer ? » asks whether to.
    const isAsked = /\?\s*$/.test(text)
    const exact = this.#meanings.exactly(said)
    if (exact !== undefined) return this.#option(exact, { wholly: !isAsked, surely: true })
    const asks = this.#lists.asks(text, said)
    const unsettled = this.#undecided(said) ?? (asks === 'question' ? undefined : this.#unknown(said))
    const settled = unsettled ?? this.#byPlace(said, isAsked || asks !== 'nothing')
    if (settled !== undefined || asks === 'question') return settled
    if (asks === 'perhaps') {
      // « avec chrome peut-être ? » proposes an answer, where nothing else is said.
      const proposed = this.#judge(said)
      if (proposed?.kind !== 'option' || !proposed.wholly) return undefined
      // « c’est envoyé ? » consents to nothing.
      return this.#mustBeWhole(proposed.id) ? { kind: 'partly', id: proposed.id } : proposed
    }
    // What was corrected last holds, and what it corrects no longer does.
    for (const { from, to, surely } of correctionsIn(said, this.#meanings, this.#lists).reverse().slice(0, mostCorrections)) {
      const follows = this.#judge(said.slice(to)) ?? this.#judge(said.slice(from))
      const corrected = this.#unlessRefused(follows, said.slice(from, to)) ?? this.#refused(said, from, to)
      if (corrected !== undefined && corrected.kind !== 'either') return corrected
      if (surely && from > 0) return corrected
    }
    return this.#judge(said)
  }

  /** « Oui et non », « en partie »: all that is offered is asked back. */
  #undecided(said: readonly Word[]): Heard | undefined {
    let isSaid = false
    let beside = 0
    for (let at = 0; at < said.length; ) {
      const role = this.#lists.roles.at(said, at)
      const meant = this.#meanings.at(said, at)
      const isUndecided = role?.values.includes('undecided') === true && role.length >= (meant?.length ?? 0)
      if (isUndecided) isSaid = true
      else if (meant !== undefined && !this.#meanings.isBare(said, at)) return undefined
      else if (role === undefined && meant === undefined) beside++
      at += Math.max(role?.length ?? 1, isUndecided ? 1 : (meant?.length ?? 1))
    }
    const ids = this.#options.map(({ id }) => id)
    return isSaid && beside <= mostBesideWholly && ids.length > 1 ? { kind: 'either', ids, surely: true } : undefined
  }

  /** « Je ne sais pas si c’est le mien »: what stands in it is no answer, what follows it may be. */
  #unknown(said: readonly Word[]): Heard | undefined {
    let at = 0
    const pass = (): void => { while (this.#lists.has(said, at, 'filler')) at += this.#lists.roles.at(said, at)?.length ?? 1 }
    pass()
    const role = this.#lists.roles.at(said, at)
    const meant = this.#meanings.at(said, at)
    if (role?.values.includes('unsure') !== true || (meant !== undefined && meant.length > role.length)) return undefined
    at += role.length
    pass()
    if (!this.#lists.tellsUnknown(said, at)) return undefined
    const behind = said.findIndex((word, i) => i > at && (word.opens || isBut(word)))
    const after = behind < 0 ? undefined : this.#judge(said.slice(behind))
    if (after?.kind === 'option' || after?.kind === 'either') return after
    const unsure = meant?.values.find(({ sense }) => sense === 'unsure')
    const wholly = readStretch(said, this.#meanings, this.#lists).beside.length <= mostBesideWholly
    return unsure === undefined ? { kind: 'unknown', wholly, surely: true } : this.#option(unsure.option, { wholly: true, surely: true })
  }

  /** « I changed my mind, no sending »: after a no, what must be said in full is asked. */
  #unlessRefused(heard: Heard | undefined, cue: readonly Word[]): Heard | undefined {
    if (heard?.kind !== 'option' || !cue.some(isNo)) return heard
    return this.#mustBeWhole(heard.id) ? { kind: 'partly', id: heard.id } : heard
  }

  #mustBeWhole(option: string): boolean {
    return this.#options.some(({ id, wholly }) => id === option && wholly === true)
  }

  /** « oui… ah non, il y a un r en trop »: of what is not understood, the no that corrects is. */
  #refused(said: readonly Word[], from: number, to: number): Heard | undefined {
    const at = said.findIndex((_, i) => i >= from && i < to && this.#meanings.isBare(said, i))
    const refused = at < 0 ? undefined : this.#judge(said.slice(at, to))
    // « en fait non, c’est juste que la page est blanche »: what is told passes over nothing that must be said in full.
    return refused?.kind === 'option' && this.#mustBeWhole(refused.id) ? { kind: 'partly', id: refused.id } : refused
  }

  #option(option: number, { wholly, surely }: { readonly wholly: boolean; readonly surely: boolean }): Heard | undefined {
    const { id, wholly: needed } = this.#options[option] ?? {}
    if (id === undefined) return undefined
    return needed === true && !wholly ? { kind: 'partly', id } : { kind: 'option', id, wholly, surely }
  }

  #byPlace(said: readonly Word[], isAsked: boolean): Heard | undefined {
    const found = placeIn(said, this.#meanings, this.#lists, isAsked)
    if (found === undefined) return undefined
    // « le dernier » of a list is not the button below it.
    const listed = this.#options.filter(each => each.listed === true).length
    const count = listed > 0 ? listed : this.#options.length
    const option = found.place === last ? count - 1 : found.place === middle ? (count % 2 === 1 ? (count - 1) / 2 : count) : found.place
    const needed = this.#options[option]?.wholly === true
    return this.#option(option, { wholly: !needed || found.alone, surely: true })
  }

  #judge(said: readonly Word[]): Heard | undefined {
    const waiting = waitingIn(said, this.#meanings, this.#lists)
    if (waiting !== undefined) {
      const { until, beside } = waiting
      const after = until < said.length ? this.#judge(said.slice(until)) : undefined
      return after ?? { kind: 'wait', wholly: until >= said.length && beside <= mostBesideWholly }
    }
    const reading = readStretch(said, this.#meanings, this.#lists)
    const { found, roles, beside } = reading
    const denied = new Set([...reading.denied, ...reading.deniedWords.flatMap(word => this.#meanings.affirmedBy(word))])
    const best = levels.find(each => found.some(other => other.level === each))
    if (best !== undefined && beside.length <= mostBeside[best])
      return this.#besideButton(said, reading, best) ?? this.#amongFits(reading, best)
    if (roles.has('both') && beside.length <= mostBesideRole) {
      const both = this.#either(this.#options.flatMap(({ id }, i) => (id === 'none' ? [] : [i])))
      if (both !== undefined) return both
    }
    if (roles.has('unsure') && beside.length <= mostBesideRole) return { kind: 'unknown', wholly: beside.length <= mostBesideWholly }
    const byWords = this.#byWords(said, denied, reading.deniedWords)
    return byWords !== undefined || found.length > 0 || denied.size === 0 ? byWords : this.#notThese(denied, reading)
  }

  /** What is denied where one other is left means that one; not to know is none. */
  #notThese(denied: ReadonlySet<number>, reading: Reading): Heard | undefined {
    const left = this.#options.flatMap((_, option) => (denied.has(option) || this.#meanings.isUnsure(option) ? [] : [option]))
    const [only] = left
    const beside = reading.beside.filter(word => !reading.deniedWords.includes(word)).length
    if (only === undefined || left.length > 1 || beside > mostBesideWholly)
      return { kind: 'not', ids: [...denied].flatMap(option => this.#options[option]?.id ?? []) }
    return this.#option(only, { wholly: reading.denied.size > 0 && beside <= 1, surely: false })
  }

  /** « Moi c’est l’économie » names something of the list, though it begins like what is said for the button below. */
  #besideButton(said: readonly Word[], { found, denied, beside }: Reading, best: Level): Heard | undefined {
    const isListed = (option: number): boolean => this.#options[option]?.listed === true
    const isBelow = found.every(({ option, level: at }) => at !== best || !isListed(option)) && this.#options.some(({ listed }) => listed)
    if (!isBelow || best !== level.own || said.some(({ text }) => refusals.has(text))) return undefined
    // « Un ordinateur Linux » names what is not in the list.
    const behind = beside.filter(word => found.some(({ at }) => said.indexOf(word) > at))
    const told = this.#byWords(behind, denied)
    return told?.kind === 'option' && isListed(this.#options.findIndex(({ id }) => id === told.id)) ? { ...told, wholly: false } : undefined
  }

  /** What the phrases of the highest level say. */
  #amongFits({ found, denied, roles, beside }: Reading, best: Level): Heard | undefined {
    const fits = found.filter(each => each.level === best)
    const all = [...new Set(fits.map(({ option }) => option))]
    // What stands in the list is meant before the button below it: « brave », where there is Brave.
    const listed = all.filter(option => this.#options[option]?.listed === true)
    const options = listed.length > 0 && denied.size === 0 ? listed : all
    // Beside a bare yes or no, what is one of the options' words says more.
    const told = best === level.bare && beside.length > 0 ? this.#byWords(beside, denied) : undefined
    if (told?.kind === 'option') return told
    const [option] = options
    if (option === undefined || options.length > 1) return this.#longest(fits) ?? this.#oftenest(fits) ?? this.#either(options)
    // « oui, envoyez-en un autre »: what is named says more than a yes beside it, not than a no.
    const wholly = beside.length === 0 && found.every(each => each.option === option || (best === level.own && each.sense === 'yes'))
    const surely = wholly || fits.some(({ level: at, length }) => at !== level.bare && length > 1)
    // « oui, mais pas maintenant », « oui, peut-être »: what is asked for must be said without an if or a but.
    const needed = this.#options[option]?.wholly === true
    const plainly = wholly && denied.size === 0 && !(['denial', 'unsure', 'both', 'wait'] as const).some(role => roles.has(role))
    return this.#option(option, { wholly: needed ? plainly : wholly, surely })
  }

  /** Of several options the one whose phrase says clearly more. */
  #longest(fits: readonly Fit[]): Heard | undefined {
    const byLength = fits.toSorted((a, b) => b.length - a.length)
    const [first] = byLength
    const second = byLength.find(({ option }) => option !== first?.option)
    if (first === undefined || second === undefined || first.length < second.length + 2) return undefined
    return this.#option(first.option, { wholly: false, surely: true })
  }

  /** … or of which more is said: « tablette android », where a tablet may be either. */
  #oftenest(fits: readonly Fit[]): Heard | undefined {
    const counts = this.#options.map((_, option) => fits.filter(fit => fit.option === option).length)
    const most = Math.max(...counts)
    const option = counts.indexOf(most)
    return counts.lastIndexOf(most) === option ? this.#option(option, { wholly: false, surely: false }) : undefined
  }

  #either(options: readonly number[]): Heard | undefined {
    const ids = options.flatMap(option => this.#options[option]?.id ?? [])
    return ids.length > 1 && (ids.length < 5 || ids.length < this.#options.length) ? { kind: 'either', ids } : undefined
  }

  /** The option among whose words most of what was said stands. */
  #byWords(said: readonly Word[], denied: ReadonlySet<number>, deniedWords: readonly Word[] = []): Heard | undefined {
    const content = said.filter(
      ({ text }, at) => !this.#lists.isLittle(text) && !this.#lists.has(said, at, 'filler') && !this.#lists.has(said, at, 'denial'))
    if (content.length === 0 || content.length > mostBesideRole + 2) return undefined
    const scores = this.#options.map(() => 0)
    let told = 0
    for (const word of content) {
      // « surtout pas envoyer » says what « n’envoyez rien » says.
      const holders = deniedWords.includes(word) ? this.#meanings.deniers(word) : this.#meanings.holders(word)
      if (holders === undefined) continue
      told++
      for (const option of holders) scores[option] = (scores[option] ?? 0) + 1 / holders.size
    }
    const listed = this.#options.some(option => option.listed === true)
    if (told / content.length < (listed ? leastShare / 2 : leastShare)) return undefined
    const most = Math.max(...scores)
    if (most === 0) return undefined
    const best = scores.flatMap((score, option) => (score >= most - 1e-9 && !denied.has(option) ? [option] : []))
    const [only] = best
    if (best.length !== 1 || only === undefined) return this.#either(best)
    // A part of what one option is called, and nothing else; for what must be said in full a part is not enough.
    const needed = this.#options[only]?.wholly === true
    const wholly = !needed && told === content.length && most >= told - 1e-9
    return this.#option(only, { wholly, surely: wholly && listed })
  }
}
