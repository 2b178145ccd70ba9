/** Child processes that run a piece of our source, for tests that kill them. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder from which this runs: the checkout, or `dist` when it was compiled. */
const root = new URL('../../', import.meta.url)

/**
 * Runs a module given as text in a process of its own.
 * @param source JavaScript; imports of `src/….ts` find our source, whether it runs compiled or not
 * @param env variables to add
 */
export function forkScript(source: string, env: Record<string, string> = {}): ChildProcess {
  const compiled = import.meta.url.endsWith('.js')
  const address = (path: string): string => new URL(`${path}.${compiled ? 'js' : 'ts'}`, root).href
  const rooted = source.replace(/from '(src\/[^']+)\.ts'/g, (_, path: string) => `from '${address(path)}'`)
  const module = `data:text/javascript,${encodeURIComponent(rooted)}`
  return fork(fileURLToPath(address('test/support/runModule')), {
    execArgv: compiled ? [] : ['--import=tsx'],
    env: { ...process.env, MODULE: module, ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
}
