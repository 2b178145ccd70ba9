/**
 * The shape of each kind of file, as zod schemas, and what to tell an editor when a file has another one.
 */
import * as z from 'zod-4'
import { browserName } from './browserNames.ts'
import { checksums } from '../fields/checksum.ts'
import { answeringFacts, autofills, fieldNeeds } from '../fields/field.ts'
import { kindOf, kinds, type Field } from '../fields/kinds.ts'
import { wholePattern } from '../fields/pattern.ts'
import type { Mistake } from './library.ts'
import type { Code, Details } from './faults/sentences.ts'
import { plainOf, reach, type Source, type Tree } from './source.ts'

/** Kinds whose files are YAML words, Markdown pages, and all of them with their extension. */
export const wordKinds = ['dialogs', 'forms', 'pages', 'understanding', 'teams'] as const
export const pageKinds = ['guides', 'help', 'browsers', 'mails'] as const
export type WordKind = (typeof wordKinds)[number]

const text = z.string().min(1)
const named = z.record(z.string(), text)
const step = z.object({ text, retry: text, why: text, options: named, errors: named }).partial().catchall(z.unknown())

/** A dialog's words: its title and perhaps its place in the menu, then one group for each step. */
export const dialogShape = z.object({ title: text, menu: text.optional() }).catchall(step)

const fieldWords = z
  .object({ label: text, question: text, why: text, hint: text, options: named, errors: named })
  .partial()
  .catchall(z.unknown())

/** A form's words: groups are fields, texts belong to the form. */
export const formShape = z.record(
  z.string(),
  z.union([text, fieldWords]),
)

/** The words of the Teams app. The commands keep the order of the file. */
export const teamsShape = z.object({
  name: z.object({ short: text, full: text }),
  description: z.object({ short: text, full: text }),
  commands: z.record(z.string(), z.object({ title: text, description: text })),
})
export type TeamsWords = z.infer<typeof teamsShape>

/** The front matter of a page. */
export const pageShape = z
  .object({
    title: text,
    keywords: z.array(text).optional(),
    image: z.string().regex(/^[A-Za-z0-9][\w-]*(?:\.(?:svg|png))?$/).optional(),
    alt: text.optional(),
    order: z.number().optional(),
  })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))

/** The front matter of a help article: how people ask for it, where what it says comes from, and since when that is known. */
export const helpShape = pageShape.safeExtend({
  theme: text,
  questions: z.array(text).min(1),
  sources: z.array(text).min(1),
  checked: z.string().refine(isDay, 'dayExpected' satisfies Code),
  related: z.array(text).optional(),
})

/** Systems as the rest of the house names them (slots of the understanding, the chat page). */
export const deviceNames = ['computer', 'phone'] as const
export const osNames = ['windows', 'macos', 'linux', 'android', 'ios'] as const
/** What emptying the cache as the page says it signs a person out of: nothing, this portal, every site. */
export const signsOutNames = ['nothing', 'portal', 'sites'] as const

/** The front matter of a browser's page. */
export const browserShape = pageShape.safeExtend({
  browser: z.string().regex(browserName),
  device: z.enum(deviceNames),
  /** Only where the same browser is another thing on another system. */
  os: z.enum(osNames).optional(),
  signsOut: z.enum(signsOutNames),
  /** The day on which the page was compared with its sources, and how: against live browsers or against what others published. */
  checked: z.string().refine(isDay, 'dayExpected' satisfies Code),
  status: text,
  sources: z.array(text).min(1),
  version: text.optional(),
  /** The section that the picture is of, when it is not the cache. */
  imageSection: text.optional(),
})

function isDay(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
}

const length = z.number().int().min(1).max(10_000)
const namesOf = <T extends object>(record: T): [keyof T & string, ...(keyof T & string)[]] =>
  Object.keys(record) as [keyof T & string, ...(keyof T & string)[]] // a table with rows, whose keys are its own
const ownSettings = {
  minLength: length.optional(),
  maxLength: length.optional(),
  options: z.array(z.string().regex(/^[A-Za-z0-9][\w-]*$/)).optional(),
  offers: z.array(z.string().regex(/^[A-Za-z0-9][\w-]*$/)).min(1).optional(),
  answeredBy: z.enum(answeringFacts).optional(),
  pattern: z.string().min(1).max(200).optional(),
  checksum: z.enum(namesOf(checksums)).optional(),
}
const fieldShape = z
  .strictObject({ name: z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/), kind: z.enum(namesOf(kinds)), required: z.boolean(), autocomplete: z.enum(autofills).optional(), needs: z.enum(fieldNeeds).optional(), ...ownSettings })
  .superRefine((field, context) => {
    const tell = (message: Code, path: string): void => context.addIssue({ code: 'custom', message, path: [path] })
    const { has } = kindOf(field)
    for (const setting of namesOf(ownSettings)) if (field[setting] !== undefined && !has.includes(setting)) tell('settingUnused', setting)
    if ((field.minLength ?? 0) > (field.maxLength ?? Infinity)) tell('limitsCrossed', 'minLength')
    if (has.includes('options') && (new Set(field.options).size < 2 || new Set(field.options).size !== field.options?.length)) tell('optionsNeeded', 'options')
    if (has.includes('pattern') && !isPattern(field.pattern)) tell('patternNeeded', 'pattern')
  })

