/**
 * Walks through all conversations: ten thousand turns of answers, commands, repetitions, restarts, absences and nonsense. After each
 * turn everything is looked at that must always hold (`test/support/walk.ts`); in the end every step of every dialog was come to.
 *
 * The walk is the same in every run; `WALK_SEED=1234` walks another way, `WALK_READ=1` prints the first conversations as they went.
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import * as conversations from '../../dialogs/index.ts'
import { beginWalk, type MoveKind, type Walker } from '../support/walk.ts'
import { openWalkWorld, type Reached, type WalkWorld } from '../support/walkGuide.ts'
import { openFormerUnits, everySetting } from '../support/walkWorlds.ts'
import * as words from '../support/walkWords.ts'

const seed = Number(process.env['WALK_SEED'] ?? 20260302)
const turnsWanted = 10_000
/** Conversations walked at random; the turns that are left go where nobody was yet. */
const randomWalks = 130

/** How often each thing is done, of about a hundred. */
const weights: Readonly<Partial<Record<MoveKind, number>>> = {
  press: 34, answer: 20, aside: 7, command: 5, request: 4, outcome: 6, repeat: 3, language: 3, hostile: 3, old: 2, double: 2, number: 2, away: 2,
  restart: 2, looked: 2, human: 1, cancel: 1, page: 1, link: 1, activated: 1, forged: 1, again: 1, localeEvent: 1, forget: 1, incident: 1,
}
const move = fc.record({
  kind: fc.oneof(...Object.entries(weights).map(([kind, weight]) => ({ arbitrary: fc.constant(kind as MoveKind), weight }))),
  pick: fc.nat(9999),
})

/** A generator of numbers from 0 to 1, the same for a seed (Mulberry32). */
function randomOf(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

describe('a walk through all conversations', function () {
  this.timeout(600_000)
  const reached: Reached = { steps: new Set(), arrows: new Map() }
  const every = conversations.all.flatMap(({ name, steps }) => Object.keys(steps).map(step => `${name}.${step}`))
  const missing = (): string[] => every.filter(step => !reached.steps.has(step))
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
    process.stdout.write(`      walked ${turns} turns in ${seconds.toFixed(0)} s, seed ${seed}; came to ${every.length - missing().length} of ${every.length} steps\n`)
  })

  it('holds at every turn of a random walk', async () => {
    const began = performance.now()
    const walk = fc.asyncProperty(
      fc.constantFrom(...worlds),
      fc.constantFrom('fr', 'fr', 'en'),
      fc.constantFrom({}, {}, { page: words.pages[0] }, { page: words.pages[1] }, { link: words.links[0] }, { page: words.pages[2], link: words.links[4] }),
      fc.array(move, { minLength: 30, maxLength: 60, size: 'max' }),
      async (world, locale, opening, moves) => {
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
    await fc.assert(walk, { seed, numRuns: randomWalks })
    seconds += (performance.now() - began) / 1000
  })

  it('holds at every turn of a walk that looks for what was not reached, and comes to every step', async () => {
    const began = performance.now()
    const random = randomOf(seed)
    const done = new Map<string, number>()
    const lap = { walks: 0 }
    while (turns < turnsWanted || (missing().length > 0 && turns < 1.3 * turnsWanted)) {
      const world = worlds[lap.walks % worlds.length]!
      await world.announceIncident(lap.walks % 17 === 5 ? 'NOA est indisponible jusqu’à midi.' : undefined)
      const locale = lap.walks % 2 === 0 ? 'fr' : 'en'
      const opening = { ...(random() < 0.5 ? { page: words.pages[Math.floor(random() * words.pages.length)] } : {}), ...(random() < 0.3 ? { link: words.links[Math.floor(random() * words.links.length)] } : {}) }
      const walker = await beginWalk(world, locale, opening)
      lap.walks += 1
      if (random() < 0.5) await walker.say(words.requests[Math.floor(random() * words.requests.length)]!)
      for (let step = 0; step < 45; step++) {
        const possible = walker.possible()
        const least = possible.map(({ name, run }) => ({ name, run, weight: (done.get(name) ?? 0) + random() * 0.9 })).sort((a, b) => a.weight - b.weight)[0]
        if (least === undefined) break
        done.set(least.name, (done.get(least.name) ?? 0) + 1)
        await least.run()
      }
      turns += walker.turns
      read(walker)
    }
    seconds += (performance.now() - began) / 1000
    assert.deepEqual(missing(), [], 'These steps were never come to')
  })
})
