/**
 * A dialog as a transcript of names. The `user:` lines are played through the real dialogs in memory, words are
 * replaced by their names, other dialogs by stubs that say that they were begun and end as the transcript tells.
 *
 *     bot:  whereDoYouWork [cnrsUnit | otherPlace | unsure]
 *     user: cnrsUnit                 an option's name, a field's value, or any text
 *     user: (retour)                 one step back
 *     user: (modifier email)         the review's button beside a field
 *     user: (valider)                the review's own button
 *     user: (carte email=a@b.fr; …)   the button of a form's card, with what was filled in
 *     bot:  dialog createAccount     another dialog begins …
 *     ends: local                    … and ends with this result
 *     bot:  does requestAccount      work is entrusted to the outbox …
 *     done: accepted                 … and comes back
 *     bot:  end federation           the dialog ended with this result
 */
import assert from 'node:assert/strict'
import { all } from '../../dialogs/index.ts'
import type { Form } from '../../src/content/library.ts'
import type { Outcome } from '../../src/flow/actions.ts'
import type { DialogTable } from '../../src/flow/table.ts'
import { beginContext } from '../../src/flow/context.ts'
import { toDialog } from '../../src/flow/dialog.ts'
import type { FactName, Facts } from '../../src/flow/facts.ts'
import type { Configured, FlowTurn, Input, Saying } from '../../src/flow/port.ts'
import { Dialog, DialogSet, DialogTurnStatus, type DialogContext, type DialogState, type DialogTurnResult } from '../../src/sdk.ts'
import { createAnswers, weighed } from '../../src/understanding/index.ts'
import { giveTurn } from '../../src/flow/stepPrompt.ts'
import { MemoryAdapter, turnContext } from './memoryAdapter.ts'

/** Names are said as they are: a transcript has no other words. */
const prepare = createAnswers({
  asking: [], middle: [],
  senses: { yes: [], fine: [], no: [], works: [], stillNot: [], unsure: [], couldNot: [] },
  fillers: [],
  little: [], corrections: [], secondThoughts: [], both: [], undecided: [], unknownOf: [], denials: [], wait: [],
  questions: [], definitions: [], requests: [], ordinals: [], last: [], spellings: {},
})

export interface World {
  readonly configured?: Partial<Configured>
  /** What is known of the person already. */
  readonly facts?: Facts
  readonly forms?: Readonly<Record<string, Form>>
  /** What looking actions find. */
  readonly found?: Readonly<Record<string, Outcome>>
}

const nothingConfigured: Configured = {
  portalUrl: false, federationLoginUrl: false, federationAccessUrl: false, termsUrl: false,
  privacyUrl: false, localPasswordUrl: false, accessibilityUrl: false, helpdeskEmail: false,
}

/** A dialog of another file: it says that it was begun, and ends with what the next line of the transcript tells. */
class Stub extends Dialog {
  override async beginDialog(dc: DialogContext): Promise<DialogTurnResult> {
    await dc.context.sendActivity(`dialog ${this.id}`)
    return Dialog.EndOfTurn
  }
  override async continueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    return dc.endDialog({ kind: 'answer', answer: dc.context.activity.text.replace(/^ends:\s*/, '') })
  }
}

const line = (saying: Saying): string => {
  const name =
    saying.dialog === 'bot' ? `(${saying.step})`
    : saying.part === 'guide' ? `guide ${saying.article?.kind === 'guides' ? '' : `${saying.article?.kind ?? ''}/`}${saying.article?.id ?? ''}${saying.article?.section === undefined ? '' : `#${saying.article.section}`}`
    : saying.field !== undefined ? `${saying.step}.${saying.field.name}${saying.part === 'field retry' ? ` retry ${saying.words.at(-1)?.split('.').at(-1) ?? ''}` : ''}`
    : saying.part === 'remark' ? `${saying.step} remark`
    : saying.part === 'review' ? `${saying.step} review${saying.words[0]?.endsWith('.retry') === true ? ' retry' : ''}`
    : saying.part === 'retry' ? `${saying.step} retry`
    : saying.step
  if (saying.part === 'card') {
    const fields = saying.card?.map(({ name: field, value = '', fault }) => `${field}=${value}${fault === undefined ? '' : ` ${fault.split('.').at(-1) ?? ''}`}`)
    return `${name} card {${fields?.join(', ') ?? ''}}`
  }
  if (saying.part === 'review') return `${name} {${(saying.review ?? []).map(row => `${row.field}=${row.value ?? row.valueWords?.split('.').at(-1) ?? ''}`).join(', ')}}`
  const choices = saying.choices?.map(({ id }) => id)
  return choices === undefined ? name : `${name} [${choices.join(' | ')}]`
}

