/** Scores a folder of answer sheets and says what failed: `node dist/test/understanding/answers/figures.js development [step] [every]`. */
import { figures, openDesk, sheets, stepKind, type Judged } from './typedAtStep.ts'

const [folder = 'development', only = '', every = '1'] = process.argv.slice(2)
const desk = await openDesk()
const judged: Judged[] = []
for (const [i, sentence] of sheets(folder).entries())
  if (sentence.step.startsWith(only) && i % Number(every) === 0) judged.push(await desk.judge(sentence))
for (const { verdict, step, lang, say, expect, did } of judged)
  if (verdict !== 'right') console.log(`${verdict.padEnd(14)} ${step} ${lang} | ${say} | ${expect} | ${did}`)
const line = (name: string, of: readonly Judged[]): void => {
  const { count, right, wrong, destroyed } = figures(of)
  console.log(`${name.padEnd(16)} ${String(count).padStart(5)}  right ${(100 * right).toFixed(1)} %  wrong ${(100 * wrong).toFixed(1)} %  destroyed ${destroyed}`)
}
for (const kind of [...new Set(judged.map(stepKind))])
  for (const lang of ['fr', 'en']) line(`${kind} ${lang}`, judged.filter(each => stepKind(each) === kind && each.lang === lang))
line('all', judged)
