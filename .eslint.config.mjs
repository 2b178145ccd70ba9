/** What the compiler does not see: a promise nobody waits for, an `any`, a case forgotten, the conventions of this house. */
import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

/** An assertion is a claim that the compiler cannot check: the line, or the one above it, says why it holds. */
const sayWhy = {
  create: ({ sourceCode, report }) => {
    const commented = new Set(
      sourceCode.getAllComments().filter(({ value }) => !value.startsWith('*')).flatMap(({ loc }) => [loc.start.line, loc.end.line + 1]))
    const check = node => {
      if (node.type === 'TSAsExpression' && sourceCode.getText(node.typeAnnotation) === 'const') return
      // `x as unknown as Y` is one claim.
      if (node.parent.type === 'TSAsExpression') return
      const { start, end } = node.loc
      if (commented.has(start.line) || commented.has(end.line)) return
      report({ node, message: 'Say in a comment why this holds, or let the types say it.' })
    }
    return { TSAsExpression: check, TSNonNullExpression: check }
  },
}

const browser = 'src/channels/page/browser'
const readonly = names => Object.fromEntries(names.split(' ').map(name => [name, 'readonly']))

export default defineConfig(
  { ignores: ['dist/', 'var/', 'coverage/', '**/*.d.ts', 'test/successor/sdk.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'smart'],
      'no-console': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name: a name is found again by searching for it.' },
      ],
      // Bad input is our daily bread: control characters and odd spaces are named in patterns and in tests.
      'no-control-regex': 'off',
      'no-irregular-whitespace': ['error', { skipStrings: true, skipTemplates: true, skipRegExps: true }],
      // The look of the house, as far as it is cheap to check. 120 columns are the aim; beyond 140 nobody reads on.
      semi: ['error', 'never', { beforeStatementContinuationChars: 'always' }],
      quotes: ['error', 'single', { avoidEscape: true, allowTemplateLiterals: true }],
      'max-len': ['error', { code: 140, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true }],
      'eol-last': 'error',
      'no-tabs': 'error',
      'no-trailing-spaces': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An `async` without `await` is how a function keeps a port that answers with a promise.
      '@typescript-eslint/require-await': 'off',
      // The only enums here are the SDK's, of strings that also come over the wire as strings.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
    },
  },
  {
    // What is longer says why, in the comment that lifts the rule.
    files: ['src/**/*.ts', 'dialogs/**/*.ts'],
    plugins: { house: { rules: { 'say-why': sayWhy } } },
    rules: {
      'house/say-why': 'error',
      'max-lines': ['error', { max: 350 }],
      'max-lines-per-function': ['error', { max: 80, skipComments: true }],
    },
  },
  {
    // Tests read what others sent (JSON, mails, pages), and say what they measured.
    files: ['test/**/*.ts'],
    rules: {
      // A third of the lint's time, for what a test that runs shows: a handler that fails unheard, a name that goes.
      '@typescript-eslint/no-deprecated': 'off',
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: readonly('process console Buffer URL performance setTimeout clearTimeout setInterval clearInterval require module') },
  },
  {
    files: [`${browser}/**/*.{js,mjs}`],
    languageOptions: {
      globals: readonly('window document navigator location history sessionStorage localStorage fetch crypto matchMedia URL URLSearchParams setTimeout clearTimeout console'),
    },
  },
  {
    // What speaks to a terminal.
    files: ['src/main.ts', 'src/cli.ts', 'src/cli/**', '**/*.mjs'],
    rules: { 'no-console': 'off' },
  },
  {
    // Configurations and reporters, whose readers want a default export.
    files: ['.*.mjs', 'test/*.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
)
