/** Free text -> topic, slots, confidence. */
export { understandBatch } from './sentencesBatch.ts'
export { contradictions, type Contradiction } from './contradictions.ts'
export { readUnderstanding, understandingData, type UnderstandingData, type UnderstandingFile } from './data.ts'
export type { Slots, Symptom } from './slots.ts'
export { isTopic, outOfScope, topics, type Topic } from './topics.ts'
export { createUnderstanding, type Action, type Candidate, type Explained, type Reason, type Understanding, type Understood } from './understand.ts'
