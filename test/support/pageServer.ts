/** The page as it is served, over real storage and words, with turns that say back what they hear. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAssets } from '../../src/channels/page/assets.ts'
import { createPageChannel } from '../../src/channels/page/pageChannel.ts'
import { channel } from '../../src/channels/page/sessions.ts'
import { healthRoutes } from '../../src/http/health.ts'
import { createServer, type GuideServer } from '../../src/http/server.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir, publicDir } from '../../src/root.ts'
import type { Activity } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { houseOf } from './houseOf.ts'
import { echoTurns, type EchoTurns } from './echoTurns.ts'

export interface PageServer {
  /** Without a trailing slash; the same after `resume`. */
  readonly url: string
  readonly turns: EchoTurns
  readonly storage: Storage
  /** Says something to a conversation without being asked. */
  say(conversation: string, activity: Partial<Activity>): Promise<void>
  /** Stops to answer, as a restart does; everything is kept. */
  halt(): Promise<void>
  /** Answers again, at the same address, over the same data. */
  resume(): Promise<void>
  stop(): Promise<void>
}

export async function startPageServer(env: Readonly<Record<string, string>> = {}): Promise<PageServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'noa-page-'))
  const config = readConfig({ DATA_DIR: dataDir, ...env })
  const words = await openLibrary({
    dir: contentDir,
    defaultLocale: config.defaultLocale,
    globals: { ...(config.settings as Record<string, string>), retentionDays: config.retentionDays },
  })
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const running = {} as { storage: Storage; turns: EchoTurns; server: GuideServer }
  let port = 0

  const start = async (): Promise<string> => {
    const storage = await openStorage({ dataDir })
    const turns = echoTurns(storage)
    const assets = readAssets(publicDir)
    const page = createPageChannel({
      storage, words, config, log, turns,
      assets,
      // Without one, Chromium asks for /favicon.ico.
      house: houseOf(words, assets.path('icon.svg')),
      home: '/',
      embedders: [],
      picture: url => url,
      address: () => running.server.address(),
      events: ['locale', 'noa/page', 'noa/link', 'noa/looked'],
    })
    const server = createServer({
      routes: [...page.routes, ...healthRoutes({ ping: () => storage.ping(), stopping: () => false })],
      statics: [{ prefix: '/assets', dir: publicDir }],
      upgrades: page.upgrades === undefined ? [] : [page.upgrades],
      trustProxy: false,
      log,
    })
    Object.assign(running, { storage, turns, server })
    const url = await server.listen(port, '127.0.0.1')
    port = Number(new URL(url).port)
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
    say: async (conversation, activity) => {
      const stored = (await running.storage.conversations.load(`${channel}/${conversation}`))!
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
