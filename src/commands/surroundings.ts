/** What `noa doctor` sees around the settings: the database, the disk, the relay, the clock, and what stands at PUBLIC_URL. */
import { readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Config } from '../config.ts'
import { hoursFile, hoursKey, readHours } from '../content/readHours.ts'
import { readYaml, Source } from '../content/source.ts'
import { openDirectory } from '../directory/openDirectory.ts'
import { greetRelay, MailError } from '../mail/mailer.ts'
import { greetMailbox } from '../mail/watchMailbox.ts'
import { createStaff } from '../staff/staff.ts'
import { openStorage, StorageError } from '../storage/openStorage.ts'
import { editStore } from '../storage/publishedEdits.ts'
import type { DirectorySeen, Surroundings } from './goingPublic.ts'

type Stored = Pick<Surroundings, 'database' | 'directories' | 'operators' | 'hours'> & { readonly clockOffMs?: number }

/** Whether the helpdesk's hours are set in a text of `hours/helpdesk.yml`. */
function hasHours(text: string): boolean {
  const source = new Source(hoursFile, text)
  const tree = readYaml(source, () => undefined)
  return tree !== undefined && readHours(tree, source, () => undefined) !== undefined
}

/** Opens the database beside a guide that runs. */
async function lookIntoDatabase({ dataDir, databaseUrl, databaseListenUrl, units, contentDir }: Config): Promise<Stored> {
  try {
    const storage = await openStorage({ dataDir, databaseUrl, databaseListenUrl })
    try {
      const directory = await openDirectory(storage, { maxAgeDays: units.maxAgeDays })
      const status = await directory.status()
      const seen = ({ starter, stale, date }: DirectorySeen): DirectorySeen => ({ starter, stale, date })
      const operators = (await createStaff(storage).people.list()).filter(({ roles, revokedAt }) => revokedAt === undefined && roles.includes('operator'))
      const directories = { units: seen(status.units), institutions: seen(status.institutions) }
      const edit = (await editStore(storage.db).live()).edits.find(({ key }) => key === hoursKey)
      const hours = edit?.text ?? await readFile(join(contentDir, hoursFile), 'utf8').catch(() => '')
      const stored: Stored = { database: true, directories, operators: operators.length, hours: hasHours(hours) }
      // SQLite has the clock of this machine.
      if (databaseUrl === undefined) return stored
      const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(storage.db)
      return rows[0] === undefined ? stored : { ...stored, clockOffMs: Math.abs(rows[0].now.getTime() - Date.now()) }
    } finally {
      await storage.close()
    }
  } catch (error) {
    if (error instanceof StorageError) return { database: error.message }
    throw error
  }
}

async function lookAtFolder(dataDir: string): Promise<Pick<Surroundings, 'freeBytes' | 'openFolder'>> {
  try {
    const { bavail, bsize } = await statfs(dataDir)
    return { freeBytes: bavail * bsize, openFolder: ((await stat(dataDir)).mode & 0o007) !== 0 }
  } catch {
    // A folder that is not there yet: its database says so.
    return {}
  }
}

async function lookAtRelay({ mail: { smtpUrl } }: Config, patience: number): Promise<Pick<Surroundings, 'relay'>> {
  if (smtpUrl === undefined) return {}
  try {
    await greetRelay(smtpUrl, patience)
    return { relay: true }
  } catch (error) {
    return { relay: error instanceof MailError ? error.code : 'smtp' }
  }
}

async function lookAtReplies({ replies }: Config, patience: number): Promise<Pick<Surroundings, 'replies'>> {
  return replies?.imapUrl === undefined ? {} : { replies: await greetMailbox(replies.imapUrl, patience) }
}

/** What every page of the chat has, and hardly another one. */
const mark = '<form class="tools" id="tools"'

/** Whether the chat's page is what people meet there; the clock behind it comes with the answer. */
async function lookAtFront({ publicUrl }: Config, patience: number): Promise<Pick<Surroundings, 'front' | 'clockOffMs'>> {
  if (publicUrl === undefined) return {}
  try {
    const answer = await fetch(publicUrl, { redirect: 'manual', signal: AbortSignal.timeout(patience) })
    const text = await answer.text()
    const off = Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now())
    const front = answer.status === 200 && text.includes(mark) ? 'guide' : 'other'
    return { front, ...(Number.isNaN(off) ? {} : { clockOffMs: off }) }
  } catch {
    return { front: 'silent' }
  }
}

/**
 * Looks around.
 * @param patience how long the relay and PUBLIC_URL may take to answer, ms
 */
export async function lookAtSurroundings(config: Config, patience = 5000): Promise<Surroundings> {
  const [stored, folder, relay, replies, front] = await Promise.all([
    lookIntoDatabase(config), lookAtFolder(config.dataDir), lookAtRelay(config, patience),
    lookAtReplies(config, patience), lookAtFront(config, patience),
  ])
  const clocks = [stored.clockOffMs, front.clockOffMs].filter(off => off !== undefined)
  return { node: Number(process.versions.node.split('.')[0]), ...stored, ...folder, ...relay, ...replies, ...front, ...(clocks.length === 0 ? {} : { clockOffMs: Math.max(...clocks) }) }
}
