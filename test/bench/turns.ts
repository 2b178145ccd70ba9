/**
 * How fast the guide answers, against a plain botbuilder bot that asks the same questions and keeps nothing.
 *
 * Both run as processes of their own and are asked by turns, so that a busy machine is as unkind to the one as to the other.
 * Options: --rounds, --people (of one round), --crowd 10,100,1000,10000 (0: none), --profile guide|directLine|plain (and nothing else).
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { connections, type Door, type Shown } from '../support/bench/load.ts'
import { disk, figure, machine, median, quantile, spread, table, usageOf, type Usage } from '../support/bench/measure.ts'
import { startAccountService, startGuideProcess, startLoad, startPlainBot, type Running } from '../support/bench/processes.ts'
import { printProfiles } from '../support/bench/profile.ts'
import { turnsOfSignUp } from '../support/bench/signUp.ts'

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    people: { type: 'string', default: '64' },
    crowd: { type: 'string', default: '10,10000' },
    profile: { type: 'string' },
  },
  strict: false,
})
const rounds = Number(options.rounds)
const people = Number(options.people)
const crowds = String(options.crowd).split(',').map(Number).filter(count => count > 0)

const service = await startAccountService()
const load = startLoad()
/** Local requests need no identity; a header tells Direct Line that everybody has an address of their own. */
const guideEnv = { ...service.env, TRUST_PROXY: 'true' }

/** What each turn is answered, and what comes after the last one by itself. */
interface Owed {
  readonly turns: readonly (readonly Shown[])[]
  readonly afterwards: number
}

interface Contender {
  readonly name: string
  readonly door: Door
  readonly bot: Running
  readonly owed: Owed
}

interface Round {
  readonly speed: number
  readonly cpu: number
  readonly times: readonly number[]
}

/** What a bot answers in a sign-up, once it has asked for the account. */
async function listen({ address }: Running): Promise<Owed['turns']> {
  const asked = service.asked()
  const { heard } = await load.perform({ kind: 'listen', address })
  while (service.asked() === asked) await delay(10)
  return heard
}

/** Everybody signs up once. The time ends when the last account was asked for. */
async function round({ name, door, bot, owed }: Contender, count: number, together = connections): Promise<Round> {
  const asked = service.asked()
  const before = usageOf(bot.pid)
  const began = performance.now()
  const { turns, afterwards } = owed
  const done = await load.perform({ kind: 'signUp', door, address: bot.address, people: count, together, owed: turns, afterwards })
  for (let tries = 0; service.asked() < asked + count; tries++) {
    assert.ok(tries < 1000, `${name}: ${asked + count - service.asked()} accounts were not asked for`)
    await delay(10)
  }
  const seconds = (performance.now() - began) / 1000
  // What the guide does with the service's last answers is counted, too.
  await delay(100)
  assert.deepEqual(done.faults, [], `${name} did not answer what it owes`)
  assert.equal(done.turns, count * turnsOfSignUp)
  assert.equal(service.asked(), asked + count, `${name} asked for an account twice`)
  return { speed: done.turns / seconds, cpu: (usageOf(bot.pid).cpu - before.cpu) / done.turns, times: done.times }
}

/** Whether both bots say the same, and what the guide owes over each door. */
async function compare(guide: Running, plain: Running): Promise<{ messages: Owed; plain: Owed; directLine: Owed }> {
  const right = await listen(guide)
  const other = await listen(plain)
  assert.equal(right.length, turnsOfSignUp)
  assert.deepEqual(other.slice(0, -1), right.slice(0, -1), 'The bots do not say the same')
  // The guide hears of the account in a turn of its own; the plain bot keeps the person waiting for it.
  assert.deepEqual(other.at(-1)!.slice(0, 1), right.at(-1))
  const afterwards = other.at(-1)!.length - right.at(-1)!.length
  return {
    messages: { turns: right, afterwards: 0 },
    plain: { turns: other, afterwards: 0 },
    directLine: { turns: right, afterwards },
  }
}

const cpu = (rounds: readonly Round[]): number => median(rounds.map(each => each.cpu)) * 1000
const row = (name: string, all: readonly Round[], { memory, peak }: Usage): string[] => {
  const times = all.flatMap(each => each.times)
  const speeds = spread(all.map(each => each.speed))
  return [name, speeds, ...[quantile(times, 0.5), quantile(times, 0.99), cpu(all), memory, peak].map(figure)]
}
const ratios = (above: readonly number[], below: readonly number[]): string => spread(above.map((value, n) => value / below[n]!))

