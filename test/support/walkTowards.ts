/** A walk that looks for what was not reached: it does what was done least, and goes where the tables say that something new lies. */
import * as conversations from '../../dialogs/index.ts'
import { arrowsOf, isEnd, type Arrow, type DialogTable } from '../../src/flow/table.ts'
import { beginWalk, WalkFault, type Walker } from './walk.ts'
import type { Reached, WalkWorld } from './walkGuide.ts'
import * as words from './walkWords.ts'

const tables: ReadonlyMap<string, DialogTable> = new Map(conversations.all.map(table => [table.name, table]))
export const everyStep: readonly string[] = conversations.all.flatMap(({ name, steps }) => Object.keys(steps).map(step => `${name}.${step}`))
export const missingSteps = ({ steps }: Reached): string[] => everyStep.filter(step => !steps.has(step))

/** Where an arrow may lead: of a function, whatever it names. */
const targetsOf = (arrow: Arrow): string[] =>
  typeof arrow === 'string' ? [arrow] : [...String(arrow).matchAll(/["'`]([\w:]+)["'`]/g)].map(([, name = '']) => name)

/** For each step, over how many others something lies that was not reached. */
function distances(reached: Reached): ReadonlyMap<string, number> {
  const before = new Map<string, string[]>()
  const lead = (from: string, to: string): void => void before.set(to, [...(before.get(to) ?? []), from])
  const begins = (dialog: string): string[] =>
    [...tables.values()].flatMap(({ name, steps }) =>
      Object.entries(steps).flatMap(([step, table]) => (table.kind === 'begin' && table.begin.name === dialog ? [`${name}.${step}`] : [])),
    )
  for (const { name, steps } of tables.values())
    for (const [step, table] of Object.entries(steps)) {
      const here = `${name}.${step}`
      for (const target of arrowsOf(table).flatMap(({ arrow }) => targetsOf(arrow)))
        if (!isEnd(target)) lead(here, `${name}.${target}`)
        else for (const begun of begins(name)) lead(here, begun)
      const begun = table.kind === 'begin' ? table.begin : undefined
      if (begun !== undefined) lead(here, `${begun.name}.${begun.first}`)
    }
  const found = new Map(missingSteps(reached).map(step => [step, 0]))
  for (const [step, distance] of found) for (const from of before.get(step) ?? []) if (!found.has(from)) found.set(from, distance + 1)
  return found
}

/** What was done in all walks so far, with how often, and where the next one begins. */
export interface Trodden {
  readonly done: Map<string, number>
  readonly random: () => number
  walks: number
}

/**
 * One conversation.
 * @param most turns, about
 * @param begun hears of it before anything can fail
 */
export async function walkTowards(world: WalkWorld, trodden: Trodden, most: number, begun: (walker: Walker) => void): Promise<void> {
  const { done, random } = trodden
  const lap = trodden.walks++
  const some = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  // One article for each topic that goes on from one.
  const byTopic = new Map(world.library.articles('help', 'fr').map(({ id, extra }) => [String(extra['topic']), { article: id }]))
  const articles = [...byTopic.values()]
  const link =
    lap < routes.length ? undefined
    : lap % 3 === 0 ? articles[(lap / 3) % articles.length]
    : random() < 0.3 ? some(words.links)
    : undefined
  await world.announceIncident(lap % 17 === 5 ? 'NOA est indisponible jusqu’à midi.' : undefined)
  const walker = await beginWalk(world, lap % 2 === 0 || lap < routes.length ? 'fr' : 'en', {
    ...(random() < 0.5 ? { page: some(words.pages) } : {}),
    ...(routes[lap]?.includes('oldJavaScript') === true ? { page: { browser: 'firefox', os: 'windows', device: 'computer' } } : {}),
    ...(link === undefined ? {} : { link }),
  })
  begun(walker)
  const route = routes[lap]
  if (route !== undefined) await followRoute(walker, route)
  let away: ReadonlyMap<string, number> | undefined
  const beginning = [...words.requests, ...words.questions].map(text => ({ name: `begin "${text}"`, run: () => walker.say(text) }))
  while (walker.turns < most) {
    // Mostly by the buttons; now and then another request, wherever the conversation is.
    const possible = (walker.turns === 1 && link === undefined) || random() < 0.03 ? beginning : walker.possible()
    if (possible.length === 0) return
    away ??= distances(world.reached)
    const best = possible
      .map(each => {
        const near = 'leads' in each && each.leads !== undefined ? away!.get(each.leads) : undefined
        const often = done.get(each.name) ?? 0
        const priority = 'priority' in each ? (each.priority ?? 1) : 1
        return { ...each, weight: (often + random() * 0.9) / priority - (near === undefined ? 0 : Math.max(0, 12 - near) / (1 + often)) }
      })
      .sort((a, b) => a.weight - b.weight)[0]!
    done.set(best.name, (done.get(best.name) ?? 0) + 1)
    const missing = missingSteps(world.reached).length
    await best.run()
    if (missingSteps(world.reached).length < missing || random() < 0.1) away = undefined
  }
}

/** An account that was asked for, and its mail that did not come. */
const requested = [
  'je voudrais créer un compte', '[none]', '[none]', '[create]', '[madame]', 'Curie', 'Marie', 'marie.curie@example.org', 'Institut du radium',
  '[_skip]', '[_skip]', '[_skip]', '[accept]', '[submit]', 'accepted', '[activationHelp]',
]
/** A message to the helpdesk, sent. */
const reported = ['parler à quelqu’un', 'tout est blanc', '[skip]', '[skip]', '[send]', 'accepted']
/**
 * Ways that need so many right answers in a row that chance seldom finds them: `[option]` presses, `?[option]` does where there is such a
 * button, an outcome comes back, the rest is typed. From their end the walk goes on by itself.
 */
const routes: readonly (readonly string[])[] = [
  ['demander l’accès à la fédération d’identité', '[federationAccess]', '[no]', 'UMR 5205', '[right]'],
  [...requested, '[wrongAddress]', 'pierre@example.org', '[submit]', 'failed', '[again]', 'unavailable'],
  [...requested, '[wrongAddress]', 'marie', 'marie', 'marie', '[goOn]', 'pierre@example.org', '[submit]', 'failed', '[support]'],
  [...requested, '[wrongAddress]', 'marie', 'marie', 'marie', '[support]'],
  [...requested, '[noMail]', '[other]', 'pierre@example.org'],
  [...requested, '[noMail]', '[other]', 'marie', 'marie', 'marie'],
  [...requested, '[noMail]', '[yes]', '[resend]'],
  ['how long does it take?'],
  ['je voudrais créer un compte', 'jeanne@gmail.com'],
  ['je voudrais créer un compte', '[none]', '[none]', 'en fait je suis à l’IRISA'],
  ['je voudrais créer un compte', 'marie.curie@univ-lyon1.f'],
  ['je voudrais créer un compte', 'john@cam.ac.uk'],
  // What is picked from a list is not confirmed: each kind of unit is typed here by a name that only it has.
  ['je voudrais créer un compte', 'LTCI'],
  ['je voudrais créer un compte', 'PARCC'],
  ['je voudrais créer un compte', 'UMR 7001'],
  ['je voudrais créer un compte', 'marie.curie@univ-lyon1.fr'],
  ['je voudrais créer un compte', 'Interactions hôtes-parasites'],
  ['ça fait trois jours que j’attends ce fichu mail'],
  ['je voudrais créer un compte', 'centre de recherche cardiovasculaire', '1'],
  // A request at the helpdesk, and what comes of it.
  [...reported, 'ma demande', '[reply]', 'la page reste blanche', 'accepted', '@taken', 'ma demande', '[leave]', '@answer', '[solved]', 'accepted', 'ma demande', '[reopen]', 'encore', 'accepted'],
  [...reported, '@taken', 'ma demande', '[solved]', 'accepted'],
  [...reported, 'ma demande', '[reply]', '…', '…', '…', '@answer', '[reply]', '[leave]', '@closed', 'ma demande', '[leave]', 'NOA-000000'],
  // The page finds that the browser is too old, before anything was tried.
  ['page blanche', '?[goOn]', '[blankPage]', '[yes]', 'oldJavaScript', '[no]', '[no]', '[no]'],
]

/** Whether the walk of this number goes a way on which something is sent to the helpdesk: where there is one. */
export const needsHelpdesk = (lap: number): boolean => routes[lap]?.includes('[send]') === true

async function followRoute(walker: Walker, route: readonly string[]): Promise<void> {
  for (const each of route) {
    const agent = (['taken', 'answer', 'closed'] as const).find(kind => each === `@${kind}`)
    if (agent !== undefined) {
      await walker.hearFrom(agent)
      continue
    }
    const what = each.replace(/^\?(?=\[)/, '')
    const found = walker.possible().find(({ name }) => name.endsWith(` ${what}`) || name.includes(` {"${what}"`))
    if (found === undefined && what !== each) continue
    if (found === undefined && /^\[|^(?:accepted|failed|unavailable)$/.test(what)) throw new WalkFault(`No way on by ${what}:\n${walker.transcript.join('\n')}`)
    await (found === undefined ? walker.say(what) : found.run())
  }
}