/** Plays a transcript and returns the whole exchange as it happened. */
async function play(table: DialogTable, others: readonly string[], script: readonly string[], world: World = {}): Promise<string[]> {
  const exchange: string[] = []
  const state: { dialogs: DialogState; asks: number; last?: Saying; entry?: string } = { dialogs: { dialogStack: [] }, asks: 0 }
  const facts: { [K in FactName]?: string } = { ...world.facts }
  const dialogs = new DialogSet()
  dialogs.add(toDialog(table))
  for (const other of others) if (other !== table.name) dialogs.add(new Stub(other))

  const inputOf = (text: string): Input => {
    if (text === '(retour)') return { kind: 'back' }
    const pressed = /^\((modifier|valider|bouton)(?: (\S+))?\)$/.exec(text)
    const last = state.last
    if (pressed !== null && last?.ask !== undefined)
      return {
        kind: 'button',
        value: {
          step: `${last.dialog}.${last.step}`,
          ask: last.ask,
          option: pressed[1] === 'modifier' ? 'edit' : pressed[1] === 'valider' ? 'submit' : (pressed[2] ?? ''),
          ...(pressed[1] === 'modifier' ? { field: pressed[2] ?? '' } : {}),
        },
      }
    const filled = /^\(carte(.*)\)$/.exec(text)?.[1]
    if (filled !== undefined && last?.ask !== undefined) {
      const values = Object.fromEntries(filled.split(';').filter(each => each.includes('=')).map(each => [each.split('=')[0]!.trim(), each.slice(each.indexOf('=') + 1)]))
      return { kind: 'button', value: { step: `${last.dialog}.${last.step}`, ask: last.ask, option: 'submit', values } }
    }
    const old = /^\(vieux bouton (\S+) (\S+)\)$/.exec(text)
    if (old !== null) return { kind: 'button', value: { step: old[1]!, ask: 0, option: old[2]! } }
    if (text.startsWith('done:'))
      return { kind: 'outcome', entry: state.entry ?? '', action: 'requestAccount', outcome: outcomeOf(text.slice(5).trim()) }
    return { kind: 'text', text }
  }

  const adapter = new MemoryAdapter()
  const receive = async (text: string): Promise<void> => {
    const context = turnContext(adapter, { text })
    const turn: FlowTurn = {
      locale: 'fr',
      configured: { ...nothingConfigured, ...world.configured },
      input: inputOf(context.activity.text),
      present: async saying => {
        if (saying.ask !== undefined) state.last = saying
        await context.sendActivity(line(saying))
      },
      phrase: key => key.split('.').at(-1),
      synonyms: () => [],
      hear: (text, options) => weighed(prepare(options).hear(text), undefined, options),
      value: text => text,
      lastSaid: text => text,
      surelyValue: () => false,
      corrects: () => undefined,
      takenBack: () => undefined,
      came: () => undefined,
      answered: () => {},
      through: () => false,
      revises: () => false,
      passing: () => {},
      fact: () => false,
      elsewhere: () => false,
      signature: () => false,
      form: id => world.forms?.[id] ?? assert.fail(`no form ${id}`),
      facts,
      remember: (name, value) => void (facts[name] = value),
      aside: () => Promise.resolve(undefined),
      nextAsk: () => ++state.asks,
      look: (action, input) => {
        // Whether something is known needs no world: the transcript says what was said.
        const recalled = action === 'recall' ? { result: (input as { value: string }).value === '' ? 'unknown' : 'known' } : undefined
        return Promise.resolve(world.found?.[action] ?? recalled ?? assert.fail(`nothing to find for ${action}`))
      },
      askPage: action => {
        state.entry = `${action}-${++state.asks}`
        void exchange.push(`bot:  page ${action}`)
        return Promise.resolve(state.entry)
      },
      entrust: action => {
        state.entry = `${action}-${++state.asks}`
        void exchange.push(`bot:  does ${action}`)
        return state.entry
      },
    }
    giveTurn(context, turn)
    const dc = beginContext(dialogs, context, state.dialogs)
    const result = dc.activeDialog === undefined ? await dc.beginDialog(table.name) : await dc.continueDialog()
    if (result.status === DialogTurnStatus.complete) await context.sendActivity(`end ${(result.result as { answer?: string }).answer ?? ''}`)
    for (const { type, text: said } of adapter.sent.splice(0)) if (type === 'message') exchange.push(`bot:  ${said}`)
  }
  await receive('begin')
  for (const said of script) {
    const text = said.replace(/^user:\s*/, '')
    exchange.push(said.startsWith('user:') ? `user: ${text}` : said)
    await receive(text)
  }
  return exchange
}

/** `accepted`, `refused email=taken`, or `found findings=offline`. */
function outcomeOf(text: string): Outcome {
  const [result = '', ...faults] = text.split(/\s+/)
  return faults.length === 0
    ? { result }
    : {
        result,
        refused: faults.map(fault => ({ field: fault.split('=')[0]!, code: fault.split('=')[1] ?? '' })),
        variables: Object.fromEntries(faults.map(fault => [fault.split('=')[0]!, fault.split('=')[1] ?? ''])),
      }
}

/** Declares one test per transcript. */
export function transcripts(
  table: DialogTable,
  scripts: Readonly<Record<string, string>>,
  world: World = {},
  others: readonly string[] = all.map(({ name }) => name),
): void {
  describe(`the conversation ${table.name}`, () => {
    for (const [title, script] of Object.entries(scripts))
      it(title, async () => {
        const expected = script.split('\n').map(each => each.trim()).filter(each => each !== '').map(each => each.replace(/^(\w+:)\s*/, (_, who: string) => who.padEnd(6)))
        const played = await play(table, others, expected.filter(each => !each.startsWith('bot:')), world)
        assert.deepEqual(played.map(each => each.replace(/^(\w+:)\s*/, (_, who: string) => who.padEnd(6))), expected)
      })
  })
}
