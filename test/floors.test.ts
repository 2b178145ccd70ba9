import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../src/root.ts'

interface Cruise {
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[]
  }
}

/** Cruises a tree with the floors of that tree. */
function cruise(tree: string): Promise<Cruise> {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src', 'dialogs', 'test']
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 1e9 }, (_error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Cruise)
      } catch {
        reject(new Error(`dependency-cruiser said: ${stderr}`))
      }
    })
  })
}

/** Found violations as `rule: file -> file`. */
const found = ({ summary }: Cruise): string[] => summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)

/** One violation of each rule: the file, what it imports, and the rule that must say so. */
const planted: readonly [rule: string, from: string, imported: string][] = [
  ['up-from-channels', 'src/channels/a.ts', "import { x } from '../app.ts'"],
  ['up-from-pages', 'src/pages/a.ts', "import type { X } from '../main.ts'"],
  ['up-from-account-service', 'src/accounts/service/a.ts', "import { x } from '../../app.ts'"],
  ['up-from-bot', 'src/bot/a.ts', "import { x } from '../channels/x.ts'"],
  ['up-from-http', 'src/http/a.ts', "import { x } from '../app.ts'"],
  ['up-from-actions', 'src/actions/a.ts', "import type { X } from '../pages/x.ts'"],
  ['up-from-staff', 'src/staff/a.ts', "import { x } from '../pages/x.ts'"],
  ['up-from-editing', 'src/editing/a.ts', "import { x } from '../pages/x.ts'"],
  ['up-from-turns', 'src/turns/a.ts', "import { x } from '../channels/x.ts'"],
  ['up-from-presentation', 'src/presentation/a.ts', "import { x } from '../channels/x.ts'"],
  ['up-from-frame', 'src/pages/house.ts', "import { x } from './x.ts'"],
  ['up-from-dialogs', 'dialogs/a.ts', "import { x } from '../src/bot/x.ts'"],
  ['up-from-flow', 'src/flow/a.ts', "import { x } from '../../dialogs/index.ts'"],
  ['up-from-understanding', 'src/understanding/a.ts', "import { x } from '../bot/x.ts'"],
  ['up-from-directory', 'src/directory/a.ts', "import { x } from '../actions/x.ts'"],
  ['up-from-accounts', 'src/accounts/a.ts', "import type { X } from './service/x.ts'"],
  ['up-from-mail', 'src/mail/a.ts', "import { x } from '../accounts/service/x.ts'"],
  ['up-from-content', 'src/content/a.ts', "import type { X } from '../flow/x.ts'"],
  ['up-from-fields', 'src/fields/a.ts', "import type { X } from '../flow/x.ts'"],
  ['up-from-text', 'src/text/a.ts', "import { x } from '../mail/x.ts'"],
  ['up-from-storage', 'src/storage/a.ts', "import { x } from '../mail/x.ts'"],
  ['up-from-config', 'src/config.ts', "import { x } from './directory/x.ts'"],
  ['up-from-route', 'src/http/route.ts', "import { x } from '../channels/x.ts'"],
  ['up-from-local-host', 'src/http/localHost.ts', "import { x } from './server.ts'"],
  ['up-from-backoff', 'src/backoff.ts', "import { x } from './directory/x.ts'"],
  ['up-from-log', 'src/log.ts', "import { x } from './directory/x.ts'"],
  ['up-from-root', 'src/root.ts', "import { x } from './directory/x.ts'"],
  ['across-from-channels', 'src/channels/b.ts', "import { x } from '../pages/x.ts'"],
  ['across-from-pages', 'src/pages/b.ts', "import { x } from '../channels/x.ts'"],
  ['across-from-account-service', 'src/accounts/service/b.ts', "import { x } from '../../pages/x.ts'"],
  ['across-from-http', 'src/http/b.ts', "import { x } from '../pages/x.ts'"],
  ['across-from-actions', 'src/actions/b.ts', "import { x } from '../bot/x.ts'"],
  ['across-from-staff', 'src/staff/b.ts', "import { x } from '../actions/x.ts'"],
  ['across-from-editing', 'src/editing/b.ts', "import { x } from '../turns/x.ts'"],
  ['across-from-turns', 'src/turns/b.ts', "import { x } from '../bot/x.ts'"],
  ['across-from-presentation', 'src/presentation/b.ts', "import { x } from '../turns/x.ts'"],
  ['across-from-bot', 'src/bot/b.ts', "import { x } from '../pages/house.ts'"],
  ['across-from-frame', 'src/pages/house.ts', "import { y } from '../actions/x.ts'"],
  ['across-from-flow', 'src/flow/b.ts', "import type { X } from '../directory/x.ts'"],
  ['across-from-understanding', 'src/understanding/b.ts', "import { x } from '../flow/x.ts'"],
  ['across-from-directory', 'src/directory/b.ts', "import { x } from '../mail/x.ts'"],
  ['across-from-accounts', 'src/accounts/b.ts', "import { x } from '../mail/x.ts'"],
  ['across-from-mail', 'src/mail/b.ts', "import { x } from '../accounts/x.ts'"],
  ['up-from-teams-app', 'src/teamsApp/c.ts', "import { x } from '../bot/x.ts'"],
  ['across-from-teams-app', 'src/teamsApp/b.ts', "import { x } from '../mail/x.ts'"],
  ['across-from-content', 'src/content/b.ts', "import { x } from '../storage/x.ts'"],
  ['across-from-fields', 'src/fields/b.ts', "import type { X } from '../content/x.ts'"],
  ['across-from-text', 'src/text/b.ts', "import { x } from '../content/x.ts'"],
  ['across-from-storage', 'src/storage/b.ts', "import type { X } from '../content/x.ts'"],
  ['across-from-config', 'src/config.ts', "import { y } from './storage/x.ts'"],
  ['across-from-route', 'src/http/route.ts', "import { y } from '../content/x.ts'"],
  ['across-from-local-host', 'src/http/localHost.ts', "import { y } from '../config.ts'"],
  ['across-from-backoff', 'src/backoff.ts', "import { y } from './config.ts'"],
  ['across-from-log', 'src/log.ts', "import { y } from './config.ts'"],
  ['across-from-root', 'src/root.ts', "import { y } from './config.ts'"],
  ['bot-by-type', 'src/channels/c.ts', "import { x } from '../bot/x.ts'"],
  ['dialogs-know-flow', 'dialogs/b.ts', "import { y } from '../src/content/x.ts'"],
  ['dialogs-know-flow', 'dialogs/c.ts', "import { z } from 'zod'"],
  ['dialogs-know-flow', 'dialogs/d.ts', "import { readFileSync } from 'node:fs'"],
  ['dialogs-by-index', 'src/bot/c.ts', "import { x } from '../../dialogs/x.ts'"],
  ['sdk-at-the-edge', 'src/understanding/c.ts', "import type { Activity } from '../sdk.ts'"],
  ['sdk-at-the-edge', 'src/commands/c.ts', "import type { Activity } from '../sdk.ts'"],
  ['sdk-at-the-edge', 'dialogs/e.ts', "import { Dialog } from '../src/sdk.ts'"],
  ['sdk-in-one-place', 'src/bot/g.ts', "import { TurnContext } from 'botbuilder'"],
  ['sdk-in-one-place', 'src/channels/e.ts', "import type { Activity } from 'botframework-schema'"],
  ['sdk-in-one-place', 'dialogs/f.ts', "import { WaterfallDialog } from 'botbuilder-dialogs'"],
  ['sdk-in-one-place', 'test/c.ts', "import { TestAdapter } from 'botbuilder'"],
  ['up-from-sdk', 'src/sdk.ts', "import { x } from './mail/x.ts'"],
  ['across-from-sdk', 'src/sdk.ts', "import { y } from './config.ts'"],
  ['restify-in-one-place', 'src/app/d.ts', "import 'restify'"],
  ['restify-in-one-place', 'src/channels/d.ts', "import type { Server } from 'restify'"],
  ['start-needs-nothing', 'src/start.mjs', "import { z } from 'zod'"],
  ['no-tests-inside', 'src/bot/d.ts', "import { x } from '../../test/x.ts'"],
  ['not-in-a-room', 'src/helper.ts', "import { x } from './storage/x.ts'"],
  ['no-circle', 'src/bot/e.ts', "import { f } from './f.ts'"],
  ['no-development-package', 'src/mail/c.ts', "import { transform } from 'esbuild'"],
  ['no-unlisted-package', 'src/mail/d.ts', "import { x } from 'accepts'"],
  ['found', 'src/mail/e.ts', "import { x } from './nowhere.ts'"],
]

