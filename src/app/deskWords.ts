/** What the desk's room of the words looks at. */
import { all, menu } from '../../dialogs/index.ts'
import { expectedNames } from '../bot/expectedWords.ts'
import type { WordsParts } from '../pages/desk/words/wordsParts.ts'
import type { Foundations } from './foundations.ts'
import type { Thinking } from './thinking.ts'
import { wordsSeen } from './wordsSeen.ts'
import { wordsTried } from './wordsTried.ts'

/** Kinds of steps that wait for an answer. */
const asking = new Set(['choose', 'pick', 'ask', 'form'])

export function deskWords({ publication, editing, assets, pictures }: Foundations, { logicOf, questions }: Pick<Thinking, 'logicOf' | 'questions'>): WordsParts {
  const picture = (name: string): string | undefined =>
    ['svg', 'png'].map(type => `${name}.${type}`).filter(file => pictures.has(file)).map(file => `/assets/images/${file}`)[0]
  const names = expectedNames(all, menu, id => publication.library.form(id))
  const steps: ReadonlyMap<string, string> = new Map(all.flatMap(({ name, steps: own }) => Object.entries(own).map(([step, { kind }]) => [`${name}.${step}`, kind] as const)))
  return {
    editing,
    questionOf: async id => {
      const found = (await questions.list()).find(({ ids }) => ids.includes(id))
      return found && {
        text: found.question, locale: found.locale,
        take: async () => (found.state === 'new' ? questions.mark(found.ids, 'inHand') : undefined),
      }
    },
    current: () => publication.current(),
    tables: all,
    asks: step => asking.has(steps.get(step) ?? ''),
    variablesOf: key => {
      const [, kind = '', id = '', below = ''] = /^(\w+):([^.]+)\.?(.*)$/.exec(key) ?? []
      const words = kind === 'dialogs' ? names.dialogs[id] : kind === 'pages' ? names.pages?.[id] : undefined
      const mail = kind === 'mails' ? names.mails?.[id] : undefined
      return [...(words?.variables?.[below] ?? []), ...(mail?.required ?? []), ...(mail?.optional ?? [])]
    },
    seen: wordsSeen(picture),
    tryWords: wordsTried(logicOf, picture),
    script: assets.text('words.js'),
  }
}
