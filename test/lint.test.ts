import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../src/root.ts'

interface Report {
  readonly diagnostics: readonly { readonly code?: string; readonly filename: string; readonly message: string }[]
}

const configuration = '.oxlintrc.jsonc'

/** Lints a tree with the rules of that tree. */
function lint(tree: string): Promise<Report> {
  const linter = join(root, 'node_modules/oxlint/bin/oxlint')
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [linter, '--format', 'json', 'src', 'test'], { cwd: tree, maxBuffer: 1e9 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Report)
      } catch {
        reject(new Error(`oxlint said: ${stdout}${stderr}`))
      }
    })
  })
}

/** Each rule that the configuration names and does not turn off: YAML reads JSON with comments once these are taken out. */
function namedRules(): string[] {
  const text = readFileSync(join(root, configuration), 'utf8').replace(/^\s*\/\/.*$/gm, '')
  type Rules = Readonly<Record<string, unknown>>
  const { rules, overrides } = parse(text) as { rules: Rules; overrides: readonly { rules: Rules }[] }
  const named = [rules, ...overrides.map(each => each.rules)].flatMap(each => Object.entries(each))
  return [...new Set(named.filter(([, level]) => level !== 'off').map(([rule]) => rule))]
}

const long = (lines: number): string => Array.from({ length: lines }, (_, at) => `console.log(${at})`).join('\n')
const promised = 'const later = (): Promise<number> => Promise.resolve(1)\n'
const any = 'const any: any = JSON.parse(\'1\')\n'

/** One violation of each rule, in TypeScript of `src` where the name has no other end. */
const planted: Readonly<Record<string, string>> = {
  // Of the house, and of its look.
  'house/say-why': 'export const a = (b: unknown): string => b as string',
  'eqeqeq': 'export const a = (b: number, c: number): boolean => b == c',
  'import/no-default-export': 'export default 1',
  'max-lines': long(351),
  'max-lines-per-function': `export function a(): void {\n${long(81)}\n}`,
  'no-console': 'console.log(1)',
  'no-irregular-whitespace': 'export const a =\u00a01',
  'no-var': 'export var a = 1',
  'object-shorthand': 'const b = 1\nexport const a = { b: b }',
  'prefer-const': 'let b = 1\nexport const a = b',
  '@stylistic/eol-last': 'export const a = 1',
  '@stylistic/max-len': `export const a = [${'1, '.repeat(60)}1]`,
  '@stylistic/no-tabs': 'export const a = [\n\t1,\n]',
  '@stylistic/no-trailing-spaces': 'export const a = 1 ',
  '@stylistic/quotes': 'export const a = "b"',
  '@stylistic/semi': 'export const a = 1;',
  // Whatever the types do not tell.
  'no-array-constructor': 'export const a = new Array(1, 2)',
  'no-case-declarations': 'export function a(b: number): number {\n  switch (b) {\n    case 1:\n      const c = b\n      return c\n    default:\n      return 0\n  }\n}',
  'no-cond-assign': 'export function a(b: number): void {\n  if ((b = 1)) b += 1\n  while (b = 2) b += 1\n}',
  'no-constant-condition': 'if (1 + 1 > 3) process.exit()\nif (0) process.exit()\nexport const a = 1',
  'no-debugger': 'debugger',
  'no-empty': 'if (process.pid > 1) {}',
  'no-fallthrough': 'export function a(b: number): number {\n  switch (b) {\n    case 1:\n      b += 1\n    case 2:\n      b += 2\n  }\n  return b\n}',
  'no-prototype-builtins': 'export const a = (b: object): boolean => b.hasOwnProperty(\'c\')',
  'no-regex-spaces': 'export const a = /b  c/',
  'no-undef.mjs': 'missing()',
  'no-redeclare.mjs': 'export function a() {\n  var b = 1\n  var b = 2\n  return b\n}',
  'no-unexpected-multiline': 'const b = (c: number): number => c\nexport const a = b\n(1)',
  'no-unsafe-finally': 'export function a(): number {\n  try {\n    return 1\n  } finally {\n    return 2\n  }\n}',
  'no-unused-vars': 'const b = 1',
  'no-useless-assignment': 'export function a(b: number): number {\n  let c = 1\n  c = b\n  return c\n}',
  'no-useless-escape': 'export const a = \'\\b\\d\'',
  'prefer-rest-params': 'export function a(): unknown {\n  return arguments\n}',
  'prefer-spread': 'export const a = (b: (...all: number[]) => void, c: number[]): void => b.apply(undefined, c)',
  'preserve-caught-error': 'export function a(): void {\n  try {\n    process.cwd()\n  } catch (error) {\n    throw new Error(\'b\')\n  }\n}',
  'typescript/ban-ts-comment': '// @ts-ignore\nexport const a: number = 1',
  'typescript/consistent-type-imports': 'import { Stats } from \'node:fs\'\nexport type A = Stats',
  'typescript/no-empty-object-type': 'export type A = {}',
  'typescript/no-explicit-any': 'export const a = (b: any): void => void b',
  'typescript/no-namespace': 'export namespace A {\n  export const b = 1\n}',
  'typescript/no-require-imports': 'import fs = require(\'node:fs\')\nexport const a = fs',
  'typescript/no-unnecessary-type-constraint': 'export const a = <T extends unknown>(b: T): T => b',
  'typescript/no-unsafe-function-type': 'export type A = Function',
  'no-unused-expressions': 'process.pid > 1',
  // What the types do tell.
  'typescript/await-thenable': 'export const a = async (): Promise<number> => await 1',
  'typescript/consistent-type-exports': 'interface A {\n  readonly b: number\n}\nexport { A }',
  'typescript/no-array-delete': 'export const a = (b: number[]): boolean => delete b[0]',
  'typescript/no-base-to-string': 'export const a = (b: object): string => String(b)',
  'typescript/no-deprecated': '/** @deprecated gone */\nconst b = 1\nexport const a = b',
  'typescript/no-duplicate-type-constituents': 'export type A = string | string',
  'typescript/no-floating-promises': `${promised}later()`,
  'typescript/no-for-in-array': 'export const a = (b: number[]): void => {\n  for (const c in b) void c\n}',
  'typescript/no-implied-eval': 'setTimeout(\'1\', 1)',
  'typescript/no-misused-promises': `${promised}export const a = later() ? 1 : 2`,
  'typescript/no-redundant-type-constituents': 'export type A = string | unknown',
  'typescript/no-unnecessary-type-assertion': 'export const a = (b: string): string => b as string // none',
  'typescript/no-unsafe-argument': `${any}export const a = (b: string): string => b\na(any)`,
  'typescript/no-unsafe-assignment': `${any}export const a: string = any`,
  'typescript/no-unsafe-call': `${any}any()`,
  'typescript/no-unsafe-member-access': `${any}void any.b`,
  'typescript/no-unsafe-return': `${any}export const a = (): string => any`,
  'typescript/no-unsafe-unary-minus': 'export const a = (b: string): number => -b',
  'typescript/only-throw-error': 'throw { b: 1 }',
  'typescript/prefer-promise-reject-errors': 'export const a = Promise.reject(\'b\')',
  'typescript/restrict-plus-operands': 'export const a = (b: { c: number }): string => b + \'c\'',
  'typescript/restrict-template-expressions': 'export const a = (b: object): string => `${b}`',
  'typescript/return-await': `${promised}export async function a(): Promise<number> {\n  try {\n    return later()\n  } catch {\n    return 0\n  }\n}`,
  'typescript/switch-exhaustiveness-check': 'export function a(b: \'c\' | \'d\'): void {\n  switch (b) {\n    case \'c\':\n      process.cwd()\n  }\n}',
  'typescript/switch-exhaustiveness-check.default': 'export function a(b: \'c\' | \'d\'): void {\n  switch (b) {\n    case \'c\':\n      process.cwd()\n      break\n    default:\n  }\n}',
  'typescript/unbound-method': 'class B {\n  c(): this {\n    return this\n  }\n}\nexport const a = new B().c',
}

