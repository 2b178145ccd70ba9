/** The guide is killed at random moments: twice on each engine, 25 times in a soak, `KILLS=500` for more. */
import assert from 'node:assert/strict'
import { engines } from '../support/databases.ts'
import { runKills } from '../support/kills.ts'
import { howMany, seeds, seedsUsed, soaking } from '../support/soak.ts'

const kills = howMany('KILLS', 25, 2)

type Tally = Awaited<ReturnType<typeof runKills>>

async function killsOn(engine: (typeof engines)[number], seed: number): Promise<Tally> {
  const database = await engine.create()
  try {
    return await runKills(database, { kills, seed, people: soaking ? 4 : 2 })
  } finally {
    await database.remove()
  }
}

/** All engines at once: while one guide starts again, the other one works. */
let begun: ReadonlyMap<string, Promise<Tally>> | undefined
function tallyOf(name: string): Promise<Tally> {
  begun ??= new Map(engines.map((engine, n) => [engine.name, killsOn(engine, seeds[n % seeds.length]!)]))
  // A failure is told by the test that waits for it.
  for (const run of begun.values()) run.catch(() => undefined)
  return begun.get(name)!
}

for (const engine of engines)
  describe(`killed at random moments under load, on ${engine.name}`, function () {
    this.timeout(120_000 + kills * 30_000)
    it(`loses nothing, doubles nothing, and every sign-up ends active (${kills} kills)`, async () => {
      const { output, ...tally } = await tallyOf(engine.name)
      console.log(`${engine.name}: ${Object.entries(tally).map(([name, count]) => `${name} ${count}`).join(', ')}; ${seedsUsed}`)
      assert.deepEqual(
        { lost: tally.lost, doubled: tally.doubled, askedTwice: tally.askedTwice, notActive: tally.notActive },
        { lost: 0, doubled: 0, askedTwice: 0, notActive: 0 },
      )
      assert.ok(tally.signUps > 0)
      assert.doesNotMatch(output, /curie|radium|person\d|créer un compte/i)
    })
  })
