/** Reads the environment, listens, stops cleanly. What is wrong is one sentence and exit code 1. */
import { pino } from 'pino'
import { createApp } from './app.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { StorageError } from './storage/open.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** The sentence for a start that failed; undefined: nothing that an operator could do, so the error itself is shown. */
function reason(error: unknown, config: Config | undefined): string | undefined {
  if (error instanceof ConfigError || error instanceof StorageError) return error.message
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `Port ${config?.port ?? ''} is in use: stop the other program, or choose another port, for example PORT=${(config?.port ?? 3978) + 1}.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return 'HOST is not an address of this machine. Example: HOST=127.0.0.1'
  if (code === 'EACCES' && (error as NodeJS.ErrnoException).syscall === 'listen')
    return `Port ${config?.port ?? ''} may not be used by this user: choose one above 1023, for example PORT=3978.`
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM' || code === 'ENOTDIR')
    return 'DATA_DIR cannot be written: give this user the right to write there, or choose another folder. Example: DATA_DIR=./var'
  return undefined
}

async function main(): Promise<void> {
  let config: Config | undefined
  try {
    config = readConfig(process.env)
    const log = pino({ base: null, level: process.env['LOG_LEVEL'] ?? 'warn' })
    const app = await createApp(config, log)
    const address = await app.listen().catch(async (error: unknown) => {
      await app.stop()
      throw error
    })
    const shown = config.publicUrl ?? address
    say(`The guide          ${shown}/`)
    if (app.mailbox !== undefined) say(`Its mailbox        ${address}/mailbox`)
    say(`Bot Framework      ${shown}/api/messages${config.microsoft.appId === undefined ? '  (local only: MICROSOFT_APP_ID is not set)' : ''}`)
    say('Ready. Ctrl-C ends it.')

    let stopping = false
    const stop = (): void => {
      // A second Ctrl-C does not wait.
      if (stopping) process.exit(1)
      stopping = true
      app.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    }
    process.on('SIGINT', stop).on('SIGTERM', stop)
  } catch (error) {
    const sentence = reason(error, config)
    if (sentence === undefined) throw error
    process.stderr.write(`${sentence}\n`)
    process.exit(1)
  }
}

await main()
