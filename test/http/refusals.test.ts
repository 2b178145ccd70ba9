import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { createMetrics } from '../../src/http/metrics.ts'
import type { Route } from '../../src/http/route.ts'
import { createServer } from '../../src/http/server.ts'
import { errorPages } from '../../src/pages/errorPages.ts'
import { contentDir } from '../../src/root.ts'
import type { Count } from '../../src/storage/counters.ts'
import { StorageFault, UncertainCommit } from '../../src/storage/storageError.ts'
import { houseOf } from '../support/houseOf.ts'

const nothing = (): void => undefined

describe('a fault of the database, on any route', () => {
  it('is 503 with Retry-After, and claims no more than is known; to a person a page in both languages', async () => {
    const globals = { ...(readConfig({}).settings as Record<string, string>), retentionDays: 30, activationHours: 24, mailFrom: 'a@example.org' }
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr', globals })
    const failing = (path: string, error: Error): Route => ({ method: 'POST', path, handle: () => Promise.reject(error) })
    const server = createServer({
      routes: [
        failing('/full', new StorageFault('SQLITE_FULL', new Error('jean@example.org'))),
        failing('/lost', new UncertainCommit('timeout')),
        failing('/ours', new Error('a fault of ours')),
      ],
      trustProxy: false,
      log: { info: nothing, warn: nothing, error: nothing },
      errorPage: errorPages(library, houseOf(library)),
    })
    const address = await server.listen(0, '127.0.0.1')
    try {
      const ask = async (path: string, headers: Record<string, string> = {}) => {
        const answer = await fetch(address + path, { method: 'POST', headers })
        return { status: answer.status, retry: answer.headers.get('retry-after'), text: await answer.text() }
      }
      const full = await ask('/full')
      assert.deepEqual([full.status, full.retry], [503, '2'])
      assert.match(full.text, /Nothing was stored/)
      assert.doesNotMatch(full.text, /SQLITE|jean/)
      const lost = await ask('/lost')
      assert.deepEqual([lost.status, lost.retry], [503, '2'])
      assert.match(lost.text, /not known whether/)
      assert.doesNotMatch(lost.text, /Nothing was stored/)
      assert.equal((await ask('/ours')).status, 500)

      const person = { accept: 'text/html,application/xhtml+xml', 'accept-language': 'en-GB,en;q=0.9' }
      for (const [path, key] of [['/full', 'text'], ['/lost', 'uncertain']] as const) {
        const page = await ask(path, person)
        assert.deepEqual([page.status, page.retry], [503, '2'])
        assert.match(page.text, /<html lang="en"/)
        for (const locale of ['fr', 'en']) assert.ok(page.text.includes(library.plain(locale, `pages:errors.unavailable.${key}`)), `${path} in ${locale}`)
      }
    } finally {
      await server.stop()
    }
  })
})

describe('a route that has no answer', () => {
  it('is not waited for without end: 503, and it is not known what became of it', async () => {
    const never = (): Promise<never> => new Promise(() => undefined)
    const routes: Route[] = (['GET', 'POST'] as const).map(method => ({ method, path: '/slow', handle: never }))
    const log = { info: nothing, warn: nothing, error: nothing }
    const server = createServer({ routes, trustProxy: false, log, times: { work: 100 } })
    const address = await server.listen(0, '127.0.0.1')
    try {
      const answer = await fetch(`${address}/slow`, { method: 'POST' })
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '2'])
      assert.match(await answer.text(), /not known whether/)
      const looked = await fetch(`${address}/slow`)
      assert.deepEqual([looked.status, looked.headers.get('retry-after')], [503, '2'])
      assert.match(await looked.text(), /Nothing was stored/)
    } finally {
      await server.stop()
    }
  })
})

describe('the longest stall', () => {
  it('tells of conversations no number below five, and what adds up over days', async () => {
    const of = (step: string, times: number): Omit<Count, 'day'> => ({ channel: 'page', subject: '', name: 'standing', detail: step, times })
    const counted = [of('clearCache.didItWork', 3), of('clearCache.didItWork', 2), of('errorNumber.number', 4)]
    const metrics = createMetrics({ outbox: { counts: () => Promise.resolve([]) }, streams: () => 0, connections: () => 0, channels: () => [], engine: 'sqlite', counted: () => Promise.resolve(counted) })
    const { body } = await metrics.route.handle({ headers: {}, local: true } as never)
    assert.match(String(body), /noa_left_at_step\{step="clearCache.didItWork"\} 5/)
    assert.doesNotMatch(String(body), /errorNumber/)
  })

  it('is in the figures, and counted anew after each look', async () => {
    const metrics = createMetrics({ outbox: { counts: () => Promise.resolve([]) }, streams: () => 0, connections: () => 0, channels: () => [], engine: 'sqlite', counted: () => Promise.resolve([]) })
    const look = async (): Promise<number> => {
      const { body } = await metrics.route.handle({ headers: {}, local: true } as never)
      return Number(/^noa_event_loop_longest_stall_seconds (\S+)$/m.exec(String(body))?.[1])
    }
    await delay(50)
    for (const until = performance.now() + 200; performance.now() < until; );
    await delay(50)
    const stall = await look()
    assert.ok(stall > 0.15, `${stall} s`)
    assert.notEqual(await look(), stall)
  })
})
