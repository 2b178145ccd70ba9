/** KILLS=500 kills more often; by default 25 on each engine. */
import assert from 'node:assert/strict'
import { engines } from '../support/databases.ts'
import { runKills } from '../support/kills.ts'

const kills = Number(process.env['KILLS'] ?? 25)

for (const engine of engines)
  describe(`killed at random moments under load, on ${engine.name}`, function () {
    this.timeout(60_000 + kills * 15_000)
    it(`loses nothing, doubles nothing, and every sign-up ends active (${kills} kills)`, async () => {
      const database = await engine.create()
      try {
        const { output, ...tally } = await runKills(database, { kills })
        console.log(`      ${Object.entries(tally).map(([name, count]) => `${name} ${count}`).join(', ')}`)
        assert.deepEqual(
          { lost: tally.lost, doubled: tally.doubled, askedTwice: tally.askedTwice, notActive: tally.notActive },
          { lost: 0, doubled: 0, askedTwice: 0, notActive: 0 },
        )
        assert.ok(tally.signUps > 0)
        assert.doesNotMatch(output, /curie|radium|person\d|créer un compte/i)
      } finally {
        await database.remove()
      }
    })
  })
