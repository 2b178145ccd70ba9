/**
 * Which processes live. What a process had in its hands when it was killed need not wait for the end of its lease: the others, or the
 * next one, take it over as soon as they know that it is gone.
 */
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { codeOf } from './storageError.ts'
import type { Tables } from './tables.ts'

export interface Presence {
  /** This process, as it signs its leases. Holds no space. */
  readonly self: string
  /** Pause between two looks, ms; undefined: one look at the start is enough. */
  readonly pause: number | undefined
  /** Those of other processes that are surely gone. */
  gone(others: readonly string[]): Promise<readonly string[]>
}

const self = `${process.pid}.${randomUUID()}`

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // There is one that is not ours to signal.
    return codeOf(error) === 'EPERM'
  }
}

/** Over SQLite all processes are on this machine. A number that another program has now is taken for a living process. */
export const localPresence: Presence = {
  self,
  pause: undefined,
  gone: others =>
    Promise.resolve(
      others.filter(other => {
        const pid = Number(other.split('.')[0])
        return pid === process.pid ? other !== self : !lives(pid)
      }),
    ),
}

const nameOf = (process: string): string => `noa-guide ${process}`

/** Names under which this process is connected to PostgreSQL, 63 bytes at most. */
export const connectionNames = { pool: nameOf(self), listener: `${nameOf(self)} listens` }

/**
 * Over PostgreSQL the server knows: whoever is gone has no connection left. A connection may be lost for a moment, so one is gone that
 * was missed twice.
 */
export function connectedPresence(db: Kysely<Tables>): Presence {
  let missed = new Set<string>()
  return {
    self,
    pause: 1000,
    gone: async others => {
      if (others.length === 0) {
        missed.clear()
        return []
      }
      const { rows } = await sql<{ name: string }>`
        select application_name as name from pg_stat_activity where application_name like 'noa-guide %'`.execute(db)
      const absent = others.filter(other => !rows.some(({ name }) => name.startsWith(nameOf(other))))
      const gone = absent.filter(other => missed.has(other))
      missed = new Set(absent)
      return gone
    },
  }
}
