/** What is said in passing and will be of use, found by rule. */
import type { UnderstandingData } from './data.ts'
import { Phrases } from './phrases.ts'
import type { Topic } from './topics.ts'
import { unaccented } from '../text/fold.ts'
import { readable, type Word } from './words.ts'

export interface Slots {
  browser?: string
  os?: string
  unit?: string
  institution?: string
  /** The language wanted. */
  language?: string
  symptom?: Symptom
}

export type Symptom = 'staleData' | 'blankPage' | 'endlessLoading' | 'errorMessage' | 'noMail' | 'expiredLink'

type Listed = 'browser' | 'os' | 'language' | 'institution'
interface Mention {
  readonly slot: Listed
  readonly name: string
}

/** A word as typed, for names. */
interface Token {
  readonly text: string
  /** Without accents, in small letters. */
  readonly word: string
  /** Where it begins in the text. */
  readonly from: number
  /** Where it ends. */
  readonly to: number
  /** Whether punctuation stands before it. */
  readonly opens: boolean
  /** Whether it has a capital, or is the name of a place, or a small number. */
  readonly proper: boolean
}

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** Kinds of unit whose code is a number: « UMR 5506 », « umr_s 1134 ». */
const unitCode =
  /(?<![\p{L}\p{N}])(umr[-_ ]?[sat]|umr|upr|uar|usr|ums|umi|irl|ifr|fre|fr|erl|emr|gdr|upesa|ura|ulr|ea|ur|us)[\s_-]{0,3}(?:n\s?[°o]\s?)?(\d{3,5})(?!\p{N})(?:\s*(?:ou|or|\/)\s*(\d{3,5})(?!\p{N}))?/iu
/** Short names in capitals that are no unit. */
const notUnits = list(`
  cnrs noa janus sso vpn pdf url umr upr uar usr ums umi cdd cdi phd html json http https faq sos svp stp ctrl maj suppr urgent bonjour merci help
  inserm inrae inria cea ird ens insa cirad ehess ephe onera ined inrap brgm renater rnsr esr cnil wifi dsi ita biatss ater iut usb hal anr erc orcid
  chrome firefox edge safari opera macos ios windows linux imt chu mac non oui pas mdp compte page mail not and the now please api bug`)
/** « au LIP6 », « à l’IRISA », "at LAAS": a short name in capitals after these is a place where people work. */
const places = list('au l at chez')
/** Before the kind of one's unit: « au centre max weber », "at the laboratory …". */
const placed = list('au l du le the')
/** What goes on with a sentence: no name is made of it, and none reaches beyond. */
const sentence = list(`et ou mais car donc depuis hier aujourd'hui demain pas plus car quand comme si je j tu il elle on nous vous ils elles ne n a ai as
  and or but since because when if we they it not no i can cannot blanc blanche vide compte connexion connecter page pages marche fonctionne comment qui que`)
/** What is said around the name of one's unit. */
const unitCues =
  /^(?:travaill|boss|suis$|affect|rattach|membre|doctorant|postdoc|stagiaire|labo|unite|equipe|umr|work|am$|student|member|lab|unit|team|belong|join|appart|depend|heberg|recrut)/
const heads = {
  unit: /^(?:laboratoire|labo|institut|centre|laboratory|institute|observatoire|observatory)$/,
  institution: /^(?:universit[ey]|univ|fac|faculte|ecole|insa|ens|imt|iep|inp|chu|chru|mines|centrale|polytech)$/,
}
const connectors = list('de la le les l du des d et of the and for a')
/** Words that no name is made of. */
const notNames = list(`
  mon ma mes ton ta tes son sa ses notre votre leur my your his her our their un une an est is et ou or mais but que qui avec pour dans sur par
  rattachement recherche recherches research origine accueil cnrs noa janus umr upr uar je i which quel quelle comment how dois puis can should
  merci bonjour thanks l'autre autre other`)

