/** Reads the environment, listens, stops cleanly. What is wrong with the start is one sentence and exit code 1. */
import { pino, stdTimeFunctions, type Logger } from 'pino'
import { createApp, type App } from './app.ts'
import { guide } from './http/health.ts'
import { errorDetails } from './log.ts'
import { ConfigError, configDoubts, readConfig, type Config } from './config.ts'
import { ContentError } from './content/contentError.ts'
import { StorageError } from './storage/openStorage.ts'

/** Longest wait for what is in hand at the end, ms. Whoever kills a guide that does not end must wait longer. */
const patience = 30_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const createLog = (level: string): Logger =>
  pino({ base: null, level, timestamp: stdTimeFunctions.isoTime, formatters: { level: label => ({ level: label }) } })

/** The sentence for a start that failed; undefined: nothing that an operator could do, so the error itself is shown. */
function reason(error: unknown, config: Config | undefined): string | undefined {
  if ([ConfigError, ContentError, StorageError].some(kind => error instanceof kind)) return (error as Error).message // each of these is one
  const { code = '', syscall } = error as NodeJS.ErrnoException
  const port = config?.port ?? 0
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use: stop the other program, or choose another port. Example: PORT=${port < 65535 ? port + 1 : 3978}`
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EINVAL'].includes(code)) return 'HOST is not an address of this machine. Example: HOST=127.0.0.1'
  if (code === 'EACCES' && syscall === 'listen') return `Port ${port} may not be used by this user: choose one above 1023. Example: PORT=3978`
  if (['EACCES', 'EEXIST', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS'].includes(code))
    return `DATA_DIR cannot be written (${code}): give this user the right to write there, or choose another folder. Example: DATA_DIR=./var`
  return undefined
}

/** Tells a person at the terminal where things are, once the guide understands; a program reads it in the log. */
function announce(config: Config, app: App, address: string, log: Logger): void {
  if (!process.stdout.isTTY && log.isLevelEnabled('info')) return
  const shown = config.publicUrl ?? address
  say(`The guide          ${shown}/`)
  if (app.mailbox !== undefined) say(`Its mailbox        ${address}/mailbox`)
  say(`Bot Framework      ${shown}/api/messages${config.microsoft.appId === undefined ? '  (local only: MICROSOFT_APP_ID is not set)' : ''}`)
  say('Ready. Ctrl-C ends it.')
}

/** Ends the process with 0 once everything in hand is done. A second Ctrl-C does not wait. */
function stopOnSignal(app: App, log: Logger): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ code: 'stopping', signal }, 'The guide finishes what it has in hand')
    const failed = (error: unknown): never => {
      log.error({ code: 'stop_failed', error: errorDetails(error) }, 'The guide did not end cleanly; what it acknowledged is stored')
      process.exit(1)
    }
    setTimeout(() => failed(new Error('Time is up')), patience).unref()
    app.stop().then(() => {
      log.info({ code: 'stopped' }, 'The guide has ended')
      process.exit(0)
    }, failed)
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  // The terminal was closed.
  if (process.stdin.isTTY) process.on('SIGHUP', stop)
}

async function main(): Promise<void> {
  let config: Config | undefined
  try {
    config = readConfig(process.env)
    const log = createLog(config.logLevel)
    for (const { code, message } of configDoubts(config)) log.warn({ code }, message)
    const app = await createApp(config, log)
    // `npm run dev` asks for it.
    const address = await app.listen(process.argv.includes('--watch')).catch(async (error: unknown) => {
      await app.stop()
      throw error
    })
    log.info({ code: 'started', version: guide.version, address, engine: app.storage.engine }, 'The guide listens')
    stopOnSignal(app, log)
    // What became of it stands in the log.
    if (!process.stdin.isTTY) process.on('SIGHUP', () => void app.reloadWords().catch(() => undefined))
    // Node would print its message, which may quote what a person typed.
    process.on('uncaughtException', error => {
      log.fatal({ code: 'crashed', error: errorDetails(error) }, 'The guide had a fault that it does not know')
      process.exit(1)
    })
    // Where nothing can be learned the log says so, and the guide stays unready.
    const settings = config
    app.ready.then(() => { announce(settings, app, address, log) }, () => undefined)
  } catch (error) {
    const sentence = reason(error, config)
    if (sentence === undefined) throw error
    process.stderr.write(`${sentence}\n`)
    process.exit(1)
  }
}

await main()
