/**
 * Walks through all conversations: ten thousand turns of answers, commands, repetitions, restarts, absences and nonsense. After each
 * turn everything is looked at that must always hold (`test/support/walk.ts`); in the end every step of every dialog was come to.
 *
 * The walk is the same in every run; `WALK_SEED=1234` walks another way, `WALK_READ=1` prints the first conversations as they went.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { beginWalk, type MoveKind, type Walker } from '../support/walk.ts'
import { openWalkWorld, type Reached, type WalkWorld } from '../support/walkGuide.ts'
import { everyStep, missingSteps, randomOf, walkTowards, type Trodden } from '../support/walkTowards.ts'
import { openFormerUnits, everySetting } from '../support/walkWorlds.ts'
import * as words from '../support/walkWords.ts'

const seed = Number(process.env['WALK_SEED'] ?? 20260302)
const turnsWanted = 10_000
/** Conversations walked at random; the turns that are left go where nobody was yet. */
const randomWalks = 130

/** How often each thing is done, of about a hundred. */
const weights: Readonly<Partial<Record<MoveKind, number>>> = {
  press: 34, answer: 20, aside: 7, command: 5, request: 4, outcome: 6, repeat: 3, language: 3, hostile: 3, old: 2, double: 2, number: 2,
  away: 2, upgrade: 1, restart: 2, looked: 2, human: 1, cancel: 1, page: 1,
  link: 1, activated: 1, forged: 1, again: 1, localeEvent: 1, forget: 1, incident: 1,
}
const move = fc.record({
  kind: fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ arbitrary: fc.constant(kind as MoveKind), weight }))),
  pick: fc.nat(9999),
})

describe('a walk through all conversations', function () {
  this.timeout(600_000)
  const reached: Reached = { steps: new Set(), arrows: new Map() }
  const missing = (): string[] => missingSteps(reached)
  let worlds: readonly WalkWorld[] = []
  let turns = 0
  let seconds = 0
  let printed = 0
  const read = (walker: Walker): void => {
    if (printed++ < Number(process.env['WALK_READ'] ?? 0)) process.stdout.write(`${walker.transcript.join('\n')}\n\n`)
  }

  before(async () => {
    worlds = [
      await openWalkWorld('nothing set', {}, reached),
      await openWalkWorld('everything set', everySetting, reached),
      await openWalkWorld('former units', { helpdeskEmail: everySetting.helpdeskEmail }, reached, openFormerUnits),
    ]
  })
  after(async () => {
    for (const world of worlds) await world.close()
    const came = everyStep.length - missing().length
    process.stdout.write(`      walked ${turns} turns in ${seconds.toFixed(0)} s, seed ${seed}; came to ${came} of ${everyStep.length} steps\n`)
  })

  it('holds at every turn of a random walk', async () => {
    const began = performance.now()
    const walk = fc.asyncProperty(
      fc.nat(worlds.length - 1),
      fc.constantFrom('fr', 'fr', 'en'),
      fc.constantFrom({}, ...words.pages.slice(0, 3).map(page => ({ page })), { link: words.links[0] }, { link: words.links[4] }),
      fc.array(move, { maxLength: 110, size: 'max' }),
      async (which, locale, opening, moves) => {
        const world = worlds[which]!
        await world.announceIncident(undefined)
        const walker = await beginWalk(world, locale, opening)
        try {
          for (const each of moves) await walker.move(each)
        } finally {
          turns += walker.turns
          read(walker)
        }
      },
    )
    await fc.assert(walk, { seed, numRuns: randomWalks }).catch((fault: unknown) => {
      // What was walked to find the shortest way to a fault is no walk.
      turns = 0
      throw fault
    })
    seconds += (performance.now() - began) / 1000
  })

  it('holds at every turn of a walk that looks for what was not reached, and comes to every step', async () => {
    const began = performance.now()
    const trodden: Trodden = { done: new Map(), random: randomOf(seed), walks: 0 }
    while (turns < turnsWanted || (missing().length > 0 && turns < 1.4 * turnsWanted)) {
      let walker: Walker | undefined
      await walkTowards(worlds[trodden.walks % worlds.length]!, trodden, 110, begun => (walker = begun))
      turns += walker?.turns ?? 0
      if (walker !== undefined) read(walker)
    }
    seconds += (performance.now() - began) / 1000
    assert.deepEqual(missing(), [], 'These steps were never come to')
  })
})
