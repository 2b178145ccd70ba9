import assert from 'node:assert/strict'
import { createKeyedQueue, QueueFullError } from '../../src/turns/keyedQueue.ts'

/** A piece of work that ends when it is told to. */
function held(): { work: () => Promise<void>; end: () => void } {
  let end = (): void => undefined
  const ended = new Promise<void>(resolve => (end = resolve))
  return { work: () => ended, end }
}

describe('the keyed queue', () => {
  it('keeps the order of one key, also past a failure, and lets no key wait for another', async () => {
    const queue = createKeyedQueue()
    const done: string[] = []
    const first = held()
    const all = [
      queue.run('a', async () => { await first.work(); done.push('a1') }),
      assert.rejects(queue.run('a', () => Promise.reject(new Error('broken'))), /broken/),
      queue.run('a', async () => void done.push('a2')),
    ]
    await queue.run('b', async () => void done.push('b1'))
    assert.deepEqual(done, ['b1'])
    const idle = queue.idle().then(() => done.push('idle'))
    first.end()
    await Promise.all([...all, idle])
    assert.deepEqual(done, ['b1', 'a1', 'a2', 'idle'])
  })

  it('refuses what would wait behind too much, and takes more once there is room', async () => {
    const queue = createKeyedQueue(2)
    const { work, end } = held()
    const waiting = [queue.run('a', work), queue.run('a', work)]
    await assert.rejects(queue.run('a', work), QueueFullError)
    await queue.run('b', () => Promise.resolve())
    end()
    await Promise.all([...waiting, queue.idle()])
    assert.equal(await queue.run('a', () => Promise.resolve('taken')), 'taken')
  })
})
