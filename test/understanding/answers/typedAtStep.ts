/**
 * A sentence typed at one step of the real guide: the state is set there, the sentence is typed, and what the engine did is told in
 * the words of the answer sheets (`development/*.jsonl`). What the directory and the account service would find is made up; tables,
 * prompts, words and understanding are the real ones.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as conversations from '../../../dialogs/index.ts'
import { createArticles } from '../../../src/actions/articles.ts'
import { createGuide } from '../../../src/bot/guide.ts'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import type { LookFunctions, Outcome } from '../../../src/flow/actions.ts'
import type { ButtonValue, Saying } from '../../../src/flow/port.ts'
import { root } from '../../../src/root.ts'
import type { AnswerJudge } from '../../../src/understanding/index.ts'
import { ActivityTypes, type Activity } from '../../../src/sdk.ts'
import { MemoryAdapter, turnContext } from '../../support/memoryAdapter.ts'
import { freshState, type BotState } from '../../../src/turns/conversationState.ts'
import { createCounting } from '../../../src/turns/counting.ts'
import type { TurnLogic } from '../../../src/turns/turnScope.ts'
import { learnedFrom } from '../../support/learned.ts'
import { testedContent } from '../../support/testedContent.ts'

/** One line of a sheet. */
export interface Sentence {
  readonly step: string
  readonly lang: string
  readonly say: string
  /**
   * An option, `pick:<n>`, `value:<text>`, `skip`, `question`, `wait`, `subject:<topic>`, `unknown`, `none`, `command:<name>`, `ask`,
   * `correct:<field>` or `correct:<field>=<text>`.
   */
  readonly expect: string
  /** What a `pick` step offers. */
  readonly list?: readonly string[]
}

/** What became of a sentence. `wrong`: taken for another answer than was meant. `destroyed`: what was typed before is gone. */
export type Verdict = 'right' | 'not understood' | 'wrong' | 'destroyed'

export interface Judged extends Sentence {
  readonly verdict: Verdict
  /** What the engine did. */
  readonly did: string
}

/** Reads the sheets of a folder below this one. */
export const sheets = (folder: string): Sentence[] => {
  const dir = join(root, 'test/understanding/answers', folder)
  return readdirSync(dir).filter(name => name.endsWith('.jsonl')).sort().flatMap(name =>
    readFileSync(join(dir, name), 'utf8').split('\n').filter(line => line.trim() !== '').map(line => JSON.parse(line) as Sentence))
    // What one hand calls `remarks` is called `remark` here.
    .map(sentence => ({ ...sentence, step: sentence.step.replace('.remarks.', '.remark.') }))
}

/** What looking finds here: the same for every sentence, so that two answers that go the same way end the same. */
const finds: Readonly<Record<string, Outcome>> = {
  recall: { result: 'unknown' },
  listBrowsers: { result: 'found', choices: [{ id: 'firefox', label: 'Firefox' }, { id: 'chrome', label: 'Chrome' }] },
  otherBrowserPage: { result: 'found', variables: { browserGuide: 'other' } },
  ownBrowser: { result: 'unknown' },
  findIncident: { result: 'none' },
  describeFindings: { result: 'none' },
  describeReport: { result: 'ready', rows: [] },
  identifyUnit: { result: 'nothing' },
  describeUnit: { result: 'cnrs', variables: { unit: 'LIRIS', unitInFull: 'LIRIS', unitsDate: '' } },
  identifyInstitution: { result: 'nothing' },
  describeInstitution: { result: 'found', variables: { institution: 'X' } },
  hearTrouble: { result: 'unclear' },
  recallAddress: { result: 'known', variables: { maskedEmail: 'm…@x.fr' } },
  recallRequest: { result: 'nothing' },
  mayResend: { result: 'now' },
  waysOn: { result: 'found', choices: [{ id: 'yes', label: 'Oui' }, { id: 'chooseLogin', label: 'Me connecter à NOA' }, { id: 'human', label: 'Demander à quelqu’un' }] },
}

