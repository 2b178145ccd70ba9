/** The words of the Teams app (`teams/<locale>/manifest.yml`): what its package says in the catalogue and in the menu of commands. */
import { leavesOf, type WordsFile } from './folder.ts'
import type { Mistake } from './library.ts'
import { reach } from './source.ts'
import { variablesIn } from './template.ts'

/** Commands that Teams shows for one scope: ten, says Microsoft's page on bot menus; the schema itself would take twelve. */
const mostCommands = 10

/**
 * Longest texts in UTF-16 units, as Microsoft's schema counts them. For commands the schema of 1.28 allows 128 and 4000; those of the
 * schemas before it are kept to, since Teams cuts what is longer in the menu.
 */
const limits: readonly [name: RegExp, most: number][] = [
  [/^name\.short$/, 30],
  [/^name\.full$/, 100],
  [/^description\.short$/, 80],
  [/^description\.full$/, 4000],
  [/^commands\.[^.]+\.title$/, 32],
  [/^commands\.[^.]+\.description$/, 128],
]

/** Reports what Teams would refuse or cut: texts too long, too many commands, variables that nothing fills in. */
export function checkTeams({ source, tree }: WordsFile, report: (mistake: Mistake) => void): void {
  for (const { key, tree: leaf } of leavesOf(tree)) {
    if (leaf.kind !== 'text') continue
    const most = limits.find(([name]) => name.test(key))?.[1]
    const { length } = leaf.value.trim()
    if (most === undefined) report(source.mistake(leaf.at, 'keyUnknown', { key }))
    else if (length > most) report(source.mistake(leaf.at, 'tooLongForTeams', { length, most }))
    for (const { name = '', offset } of variablesIn(leaf.value))
      report(source.mistake(leaf.place(offset), 'variableUnknown', { name, known: [] }))
  }
  const commands = reach(tree, ['commands'])
  if (commands.found && commands.tree.kind === 'names' && commands.tree.entries.size > mostCommands)
    report(source.mistake(commands.at, 'tooManyCommands', { most: mostCommands }))
}
