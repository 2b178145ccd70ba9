/** `noa doctor`: what is missing, risky or contradictory before the guide goes public. */
import type { Command } from 'commander'
import { ConfigError, readConfig, type Config } from '../config.ts'
import { goingPublic, type PublicFinding, type Verdict } from './goingPublic.ts'
import { lookAtSurroundings } from './surroundings.ts'
import { say } from './terminal.ts'

const marks: Readonly<Record<Verdict, string>> = { good: '✓', missing: '✗', contradictory: '✗', risky: '!', unknown: '?' }

function show({ verdict, what, todo, lines = [] }: PublicFinding): void {
  say(`${marks[verdict]} ${what}`)
  if (todo !== undefined) say(`    ${todo}`)
  for (const line of lines) say(`      ${line}`)
}

function settings(): Config | ConfigError {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('says what is missing (✗), risky (!) or out of sight (?) for going public, in order, with the line to write; ends with 1 if something is missing')
    .action(async () => {
      const config = settings()
      const findings = config instanceof ConfigError
        ? [{ verdict: 'missing', what: 'The guide would not start with these settings.', todo: config.message } as const]
        : goingPublic(config, await lookAtSurroundings(config))
      for (const finding of findings) show(finding)
      const count = (...verdicts: readonly Verdict[]): number => findings.filter(({ verdict }) => verdicts.includes(verdict)).length
      say(`${count('missing', 'contradictory')} to settle first, ${count('risky')} to decide, ${count('unknown')} out of sight, ${count('good')} well`)
      if (count('missing', 'contradictory') > 0) process.exitCode = 1
    })
}