/** What was filled in before, in a form. */
const filled: Readonly<Record<string, string>> = {
  title: 'madame', lastName: 'Quesnel', firstName: 'Odile', email: 'odile.quesnel@example.org', employer: 'Société Vernay',
  unit: 'Vernay Lab', position: 'ingénieure', phone: '0123456789', terms: 'accept',
}
const fieldNames = Object.keys(filled)

interface Turned {
  readonly state: BotState
  readonly sayings: readonly Saying[]
  /** What was looked up, as `action input`. */
  readonly looked: readonly { readonly action: string; readonly input: Record<string, unknown> }[]
  readonly entrusted: readonly string[]
}

export interface Desk {
  judge(sentence: Sentence): Promise<Judged>
}

/** Opens the desk: trains once. @param taught a judge that was taught other sentences than those of this checkout */
export async function openDesk(taught?: AnswerJudge): Promise<Desk> {
  const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr', globals: { retentionDays: 30, activationHours: 24, mailFrom: 'noa@example.org' } })
  const { understanding, finder, judge: likely } = await learnedFrom(library)
  const articles = createArticles({ library, finder, topics: conversations.topics })
  let sayings: Saying[] = []
  let looked: Turned['looked'][number][] = []
  const look = new Proxy({}, {
    get: (_, action: string) => (input: Record<string, unknown>, locale: string, key: string) => {
      looked.push({ action, input })
      if (action === 'findArticle') return articles.looks.findArticle(input as never, locale, key)
      if (action === 'recall' && input.value !== '') return { result: 'known' }
      return finds[action] ?? { result: 'nothing' }
    },
  }) as LookFunctions
  const url = 'https://noa.example.org/'
  const logic: TurnLogic = createGuide({
    library, conversations, look,
    present: saying => {
      sayings.push(saying)
      return { type: ActivityTypes.Message, text: '' }
    },
    understanding,
    judge: taught ?? likely,
    answerTo: (text, locale, heard) => articles.answerTo(text, locale, heard)?.id,
    settings: { portalUrl: url, localPasswordUrl: url, termsUrl: url, helpdeskEmail: 'help@example.org' },
  })
  async function turn(state: BotState, activity: Partial<Activity>): Promise<Turned> {
    sayings = []
    looked = []
    const own = structuredClone(state)
    const context = turnContext(new MemoryAdapter(), activity)
    const entrusted: string[] = []
    await logic(context, {
      key: 'directline/a', channel: 'directline', state: own, counting: createCounting(own, new Date()), forget: () => entrusted.push('forget'), entrust: ({ kind }) => entrusted.push(kind),
    })
    return { state: own, sayings, looked, entrusted }
  }
  return { judge: sentence => judge(sentence, turn) }
}

/** The state of a conversation that waits at a step. */
interface Place {
  readonly state: BotState
  readonly dialog: string
  readonly step: string
  readonly part: string
}

