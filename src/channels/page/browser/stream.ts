/** The little of an ES observable that Web Chat asks of its connection. */
export interface Observer<T> {
  readonly next?: (value: T) => void
  readonly error?: (error: unknown) => void
  readonly complete?: () => void
}

export interface Observable<T> {
  subscribe(observer: Observer<T>): { unsubscribe(): void }
}

/**
 * Values that reach every subscriber, also one that comes late: all of them, or the last ones only.
 * Web Chat subscribes after the connection stands, when the history may already be here.
 */
export class Replay<T> implements Observable<T> {
  readonly #kept: T[] = []
  readonly #observers = new Set<Observer<T>>()
  readonly #keep: number

  /** @param keep how many of the last values a late subscriber is given */
  constructor(keep = Infinity) {
    this.#keep = keep
  }

  next(value: T): void {
    this.#kept.push(value)
    if (this.#kept.length > this.#keep) this.#kept.shift()
    for (const observer of this.#observers) observer.next?.(value)
  }

  subscribe(observer: Observer<T>): { unsubscribe(): void } {
    for (const value of [...this.#kept]) observer.next?.(value)
    this.#observers.add(observer)
    return { unsubscribe: () => void this.#observers.delete(observer) }
  }
}