function tokensOf(text: string, places: ReadonlySet<string>): Token[] {
  const tokens: Token[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(/[\p{L}\p{N}]+(?:[-_][\p{L}\p{N}]+)*/gu)) {
    const word = unaccented(found)
    tokens.push({
      text: found,
      word,
      from: index,
      to: index + found.length,
      opens: /[.,;:!?()\n"«»]/.test(text.slice(end, index)),
      proper: /^\p{Lu}/u.test(found) || /^\d{1,2}$/.test(found) || places.has(word) || places.has(word.replace(/[-_].*/s, '')),
    })
    end = index + found.length
  }
  return tokens
}

/** Where the name that follows a head ends: « université | de Rennes 2 », "Laboratory | of Physics". Undefined when none follows. */
function nameAfter(tokens: readonly Token[], head: number, lowerWords: number): number | undefined {
  let end: number | undefined
  let lower = 0
  let proper = 0
  for (const [at, { word, opens, proper: isProper }] of tokens.slice(head + 1, head + 13).entries()) {
    const i = head + 1 + at
    if (opens || notNames.has(word)) break
    if (connectors.has(word)) continue
    if (isProper) proper++
    else if (connectors.has(tokens[i - 1]?.word ?? '') && word.length > 2 && i - head <= 8) lower++
    else break
    end = i
  }
  return proper > 0 || lower >= lowerWords ? end : undefined
}

/** A language that is denied, or spoken badly, is not the one wanted. */
const denials = list('pas plus aucun jamais sans mal not no never without poor poorly bad little only')
/** Said of what does not work. */
const worksNot = list('pas plus rien blanche blanc impossible bug vide not nothing blank fails broken stuck cannot white empty never')

/** Finds what is in the lists, and the names of units and institutions. */
export class SlotFinder {
  readonly #listed = new Phrases<Mention>()
  readonly #places: ReadonlySet<string>
  readonly #locales: readonly string[]

  constructor(data: UnderstandingData) {
    this.#locales = data.locales
    for (const slot of ['browser', 'os', 'language', 'institution'] as const)
      for (const { name, phrases } of data.slots[slot] ?? []) {
        const mention = { slot, name }
        for (const phrase of phrases) this.#listed.add(phrase, mention)
      }
    this.#places = new Set((data.slots.place ?? []).flatMap(({ phrases }) => phrases.map(unaccented)))
  }

  /**
   * @param text as typed: names keep their capitals
   * @param words the same, with its spelling repaired
   */
  find(text: string, words: readonly Word[]): Slots {
    const slots: Slots = {}
    const mentions = [...this.#listed.in(words)].flatMap(({ start, length, values }) => values.map(value => ({ ...value, start, length })))
    const browser = this.#mostLikely(mentions.filter(({ slot }) => slot === 'browser'), words)
    if (browser !== undefined) slots.browser = browser
    const os = mentions.find(({ slot }) => slot === 'os')?.name
    if (os !== undefined) slots.os = os
    const language = this.#language(mentions, words)
    if (language !== undefined) slots.language = language
    const read = readable(text)
    const tokens = tokensOf(read, this.#places)
    const institution = institutionIn(read, tokens) ?? mentions.find(({ slot }) => slot === 'institution')?.name ?? employerIn(read, tokens)
    if (institution !== undefined) slots.institution = institution
    const unit = unitIn(read, tokens, institution)
    if (unit !== undefined) slots.unit = unit
    return slots
  }

  /** Of several browsers, the one that is used and where it does not work. */
  #mostLikely(mentions: readonly (Mention & { start: number })[], words: readonly Word[]): string | undefined {
    if (mentions.length < 2) return mentions[0]?.name
    const turn = (i: number): boolean => words[i]?.opens === true || /^(?:mais|alors|but|while|whereas|et|and)$/.test(words[i]?.text ?? '')
    const clause = (at: number): { readonly before: readonly Word[]; readonly all: readonly Word[] } => {
      let from = at
      while (from > 0 && !turn(from)) from--
      let to = at + 1
      while (to < words.length && !turn(to)) to++
      return { before: words.slice(from, at), all: words.slice(from, to) }
    }
    const used = mentions.filter(({ start }) => {
      const before = clause(start).before.map(({ text }) => text)
      return !(before.some(word => /^(?:pas|plus|not)$/.test(word)) && before.some(word => /^(?:utilis|suis|use|using|am)/.test(word)))
    })
    const failing = used.filter(({ start }) => clause(start).all.some(({ text }) => worksNot.has(text)))
    return (failing[0] ?? used[0] ?? mentions[0])?.name
  }

  /** The language wanted: one that is not spoken means the other. */
  #language(mentions: readonly (Mention & { start: number; length: number })[], words: readonly Word[]): string | undefined {
    const [first, ...others] = mentions.filter(({ slot }) => slot === 'language')
    if (first === undefined) return undefined
    const near = words.slice(Math.max(0, first.start - 5), first.start + first.length + 3)
    if (!near.some(({ text }) => denials.has(text))) return first.name
    return others.find(({ name }) => name !== first.name)?.name ?? this.#locales.find(name => name !== first.name)
  }
}

/** « université de Rennes », « univ Lyon 1 », "University of Bordeaux", « Nantes Université », « INSA Lyon ». */
function institutionIn(text: string, tokens: readonly Token[]): string | undefined {
  for (const [i, { word, from, to }] of tokens.entries()) {
    if (!heads.institution.test(word)) continue
    const isName = (token: Token | undefined): boolean => token?.proper === true && !notNames.has(token.word)
    let first = i
    while (first > 0 && i - first < 3 && isName(tokens[first - 1]) && tokens[first]?.opens === false) first--
    if (first < i && /^universit/.test(word)) return text.slice(tokens[first]?.from, to)
    const end = nameAfter(tokens, i, 1)
    if (end !== undefined) return text.slice(from, tokens[end]?.to)
  }
  return undefined
}

/** Who employs: « chez Thales », « pour la société Vernay ». */
const employers = list('chez societe entreprise compagnie company firm startup')
/** No employer: « chez moi », and who sells access to the net. */
const noEmployers = list('moi toi lui elle nous vous eux soi mes tes ses nos vos des certains plusieurs d\'autres orange free sfr bouygues microsoft google apple')

function employerIn(text: string, tokens: readonly Token[]): string | undefined {
  for (const [i, { word }] of tokens.entries()) {
    const first = tokens[i + 1]
    if (!employers.has(word) || first === undefined || first.opens) continue
    if (notNames.has(first.word) || noEmployers.has(first.word) || connectors.has(first.word)) continue
    let end = i + 1
    while (end < i + 4 && tokens[end + 1]?.opens === false && tokens[end + 1]?.proper === true) end++
    // In small letters only when nothing follows: « je suis chez thales ».
    const ends = tokens[end + 1] === undefined || tokens[end + 1]?.opens === true
    if (first.proper || ends) return text.slice(first.from, tokens[end]?.to)
  }
  return undefined
}

function unitIn(text: string, tokens: readonly Token[], institution: string | undefined): string | undefined {
  const code = unitCode.exec(text)
  // The first two always stand in it.
  if (code !== null) return `${code[1]!.toUpperCase().replace(/[-_ ]/, '_')} ${code[2]!}${code[3] === undefined ? '' : ` ou ${code[3]}`}`
  const isUnit = ({ word }: Token): boolean =>
    word.length >= 3 && !notUnits.has(word) && !notNames.has(word) && !(institution !== undefined && unaccented(institution).includes(word))
  const shouts = !/\p{Ll}/u.test(text)
  // « doctorante CIFRE au LAAS »: what stands right behind a place goes before what stands near a word for one's work.
  const isPlaced = (i: number): boolean => places.has(tokens[i - 1]?.word ?? '') || heads.unit.test(tokens[i - 1]?.word ?? '')
  for (const [i, token] of [...tokens.entries()].sort(([i], [j]) => Number(isPlaced(j)) - Number(isPlaced(i)) || i - j)) {
    if (shouts || !/\p{Lu}.*\p{Lu}/u.test(token.text) || !isUnit(token)) continue
    const around = [...tokens.slice(Math.max(0, i - 5), i), ...tokens.slice(i + 1, i + 5)]
    if (around.some(({ word }) => unitCues.test(word)) || places.has(tokens[i - 1]?.word ?? '')) return token.text
  }
  for (const [i, { word, from }] of tokens.entries()) {
    if (!heads.unit.test(word)) continue
    const end = nameAfter(tokens, i, 2)
    const names = end !== undefined && tokens.slice(i + 1, end + 1).some(token => !connectors.has(token.word) && isUnit(token))
    if (names) return text.slice(from, tokens[end]?.to)
  }
  // « je suis au centre max weber »: a name in small letters, as long as no word of the sentence follows.
  for (const [i, { word, from }] of tokens.entries()) {
    if (!heads.unit.test(word) || !placed.has(tokens[i - 1]?.word ?? '')) continue
    let end = i
    const goesOn = (token: Token | undefined): boolean => token?.opens === false && isUnit(token) && !sentence.has(token.word)
    while (end < i + 4 && goesOn(tokens[end + 1])) end++
    if (end >= i + 2) return text.slice(from, tokens[end]?.to)
  }
  // « mon labo c'est le lisn », "my lab is called lisn": the name itself may be in small letters.
  const isNamed = ({ word }: Token, i: number): boolean =>
    /^(?:labo|laboratoire|unite|lab|laboratory|unit)$/.test(word) && /^(?:c|s|est|is)$/.test(tokens[i + 1]?.word ?? '')
  const named = tokens.findIndex(isNamed)
  if (named !== -1) {
    const verbs = list('c s est is appelle called le la l the')
    const at = tokens.findIndex(({ word }, i) => i > named && !verbs.has(word))
    const token = tokens[at]
    const last = tokens[at + 1]?.opens !== false
    if (token !== undefined && last && at > named + 2 && isUnit(token) && !token.opens && token.word.length <= 12) return token.text
  }
  return undefined
}

/** What exactly goes wrong, once it is known what is asked. */
export function symptomOf(topic: Topic, words: readonly Word[], concepts: ReadonlySet<string>): Symptom | undefined {
  const says = (...stems: string[]): boolean => words.some(word => stems.includes(word.text) || stems.includes(word.stem))
  const has = (...names: string[]): boolean => names.some(name => concepts.has(name) || concepts.has(`¬${name}`))
  if (topic === 'blank_page') {
    // « page blanche depuis la mise à jour »: not one's own changes.
    const blank = has('blank') && !has('old', 'record')
    if (!blank && (has('changes', 'changed', 'old') || concepts.has('¬refresh') || says('avant', 'before', 'data', 'donnees', 'fiche', 'save'))) return 'staleData'
    if (has('stuck') || says('boucle', 'sablier', 'eternite', 'longtemps', 'forever', 'slow', 'lent')) return 'endlessLoading'
    if (says('erreur', 'error', '500', '502', '503', '504', '404')) return 'errorMessage'
    if (has('blank') || says('rien', 'nothing', 'aucun')) return 'blankPage'
  }
  if (topic === 'activation_email') {
    if (has('expired') || says('tard', 'late')) return 'expiredLink'
    if (concepts.has('¬receive') || concepts.has('¬mail') || concepts.has('¬find') || says('rien', 'nothing', 'introuvable', 'attend', 'waiting')) return 'noMail'
  }
  return undefined
}
