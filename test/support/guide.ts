/** The whole guide on a port of its own, as `npm start` would run it, in a folder that ends with the test. */
import { rmSync } from 'node:fs'
import { pino } from 'pino'
import { createApp, type App, type AppOptions } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { ReceivedMail } from '../../src/mail/mailFolder.ts'
import { temporaryFolder } from './databases.ts'
import { testedContent } from './testedContent.ts'

export interface RunningGuide {
  readonly app: App
  readonly address: string
  /** Everything that was logged. */
  readonly log: string[]
  /** The newest mail to an address, waited for. */
  mailTo(address: string, seconds?: number): Promise<ReceivedMail>
  stop(): Promise<void>
}

/**
 * Starts it. `env` adds to or replaces the test's own settings.
 * @param learned false: does not wait until it understands what people say, and never will where it is stopped before
 */
export async function startGuide(env: Record<string, string> = {}, more?: AppOptions, learned = true): Promise<RunningGuide> {
  const folder = env['DATA_DIR'] ?? temporaryFolder()
  const log: string[] = []
  const app = await createApp(readConfig({ PORT: '0', DATA_DIR: folder, CONTENT_DIR: testedContent, ...env }), pino({ base: null }, { write: line => void log.push(line) }), more)
  const address = await app.listen()
  if (learned) await app.ready
  return {
    app,
    address,
    log,
    mailTo: async (to, seconds = 10) => {
      for (let tries = 0; tries < seconds * 10; tries++) {
        const found = (await app.mailbox?.list())?.find(mail => mail.to.some(each => each.includes(to)))
        const mail = found === undefined ? undefined : await app.mailbox?.read(found.id)
        if (mail !== undefined) return mail
        await new Promise(resolve => setTimeout(resolve, 100))
      }
      throw new Error('The mail did not come')
    },
    stop: async () => {
      await app.stop()
      if (env['DATA_DIR'] === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
