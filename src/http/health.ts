/** Whether the guide lives, and whether it can serve: for a service manager and a load balancer. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { json } from './route.ts'
import type { Route } from './route.ts'
import { root } from '../root.ts'
import { StorageFault } from '../storage/storageError.ts'
import type { Vitals } from '../storage/storage.ts'

/** What this is, as package.json says it. */
// The file is our own.
export const guide = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string }
const { name, version } = guide

export interface HealthOptions {
  /** Rejects when the database cannot be written and read. */
  readonly ping: () => Promise<Vitals>
  readonly stopping: () => boolean
  /** Whether what people say is not understood yet. */
  readonly learning?: () => boolean
  /** What else an operator may want to know, shown with a ready guide (the dates of the directories). Nothing of a person. */
  readonly facts?: (() => Promise<Readonly<Record<string, unknown>>>) | undefined
}

/**
 * `/livez`: the process answers. `/readyz`: 200 when it can serve, with the bytes that are free on the disk; 503 while it stops, while
 * it learns what people say, and with the database's own code as `reason` when nothing can be stored.
 */
export const healthRoutes = ({ ping, stopping, learning = () => false, facts }: HealthOptions): Route[] => [
  { method: 'GET', path: '/livez', handle: () => json(200, { status: 'alive', name, version }) },
  {
    method: 'GET',
    path: '/readyz',
    handle: async () => {
      if (stopping()) return json(503, { status: 'stopping', name, version })
      if (learning()) return json(503, { status: 'learning', name, version }, { 'retry-after': '1' })
      try {
        const vitals = await ping()
        return json(200, { status: 'ready', name, version, ...vitals, ...(await facts?.()) })
      } catch (error) {
        const reason = error instanceof StorageFault ? error.code : 'unknown'
        return json(503, { status: 'database', name, version, reason }, { 'retry-after': '5' })
      }
    },
  },
]
