/** What the guide says of a person's own data: what is kept, why and until when, and where a copy is. */
import type { DialogContext } from '../sdk.ts'
import { scopeOf } from '../turns/turnScope.ts'
import { again } from './running.ts'
import type { Turn } from './turn.ts'

/** What was told in words of its own; the rest of the facts are names that stand for a sentence. */
const inWords = ['firstName', 'lastName', 'email', 'phone', 'unit', 'institution', 'employer', 'position', 'reference'] as const

/** Says what is kept, and offers a copy and the erasing. */
export async function sayWhatIsKept(turn: Turn): Promise<void> {
  const { library } = turn.with
  const named = ([['browser', 'browsers'], ['os', 'systems'], ['symptom', 'symptoms']] as const).flatMap(([fact, list]) => {
    const key = `pages:report.${list}.${turn.facts[fact] ?? ''}`
    return turn.facts[fact] !== undefined && library.has(turn.locale, key) ? [library.plain(turn.locale, key)] : []
  })
  const noted = [...inWords.flatMap(name => turn.facts[name] ?? []), ...named]
  const words = ['text', ...(noted.length === 0 ? [] : ['noted']), 'elsewhere'].map(name => `dialogs:bot.known.${name}`)
  const variables = { noted: new Intl.ListFormat(turn.locale, { type: 'conjunction' }).format(noted) }
  await turn.menu('known', ['copyData', 'eraseData', 'goOn'], { words, variables })
}

/** Says where a copy is, and goes on where the conversation was. */
export async function sayWhereACopyIs(dc: DialogContext, turn: Turn): Promise<void> {
  const { page, json } = await turn.with.copyOf(scopeOf(dc.context).key)
  await turn.bot('copyIsThere', { variables: { copyPage: page, copyJson: json } })
  await again(dc, turn)
}
