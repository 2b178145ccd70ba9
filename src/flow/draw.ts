/** A table as a Mermaid flow chart, from the table itself. */
import { arrowsOf, isEnd, type Arrow, type DialogTable, type Step } from './table.ts'

const shapes = {
  choose: ['{{', '}}'], pick: ['{{', '}}'], ask: ['[/', '/]'], form: ['[/', '/]'],
  guide: ['[', ']'], begin: ['[[', ']]'], act: ['(', ')'], say: ['[', ']'],
} as const

/** The targets that a function of an arrow can name: read from its text, since the compiler has checked them already. */
export function targetsOf(arrow: Arrow, steps: readonly string[]): string[] {
  if (typeof arrow === 'string') return [arrow]
  return [...String(arrow).matchAll(/(["'`])((?:end(?::[\w-]+)?)|[\w-]+)\1/g)]
    .map(([, , name = '']) => name)
    .filter(name => steps.includes(name) || isEnd(name))
}

/** What a step names outside its dialog. */
function namedBy(step: Step): string | undefined {
  if (step.kind === 'begin') return step.begin.name
  if (step.kind === 'act') return step.act
  return step.kind === 'guide' && typeof step.guide === 'string' ? step.guide : undefined
}

/** Draws one dialog. */
export function drawDialog(table: DialogTable): string {
  const names = Object.keys(table.steps)
  const lines = ['flowchart TD', `  %% ${table.name}`]
  for (const [name, step] of Object.entries(table.steps)) {
    const [open, close] = shapes[step.kind]
    const named = namedBy(step)
    lines.push(`  s_${name}${open}"${name}${named === undefined || named === name ? '' : `: ${named}`}"${close}`)
  }
  for (const [name, step] of Object.entries(table.steps)) {
    for (const { when, arrow } of arrowsOf(step))
      for (const target of new Set(targetsOf(arrow, names))) {
        const label = when === 'next' ? '' : `|${when}|`
        lines.push(isEnd(target) ? `  s_${name} -->${label} e_${target.replace(':', '_')}(["${target}"])` : `  s_${name} -->${label} s_${target}`)
      }
    if (step.kind === 'begin' && step.passOn === true) lines.push(`  s_${name} --> e_passed_on(["end: as ${step.begin.name}"])`)
  }
  return lines.join('\n')
}

/** Steps that no arrow reaches: mistakes of the table. */
export function unreachable(table: DialogTable): string[] {
  const names = Object.keys(table.steps)
  const reached = new Set<string>()
  const visit = (name: string): void => {
    const step = table.steps[name]
    if (reached.has(name) || step === undefined) return
    reached.add(name)
    for (const { arrow } of arrowsOf(step)) for (const target of targetsOf(arrow, names)) visit(target)
  }
  visit(table.first)
  return names.filter(name => !reached.has(name))
}
