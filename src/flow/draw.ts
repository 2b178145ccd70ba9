/** A table as a Mermaid flow chart, from the table itself. */
import { arrowsOf, isEnd, kindOf, type DialogTable } from './define.ts'

const shapes = {
  choose: ['{{', '}}'], pick: ['{{', '}}'], ask: ['[/', '/]'], form: ['[/', '/]'],
  guide: ['[', ']'], begin: ['[[', ']]'], act: ['(', ')'], say: ['[', ']'],
} as const

/** The targets that a function of an arrow can name: read from its text, since the compiler has checked them already. */
function targetsOf(arrow: unknown, steps: readonly string[]): string[] {
  if (typeof arrow === 'string') return [arrow]
  const source = String(arrow)
  return [...source.matchAll(/(["'`])((?:end(?::[\w-]+)?)|[\w-]+)\1/g)]
    .map(match => match[2]!)
    .filter(name => steps.includes(name) || isEnd(name))
}

/** Draws one dialog. */
export function drawDialog(table: DialogTable): string {
  const names = Object.keys(table.steps)
  const lines = ['flowchart TD', `  %% ${table.name}`]
  for (const [name, step] of Object.entries(table.steps)) {
    const [open, close] = shapes[kindOf(step)]
    const what =
      'begin' in step ? `: ${step.begin}` : 'act' in step ? `: ${step.act}` : 'guide' in step && typeof step.guide === 'string' ? `: ${step.guide}` : ''
    lines.push(`  s_${name}${open}"${name}${what === `: ${name}` ? '' : what}"${close}`)
  }
  for (const [name, step] of Object.entries(table.steps))
    for (const { when, arrow } of arrowsOf(step))
      for (const target of new Set(targetsOf(arrow, names))) {
        const label = when === 'next' ? '' : `|${when}|`
        lines.push(isEnd(target) ? `  s_${name} -->${label} e_${target.replace(':', '_')}(["${target}"])` : `  s_${name} -->${label} s_${target}`)
      }
  return lines.join('\n')
}

/** Steps that no arrow reaches: mistakes of the table. */
export function unreachable(table: DialogTable): string[] {
  const names = Object.keys(table.steps)
  const reached = new Set<string>()
  const visit = (name: string): void => {
    if (reached.has(name) || isEnd(name)) return
    reached.add(name)
    const step = table.steps[name]
    if (step === undefined) return
    for (const { arrow } of arrowsOf(step)) for (const target of targetsOf(arrow, names)) visit(target)
  }
  visit(table.first)
  return names.filter(name => !reached.has(name))
}
