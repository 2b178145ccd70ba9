/**
 * What somebody wrote in an answer, without what their program put around it: the mail that they answer, in the ways of the usual
 * programs in French and English, the signature, and what a telephone adds.
 */

/** Lines after the mark of what is quoted that may belong to it. */
const linesOfBlock = 7
/** Lines over which a program breaks the sentence that begins what it quotes. */
const linesOfSentence = 4
/** The longest such sentence, in characters: what is longer is none, and would take its square to look at. */
const longestSentence = 1000
/** Lines that a signature has at most, and the longest of them. */
const linesOfSignature = 8
const longestOfSignature = 80

const plain = (line: string): string => line.replace(/[\u00a0\u202f\u2007\t ]+/g, ' ').replace(/[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}/g, '').trim()
const unquoted = (line: string): string => plain(line).replace(/^(?:>\s?)+/, '').trim()
const isQuoted = (line: string): boolean => /^\s*>/.test(line)

const wrote = /^(?:le|on) .{4,240}(?:a écrit|a ecrit|écrivait|wrote|écrit)(?: ?:)?$/i
const wroteToo = /^.{0,100}<[^<>\s]+@[^<>\s]+>.{0,40}(?:a écrit|wrote|writes)(?: .{0,60})?:$|^\d{4}-\d\d-\d\d .{0,120}<[^<>\s]+@[^<>\s]+>\s*:?$/i
const field = /^(?:de|from|envoyé|envoyé le|sent|date|à|a|to|objet|subject|cc|copie|répondre à|reply-to|importance)\s*:/i
const firstField = /^(?:de|from|expéditeur)\s*:\s*\S/i
const divider = /^[-_ –—>]*(?:message d['’]origine|message original|original message|message transféré|forwarded message|mail original|message initial|courriel original)[-_ –—:<]*$|^(?:begin forwarded message|début du message (?:transféré|réexpédié))\s*:$/i
const telephone = /^(?:envoyé (?:de|depuis|à partir d)|sent from|sent with|sent via|télécharger outlook|obtenir outlook|get outlook|provenance\s*: courrier pour windows|envoyé avec)\b.{0,100}$/i
const closing = /^(?:(?:bien |très )?cordialement(?: vôtre)?|bien à vous|cdlt|cdt|(?:sincères |meilleures |cordiales )?salutations(?: distinguées)?|bonne (?:journée|soirée|réception|continuation|fin de journée)|à bientôt|amicalement|(?:best |kind |warm |kindest )?regards|all the best|best(?: wishes)?|(?:yours )?sincerely|yours (?:truly|faithfully)|cheers|merci(?: d['’]avance)?|(?:many )?thanks|thank you)\s*[,.!]?$/i

/** Where, and in which way, what is quoted begins. `lines`: of what announces it. */
interface Quoted {
  readonly at: number
  readonly lines: number
  /** The rest is quoted, whether it has marks or not. */
  readonly all: boolean
}

/** Whether what is quoted after these lines bears marks of its own, so that what has none may be the answer. */
const marked = (lines: readonly string[], from: number): boolean => {
  const next = lines.slice(from).find(line => line.trim() !== '')
  return next !== undefined && isQuoted(next)
}

function sentenceAt(lines: readonly string[], at: number): number | undefined {
  if (!/^(?:le|on) |<[^<>]+@|^\d{4}-\d\d-\d\d /i.test(unquoted(lines[at] ?? ''))) return undefined
  for (let count = 1; count <= linesOfSentence; count++) {
    const sentence = lines.slice(at, at + count).map(unquoted).join(' ')
    if (sentence.length > longestSentence) return undefined
    // A date or an address is in it: "Le serveur a écrit :" is somebody's own.
    if ((wrote.test(sentence) && /\d|@/.test(sentence)) || wroteToo.test(sentence)) return count
    if (unquoted(lines[at + count] ?? '') === '') return undefined
  }
  return undefined
}

function blockAt(lines: readonly string[], at: number): boolean {
  const line = unquoted(lines[at] ?? '')
  if (divider.test(line)) return true
  if (!firstField.test(line)) return false
  return lines.slice(at + 1, at + 1 + linesOfBlock).filter(each => field.test(unquoted(each))).length >= 2
}

function quotedIn(lines: readonly string[], above: readonly string[]): Quoted | undefined {
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    const count = sentenceAt(lines, at)
    if (count !== undefined) return { at, lines: count, all: !marked(lines, at + count) }
    if (blockAt(lines, at)) return { at, lines: 1, all: !isQuoted(line) }
    if (above.some(each => unquoted(line).toLowerCase().includes(each.toLowerCase()))) return { at, lines: 1, all: !isQuoted(line) }
  }
  return undefined
}

/** A line that divides, and nothing else, above what was cut. */
const onlyDivides = (line: string): boolean => /^[\s_–—=-]*$/.test(line)

/** Whether these lines are somebody's name, office and telephone rather than something to read. */
const isSignature = (lines: readonly string[]): boolean => {
  const written = lines.map(plain).filter(line => line !== '')
  return written.length <= linesOfSignature && written.every(line =>
    line.length <= longestOfSignature && !/^p\.?\s?-?s\b/i.test(line) && !(/[.?!…]$/.test(line) && line.split(' ').length > 5))
}

function withoutSignature(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex(line => /^-- ?$/.test(line) || /^--\u00a0?$/.test(line.trim()))
  let kept = at >= 0 ? lines.slice(0, at) : lines
  const last = (): string => plain(kept.at(-1) ?? '')
  while (kept.length > 0 && (onlyDivides(last()) || telephone.test(last()))) kept = kept.slice(0, -1)
  const end = kept.findLastIndex(line => closing.test(plain(line)))
  // The formula stays, the name goes: a person is answered by the helpdesk.
  return end > 0 && isSignature(kept.slice(end + 1)) ? kept.slice(0, end + 1) : kept
}

const invisible = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

/**
 * The answer alone.
 * @param text a mail's plain text
 * @param above sentences that stand in the guide's own mails above what they say, in each language: what is below one was quoted
 * @returns empty where nothing is left
 */
export function ownWords(text: string, above: readonly string[] = []): string {
  // A picture within the text is only named in it.
  const lines = text.replace(/\r\n?/g, '\n').replace(invisible, '').replace(/\[(?:cid|image)\s*:[^\]\n]{0,300}\]/gi, '').split('\n').map(line => line.trimEnd())
  const quoted = quotedIn(lines, above)
  let own: readonly string[] = lines
  if (quoted !== undefined)
    own = [...lines.slice(0, quoted.at), ...(quoted.all ? [] : lines.slice(quoted.at + quoted.lines))]
  own = own.filter(line => !isQuoted(line))
  // Below what was quoted with marks there may be another mark.
  const again = quoted === undefined ? undefined : quotedIn(own, above)
  if (again !== undefined) own = own.slice(0, again.at)
  return withoutSignature(own).join('\n').replace(/\n{3,}/g, '\n\n').trim()
}
