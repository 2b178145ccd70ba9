/** Free text -> topic, slots, and how sure that is, by what is learned from the editors' files, always with the same result. */
import { Classifier, type Model } from './classifier.ts'
import type { Example, UnderstandingData } from './data.ts'
import { Reader, type Features, type Reading } from './features.ts'
import { learnWords, type LearnedWords } from './knownWords.ts'
import { languageRecogniser, learnLanguages, type LearnedLanguages } from './language.ts'
import { SlotFinder, symptomOf, type Slots } from './slots.ts'
import { outOfScope, topics, type Topic } from './topics.ts'
import { train, type Lesson } from './training.ts'
import { sameForm } from './words.ts'

/** `start`: begin this conversation. `offer`: show the likely ones. `none`: say that it was not understood, and offer help. */
export type Action = 'start' | 'offer' | 'none'

export interface Candidate {
  readonly intent: Topic
  /** Between 0 and 1. */
  readonly score: number
}

export interface Understood {
  readonly intent: Topic
  /** How likely the topic is, between 0 and 1. */
  readonly score: number
  readonly action: Action
  /** The likeliest topics, at most three, likeliest first; `out_of_scope` may be among them and is no conversation. */
  readonly candidates: readonly Candidate[]
  /** Every topic that is likely at all, likeliest first, without `out_of_scope`: what may be offered. */
  readonly likely: readonly Topic[]
  readonly slots: Slots
  /** The language of the sentence. */
  readonly lang: string
}

/** Something that spoke for the topic, as an editor can read it. */
export interface Reason {
  readonly kind: 'whole message' | 'word' | 'words' | 'meaning' | 'meanings' | 'letters' | 'other'
  readonly what: string
  readonly weight: number
}

export interface Explained extends Understood {
  readonly why: {
    /** What weighed most for the topic, at most eight, heaviest first. */
    readonly features: readonly Reason[]
    /** The editors' sentences that are most like this one, at most five, with their likeness between 0 and 1. */
    readonly nearest: readonly (Pick<Example, 'text' | 'topic' | 'file' | 'line'> & { readonly likeness: number })[]
  }
}

export interface Understanding {
  /**
   * Understands a sentence of any length and content.
   * @param lang the conversation's language; the sentence's own is recognised
   */
  understand(text: string, lang?: string): Understood
  /** The same, with what weighed and the nearest examples, for editors. */
  explain(text: string, lang?: string): Explained
}

/** From these scores on. Found on the development sentences: see test/understanding. */
const bands = { start: 0.6, offer: 0.2 }

const training = { epochs: 6, rate: 0.5 }

/** Of so many examples, one is also practised within a context. */
const everyContext = 4
/** With so many other subjects each frame is practised. */
const fillings = 2
/** Stands for a subject that no list knows. */
const nobodyKnows = 'xyzzyx'

/** What is learned: the editors' sentences, some of them again within a context, and the frames with other subjects in them. */
function lessons(data: UnderstandingData): Example[] {
  const phrases = (kind: 'contexts' | 'elsewhere', locale: string): string[] =>
    data.groups.filter(group => group.kind === kind && group.locale === locale).flatMap(group => group.phrases)
  const made: Example[] = []
  for (const locale of data.locales) {
    const contexts = phrases('contexts', locale)
    const elsewhere = phrases('elsewhere', locale)
    const examples = data.examples.filter(example => example.locale === locale)
    for (const [i, example] of examples.filter(({ use }, each) => use === 'example' && each % everyContext === 0).entries()) {
      const context = contexts[i % contexts.length]
      if (context === undefined) break
      const text = i % 2 === 0 ? `${context}, ${example.text}` : `${example.text}, ${context}`
      made.push({ ...example, text })
    }
    for (const [i, frame] of examples.filter(({ use }) => use === 'frame').entries())
      for (let j = 0; j < fillings; j++) {
        const subject = j === 0 ? nobodyKnows : elsewhere[(i * 37 + j * 101) % elsewhere.length]
        if (subject !== undefined) made.push({ ...frame, text: frame.text.replace('…', subject) })
      }
  }
  return [...data.examples.filter(({ use }) => use !== 'frame'), ...made]
}

/** The features of a sentence that is one of the examples. */
const ownFeatures = (reader: Reader, { text, locale }: Example): Features => reader.features(reader.read(text, locale, true))

/** What is learned from the editors' sentences, as plain data. */
export interface LearnedTopics {
  readonly words: LearnedWords
  readonly languages: LearnedLanguages
  readonly model: Model<Topic>
  /** By the form of a whole message. */
  readonly whole: ReadonlyMap<string, Topic>
}

