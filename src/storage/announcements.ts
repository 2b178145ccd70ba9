/** Who wants to know, in this process, that something was committed, by whatever process. */

export interface Announcements {
  /** Tells the watchers of a conversation's new watermark. */
  conversation(key: string, watermark: number): void
  /** Tells the workers that the outbox may have something to do. */
  work(): void
  watch(listener: (key: string, watermark: number) => void): () => void
  onWork(listener: () => void): () => void
}

/** @param onError hears what a listener throws: one that fails must neither harm the commit nor the other listeners */
export function announcements(onError: (error: Error) => void): Announcements {
  const watchers = new Set<(key: string, watermark: number) => void>()
  const workers = new Set<() => void>()
  const each = <L>(listeners: Set<L>, call: (listener: L) => void): void => {
    for (const listener of [...listeners])
      try {
        call(listener)
      } catch (error) {
        onError(error instanceof Error ? error : new Error('A listener failed'))
      }
  }
  const add = <L>(listeners: Set<L>, listener: L): (() => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  }
  return {
    conversation: (key, watermark) => {
      each(watchers, listener => {
        listener(key, watermark)
      })
    },
    work: () => {
      each(workers, listener => {
        listener()
      })
    },
    // Wrapped, so that one function given twice is two listeners, each with its own end.
    watch: listener => add(watchers, (key, watermark) => { listener(key, watermark) }),
    onWork: listener => add(workers, () => { listener() }),
  }
}
