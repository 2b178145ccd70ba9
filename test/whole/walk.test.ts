/**
 * Walks through all conversations: answers, commands, repetitions, restarts, absences and nonsense. After each turn everything is looked
 * at that must always hold (`test/support/walk.ts`). First a walk that goes where nobody was yet, until every step of every dialog was
 * come to; then walks at random, ten thousand turns of them in a soak.
 *
 * `SEED=1234` walks another way, `WALKS=1000` walks more, `WALK_READ=1` prints the first conversations as they went.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { beginWalk, type MoveKind, type Walker } from '../support/walk.ts'
import { openWalkWorld, type Reached, type WalkWorld } from '../support/walkGuide.ts'
import { howMany, randomOf, seeds, seedsUsed, soaking } from '../support/soak.ts'
import { everyStep, missingSteps, needsHelpdesk, walkTowards, type Trodden } from '../support/walkTowards.ts'
import { openFormerUnits, everySetting } from '../support/walkWorlds.ts'
import * as words from '../support/walkWords.ts'

/** Of at most 110 turns, about 55 on average. */
const randomWalks = howMany('WALKS', 180, 6)
/** Turns after which the walk that looks for what is new gives up; it takes about a third of them. */
const enough = 14_000

/** A failure is told as it was come to: to make it short takes minutes. A soak does, with `SEED=` the same one. */
const unshrunk = soaking ? {} : { endOnFailure: true }

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
  let turnsToAll = 0
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
    console.log(`walked ${turns} turns in ${seconds.toFixed(0)} s, ${seedsUsed}; came to ${came} of ${everyStep.length} steps within ${turnsToAll}`)
  })

  it('holds at every turn of a walk that looks for what was not reached, and comes to every step', async () => {
    const began = performance.now()
    // The same in every run: where it comes to is no matter of chance.
    const trodden: Trodden = { done: new Map(), random: randomOf(seeds[0]!), walks: 0 }
    while (missing().length > 0 && turns < enough) {
      let walker: Walker | undefined
      const world = needsHelpdesk(trodden.walks) ? 1 : trodden.walks % worlds.length
      // There are three.
      await walkTowards(worlds[world]!, trodden, 110, begun => (walker = begun))
      turns += walker?.turns ?? 0
      if (walker !== undefined) read(walker)
    }
    turnsToAll = turns
    seconds += (performance.now() - began) / 1000
    assert.deepEqual(missing(), [], 'These steps were never come to')
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
    for (const seed of seeds) await fc.assert(walk, { seed, numRuns: Math.ceil(randomWalks / seeds.length), ...unshrunk })
    seconds += (performance.now() - began) / 1000
  })
})
