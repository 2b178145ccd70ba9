/** Work that must keep its order: one after the other for one key, while keys do not wait for each other. */

/** More work waits for a key than may. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
}

export interface KeyedQueue {
  /**
   * Does the work once all that came before it for this key has ended, well or not.
   * @throws {QueueFullError} when too much waits already
   */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
  /** Waits for all that is in hand now. */
  idle(): Promise<void>
}

/** @param most how much may wait for one key, so that one client cannot fill the memory */
export function createKeyedQueue(most = Infinity): KeyedQueue {
  const queues = new Map<string, { tail: Promise<unknown>; length: number }>()
  return {
    run: (key, work) => {
      const queue = queues.get(key) ?? { tail: Promise.resolve(), length: 0 }
      if (queue.length >= most) return Promise.reject(new QueueFullError(`More than ${most} wait`))
      queues.set(key, queue)
      queue.length += 1
      const result = queue.tail.then(work)
      queue.tail = result
        .catch(() => undefined)
        .then(() => {
          queue.length -= 1
          if (queue.length === 0) queues.delete(key)
        })
      return result
    },
    idle: async () => {
      await Promise.all([...queues.values()].map(({ tail }) => tail))
    },
  }
}
