/** The development sentences, and how well they are understood. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../../src/root.ts'
import { isTopic, outOfScope, type Slots, type Topic, type Understanding } from '../../src/understanding/index.ts'

export interface Sentence {
  readonly text: string
  readonly lang: string
  readonly topic: Topic
  /** What must be found in passing, where that is judged. */
  readonly slots?: Slots
}

/** Reads a file of sentences: topic -> sentences, each a text or `{ text, slots }`. */
function readSentences(path: string, lang: string): Sentence[] {
  const file = parse(readFileSync(path, 'utf8')) as Record<string, readonly (string | number | { text: string; slots?: Slots })[]>
  return Object.entries(file).flatMap(([topic, lines]) => {
    if (!isTopic(topic)) throw new Error(`${path}: ${topic} is no topic`)
    return lines.map(line => (typeof line === 'object' ? { ...line, lang, topic } : { text: String(line), lang, topic }))
  })
}

export const developmentSentences = (): Sentence[] =>
  ['fr', 'en'].flatMap(lang => readSentences(join(root, 'test/understanding', `development.${lang}.yml`), lang))

const readLines = (file: string): Sentence[] =>
  readFileSync(join(root, 'test/understanding', file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const { intent, ...sentence } = JSON.parse(line) as { text: string; lang: string; intent: string; slots?: Slots }
      if (!isTopic(intent)) throw new Error(`${intent} is no topic`)
      return { ...sentence, topic: intent }
    })

/** Sentences by someone who had read neither the examples nor the development sentences. Nothing may be tuned on them. */
export const secondSentences = (): Sentence[] => readLines('second.jsonl')

/** First messages, kept closed until the understanding was finished (decision 18). */
export const firstMessages = (): Sentence[] => readLines('first.jsonl')

/** Shares between 0 and 1. */
export interface Scores {
  readonly sentences: number
  /** The topic is the right one. */
  readonly right: number
  /** The right one is among the three candidates. */
  readonly inThree: number
  /** The right conversation is begun, or what is out of scope begins nothing. */
  readonly served: number
  /** Begins a conversation that is not the right one. */
  readonly wrongBegun: number
  /** Of those in scope: nothing is begun and nothing offered. */
  readonly refused: number
  /** Of those out of scope: nothing is begun. */
  readonly leftAlone: number
  /** Of the slots that are judged: found as they should be. */
  readonly slots: number
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

export function score(understanding: Understanding, sentences: readonly Sentence[]): Scores {
  const tally = { right: 0, inThree: 0, served: 0, wrongBegun: 0, inScope: 0, refused: 0, leftAlone: 0, slots: 0, slotsFound: 0 }
  for (const { text, lang, topic, slots = {} } of sentences) {
    const understood = understanding.understand(text, lang)
    const begun = understood.action === 'start'
    if (understood.intent === topic) tally.right++
    if (understood.candidates.some(({ intent }) => intent === topic)) tally.inThree++
    if (topic === outOfScope ? !begun : begun && understood.intent === topic) tally.served++
    if (begun && understood.intent !== topic) tally.wrongBegun++
    if (topic !== outOfScope) {
      tally.inScope++
      if (understood.action === 'none') tally.refused++
    } else if (!begun) tally.leftAlone++
    for (const [name, value] of Object.entries(slots)) {
      tally.slots++
      if (understood.slots[name as keyof Slots] === value) tally.slotsFound++
    }
  }
  const all = sentences.length
  return {
    sentences: all,
    right: share(tally.right, all),
    inThree: share(tally.inThree, all),
    served: share(tally.served, all),
    wrongBegun: share(tally.wrongBegun, all),
    refused: share(tally.refused, tally.inScope),
    leftAlone: share(tally.leftAlone, all - tally.inScope),
    slots: share(tally.slotsFound, tally.slots),
  }
}

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`.padStart(8)

/** One line of a table of scores. */
export const scoreLine = (name: string, { sentences, right, inThree, served, wrongBegun, refused, leftAlone, slots }: Scores): string =>
  `${name.padEnd(28)} ${String(sentences).padStart(4)}  right ${percent(right)}  in three ${percent(inThree)}  served ${percent(served)}` +
  `  wrong begun ${percent(wrongBegun)}  refused ${percent(refused)}  left alone ${percent(leftAlone)}  slots ${percent(slots)}`
