/** Compares the words that there are with those that programs ask for: dialogs, pages, forms. */
import type { ExpectedNames, ExpectedWords } from './expectedNames.ts'
import { buttonsOf, type Field } from '../fields/kinds.ts'
import type { Findings } from './findings.ts'
import { leavesOf, type Folder, type WordsFile } from './folder.ts'
import { placeOf, pluralBase, variablesOf } from './said.ts'
import { reach } from './source.ts'

/** Compares the names of a file with those that a program asks for. */
function checkNames(file: WordsFile, expected: ExpectedWords, globals: readonly string[], { report, told }: Findings): void {
  const leaves = [...leavesOf(file.tree)]
  const keys = new Set(leaves.map(({ key }) => key))
  const names = new Set([...keys].map(key => pluralBase(key, keys) ?? key))
  const implicit = file.kind === 'dialogs' && file.id !== 'bot' ? ['title', 'menu'] : []
  const known = new Set([...expected.required, ...(expected.optional ?? []), ...implicit])
  const everythingBelow = [...known].filter(key => key.endsWith('.*')).map(key => key.slice(0, -1))
  const isKnown = (key: string): boolean => known.has(key) || everythingBelow.some(prefix => key.startsWith(prefix))
  for (const key of expected.required)
    if (!names.has(key)) {
      report(file.source.mistake(placeOf(file.tree, key), 'keyMissing', { key }))
      told.add(`${file.source.file} ${key}`)
    }
  for (const { key, tree } of leaves) {
    const name = pluralBase(key, keys) ?? key
    if (!isKnown(name)) {
      report(file.source.mistake(tree.at, 'keyUnknown', { key: name }))
      told.add(`${file.source.file} ${name}`)
    } else if (expected.variables !== undefined && tree.kind === 'text') {
      const allowed = [...(expected.variables[name] ?? []), ...globals]
      for (const [variable, at] of variablesOf(tree))
        if (!allowed.includes(variable)) report(file.source.mistake(at, 'variableUnknown', { name: variable, known: allowed }))
    }
  }
}

/** Compares the files with those that programs ask for, and the names in them. */
export function checkExpected(folder: Folder, expected: ExpectedNames, findings: Findings): void {
  const { report, tell, told } = findings
  const globals = expected.globals ?? []
  const missing = (path: string, code: 'dialogMissing' | 'pageMissing', id: string): void => {
    tell(path, code, { id })
    told.add(path)
  }
  const pathOf = (kind: string, locale: string, id: string, extension: string): string => `${kind}/${locale}/${id}.${extension}`
  for (const kind of ['dialogs', 'pages'] as const)
    for (const [id, words] of Object.entries(expected[kind] ?? {}))
      for (const locale of folder.locales) {
        const file = folder.words.find(each => each.kind === kind && each.locale === locale && each.id === id)
        const path = pathOf(kind, locale, id, 'yml')
        if (file !== undefined) checkNames(file, words, globals, findings)
        else if (!folder.files.has(path)) missing(path, kind === 'dialogs' ? 'dialogMissing' : 'pageMissing', id)
      }
  for (const { kind, id, source } of folder.words)
    if (kind === 'dialogs' && id !== 'bot' && !Object.hasOwn(expected.dialogs, id)) report(source.mistake(0, 'dialogUnknown', { id }))
  for (const { kind, id } of expected.articles ?? [])
    for (const locale of folder.locales) {
      const path = pathOf(kind, locale, id, 'md')
      if (!folder.files.has(path)) missing(path, 'pageMissing', id)
    }
  for (const id of expected.forms ?? []) if (!folder.files.has(`forms/fields/${id}.yml`)) tell(`forms/fields/${id}.yml`, 'formMissing', { id })
}

/** A field needs its label, its question, why it is asked, its options and a sentence for each thing that can be wrong. */
function checkField(field: Field, file: WordsFile, codes: readonly string[], { report, told }: Findings): void {
  const { source, tree } = file
  const options = buttonsOf(field)
  for (const key of ['label', 'question', 'why', ...options.map(option => `options.${option}`), ...codes.map(code => `errors.${code}`)]) {
    const { at, found } = reach(tree, [field.name, ...key.split('.')])
    if (found) continue
    report(source.mistake(at, 'fieldWordsMissing', { field: field.name, key }))
    told.add(`${source.file} ${field.name}.${key}`)
  }
  const given = reach(tree, [field.name, 'options'])
  if (!given.found || given.tree.kind !== 'names') return
  for (const [option, { tree: { at } }] of given.tree.entries)
    if (!options.includes(option)) {
      report(source.mistake(at, 'fieldUnknown', { field: field.name, key: `options.${option}` }))
      told.add(`${source.file} ${field.name}.options.${option}`)
    }
}

/** A group with a question is a field; a field that was taken out of the list leaves its words behind. */
function checkLeftOver({ tree, source }: WordsFile, fields: readonly Field[], { report }: Findings): void {
  if (tree.kind !== 'names') return
  for (const [name, { keyAt, tree: words }] of tree.entries)
    if (words.kind === 'names' && words.entries.has('question') && !fields.some(field => field.name === name))
      report(source.mistake(keyAt, 'keyUnknown', { key: name }))
}

/**
 * Compares the words of the forms with their fields.
 * @param codes that need words for a field
 */
export function checkForms(folder: Folder, codes: (field: Field) => readonly string[], findings: Findings): void {
  const { report, tell, told } = findings
  for (const { id, fields } of folder.fields)
    for (const locale of folder.locales) {
      const path = `forms/${locale}/${id}.yml`
      const file = folder.words.find(each => each.source.file === path)
      if (file === undefined) {
        if (!folder.files.has(path)) tell(path, 'formWordsMissing', { id })
        told.add(path)
        continue
      }
      for (const field of fields) checkField(field, file, codes(field), findings)
      checkLeftOver(file, fields, findings)
    }
  for (const { kind, id, source } of folder.words)
    if (kind === 'forms' && !folder.files.has(`forms/fields/${id}.yml`)) report(source.mistake(0, 'formUnknown', { id }))
}