/** Learns them. Deterministic; the better part of a second for three thousand sentences. */
export function learnTopics(data: UnderstandingData): LearnedTopics {
  const words = learnWords(data)
  const reader = new Reader(words)
  function* practised(): Generator<Lesson<Topic>> {
    for (const example of lessons(data)) yield { features: ownFeatures(reader, example), label: example.topic }
  }
  const sentences = data.examples.filter(({ use }) => use !== 'frame')
  return {
    words,
    languages: learnLanguages(data),
    model: train(topics, practised(), training),
    whole: new Map(sentences.map(({ text, topic }) => [sameForm(text), topic])),
  }
}

/** Makes the understanding of what was learned from the data. */
export function createUnderstanding(data: UnderstandingData, learned: LearnedTopics = learnTopics(data)): Understanding {
  const { whole } = learned
  const reader = new Reader(learned.words)
  const languageOf = languageRecogniser(learned.languages)
  const slotFinder = new SlotFinder(data)
  const model = new Classifier(learned.model)

  /** The topic of a message that is, as a whole and courtesies aside, a sentence of the editors. */
  const wholeMessage = (text: string, { words }: Reading): Topic | undefined =>
    whole.get(sameForm(text)) ?? (words.length > 0 ? whole.get(words.map(word => word.text).join(' ')) : undefined)

  interface Judged extends Understood {
    readonly features: Features
    readonly exact: Topic | undefined
  }

  const judge = (text: string, given?: string): Judged => {
    const lang = languageOf(text, given) ?? data.locales[0] ?? 'fr'
    const reading = reader.read(text, lang)
    const features = reader.features(reading)
    const slots = slotFinder.find(text, reading.all)
    const exact = wholeMessage(text, reading)
    const scores = model.probabilities(features)
    // Nothing that could be read: no topic is likelier than another.
    if (reading.all.length === 0) scores.fill(0)
    const all = topics
      .map((intent, i): Candidate => ({ intent, score: exact === undefined ? (scores[i] ?? 0) : intent === exact ? 1 : 0 }))
      .sort((a, b) => b.score - a.score)
      .filter(({ score }, i) => i === 0 || score > 0.001)
    const ranked = all.slice(0, 3)
    const nothing: Candidate = { intent: outOfScope, score: 1 }
    const best = reading.all.length === 0 ? nothing : (ranked[0] ?? nothing)
    const likely = all.filter(({ intent }) => intent !== outOfScope)
    const action: Action =
      best.intent !== outOfScope && best.score >= bands.start ? 'start' : (likely[0]?.score ?? 0) >= bands.offer ? 'offer' : 'none'
    const symptom = symptomOf(best.intent, reading.words, reading.concepts)
    if (symptom !== undefined) slots.symptom = symptom
    const { intent, score } = best
    return { intent, score, action, candidates: ranked, likely: likely.map(each => each.intent), slots, lang, features, exact }
  }

  const understood = ({ intent, score, action, candidates, likely, slots, lang }: Judged): Understood => ({
    intent,
    score: rounded(score),
    action,
    candidates: candidates.map(each => ({ intent: each.intent, score: rounded(each.score) })),
    likely,
    slots,
    lang,
  })

  return {
    understand: (text, lang) => understood(judge(text, lang)),
    explain: (text, lang) => {
      const judged = judge(text, lang)
      const reasons = model.reasons(judged.features, judged.intent).filter(({ weight }) => weight > 0)
      const features = reasons.map(({ feature, weight }) => ({ ...readableReason(feature), weight: rounded(weight) }))
      const exact: Reason[] = judged.exact === undefined ? [] : [{ kind: 'whole message', what: sameForm(text), weight: 1 }]
      const nearest = data.examples
        .filter(({ locale, use }) => locale === judged.lang && use !== 'frame')
        .map(example => ({ example, likeness: model.likeness(judged.features, ownFeatures(reader, example)) }))
        .sort((a, b) => b.likeness - a.likeness)
        .filter(({ likeness }, i) => i < 5 && likeness > 0)
        .map(({ example, likeness }) => {
          const { text: sentence, topic, file, line } = example
          return { text: sentence, topic, file, line, likeness: rounded(likeness) }
        })
      const told = features.filter(({ kind, what }, i) => kind !== 'letters' && !features.slice(0, i).some(each => each.what === what))
      return { ...understood(judged), why: { features: [...exact, ...(told.length > 0 ? told : features)].slice(0, 8), nearest } }
    },
  }
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000

const kinds: Readonly<Record<string, Reason['kind']>> = { w: 'word', c: 'word', ww: 'words', cc: 'words', '#': 'meaning', '&': 'meanings', '%': 'other' }

function readableReason(feature: string): Pick<Reason, 'kind' | 'what'> {
  const [first = '', ...rest] = feature.split(' ')
  const kind = kinds[first]
  return kind === undefined ? { kind: 'letters', what: feature.slice(1) } : { kind, what: rest.join(' ') }
}