function stateAt({ step: place, lang, list }: Sentence): Place {
  const [dialog = '', step = '', part = '', about = ''] = place.split('.')
  const state: BotState = { ...freshState(lang), greeted: true, asks: 7 }
  const table = conversations.all.find(({ name }) => name === dialog)
  const found = table?.steps[step]
  if (found === undefined) throw new Error(`There is no step ${place}`)
  const options: Record<string, unknown> = { variables: { unit: 'LIRIS', institution: 'X', maskedEmail: 'm…@x.fr' } }
  const prompt: Record<string, unknown> = { options, ask: 7, failures: 0 }
  if (found.kind === 'pick') options.found = (list ?? []).map((label, i) => ({ id: `item${i + 1}`, label }))
  if (found.kind === 'form') {
    const at = part === 'review' ? undefined : part === 'remark' ? 'email' : part
    const known = at === undefined ? fieldNames : fieldNames.slice(0, fieldNames.indexOf(at))
    prompt.values = Object.fromEntries(known.map(name => [name, filled[name]]))
    prompt.editing = false
    if (at !== undefined) prompt.at = at
    if (part === 'remark') prompt.remark = { about, value: 'odile.quesnel@cnrs.fr' }
  }
  const frame = (id: string, at: string, inner: { id: string; state: unknown }): { id: string; state: unknown } => ({
    id,
    state: { at, answers: {}, last: '', forms: {}, places: {}, outcomes: {}, looked: {}, locale: lang, trail: [at], dialogs: { dialogStack: [inner] } },
  })
  let stacked = frame(dialog, step, { id: `${dialog}.${step}`, state: prompt })
  // The conversation that begins this one waits for it, so that its ends lead to different places.
  for (let depth = 0; depth < 3; depth++) {
    const parent = conversations.all.flatMap(({ name, steps }) =>
      Object.entries(steps).flatMap(([at, each]) => (each.kind === 'begin' && each.begin.name === stacked.id && name !== 'showArticle' ? [{ name, at }] : [])))[0]
    if (parent === undefined) break
    stacked = frame(parent.name, parent.at, stacked)
  }
  state.dialogs.dialogStack.push(stacked as never)
  return { state, dialog, step, part }
}

/** What tells two ends apart: where the conversation is, and what it keeps; not how often it asked, nor what was said in passing. */
const signature = ({ state, sayings, entrusted }: Turned): string => {
  const said = sayings.map(({ dialog, step, part, article, field }) => [dialog, step, part, article?.id, field?.name])
  const unlike = new Set(['ask', 'asks', 'failures', 'among', 'looked', 'doubted'])
  return JSON.stringify(
    [state.dialogs, said, entrusted, state.menu?.offered, state.facts.errorNumber, state.facts.question],
    (name, value: unknown) => (unlike.has(name) ? undefined : value),
  )
}

const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}@+]+/gu, ' ').trim()
const sameValue = (one: string, other: string): boolean => plain(one).replaceAll(' ', '') === plain(other).replaceAll(' ', '') || (/\d{6}/.test(digits(one)) && digits(one) === digits(other))
const digits = (text: string): string => text.replace(/[^\d+]/g, '').replace(/^00/, '+')

/** The state of the innermost prompt, where one waits. */
function promptState(state: BotState): { readonly id: string; readonly state: Record<string, unknown> } | undefined {
  let found: { id: string; state: Record<string, unknown> } | undefined
  for (let stack = state.dialogs.dialogStack; ; ) {
    const top = stack.at(-1)
    if (top === undefined) return found
    found = { id: top.id, state: (top.state ?? {}) as Record<string, unknown> }
    stack = ((top.state as { dialogs?: BotState['dialogs'] } | undefined)?.dialogs?.dialogStack ?? [])
  }
}

/** What a step that is left was answered with, wherever its dialog keeps it. */
const answersIn = (state: BotState, step: string): string | undefined =>
  new RegExp(`"answers":\\{[^}]*"${step}":"((?:[^"\\\\]|\\\\.)*)"`).exec(JSON.stringify(state.dialogs))?.[1]

/** Names in the sheets for what options are called here. */
const renamed: Readonly<Record<string, Readonly<Record<string, string>>>> = { terms: { yes: 'accept', no: 'decline' } }

