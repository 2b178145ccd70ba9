/** How long the understanding takes to learn and to answer: `npm run bench`. Processor time, so that other work counts less. */
import { contentDir } from '../../src/root.ts'
import { createUnderstanding, readUnderstanding, topics } from '../../src/understanding/index.ts'
import { figure, median, quantile } from '../support/bench/measure.ts'
import { textsUpTo } from '../support/longTexts.ts'
import { developmentSentences, score, scoreLine, secondSentences } from '../understanding/sentences.ts'

const started = performance.now()
const data = await readUnderstanding(contentDir)
console.log(`understanding: ${data.examples.length} examples read in ${(performance.now() - started).toFixed(0)} ms`)

const trainings = Array.from({ length: 3 }, () => {
  const before = process.cpuUsage()
  const clock = performance.now()
  createUnderstanding(data)
  const { user, system } = process.cpuUsage(before)
  return { processor: (user + system) / 1000, wall: performance.now() - clock }
})
console.log(
  `understanding: trained in ${trainings[0]!.wall.toFixed(0)} ms (${trainings[0]!.processor.toFixed(0)} ms of processor), ` +
    `best of three ${Math.min(...trainings.map(({ wall }) => wall)).toFixed(0)} ms`,
)

const understanding = createUnderstanding(data)
const sentences = developmentSentences()
for (const { text, lang } of sentences) understanding.understand(text, lang)
const times = sentences
  .map(({ text, lang }) => {
    const start = performance.now()
    understanding.understand(text, lang)
    return performance.now() - start
  })
  .sort((a, b) => a - b)
const at = (share: number): string => `${times[Math.min(times.length - 1, Math.floor(share * times.length))]!.toFixed(2)} ms`
console.log(`understanding: a sentence takes ${at(0.5)} (p50), ${at(0.95)} (p95), ${at(1)} (longest)`)
for (const most of [400, 1200, 4000]) {
  const texts = textsUpTo(most, 400, data.examples.map(({ text }) => text))
  const took = texts.map(text => {
    const start = performance.now()
    understanding.understand(text, 'fr')
    return performance.now() - start
  })
  console.log(`understanding: texts to ${most} characters, take ${figure(median(took))} ms (median), ${figure(quantile(took, 0.99))} ms (p99)`)
}
const long = 'je n’ai pas reçu le mail d’activation. '.repeat(2600)
const start = performance.now()
understanding.understand(long, 'fr')
console.log(`understanding: ${long.length} characters take ${(performance.now() - start).toFixed(1)} ms`)
console.log(scoreLine('understanding: development', score(understanding, sentences)))
const second = secondSentences()
for (const [name, part] of [
  ['second set', second],
  ['second set, fr', second.filter(({ lang }) => lang === 'fr')],
  ['second set, en', second.filter(({ lang }) => lang === 'en')],
  ...topics.map(topic => [`  ${topic}`, second.filter(each => each.topic === topic)] as const),
] as const)
  console.log(scoreLine(name, score(understanding, part)))
