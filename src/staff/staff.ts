/** Everybody who works at the desk, how they come in, and what they did. */
import type { Keeper } from '../storage/retentionJob.ts'
import type { Storage } from '../storage/storage.ts'
import { createAudit, type Audit } from './audit.ts'
import type { People } from './people.ts'
import { createPeople } from './staffList.ts'
import { createStaffSessions, type StaffSessions } from './staffSessions.ts'

export interface Staff extends Keeper {
  readonly people: People
  readonly sessions: StaffSessions
  readonly audit: Audit
}

/** What was done at the desk is kept so long, ms: who must answer for it is asked later than who asked the guide. */
const auditLife = 365 * 24 * 3_600_000

/** @param clock ms since the epoch; for tests */
export function createStaff({ db }: Pick<Storage, 'db'>, clock: () => number = Date.now): Staff {
  const audit = createAudit(db, clock)
  const sessions = createStaffSessions(db, audit, clock)
  const people = createPeople(db, audit, clock)
  return {
    people,
    sessions,
    audit,
    expire: async before => {
      const yearAgo = new Date(clock() - auditLife)
      return (await sessions.expire()) + (await audit.expire(yearAgo)) + (await people.expire(yearAgo, before))
    },
  }
}
