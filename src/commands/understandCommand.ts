/** `noa understand`: what the guide makes of a sentence, and why; for editors who try an example. */
import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { createUnderstanding, readUnderstanding, understandBatch } from '../understanding/index.ts'
import { inputLines, say } from './terminal.ts'

const share = (value: number): string => value.toFixed(2)

export function understandCommand(program: Command): void {
  program
    .command('understand')
    .description('what is understood of a sentence: topic, confidence, what weighed, the nearest examples')
    .argument('[text...]')
    .option('--lang <locale>', "the conversation's language")
    .option('--batch', 'JSON lines {"text","lang"?} on standard input')
    .action(async (words: readonly string[], { lang, batch }: { lang?: string; batch?: boolean }) => {
      const { contentDir, locales } = readConfig(process.env)
      const understanding = createUnderstanding(await readUnderstanding(contentDir, locales))
      if (batch === true) {
        const bad = (line: number): void => void process.stderr.write(`Line ${line} is not {"text"}: answered as an empty text.\n`)
        for await (const line of understandBatch(understanding, inputLines(), bad)) say(line)
        return
      }
      const { intent, score, action, candidates, slots, why } = understanding.explain(words.join(' '), lang)
      say(`${intent} ${share(score)} (${action})`)
      say(`Candidates: ${candidates.map(each => `${each.intent} ${share(each.score)}`).join(', ')}`)
      say(`Slots: ${JSON.stringify(slots)}`)
      say(`Weighed: ${why.features.map(({ kind, what, weight }) => `${kind} "${what}" ${share(weight)}`).join(', ')}`)
      say('Nearest examples:')
      for (const { text, topic, file, line, likeness } of why.nearest) say(`  ${share(likeness)} ${topic}: ${text} (${file}:${line})`)
    })
}
