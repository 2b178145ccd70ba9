/**
 * What is taken out of a text that a person wrote, before others read it. Secrets go in any case: passwords, keys, what opens something
 * in the address of a page. Who it was goes where nobody needs to know: names, addresses, numbers. Each rule reads the text once, however
 * long it is; where it errs, it takes out too much. `test/actions/masking.test.ts` is the table of what goes and what stays.
 */
import { isAddress } from '../text/address.ts'

/** What was taken out: a password, a link or a key that opens something, or what tells who the person is. */
export type Removed = 'password' | 'link' | 'person'

/** What stands in the text, while it is worked on, for what was taken out of it: letters for private use, of which a text holds none. */
const marks: Readonly<Record<Removed, string>> = { password: '\uE000', link: '\uE001', person: '\uE002' }
/** Addresses are set aside as such letters too, so that no rule for words reads them. */
const firstAside = 0xf0000
const mostAside = 0xfff0

const edgeLeft = String.raw`(?<![\p{L}\p{N}])`
const edgeRight = String.raw`(?![\p{L}\p{N}])`

/** Names of what is typed to get in. Those of a whole phrase are followed by a secret of several words. */
const phraseNames = String.raw`pass[ -]?phrase|phrase (?:de passe|secr[èe]te)|secret phrase`
const secretNames = [
  String.raw`mots?[ -]?de?[ -]?pas{1,3}e`, String.raw`m\.? ?d\.? ?p`, String.raw`pass[ -]?w(?:or)?d`, 'passe?[ -]?code', 'passwor[dt]', 'passwd', 'p?pswd?', 'pwd',
  `${edgeLeft}pw`, String.raw`${edgeLeft}pass(?=\s?[:=]|\sis\s)`, `${edgeLeft}otp`, `${edgeLeft}pin`, 'kennwort',
  String.raw`code (?:secret|pin|sms|confidentiel|personnel|à usage unique|d[’' ](?:acc[èe]s|activation)|de (?:v[ée]rification|s[ée]curit[ée]|confirmation|connexion|r[ée]cup[ée]ration))`,
  '(?:pin|access|activation|verification|security|confirmation|recovery|one-time|sign-in|login|sms) code',
  'secret code', 'r[ée]ponse secr[èe]te', 'secret answer',
].join('|')
const accountNames = String.raw`${edgeLeft}(?:identifiants?(?: de connexion)?|login|logins|credentials|compte|account)`
const named = new RegExp(`(?:(?<phrase>${phraseNames})|(?<secret>${secretNames})|(?<account>${accountNames}))s?${edgeRight}\\.?`, 'giu')

