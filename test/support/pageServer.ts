/** The chat page as it is served, over the real Direct Line, storage and words, with turns that say back what they hear. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAssets } from '../../src/channels/page/assets.ts'
import { createChatPage } from '../../src/channels/page/page.ts'
import type { Greeting } from '../../src/channels/page/pageHtml.ts'
import { createDirectLine } from '../../src/channels/directLine/directLine.ts'
import { healthRoutes } from '../../src/http/health.ts'
import { createServer, type GuideServer } from '../../src/http/server.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir, publicDir } from '../../src/root.ts'
import type { Activity } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { echoTurns, type EchoTurns } from './echoTurns.ts'

export interface PageServer {
  /** Without a trailing slash; the same after `restart`. */
  readonly url: string
  readonly turns: EchoTurns
  readonly storage: Storage
  /** Milliseconds by which the server's clock is ahead. */
  ahead: number
  /** Says something to a conversation without being asked. */
  say(conversation: string, activity: Partial<Activity>): Promise<void>
  /** Stops to answer, as a restart does; everything is kept. */
  halt(): Promise<void>
  /** Answers again, at the same address, over the same data. */
  resume(): Promise<void>
  stop(): Promise<void>
}

/** What the echo turns greet with, as the page foretells it. */
const greeting = (locale: string): Greeting => ({ text: locale.startsWith('en') ? 'Welcome' : 'Bienvenue', options: [] })

export async function startPageServer(
  env: Readonly<Record<string, string>> = {},
  options: { readonly greeting?: (locale: string) => Greeting } = {},
): Promise<PageServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'noa-page-'))
  const config = readConfig({ DATA_DIR: dataDir, ...env })
  const words = await openLibrary({
    dir: contentDir,
    defaultLocale: config.defaultLocale,
    globals: { ...(config.settings as Record<string, string>), retentionDays: config.retentionDays },
  })
  const page = createChatPage({ words, config, assets: readAssets(publicDir), greeting: options.greeting ?? greeting })
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const running = {} as { storage: Storage; turns: EchoTurns; server: GuideServer }
  const state = { ahead: 0, port: 0 }

  const start = async (): Promise<string> => {
    const storage = await openStorage({ dataDir })
    const turns = echoTurns(storage)
    const directLine = createDirectLine({
      storage,
      turns,
      log,
      address: () => running.server.address(),
      events: ['locale', 'noa/page', 'noa/link', 'noa/looked'],
      clock: () => Date.now() + state.ahead,
    })
    const server = createServer({
      routes: [...page, ...directLine.routes, ...healthRoutes({ ping: () => storage.ping(), stopping: () => false })],
      statics: [{ prefix: '/assets', dir: publicDir }],
      upgrades: [directLine.upgrades],
      trustProxy: false,
      log,
    })
    Object.assign(running, { storage, turns, server })
    const url = await server.listen(state.port, '127.0.0.1')
    state.port = Number(new URL(url).port)
    return url
  }
  const halt = async (): Promise<void> => {
    await running.server.stop()
    await running.storage.close()
  }

  const url = await start()
  return {
    url,
    get turns() {
      return running.turns
    },
    get storage() {
      return running.storage
    },
    get ahead() {
      return state.ahead
    },
    set ahead(ms) {
      state.ahead = ms
    },
    say: async (conversation, activity) => {
      const stored = (await running.storage.conversations.load(`directline/${conversation}`))!
      const id = randomUUID()
      const said = { type: 'message', id, from: { id: 'noa', role: 'bot' }, timestamp: new Date(), ...activity }
      await running.storage.conversations.commit({
        conversation: stored,
        activities: [{ id, activity: JSON.stringify(said), fromBot: true }],
        outbox: [],
      })
    },
    halt,
    resume: async () => void (await start()),
    stop: async () => {
      await halt()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
