/** Whether SQLite's file is sound: looked through at the start, and again when a page made no sense. */
import { StorageFault } from './storageError.ts'
import { Connection } from './sqliteConnection.ts'
import { codeOf } from './storageError.ts'
import { isDamage } from './sqliteFaults.ts'

/** Least time between two looks, ms. */
const pause = 30_000

export interface Soundness {
  /** Hears of every fault; one that speaks of damage begins a look. */
  heard(code: string): void
  /** @throws {StorageFault} while the file is not known to be sound */
  require(): void
  /** Looks the file through. @returns false when it is damaged */
  look(): Promise<boolean>
}

/**
 * Watches over a file.
 * @param onDamage hears of damage, once each time that it is found
 */
export function soundness(file: string, onDamage: (error: Error) => void): Soundness {
  let damage: string | undefined
  let looking: Promise<boolean> | undefined
  let lookedAt = -Infinity

  const found = (code: string): void => {
    if (damage === undefined) onDamage(new StorageFault(code))
    damage = code
  }
  const look = async (): Promise<boolean> => {
    const connection = new Connection(file, ['query_only = ON', 'busy_timeout = 5000'])
    try {
      if ((await connection.asideAsked('pragma quick_check(1)')) !== 'ok') found('SQLITE_CORRUPT')
      else damage = undefined
    } catch (error) {
      // A look that could not be made says nothing.
      if (isDamage(codeOf(error))) found(codeOf(error))
    } finally {
      connection.close()
      lookedAt = Date.now()
    }
    return damage === undefined
  }
  const lookOnce = (): Promise<boolean> => (looking ??= look().finally(() => (looking = undefined)))
  const lookAgain = (): void => {
    if (Date.now() - lookedAt >= pause) lookOnce().catch(() => undefined)
  }
  return {
    heard: code => {
      if (!isDamage(code)) return
      found(code)
      lookAgain()
    },
    require: () => {
      if (damage === undefined) return
      // Somebody may have put it right.
      lookAgain()
      throw new StorageFault(damage)
    },
    look: lookOnce,
  }
}
