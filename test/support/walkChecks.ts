/** What must hold of everything that the guide says, whatever was said before: looked for in the activities as a client gets them. */
import type { DialogTable } from '../../src/flow/table.ts'
import type { ButtonValue } from '../../src/flow/port.ts'
import type { Activity } from '../../src/sdk.ts'

/** What an activity tells of itself. */
export interface Told {
  readonly step: string
  readonly part: string
  readonly locale: string
  readonly ask?: number
  readonly field?: string
  readonly article?: string
}
export const toldOf = ({ channelData }: Partial<Activity>): Told => {
  const data = (channelData ?? {}) as Partial<Told>
  return { ...data, step: data.step ?? '', part: data.part ?? '', locale: data.locale ?? '' }
}

export interface Button {
  readonly title: string
  readonly value: ButtonValue
  /** Whether it stands in a line of a card. */
  readonly inCard: boolean
}

/** The buttons of an activity, wherever it shows them. */
export function buttonsIn(activity: Partial<Activity>): Button[] {
  const { actions = [] } = activity.suggestedActions ?? {}
  const suggested = actions.map(({ title, value }) => ({ title, value: value as ButtonValue, inCard: false }))
  const found: Button[] = []
  const search = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return
    const { type, title, data } = part as { type?: string; title?: string; data?: ButtonValue }
    if (type === 'Action.Submit' && data !== undefined) found.push({ title: title ?? '', value: data, inCard: true })
    else Object.values(part).forEach(search)
  }
  activity.attachments?.forEach(({ content }) => { search(content) })
  return [...suggested, ...found]
}

/** Everything of an activity that a person reads. */
export function textsIn(activity: Partial<Activity>): string[] {
  const texts: string[] = []
  const search = (part: unknown, key = ''): void => {
    if (typeof part === 'string') {
      if (['text', 'title', 'altText', 'fallbackText', 'tooltip', 'summary', 'displayText', 'label', 'placeholder', 'errorMessage'].includes(key)) texts.push(part)
    } else if (typeof part === 'object' && part !== null)
      for (const [name, value] of Object.entries(part)) if (name !== 'data') search(value, Array.isArray(part) ? key : name)
  }
  const { text, summary, attachments, suggestedActions } = activity
  const actions = suggestedActions?.actions.map(({ title }) => ({ title }))
  search({ text, summary, attachments: attachments?.map(({ content }) => content as unknown), actions })
  return texts
}

/** Longest label of a button, in characters; what comes from a directory may be longer. */
const longestLabel = 24
const mostButtons = 5

/**
 * The faults of one message.
 * @param typed what the person typed in this conversation: a form shows it again as it is
 */
export function faultsOf(activity: Partial<Activity>, tables: readonly DialogTable[], typed: readonly string[]): string[] {
  const { step, part } = toldOf(activity)
  const faults: string[] = []
  const texts = textsIn(activity)
  if ((activity.text ?? '').trim() === '' && (activity.attachments ?? []).length === 0) faults.push('an empty message')
  for (const text of texts) {
    if (text.trim() === '') faults.push('an empty text or title')
    const own = typed.reduce((rest, each) => (each.trim() === '' ? rest : rest.replaceAll(each.trim(), '')), text)
    if (/\{\{|\}\}|\$t\(/.test(own)) faults.push(`a variable without a value: ${text}`)
    if (/\b(?:dialogs|forms|pages|guides|understanding):\w/.test(own)) faults.push(`the name of words in their place: ${text}`)
    if (/\bundefined\b|\[object Object\]|\bNaN\b|^null$/.test(own)) faults.push(`something of the program's: ${text}`)
    if (/\*\*\s*\*\*|«\s*»|\(\s*\)|,\s*,/.test(text) && own === text) faults.push(`a hole where something was to stand: ${text}`)
  }
  const table = tables.find(({ name }) => step.startsWith(`${name}.`))
  const found = table?.steps[step.slice(step.indexOf('.') + 1)]
  const isForm = found?.kind === 'form'
  const isPick = found?.kind === 'pick'
  const buttons = buttonsIn(activity)
  for (const { title, value, inCard } of buttons) {
    const isData = isPick && value.option !== 'none'
    if (title.trim() === '') faults.push(`a button without words: ${value.option}`)
    else if (!isData && !inCard && [...title].length > longestLabel) faults.push(`a label of ${[...title].length} characters: ${title}`)
  }
  const shown = buttons.filter(({ value }) => value.field === undefined)
  if (!isForm && shown.length > mostButtons) faults.push(`${shown.length} buttons`)
  if (new Set(shown.map(({ title }) => title)).size < shown.length) faults.push(`two buttons alike: ${shown.map(({ title }) => title).join(' | ')}`)
  if (part === '' && activity.type === 'message') faults.push('a message that does not say what it is')
  return faults
}
