/** For editors: the answers of the guide's questions that people can only choose by their button or its very words. */
import type { Library } from '../content/library.ts'
import type { DialogTable } from '../flow/table.ts'
import { optionNames } from './answerWords.ts'

/** An option of a `choose` step for which a language has no other words than its label. */
export interface UnnamedOption {
  readonly locale: string
  /** `<dialog>.<step>.<option>`, as it stands under `steps` in `content/understanding/<locale>/sayings.yml`. */
  readonly option: string
}

/** Finds the options without other names, language by language. */
export const unnamedOptions = (library: Library, tables: readonly DialogTable[]): UnnamedOption[] =>
  library.locales.flatMap(locale => tables.flatMap(table => Object.entries(table.steps).flatMap(([name, step]) =>
    step.kind !== 'choose' ? [] : Object.keys(step.choose).flatMap(option =>
      optionNames(library, locale, option, `${table.name}.${name}`).length > 0 ? [] : [{ locale, option: `${table.name}.${name}.${option}` }]))))
