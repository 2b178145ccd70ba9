/**
 * What of a text is the value that was asked for: « bonjour, je travaille au LIRIS, à Lyon » names LIRIS. Only what stands around the
 * value is left away, by the editors' lists; the value itself stays as it was typed.
 */
import { unaccented } from '../text/fold.ts'

/** What stands around a value of one kind, as the editors list it. */
export interface Around {
  /** Said before it; one of several words may stand in the middle of a text, too. */
  readonly before: readonly string[]
  /** What follows one of them is no longer the value. */
  readonly after: readonly string[]
}

export interface ValueWords {
  /** By kind: `person`, `place`, `job`, … */
  readonly kinds: Readonly<Record<string, Around>>
  /** Set aside at both ends of any value. */
  readonly fillers: readonly string[]
  /** What was said before one of them is corrected. */
  readonly corrections: readonly string[]
  /** Small words, of which alone no name is made. */
  readonly little: readonly string[]
  /** What begins so tells something, and is no value: « j’ai oublié … ». */
  readonly stories: readonly string[]
}

/** Reads values out of texts. */
export interface ValueReader {
  /**
   * The value in a text; the text itself where nothing stands around it.
   * @param kind `email`, `phone`, `errorNumber`, `pageAddress`, `any`, or one of the editors' kinds
   */
  read(text: string, kind: string): string
  /** What of a text holds once it corrects itself: behind the last correction in it. */
  lastSaid(text: string): string
  /** Whether a text holds a value that is known by its form: an address, a number. */
  holds(text: string, kind: string): boolean
}

interface SaidWord {
  readonly form: string
  readonly from: number
  readonly to: number
  /** Whether punctuation stands before it. */
  readonly opens: boolean
}

/** Finds the first phrase, longest first, that stands at a word; its length in words. */
type Book = (words: readonly SaidWord[], at: number) => number

const formsOf = (text: string): string[] => [...unaccented(text).matchAll(/[\p{L}\p{N}]+/gu)].map(([form]) => form)

/** Characters that end a clause: what follows is another thing. */
const breaks = /[,;:()\n…!?]|\.\.|\.\s|\s[-–—]\s/

function wordsOf(text: string): SaidWord[] {
  const words: SaidWord[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
    words.push({ form: unaccented(found), from: index, to: index + found.length, opens: breaks.test(text.slice(end, index)) })
    end = index + found.length
  }
  return words
}

function bookOf(phrases: readonly string[]): Book {
  const byFirst = new Map<string, string[][]>()
  for (const phrase of phrases) {
    const forms = formsOf(phrase)
    const [first] = forms
    if (first === undefined) continue
    byFirst.set(first, [...(byFirst.get(first) ?? []), forms].sort((a, b) => b.length - a.length))
  }
  return (words, at) =>
    byFirst.get(words[at]?.form ?? '')?.find(forms => forms.every((form, i) => words[at + i]?.form === form))?.length ?? 0
}

