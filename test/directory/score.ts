/**
 * Scores look-ups against a full RNSR file: `node --import=tsx test/directory/score.ts FILE [LOOKUPS] [--history FILE] [--misses]`
 * (or `node dist/test/directory/score.js …`). A look-up is right when its answer is, and a sure answer names a unit that was meant;
 * it is confidently wrong when « true » or « false » was said otherwise.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openSource } from '../../src/directory/fileContent.ts'
import { findUnits, type UnitAnswer } from '../../src/directory/findUnits.ts'
import { readRnsr } from '../../src/directory/rnsr.ts'
import { UnitIndex } from '../../src/directory/unitIndex.ts'

export interface LookUp {
  readonly id: string
  /** `dev`: the words of the code were chosen on these; `held`: they were not looked at. */
  readonly set: 'dev' | 'held'
  readonly kind: string
  readonly query: string
  readonly cnrs: UnitAnswer['answer']
  /** Units that may be meant; empty when any will do. */
  readonly rnsr: readonly string[]
}

export interface Score {
  asked: number
  right: number
  /** Sure and wrong. */
  wrong: number
}

/** The look-ups of the project, beside this file; also when it runs compiled. */
export function readLookUps(
  file = fileURLToPath(import.meta.url)
    .replace(/dist[\\/](?=test)/, '')
    .replace(/score\.[jt]s$/, 'lookups.jsonl'),
): LookUp[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as LookUp)
}

/** Whether an answer is right, or sure and wrong. */
export function judge(
  { cnrs, rnsr }: Pick<LookUp, 'cnrs' | 'rnsr'>,
  { answer, units }: Pick<UnitAnswer, 'answer' | 'units'>,
): 'right' | 'careful' | 'wrong' {
  const sure = answer === 'true' || answer === 'false'
  const named = rnsr.length === 0 || units.some(unit => rnsr.includes(unit.rnsr))
  if (answer === cnrs && (named || !sure)) return 'right'
  return sure ? 'wrong' : 'careful'
}

/** Reads a full file (RNSR, and history when given) into memory. */
export async function readIndex(file: string, history?: string): Promise<UnitIndex> {
  const read = await readRnsr((await openSource(file)).chunks)
  if (read.kind !== 'units') throw new Error(`${file} is not an RNSR file`)
  const old = history === undefined ? undefined : await readRnsr((await openSource(history)).chunks)
  return new UnitIndex(read.units, old?.kind === 'history' ? old.former : [])
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1).padStart(5)} %`

async function main(args: string[]): Promise<void> {
  const misses = args.includes('--misses')
  const historyAt = args.indexOf('--history')
  const history = historyAt < 0 ? undefined : args[historyAt + 1]
  const [file, lookups] = args.filter((arg, at) => !arg.startsWith('--') && !(historyAt >= 0 && at === historyAt + 1))
  if (file === undefined) throw new Error('Which RNSR file? score.ts FILE [LOOKUPS] [--history FILE] [--misses]')
  const index = await readIndex(file, history)
  const scores = new Map<string, Score>()
  for (const lookUp of readLookUps(lookups)) {
    const answer = findUnits(index, lookUp.query)
    const verdict = judge(lookUp, answer)
    for (const key of [`${lookUp.set}  ${lookUp.kind}`, `${lookUp.set}  = all`, '= all']) {
      const score = scores.get(key) ?? { asked: 0, right: 0, wrong: 0 }
      scores.set(key, score)
      score.asked++
      if (verdict === 'right') score.right++
      if (verdict === 'wrong') score.wrong++
    }
    if (misses && verdict !== 'right')
      console.log(
        `${verdict.padEnd(8)} ${lookUp.set} ${lookUp.kind}: ${JSON.stringify(lookUp.query)} wants ${lookUp.cnrs}, got ${answer.answer} (${answer.reason})`,
        answer.units.slice(0, 3).map(({ rnsr, acronym, by }) => `${acronym} ${rnsr} ${by}`),
      )
  }
  for (const [key, { asked, right, wrong }] of [...scores].toSorted(([a], [b]) => a.localeCompare(b)))
    console.log(
      `${key.padEnd(40)} ${String(asked).padStart(4)}  right ${percent(right, asked)}  confidently wrong ${percent(wrong, asked)}`,
    )
}

if (/score\.[jt]s$/.test(process.argv[1] ?? '')) await main(process.argv.slice(2))
