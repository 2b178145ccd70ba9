/** Compares the words that there are with those that programs ask for: dialogs, pages, forms. */
import type { ExpectedNames, ExpectedWords } from './expectedNames.ts'
import { buttonsOf, type Field } from '../fields/kinds.ts'
import type { Findings, Report } from './findings.ts'
import { leavesOf, type Folder, type PageFile, type WordsFile } from './folder.ts'
import { placeOf, pluralBase, variablesOf } from './said.ts'
import { reach } from './source.ts'
import { variablesIn } from './template.ts'

/** What is missing at one place is one mistake. */
function byPlace(missing: readonly { readonly key: string; readonly at: number }[]): ReadonlyMap<number, readonly string[]> {
  const places = new Map<number, string[]>()
  for (const { key, at } of missing) places.set(at, [...(places.get(at) ?? []), key])
  return places
}

/** Compares the names of a file with those that a program asks for. */
function checkNames(file: WordsFile, expected: ExpectedWords, globals: readonly string[], { report, told }: Findings): void {
  const leaves = [...leavesOf(file.tree)]
  const keys = new Set(leaves.map(({ key }) => key))
  const names = new Set([...keys].map(key => pluralBase(key, keys) ?? key))
  const implicit = file.kind === 'dialogs' && file.id !== 'bot' ? ['title', 'menu'] : []
  const known = new Set([...expected.required, ...(expected.optional ?? []), ...implicit])
  const everythingBelow = [...known].filter(key => key.endsWith('.*')).map(key => key.slice(0, -1))
  const isKnown = (key: string): boolean => known.has(key) || everythingBelow.some(prefix => key.startsWith(prefix))
  const missing = expected.required.filter(key => !names.has(key))
  for (const [at, keys] of byPlace(missing.map(key => ({ key, at: placeOf(file.tree, key) })))) report(file.source.mistake(at, 'keyMissing', { keys }))
  for (const key of missing) told.add(`${file.source.file} ${key}`)
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

/** A mail holds what it was sent for, and names nothing that it is not given. */
function checkMail(mail: PageFile, required: readonly string[], known: readonly string[], report: Report): void {
  const { source, body, bodyAt, front } = mail
  const used = new Map([
    ...[...front.entries.values()].flatMap(({ tree }) => (tree.kind === 'text' ? variablesOf(tree) : [])),
    ...variablesIn(body).flatMap(({ name, offset }) => (name === undefined ? [] : [[name, bodyAt + offset] as const])),
  ])
  for (const name of required) if (!used.has(name)) report(source.mistake(bodyAt + Math.max(body.search(/\S/), 0), 'variableNeeded', { name }))
  for (const [name, at] of used) if (!known.includes(name)) report(source.mistake(at, 'variableUnknown', { name, known }))
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
  for (const [id, { required, optional = [] }] of Object.entries(expected.mails ?? {}))
    for (const locale of folder.locales) {
      const path = pathOf('mails', locale, id, 'md')
      const mail = folder.pages.find(({ source }) => source.file === path)
      if (mail !== undefined) checkMail(mail, required, [...required, ...optional, ...globals], report)
      else if (!folder.files.has(path)) missing(path, 'pageMissing', id)
    }
  for (const id of expected.forms ?? []) if (!folder.files.has(`forms/fields/${id}.yml`)) tell(`forms/fields/${id}.yml`, 'formMissing', { id })
}

/** A field needs its label, its question, why it is asked, its options and a sentence for each thing that can be wrong. */
function checkField(field: Field, file: WordsFile, codes: readonly string[], { report, told }: Findings): void {
  const { source, tree } = file
  const options = buttonsOf(field)
  const needed = ['label', 'question', 'why', ...options.map(option => `options.${option}`), ...codes.map(code => `errors.${code}`)]
  const missing = needed.flatMap(key => {
    const { at, found } = reach(tree, [field.name, ...key.split('.')])
    return found ? [] : [{ key, at }]
  })
  for (const { key } of missing) told.add(`${source.file} ${field.name}.${key}`)
  for (const [at, keys] of byPlace(missing)) report(source.mistake(at, 'fieldWordsMissing', { field: field.name, keys }))
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
