/**
 * The database fails under load, in every way that one can: `FAULTS=200` for more. For a soak, as root on Linux, where PostgreSQL is.
 */
import assert from 'node:assert/strict'
import { faults, startFaultyPostgres } from '../support/faultyPostgres.ts'
import { runKills } from '../support/kills.ts'
import { programs } from '../support/postgresServer.ts'
import { howMany, inSoak, seeds, seedsUsed } from '../support/soak.ts'

const strikes = howMany('FAULTS', 30)
/** Longer than the guide waits for an answer (10 s) one time in ten; else a moment. */
const lasting = (random: () => number): number => (random() < 0.1 ? 11_000 + random() * 3000 : 200 + random() * 2500)

describe('a PostgreSQL that fails under load', function () {
  this.timeout(180_000 + strikes * 60_000)

  inSoak(`loses nothing, doubles nothing, and every person is told the end (${strikes} faults)`, async function (this: Mocha.Context) {
    if (programs === undefined || process.getuid?.() !== 0 || process.platform !== 'linux') return this.skip()
    const database = await startFaultyPostgres(programs)
    const counts = new Map<string, number>()
    try {
      const { output, kills, ...tally } = await runKills(database, {
        kills: strikes,
        seed: seeds[0]!,
        strike: async (_, random) => {
          const fault = faults[Math.floor(random() * faults.length)]!
          counts.set(fault, (counts.get(fault) ?? 0) + 1)
          await database.fail(fault, lasting(random))
        },
      })
      console.log(`${kills} faults (${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}): ${Object.entries(tally).map(([name, count]) => `${name} ${count}`).join(', ')}; ${seedsUsed}`)
      assert.deepEqual(
        { lost: tally.lost, doubled: tally.doubled, askedTwice: tally.askedTwice, notActive: tally.notActive },
        { lost: 0, doubled: 0, askedTwice: 0, notActive: 0 },
      )
      assert.doesNotMatch(output, /curie|radium|person\d|créer un compte/i)
    } finally {
      await database.remove()
    }
  })
})