/** What the floors allow, so that a rule which refuses everything is found out too. */
const allowed: readonly [from: string, imported: string][] = [
  ['src/app.ts', "import './app/x.ts'; import './channels/x.ts'; import './bot/x.ts'; import '../dialogs/index.ts'; import './config.ts'"],
  ['src/app/x.ts', "import '../channels/x.ts'; import '../bot/x.ts'; import '../../dialogs/index.ts'; import '../config.ts'"],
  ['src/main.ts', "import './app.ts'"],
  ['src/http/server.ts', "import 'restify'; import type { X } from '../bot/x.ts'; import './route.ts'; import '../log.ts'"],
  ['src/accounts/service/x.ts', "import '../x.ts'; import '../../pages/house.ts'; import type { X } from '../../storage/x.ts'"],
  ['src/bot/x.ts', "import '../turns/x.ts'; import '../presentation/x.ts'; import '../actions/x.ts'; import '../flow/x.ts'; import '../../dialogs/index.ts'; import '../sdk.ts'"],
  ['src/bot/f.ts', "import type { X } from './e.ts'"],
  ['dialogs/index.ts', "import './x.ts'"],
  ['dialogs/x.ts', "import '../src/flow/x.ts'"],
  ['src/flow/x.ts', "import type { X } from '../content/x.ts'; import '../sdk.ts'"],
  ['src/content/x.ts', "import '../fields/x.ts'; import '../text/x.ts'"],
  ['src/fields/x.ts', "import '../text/x.ts'"],
  ['src/storage/x.ts', "import 'kysely'; import 'node:fs'"],
  ['test/x.ts', "import '../dialogs/x.ts'; import '../src/sdk.ts'; import 'restify'; import 'esbuild'"],
]