function isPattern(text: string | undefined): boolean {
  if (text === undefined) return false
  try {
    wholePattern(text)
    return true
  } catch {
    return false
  }
}

/** The fields of a form, in the order in which they are asked. */
export const fieldsShape = z.array(fieldShape).min(1).superRefine((fields, context) => {
  const seen = new Set<string>()
  for (const [index, { name }] of fields.entries()) {
    if (seen.has(name)) context.addIssue({ code: 'custom', message: 'sameFieldTwice' satisfies Code, path: [index, 'name'] })
    seen.add(name)
  }
}) as unknown as z.ZodType<Field[]> // zod writes `undefined` where a field has nothing; who reads it cannot tell

type Report = (mistake: Mistake) => void

const expectedOf: Readonly<Record<string, 'textExpected' | 'listExpected' | 'namesExpected' | 'yesOrNoExpected' | 'numberExpected'>> = {
  string: 'textExpected',
  array: 'listExpected',
  object: 'namesExpected',
  record: 'namesExpected',
  boolean: 'yesOrNoExpected',
  number: 'numberExpected',
  int: 'numberExpected',
}

/** What to say where a text should be and is not. */
function noText(tree: Tree): 'emptyText' | 'quoteIt' | 'textExpected' {
  if (tree.kind === 'plain') return tree.value === null ? 'emptyText' : 'quoteIt'
  return tree.kind === 'text' ? 'emptyText' : 'textExpected'
}

/** Where several shapes are possible, the faults against the one that was meant: of a group, those inside it. */
function within(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const meant = issue.errors.find(faults => (faults[0]?.path.length ?? 0) > 0) ?? issue.errors[0] ?? []
  return meant.flatMap(inner => within({ ...inner, path: [...issue.path, ...inner.path] }))
}

/** Compares a tree with its shape and reports each difference where it stands. Returns the value when there is none. */
export function fits<T>(schema: z.ZodType<T>, tree: Tree, source: Source, report: Report): T | undefined {
  const result = schema.safeParse(plainOf(tree))
  if (result.success) return result.data
  for (const issue of result.error.issues.flatMap(within)) {
    const { tree: here, at, found } = reach(tree, issue.path)
    const tell = <C extends Code>(code: C, ...details: Details<C>): void => report(source.mistake(at, code, ...details))
    if (issue.code === 'custom') tell(issue.message as 'limitsCrossed') // a code without details: ours all are (`satisfies Code`)
    else if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) {
        const known = Object.keys(fieldShape.shape)
        const entry = here.kind === 'names' ? here.entries.get(key) : undefined
        report(source.mistake(entry?.keyAt ?? at, 'unknownName', { name: key, known }))
      }
    else if (!found) tell('missingName', { name: String(issue.path.at(-1)) })
    else if (issue.code === 'invalid_value') tell('oneOf', { values: issue.values.map(String) })
    else if (issue.code === 'invalid_format') tell('badName', { name: here.kind === 'text' ? here.value : '' })
    else if (issue.code === 'invalid_type' && issue.expected !== 'string') tell(here.kind === 'plain' && here.value === null ? 'emptyText' : (expectedOf[issue.expected] ?? 'textExpected'))
    else if (issue.code === 'too_small' && issue.origin === 'array') tell('listExpected')
    else if (issue.code === 'too_small' && issue.origin !== 'string') tell('numberExpected')
    else if (issue.code === 'too_big') tell('numberExpected')
    else tell(noText(here))
  }
  return undefined
}

/** Reports every leaf that is not a text (or, in a list, not a text either). */
export function onlyTexts(tree: Tree, source: Source, report: Report): void {
  if (tree.kind === 'names') for (const { tree: value } of tree.entries.values()) onlyTexts(value, source, report)
  else if (tree.kind === 'items') {
    for (const item of tree.items)
      if (item.kind === 'text') onlyTexts(item, source, report)
      else report(source.mistake(item.at, noText(item)))
  } else if (tree.kind === 'plain' || tree.value.trim() === '') report(source.mistake(tree.at, noText(tree)))
}