async function judge(sentence: Sentence, turn: (state: BotState, activity: Partial<Activity>) => Promise<Turned>): Promise<Judged> {
  const { state, dialog, step, part } = stateAt(sentence)
  const typed = await turn(state, { text: sentence.say })
  const before = promptState(state)
  const after = promptState(typed.state)
  const same = after?.id === `${dialog}.${step}`
  const press = async (option: string, field?: string): Promise<string> => {
    const value: ButtonValue = { step: `${dialog}.${step}`, ask: 7, option, ...(field === undefined ? {} : { field }) }
    // A number that was named beside an option is known then, too.
    const { errorNumber } = kind === 'choose' ? typed.state.facts : {}
    const facts = errorNumber === undefined ? state.facts : { ...state.facts, errorNumber }
    return signature(await turn({ ...state, facts }, { value }))
  }
  const typedAs = signature(typed)
  const table = conversations.all.find(({ name }) => name === dialog)?.steps[step]
  const kind = table === undefined ? '' : table.kind
  const options =
    table?.kind === 'choose' ? Object.keys(table.choose)
    : table?.kind === 'ask' ? Object.keys(table.offer ?? {})
    : kind === 'pick' ? [...(sentence.list ?? []).map((_, i) => `item${i + 1}`), 'none']
    : part === 'remark' ? ['detour', 'goOn']
    : part === 'title' ? ['madame', 'monsieur', '_skip']
    : part === 'terms' ? ['accept', 'decline']
    : part === 'review' ? ['submit']
    : part === 'employer' ? ['retired', 'none', '_skip']
    : ['_skip']
  let did = same ? 'asked back' : 'left'
  // Options that lead to the same place cannot be told apart from outside.
  const pressed: string[] = []
  for (const option of options) if ((await press(option)) === typedAs) pressed.push(option)
  const wanted = sentence.expect.startsWith('pick:') ? `item${sentence.expect.slice(5)}` : renamed[part]?.[sentence.expect.replace('value:', '')] ?? sentence.expect
  did = pressed.find(option => option === wanted) ?? pressed[0] ?? did
  const said = (name: string): boolean => typed.sayings.some(({ dialog: from, step: at, words }) => (from === 'bot' && at === name) || words.includes(`dialogs:bot.${name}.text`))
  const offered = typed.state.menu?.offered ?? []
  const commands = ['cancelled', 'restarted', 'forgotten', 'help', 'switched', 'nothingBefore'] as const
  if (said('areYouSure')) did = 'asked back'
  else if (said('takeYourTime')) did = 'wait'
  else if (said('notKnowing')) did = 'unknown'
  else if (said('otherSubject')) did = `subject:${offered[0] ?? ''}`
  else if (commands.some(said)) did = `command:${commands.find(said) ?? ''}`
  else if (said('answer') || said('why') || said('cannotAnswer') || (did === 'asked back' && typed.sayings.some(({ words }) => words.some(key => key.endsWith('.why') && !key.startsWith('forms:'))) && typed.sayings.length > 1)) did = 'question'
  else if (typed.sayings[0]?.dialog === 'contactSupport' && dialog !== 'contactSupport' && did === 'left') did = 'subject:contact_human'
  const values = (after?.state.values ?? {}) as Record<string, string>
  const was = (before?.state.values ?? {}) as Record<string, string>
  const changed = Object.keys(values).filter(name => values[name] !== was[name])
  if (kind === 'form' && (did === 'asked back' || did === 'left')) {
    const own = part === 'remark' ? 'email' : part
    if (changed.length > 0) {
      const [field = ''] = changed
      did = field === own && part !== 'review' && part !== 'remark' ? `value:${values[field] ?? ''}` : `correct:${field}=${values[field] ?? ''}`
    } else if (same && after?.state.remark !== undefined && before?.state.remark === undefined) did = `${part === 'review' ? 'correct:email=' : 'value:'}${(after.state.remark as { value: string }).value}`
    else if (same && after?.state.at !== undefined && after.state.at !== before?.state.at) did = `correct:${after.state.at as string}`
  }
  if (kind === 'ask' && did === 'left') {
    const input = typed.looked.map(({ input: each }) => each.text ?? each.email).find(each => typeof each === 'string' && each !== '')
    const kept = typed.state.facts.errorNumber ?? typed.state.facts.question ?? answersIn(typed.state, step)
    if (typeof input === 'string') did = `value:${input}`
    else if (kept !== undefined) did = `value:${kept}`
  }
  const lost = Object.values(was).filter(value => value !== '' && !JSON.stringify(typed.state).includes(value) && !JSON.stringify(values).includes(value))
  const emptied = typed.state.dialogs.dialogStack.length === 0 && /cancelled|restarted|forgotten/.test(did)
  // Of a field with options both « madame » and « value:madame » stand for the option.
  const [, named = ''] = /^value:(.+)$/.exec(sentence.expect) ?? []
  const meant = renamed[part]?.[sentence.expect.replace('value:', '')] ?? (part !== '' && options.includes(named) ? named : sentence.expect)
  // A list that was made up with a no of its own: the step's no is meant by it.
  const isNo = /^pick:/.test(meant) && /^(?:non|no)\b/i.test(sentence.list?.[Number(meant.slice(5)) - 1] ?? '')
  const right = isRight(isNo && did === 'none' ? 'none' : meant, did, { typed, offered })
  const destroyed = !right && (emptied || (kind === 'form' && lost.length > changed.length && !options.includes(did)))
  const wrong = !right && (options.includes(did) || /^(?:value|correct|command):/.test(did))
  return { ...sentence, did, verdict: right ? 'right' : destroyed ? 'destroyed' : wrong ? 'wrong' : 'not understood' }
}