const empty = ['channels', 'pages', 'actions', 'turns', 'presentation', 'directory', 'accounts', 'mail', 'content', 'fields', 'text'].map(room => `src/${room}/x.ts`)

describe('the floors', () => {
  it('hold in this tree, every file of which is looked at', async function () {
    this.timeout(60_000)
    const written = ['src', 'dialogs'].flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(name => /(?<!\.d)\.ts$/.test(name)))
    const result = await cruise(root)
    assert.deepEqual(found(result), [])
    assert.ok(result.summary.totalCruised > written.length, `${result.summary.totalCruised} modules cruised, ${written.length} files written`)
  })

  describe('refuse', () => {
    let tree: string
    let violations: string[]

    before(async function () {
      this.timeout(60_000)
      tree = mkdtempSync(join(tmpdir(), 'noa floors '))
      for (const file of ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.json']) cpSync(join(root, file), join(tree, file))
      symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'), 'junction')
      const files = new Map<string, string[]>(empty.map(path => [path, []]))
      for (const [path, text] of [...allowed, ...planted.map(([, from, imported]) => [from, imported] as const)])
        files.set(path, [...(files.get(path) ?? []), text])
      for (const [path, lines] of files) {
        mkdirSync(dirname(join(tree, path)), { recursive: true })
        writeFileSync(join(tree, path), [...lines, 'export const x = 1'].join('\n'))
      }
      violations = found(await cruise(tree))
    })

    after(() => rmSync(tree, { recursive: true, force: true }))

    it('every planted violation', () => {
      const missed = planted.filter(([rule, from]) => !violations.some(each => each.startsWith(`${rule}: ${from} -> `)))
      assert.deepEqual(missed, [])
    })

    it('nothing that is allowed', () => {
      const fine = allowed.map(([from]) => from)
      assert.deepEqual(violations.filter(each => fine.some(from => each.includes(`: ${from} -> `))), [])
    })

    it('something under every rule there is', async () => {
      const { default: floors } = (await import(pathToFileURL(join(root, '.dependency-cruiser.mjs')).href)) as {
        default: { forbidden: { name: string }[] }
      }
      const tried = new Set(planted.map(([rule]) => rule))
      assert.deepEqual(floors.forbidden.map(({ name }) => name).filter(name => !tried.has(name)), [])
    })
  })
})