/** An address, wherever it stands; « arobase » is read as @. */
const addresses = (text: string): string[] =>
  (text.includes('@') ? text : text.replace(/\s+(?:arobase|arrobase|chez|at)\s+(?=[\w-]+\.\w)/giu, '@'))
    .match(/[^\s<>()[\]"«»,;:]+\s?@\s?[^\s<>()[\]"«»,;:]+/gu)?.map(each => each.replace(/\s/g, '').replace(/[.!?']+$/, '')) ?? []
const numbers = (text: string): string[] =>
  text.match(/\+?\d(?:[\s().\-/_]*\d){5,}/g)?.map(each => each.trim()) ?? []
/** What failed, as RFC 9110 numbers it. */
const statuses = (text: string): string[] => text.match(/\b[45]\d\d\b/g) ?? []
const pages = (text: string): string[] =>
  text.match(/(?:https?:\/\/|\b(?:[\w-]+\.)+[a-z]{2,}\/)[^\s<>"«»,;]*/gi)?.map(each => each.replace(/[.!?)]+$/, '')) ?? []
/** What is quoted of a screen. */
const quoted = (text: string): string[] => [...text.matchAll(/["«“]\s*([^"«»“”]{3,200}?)\s*["»”]/g)].map(([, words = '']) => words)

/** By kind of value: what is known by its form. */
const byForm: Readonly<Record<string, (text: string) => string[]>> = {
  phone: numbers,
  pageAddress: pages,
  errorNumber: text => [statuses, quoted].map(find => find(text)).find(({ length }) => length > 0) ?? [],
  person: () => [],
  job: () => [],
}

/** Behind what announces a question, where something does; the rest as it was typed. */
function behindAnnouncement(text: string, announces: Book, filler: Book): string {
  const words = wordsOf(text)
  let behind = 0
  for (let at = 0, length = 1; length > 0; at += length) {
    const announced = announces(words, at)
    length = Math.max(announced, filler(words, at))
    if (announced > 0) behind = at + length
  }
  return text.slice(words[behind]?.from ?? 0)
}

/** Where what follows the last word that corrects what was said before it begins, in words; 0: nothing is corrected, or nothing follows. */
function lastCorrection(words: readonly SaidWord[], correction: Book): number {
  let from = 0
  for (let at = 1; at < words.length; at++) {
    const length = correction(words, at) || (/^(?:non|no)$/.test(words[at]?.form ?? '') && words[at]?.opens === true ? 1 : 0)
    if (length > 0 && at + length < words.length) from = at + length
  }
  return from
}

/** Nobody writes so around an answer: it is shown as it came. */
const markup = /[[\]{}<>*_`|\\]|:\/\//

/** Makes the reader. */
export function createValueReader({ kinds, fillers, corrections, little, stories }: ValueWords): ValueReader {
  const filler = bookOf(fillers)
  const correction = bookOf(corrections)
  const books = new Map(
    Object.entries(kinds).map(([kind, { before, after }]) => [
      kind,
      { before: bookOf(before), middle: bookOf(before.filter(phrase => formsOf(phrase).length > 1)), after: bookOf(after) },
    ]),
  )
  const any = books.get('any')
  const announcesQuestion = books.get('question')?.before ?? (() => 0)
  const story = bookOf(stories)
  /** Behind what may stand before it. */
  const isStory = (words: readonly SaidWord[]): boolean => {
    let at = 0
    for (let length = 1; length > 0; at += length) length = filler(words, at)
    return story(words, at) > 0
  }
  const small = new Set(little.flatMap(formsOf))
  /** « je veux », left of a sentence that tells no name. A single word may be one: « Le », « An ». */
  const isNoName = (words: readonly SaidWord[]): boolean =>
    words.length > 1 && /^(?:je|j|i)$/.test(words[0]?.form ?? '') && words.every(({ form }) => small.has(form))

  const corrected = (words: readonly SaidWord[]): readonly SaidWord[] => words.slice(lastCorrection(words, correction))

  function readWords(text: string, kind: string): string {
    const own = books.get(kind)
    let words = corrected(wordsOf(text))
    if (own !== undefined && isStory(words)) return ''
    // « mon employeur c’est … », also after something else.
    for (let at = words.length - 2; at > 0; at--) {
      const length = own?.middle(words, at) ?? 0
      if (length > 0 && at + length < words.length) {
        words = words.slice(at + length)
        break
      }
    }
    const colon = words.findLastIndex(({ from }, at) => at > 0 && /:\s*$/.test(text.slice(words[at - 1]?.to ?? 0, from)))
    if (colon > 0) words = words.slice(colon)
    for (let length = 1; length > 0 && words.length > 1; ) {
      // « Ben Salah » is no hesitation.
      const isName = kind === 'person' && /^\p{Lu}/u.test(text.slice(words[0]?.from ?? 0))
      length = Math.max(own?.before(words, 0) ?? 0, any?.before(words, 0) ?? 0, isName ? 0 : filler(words, 0))
      if (length < words.length) words = words.slice(length)
      else break
    }
    const isBehind = (at: number): boolean => [own, any].some(book => (book?.after(words, at) ?? 0) > 0)
    const end = words.findIndex((word, at) => at > 0 && (word.opens || isBehind(at)))
    if (end > 0) words = words.slice(0, end)
    for (let cut = true; cut; ) {
      cut = false
      for (let at = words.length - 1; at > 0 && at > words.length - 5; at--)
        if (filler(words, at) === words.length - at) {
          words = words.slice(0, at)
          cut = true
        }
    }
    if (kind === 'person' && isNoName(words)) return ''
    const [first, last] = [words[0], words.at(-1)]
    return first === undefined || last === undefined ? text : text.slice(first.from, last.to)
  }

  return {
    lastSaid: text => {
      const words = wordsOf(text)
      const before = words[lastCorrection(words, correction) - 1]
      return before === undefined ? text : text.slice(before.to).replace(/^[\s,;:.…!?–—-]+/u, '')
    },
    holds: (text, kind) => (byForm[kind] ?? addresses)(text).length > 0,
    read: (text, kind) => {
      if (kind === 'question') return behindAnnouncement(text, announcesQuestion, filler)
      const found = (byForm[kind] ?? addresses)(text)
      const corrects = wordsOf(text).some((word, at, all) => at > 0 && (correction(all, at) > 0 || /^(?:non|no)$/.test(word.form)))
      const last = found.at(-1)
      if (last !== undefined && kind === 'errorNumber') return last
      // Two addresses of one name: the second repairs the first.
      const isSlip = found.length === 2 && found[0]?.split('@')[0] === last?.split('@')[0]
      if (last !== undefined && (found.length === 1 || corrects || isSlip)) return last
      return kind === 'email' || kind === 'phone' || kind === 'pageAddress' || found.length > 1 || markup.test(text) ? text : readWords(text, kind)
    },
  }
}