interface Did {
  readonly typed: Turned
  readonly offered: readonly string[]
}

const commandSteps: Readonly<Record<string, string>> = { cancel: 'cancelled', restart: 'restarted', help: 'help', language: 'switched', forget: 'forgotten' }

function isRight(meant: string, did: string, { typed, offered }: Pick<Did, 'typed' | 'offered'>): boolean {
  const [what, about] = [meant.split(':')[0] ?? '', meant.slice(meant.indexOf(':') + 1)]
  switch (what) {
    case 'pick':
      return did === `item${about}`
    case 'value':
      return did.startsWith('value:') && sameValue(did.slice('value:'.length), about)
    case 'correct': {
      const [field = '', value] = about.split('=')
      if (value === undefined) return did === `correct:${field}` || did.startsWith(`correct:${field}=`)
      return did.startsWith(`correct:${field}=`) && sameValue(did.slice(`correct:${field}=`.length), value)
    }
    case 'subject':
      return did === `subject:${about}` || typed.sayings.some(({ article }) => article?.id !== undefined && article.id === conversations.topics[about]?.article) || (about === 'contact_human' && did === 'subject:human') || offered.includes(about)
    case 'command':
      return about === 'back' ? did === 'left' || did.startsWith('correct:') || did === 'command:nothingBefore' || typed.sayings.length > 0 && did === 'asked back' : did === `command:${commandSteps[about] ?? about}`
    case 'ask':
      return did === 'asked back' || did === 'unknown' || did === 'command:help'
    case 'question':
      return did === 'question' || did === 'command:help'
    case 'stop':
    case 'cancel':
      return did === meant || did === 'command:cancelled'
    case 'support':
      return did === 'support' || did === 'subject:contact_human'
    case 'skip':
      return did === '_skip' || did === 'skip'
    case 'none':
      return did === 'none'
    default:
      return did === meant
  }
}

/** Right, wrong and destroyed as shares, and how many they are of. */
export interface Figures {
  readonly count: number
  readonly right: number
  readonly wrong: number
  readonly destroyed: number
}

export function figures(judged: readonly Judged[]): Figures {
  const share = (verdict: Verdict): number => judged.filter(each => each.verdict === verdict).length / Math.max(1, judged.length)
  return { count: judged.length, right: share('right'), wrong: share('wrong'), destroyed: judged.filter(each => each.verdict === 'destroyed').length }
}

/** The kind of a step: `field`, `review` and `remark` are parts of a form. */
export function stepKind({ step: place }: Pick<Sentence, 'step'>): string {
  const [dialog, step = '', part] = place.split('.')
  const table = conversations.all.find(({ name }) => name === dialog)?.steps[step]
  const kind = table === undefined ? '' : table.kind
  return kind !== 'form' ? kind : part === 'review' || part === 'remark' ? part : 'field'
}
