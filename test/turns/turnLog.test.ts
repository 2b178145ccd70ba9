import assert from 'node:assert/strict'
import { createTurnLog, observed } from '../../src/turns/turnLog.ts'
import type { OutboxEntry, Outcome } from '../../src/storage/storage.ts'

describe('the turn log', () => {
  const lines: { level: string; conversation?: string; [name: string]: unknown }[] = []
  const write = (level: string) => (details: object) => void lines.push({ level, ...details })
  const turnLog = createTurnLog({ info: write('info'), warn: write('warn'), error: write('error') })
  beforeEach(() => void lines.splice(0))

  const key = 'msteams/marie.curie'
  const entry = (attempt: number): OutboxEntry => ({
    id: `requestAccount:${key}`, kind: 'requestAccount', payload: '{"email":"marie@example.org"}', conversation: key, attempt, createdAt: '', told: false,
  })
  const attempt = async (number: number, outcome: Outcome | Error): Promise<void> => {
    const handle = async (): Promise<Outcome> => {
      if (outcome instanceof Error) throw outcome
      return Promise.resolve(outcome)
    }
    const { requestAccount } = observed({ requestAccount: handle }, (of, attempted) => { turnLog.attempted(of, attempted) })
    await requestAccount?.(entry(number)).catch(() => undefined)
  }

  it('is silent about what goes well', async () => {
    turnLog.turned({ key, outcome: 'committed', steps: [], seconds: 0.1 })
    await attempt(1, { done: true })
    await attempt(1, { settled: true })
    assert.deepEqual(lines, [])
  })

  it('says by codes what does not, and nothing of a person', async () => {
    const typed = Object.assign(new Error('marie typed this'), { code: 'marie typed this' })
    turnLog.turned({ key, outcome: 'committed', steps: ['createAccount.fillIn'], seconds: 2.5 })
    turnLog.turned({ key, outcome: 'failed', steps: [], seconds: 0.1, error: typed })
    await attempt(1, { retry: { inMs: 1, code: 'http503' } })
    await attempt(3, { retry: { inMs: 1, code: 'http503' } })
    await attempt(1, { failed: { code: 'conflict' } })
    await attempt(1, typed)
    assert.deepEqual(
      lines.map(({ level, code, reason }) => [level, code, reason]),
      [
        ['warn', 'turn_slow', undefined], ['error', 'turn_error', undefined], ['info', 'outbox_retry', 'http503'],
        ['warn', 'outbox_retry', 'http503'], ['error', 'outbox_failed', 'conflict'], ['info', 'outbox_retry', 'Error'],
      ],
    )
    assert.doesNotMatch(JSON.stringify(lines), /marie|curie|typed/)
    // Lines of one conversation are found together, by a number that is another in another process.
    assert.equal(new Set(lines.map(({ conversation }) => conversation)).size, 1)
    assert.match(lines[0]?.conversation ?? '', /^[0-9a-f]{12}$/)
    const other = createTurnLog({ info: write('info'), warn: write('warn'), error: write('error') })
    other.turned({ key, outcome: 'committed', steps: [], seconds: 3 })
    assert.notEqual(lines.at(-1)?.conversation, lines[0]?.conversation)
  })
})