/** What leads from the name of a secret to the secret: a sign, after which it follows for sure, or a verb, after which it may. */
const verbs = String.raw`(?:est|c[’']est|[ée]tait|sera|is|was)`
const link = new RegExp(
  String.raw`^(?:[^:=：＝,.;?!]|\.(?!\s|$)){0,40}?(?:\s?(?<sign>[:=：＝]+>?|-+>|→)\s?|,?\s${verbs}\s(?!\s?[:=：＝]))`, 'iu',
)
/** What is said of a password without telling it: « il est refusé ». First whole words, then how words begin. */
const saysNothing = new RegExp(
  String.raw`^(?:(?:pas|plus|bien|bon|bonne|tout|peut|vide|dans|en|un|une|le|la|les|l|celui|ce|ça|à|au|du|de|d|que|qui|sur|par|avec|sans|pour|mon|ma|quoi|où|trop|très|encore|not|no|still|too|very|right|good|ok|lost|the|an?|my|in|on|it|that|what|where|asked|never|always|being)${edgeRight}|(?:toujours|vraiment|in?correct|faux|fausse|in?valid|inconnu|erron|refus|rejet|oubli|expir|perdu|bloqu|périm|modifi|chang|demand|obligatoire|nécessaire|requi|wrong|reject|forgot|need|empty|unknown|block))`,
  'iu',
)
/** A secret that is not in quotes ends where a word does; several may be told with strokes between them. */
const toldWord = /^(?:["'«“‘(]\s?)?(?:\S+(?:\s\/\s\S+)*)?/u
const toldInQuotes = /^(?:"[^"]{1,100}"|«[^»]{1,100}»|“[^”]{1,100}”)/u
const toldPhrase = /^(?:(?!\s(?:et|mais|car|and|but|because|ne|does|doesn[’']t)\s)[^.,;!?]){1,120}/iu
/** « identifiants : marie / Soleil123 »: the second. */
const toldPair = /^(?<first>\S{1,100}?)(?<between>\s?[/|]\s?|,?\s(?:(?:et|and|&)\s)?)(?<second>\S+)/u
const told = /(?<!\S)(?<told>\S{4,100}) (?:est|is|was|[ée]tait|as|comme)(?: (?:mon|ma|le|la|un|notre|my|the|our|an?))? $/iu

/** How far behind the name of a secret a word that looks like one is taken for it, in characters. */
const reach = 40
/** Words of letters and digits that are no secret: units, programs, times. */
const noSecret = new RegExp(
  String.raw`^(?:\p{L}{1,2}[’'])?(?:(?:UMR|UAR|UMS|UPR|UPS|USR|FRE|ERL|EA|UR|U|EMR|IRL|GDR|IN2P|ANR)[-_]?[A-Z]?\d+\w?|(?:windows|firefox|chrome|edge|safari|opera|ios|android|macos|office|error|erreur|code|http)[-_]?\d[\d.]*|\d+(?:er|[èe]me|e|th|nd|rd|st|h|min|sec|heures?|jours?|mois|ans?|fois|hours?|days?|times?|minutes?)\d*)$`,
  'iu',
)

/** A text without the marks of punctuation around it. Read from its ends: a pattern would read long rows of signs again and again. */
function trimmed(text: string, signs: string): { readonly start: number; readonly end: number } {
  let start = 0
  let end = text.length
  while (start < end && signs.includes(text.charAt(start))) start++
  while (end > start && signs.includes(text.charAt(end - 1))) end--
  return { start, end }
}

/** Whether a word is what people choose for a password: letters with digits, or with a sign among them. */
function looksSecret(word: string): boolean {
  if (word.length < 6 || word.length > 200 || !/\p{L}/u.test(word) || noSecret.test(word)) return false
  return /\d/.test(word) ? !isAddress(word) : /[!#$%&*+^~](?=.)/u.test(word)
}

interface Span {
  readonly from: number
  readonly to: number
}

const signsAround = '"\'«»“”‘’()[]<>.,;:!? '

/** Where the secret stands that follows a name and its sign or verb. */
function spanTold(text: string, at: number, kind: 'phrase' | 'secret' | 'account', certain: boolean): Span | undefined {
  const rest = text.slice(at)
  if (kind === 'account') {
    const { first, between = '', second = '' } = toldPair.exec(rest)?.groups ?? {}
    if (first === undefined) return undefined
    const inside = trimmed(second, signsAround)
    if (!/[/|]/.test(between) && !looksSecret(second.slice(inside.start, inside.end))) return undefined
    const from = at + first.length + between.length
    return { from: from + inside.start, to: from + inside.end }
  }
  const quoted = toldInQuotes.exec(rest)?.[0]
  if (quoted !== undefined) return { from: at, to: at + quoted.length }
  const found = (kind === 'phrase' ? toldPhrase : toldWord).exec(rest)?.[0] ?? ''
  if (!certain && saysNothing.test(found)) return undefined
  const inside = trimmed(found, '.,;:!?)» ')
  return inside.end > 0 ? { from: at, to: at + inside.end } : undefined
}

/** Passwords that are told, wherever they stand beside their name, in order. */
function spansOfSecrets(text: string): Span[] {
  const spans: Span[] = []
  const take = (span: Span | undefined): void => {
    if (span !== undefined && span.from >= (spans.at(-1)?.to ?? 0)) spans.push(span)
  }
  for (const found of text.matchAll(named)) {
    const end = spans.at(-1)?.to ?? 0
    if (found.index < end) continue
    const kind = (['phrase', 'account'] as const).find(each => found.groups?.[each] !== undefined) ?? 'secret'
    const after = found.index + found[0].length
    if (kind !== 'account') {
      // « Soleil123 est mon mot de passe »
      const back = Math.max(end, found.index - 140)
      const before = told.exec(text.slice(back, found.index))
      const word = before?.groups?.['told'] ?? ''
      if (before !== null && looksSecret(word)) take({ from: back + before.index, to: back + before.index + word.length })
    }
    const linked = link.exec(text.slice(after, after + 80))
    if (linked !== null) take(spanTold(text, after + linked[0].length, kind, linked.groups?.['sign'] !== undefined))
    if (kind === 'account') continue
    const from = Math.max(after, spans.at(-1)?.to ?? 0)
    const clause = /^(?:[^.;?!]|[.;?!](?=\S))*/u.exec(text.slice(from, Math.max(from, after + reach)))?.[0] ?? ''
    for (const word of clause.matchAll(/(?<=\s)\S+/gu)) {
      const whole = /^\S*/u.exec(text.slice(from + word.index))?.[0] ?? ''
      const inside = trimmed(whole, signsAround)
      const at = from + word.index
      if (looksSecret(whole.slice(inside.start, inside.end))) take({ from: at + inside.start, to: at + inside.end })
    }
  }
  return spans
}

function hideSecrets(text: string): string {
  let result = ''
  let end = 0
  for (const { from, to } of spansOfSecrets(text)) {
    result += text.slice(end, from) + (from === 0 || /[\s"«“(/]/u.test(text.charAt(from - 1)) ? '' : ' ') + marks.password
    end = to
  }
  return result + text.slice(end)
}

/** Parts of an address after which one follows that opens something. */
const opensNext = /activat|activer|token|jeton|reset|r[ée]init|password|passe|verif|v[ée]rif|confirm|invit|magic|session|ticket/i
/** A word of an address that people wrote. */
const plainPart = /^(?:[a-zà-ÿ]+[.-]?){1,4}$/u

function opens(part: string, before: string): boolean {
  if (part.length > 32 || /[=%@]/.test(part)) return part !== ''
  if (part.length >= 20 && part.split(/[-_~.]/).some(piece => /\d/.test(piece) ? /[A-Za-z]/.test(piece) : /[a-z][A-Z]+[a-z]/.test(piece))) return true
  return opensNext.test(before) && part !== '' && !(part.length <= 24 && plainPart.test(part))
}

/** The address of a page: its host and path, without what opens something. A part of the path that may be a key is `…`. */
function pageOnly(address: string): string {
  const whole = address.split(/[?#;]|%3f|%23|%3b/i, 1)[0] ?? ''
  const scheme = /^[a-z][a-z0-9+.-]{0,15}:\/\//i.exec(whole)?.[0] ?? ''
  const [host = '', ...path] = whole.slice(scheme.length).split('/')
  const parts = path.map((part, index) => (opens(part, path[index - 1] ?? '') ? '…' : part))
  return [scheme + host.slice(host.lastIndexOf('@') + 1), ...parts].join('/')
}

const addressStart = /(?:https?|ftp|file):\/\/|www\./i
const addressWithoutScheme = /^[\w-]+(?:\.[\w-]+)+\//

/** Does something with each address of a page in a text. */
function withAddresses(text: string, make: (address: string) => string): string {
  return text.replace(/[^\s<>"«»]+/gu, word => {
    const { start, end } = trimmed(word, '()[]{}.,;:!?\'’“”|')
    const inside = word.slice(start, end)
    const from = addressStart.exec(inside)?.index ?? (addressWithoutScheme.test(inside) ? 0 : undefined)
    return from === undefined ? word : word.slice(0, start + from) + make(inside.slice(from)) + word.slice(end)
  })
}

const keyed = new RegExp(
  String.raw`${edgeLeft}(?:(?:ticket|code|key|cl[ée]|sid|session|secret)=|(?:token|jeton|api[ _-]?key|cl[ée] d[’'](?:api|acc[èe]s|activation))\s?[:=]\s?)\S+`,
  'giu',
)

/** Keys that stand alone: long, and of more than one kind of character. */
const hideKeys = (text: string, shortest: number, mark: string): string =>
  text.replace(/[\w~-]+/g, word => (word.length >= shortest && /\d/.test(word) && /[A-Za-z]/.test(word) ? mark : word))

const name = String.raw`[\p{L}’'-]+`
/** Words that end a name: « je m’appelle Anne et je… ». */
const endsName = String.raw`(?!(?:et|mais|je|j|car|de|du|à|au|pour|and|but|i|from|at|who|because)(?![\p{L}-]))`
const several = (count: number): string => String.raw`(?:${endsName}${name}[ \t]?){1,${count}}`
const title = String.raw`${edgeLeft}(?:[Mm]\.|[Mm]r\.?|[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame|[Mm]rs\.?|[Mm]s\.?|[Mm]iss|[Dd]r\.?|[Dd]octeur|[Pp]r\.?|[Pp]rof\.?|[Pp]rofess(?:eur|or))`

/** What tells who somebody is, once links and addresses are out: they hold names and numbers. The first part of a match stays. */
const persons: readonly RegExp[] = [
  new RegExp(String.raw`(${edgeLeft}(?:je m['’]appelle|je me nomme|mon nom(?: de famille)? (?:est|c['’]est)|mon prénom est|moi c['’]est|my (?:first |last )?name is|i am called|my name['’]s)\s+)${several(4)}`, 'giu'),
  new RegExp(String.raw`(${edgeLeft}(?:cordialement|bien à vous|sincèrement|kind regards|best regards|regards|sincerely|signé|signed)[\s,.]{1,5})${several(4)}`, 'giu'),
  new RegExp(String.raw`(${title}\s+)(?:\p{Lu}${name}[ \t]?){1,3}`, 'gu'),
  // « je suis Jean Dupont »: two words in capitals are a name more often than not.
  /((?:je suis|ici|i am|i['’]m|this is)\s+)\p{Lu}[\p{Ll}’'-]+\s+\p{Lu}[\p{L}’'-]+/gu,
  new RegExp(String.raw`(${edgeLeft}(?:identifiants?|login|user ?name|nom d[’']utilisateur)\s?[:=]\s?)[^\s,;]+`, 'giu'),
  // « prenom.nom (at) labo.fr »
  /()(?<!\S)\S{1,64}\s?(?:[([]at[)\]]|\sarobase\s)\s?\S{1,255}/giu,
]
/** Telephone, unit, personnel, card: four digits or more. An error's number stays. */
const numbers = /\+?\d(?:[\s.()/-]{0,3}\d){3,}/gu

function hidePersons(text: string): string {
  const withoutMail = text.replace(/[^\s<>()«»"',;:]+/gu, word => (/^[^@]+@+[^@]/.test(word) ? marks.person : word))
  const withoutNames = persons.reduce(
    (said, rule) => said.replace(rule, (found, kept: string) => `${kept}${marks.person}${/\s$/u.test(found) ? ' ' : ''}`),
    withoutMail,
  )
  return hideKeys(withoutNames, 12, marks.person).replace(numbers, marks.person)
}

/** One line, in one kind of Unicode, without invisible characters nor those that stand for what is taken out. */
const oneLine = (text: string): string =>
  text.normalize('NFC').replace(/[\p{Cf}\p{Co}]+/gu, '').replace(/[\p{Cc}\s]+/gu, ' ').trim()

/** Puts what was set aside back, and what is to be read for what was taken out. */
function written(text: string, aside: readonly string[], note: (removed: Removed) => string): string {
  return text
    .replace(/[\uE000-\uE002]/g, mark => note(mark === marks.link ? 'link' : mark === marks.person ? 'person' : 'password'))
    .replace(/[\u{F0000}-\u{FFFFF}]/gu, letter => aside[(letter.codePointAt(0) ?? 0) - firstAside] ?? '')
    .trim()
}

/**
 * A person's text in one line, without passwords, keys and what opens something. The address of a page keeps its host and its path.
 * For those to whom the person wrote.
 * @param note what stands in the place of what was taken out
 */
export function maskSecrets(text: string, note: (removed: Removed) => string): string {
  const aside: string[] = []
  const line = withAddresses(oneLine(text), address => {
    if (aside.length === mostAside) return marks.link
    aside.push(pageOnly(address))
    return String.fromCodePoint(firstAside + aside.length - 1)
  })
  return written(hideKeys(hideSecrets(line).replace(keyed, marks.link), 32, marks.link), aside, note)
}

/**
 * The same, also without what tells who wrote it or of whom: links, names, addresses, numbers of four digits or more. What no rule knows
 * stays. For those who need the words and not the person.
 * @param note what stands in the place of what was taken out
 */
export function maskPerson(text: string, note: (removed: Removed) => string): string {
  const line = withAddresses(oneLine(text), () => marks.link)
  return written(hidePersons(hideSecrets(line).replace(keyed, marks.link)), [], note)
}

/** « m…e@univ-lyon1.fr »: enough to recognise one's own, whoever else is looking. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@')
  const local = [...email.slice(0, at)]
  return `${local[0] ?? ''}…${local.length > 3 ? (local.at(-1) ?? '') : ''}${email.slice(at)}`
}