/** The rule of a planted mistake: a second one of the same rule has an end of its own. */
const ruleOf = (name: string): string => name.replace(/\.(?:mjs|default)$/, '')

/** Of each file, the rules that refused something in it. */
function refusals({ diagnostics }: Report): Map<string, string[]> {
  const rules = new Map<string, string[]>()
  // `typescript(no-deprecated)`, `eslint(no-var)`; a comment that lifts nothing has no code.
  for (const { code = '', filename, message } of diagnostics) {
    const [, plugin = '', rule = message] = /^(.+)\((.+)\)$/.exec(code) ?? []
    const name = ['', 'eslint'].includes(plugin) ? rule : `${plugin}/${rule}`
    rules.set(filename, [...(rules.get(filename) ?? []), name])
  }
  return rules
}

describe('the lint', () => {
  it('refuses a planted mistake of each rule, here and in the tests, and a comment that lifts nothing', async () => {
    const tree = mkdtempSync(join(tmpdir(), 'noa-lint-'))
    const plant = (file: string, text: string): void => {
      mkdirSync(join(tree, dirname(file)), { recursive: true })
      writeFileSync(join(tree, file), text)
    }
    const fileOf = (rule: string): string => `src/${rule.replaceAll(/[/@]/g, '_')}${rule.endsWith('.mjs') ? '' : '.ts'}`
    try {
      for (const each of [configuration, '.house-rules.mjs', 'tsconfig.json', 'package.json']) cpSync(join(root, each), join(tree, each))
      symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
      for (const [rule, text] of Object.entries(planted)) plant(fileOf(rule), rule === '@stylistic/eol-last' ? text : `${text}\n`)
      plant('test/floating.ts', `${promised}later()\n`)
      plant('src/lifted.ts', '// oxlint-disable-next-line no-var -- once\nexport const a = 1\n')
      plant('src/right.ts', 'export const a = (b: unknown): string => b as string // whoever calls it knows\n')
      const found = refusals(await lint(tree))
      const missed = Object.keys(planted).filter(rule => !found.get(fileOf(rule))?.includes(ruleOf(rule)))
      assert.deepEqual(missed, [])
      assert.deepEqual(found.get('test/floating.ts'), ['typescript/no-floating-promises'])
      assert.match(found.get('src/lifted.ts')?.join() ?? '', /^Unused .*directive/)
      assert.equal(found.get('src/right.ts'), undefined)
    } finally {
      rmSync(tree, { recursive: true, force: true })
    }
  })

  it('has a planted mistake for each rule that it names', () => {
    const rules = Object.keys(planted).map(rule => ruleOf(rule))
    assert.deepEqual(namedRules().filter(rule => !rules.includes(rule)), [])
  })
})
