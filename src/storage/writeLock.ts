import { StorageFault } from './storageError.ts'

/** Lets one writer of this process after the other through. */
export class WriteLock {
  #taken = false
  readonly #waiting = new Set<() => void>()

  get taken(): boolean {
    return this.#taken
  }

  /** @throws {StorageFault} when it was not free within `patience` ms: whoever came with a request must have an answer */
  async take(patience: number): Promise<void> {
    if (this.#taken)
      await new Promise<void>((resolve, reject) => {
        const enter = (): void => {
          clearTimeout(timer)
          resolve()
        }
        const timer = setTimeout(() => {
          this.#waiting.delete(enter)
          reject(new StorageFault('locked'))
        }, patience)
        this.#waiting.add(enter)
      })
    this.#taken = true
  }

  release(): void {
    const [next] = this.#waiting
    if (next === undefined) this.#taken = false
    else {
      this.#waiting.delete(next)
      next()
    }
  }
}