async function againstPlainBot(): Promise<void> {
  console.log('\nThe guide against a plain bot')
  const guide = await startGuideProcess(guideEnv)
  const plain = await startPlainBot(service.env)
  try {
    const owed = await compare(guide, plain)
    const contenders: readonly Contender[] = [
      { name: 'guide, expectReplies', door: 'messages', bot: guide, owed: owed.messages },
      { name: 'plain bot, expectReplies', door: 'messages', bot: plain, owed: owed.plain },
      { name: 'guide, Direct Line', door: 'directLine', bot: guide, owed: owed.directLine },
    ]
    // Compilers need some practice before they are measured.
    for (const contender of contenders) for (let warm = 0; warm < 2; warm++) await round(contender, people)
    const all = contenders.map((): Round[] => [])
    for (let n = 0; n < rounds; n++)
      for (const [index, contender] of contenders.entries()) all[index]!.push(await round(contender, people))
    const [own, other, line] = all as [Round[], Round[], Round[]]
    const speeds = (of: readonly Round[]): number[] => of.map(({ speed }) => speed)
    console.log(`  ${machine()}; ${disk()}`)
    console.log(`  ${rounds} rounds by turns, each ${people} sign-ups of ${turnsOfSignUp} turns, ${connections} connections; median (least to greatest)`)
    table([
      ['turns per second, guide / plain bot (goal 1.0)', ratios(speeds(own), speeds(other))],
      ['processor time per turn, guide / plain bot', ratios(own.map(each => each.cpu), other.map(each => each.cpu))],
      ['turns per second, Direct Line / expectReplies', ratios(speeds(line), speeds(own))],
    ])
    table([
      ['', 'turns/s', 'p50 ms', 'p99 ms', 'CPU µs/turn', 'MB', 'peak MB'],
      ...contenders.map(({ name, bot }, index) => row(name, all[index]!, usageOf(bot.pid))),
    ])
  } finally {
    await Promise.all([guide.stop(), plain.stop()])
  }
}

/** Many conversations take their time to begin; the rounds between are short. */
const crowdPeople = Math.min(people, 40)

/** How it changes with the number of conversations that there are. */
async function inACrowd(): Promise<void> {
  console.log(`\nWith more and more conversations begun (over Direct Line: and open), ${crowdPeople} sign-ups that speak by turns`)
  const rows: string[][] = [['', 'conversations', 'turns/s', 'p50 ms', 'p99 ms', 'CPU µs/turn', 'MB', 'peak MB']]
  const changes: string[][] = []
  for (const [name, door, start] of [
    ['guide, expectReplies', 'messages', () => startGuideProcess(guideEnv)],
    ['plain bot, expectReplies', 'messages', () => startPlainBot(service.env)],
    ['guide, Direct Line', 'directLine', () => startGuideProcess(guideEnv)],
  ] as const) {
    const bot = await start()
    try {
      const owed = { turns: await listen(bot), afterwards: door === 'directLine' ? 2 : 0 }
      const contender = { name, door, bot, owed }
      for (let warm = 0; warm < 5; warm++) await round(contender, crowdPeople)
      const medians: number[] = []
      let begun = 0
      for (const crowd of crowds) {
        await load.perform({ kind: 'crowd', door, address: bot.address, people: crowd - begun })
        begun = crowd
        const all: Round[] = []
        for (let n = 0; n < Math.min(rounds, 3); n++) all.push(await round(contender, crowdPeople, crowdPeople))
        medians.push(cpu(all))
        const [first = '', ...rest] = row(name, all, usageOf(bot.pid))
        rows.push([first, String(crowd), ...rest])
      }
      changes.push([`${name}: processor time per turn, ${crowds.at(-1)} / ${crowds[0]} conversations`, figure(medians.at(-1)! / medians[0]!)])
    } finally {
      await bot.stop()
    }
  }
  console.log(`  ${machine()}; ${disk()}`)
  table(changes)
  table(rows)
}

async function profile(which: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'noa-profile-'))
  const bot = await (which === 'plain' ? startPlainBot(service.env, true) : startGuideProcess(guideEnv, true))
  try {
    const contender: Contender = {
      name: which,
      door: which === 'directLine' ? 'directLine' : 'messages',
      bot,
      owed: { turns: await listen(bot), afterwards: which === 'directLine' ? 2 : 0 },
    }
    for (let n = 0; n < 3; n++) await round(contender, people)
    await bot.profile('begin')
    for (let n = 0; n < rounds; n++) console.log(`  ${figure((await round(contender, people)).cpu * 1000)} µs of processor per turn`)
    await bot.profile(join(folder, `${which}.cpuprofile`))
  } finally {
    await bot.stop()
  }
  printProfiles(folder, rounds * people * turnsOfSignUp)
  rmSync(folder, { recursive: true, force: true })
}

try {
  if (typeof options.profile === 'string') await profile(options.profile)
  else {
    await againstPlainBot()
    if (crowds.length > 0) await inACrowd()
  }
} finally {
  await load.stop()
  await service.stop()
}
