/** A few words to learn from, in a moment. */
import type { Topic, Words } from '../../src/understanding/index.ts'

const examples: Readonly<Record<string, Readonly<Partial<Record<Topic, readonly string[]>>>>> = {
  fr: {
    blank_page: ['la page reste blanche', 'je ne vois qu’une page blanche', 'écran blanc'],
    forgot_password: ['j’ai perdu mon mot de passe', 'mot de passe oublié'],
    out_of_scope: ['la machine à café est en panne', 'quel temps fait-il demain'],
  },
  en: {
    blank_page: ['the page stays blank', 'I only see a white page'],
    forgot_password: ['I lost my password', 'forgotten password'],
    out_of_scope: ['the coffee machine is broken', 'what is the weather like'],
  },
}

/** @param more sentences that mean `choose_login` */
export function fewWords(more: readonly string[] = []): Words {
  const place = { use: 'example', file: 'few.yml', line: 1, column: 1 } as const
  return {
    data: {
      locales: ['en', 'fr'],
      examples: [
        ...Object.entries(examples).flatMap(([locale, topics]) =>
          Object.entries(topics).flatMap(([topic, texts]) => texts.map(text => ({ text, topic: topic as Topic, locale, ...place })))),
        ...more.map(text => ({ text, topic: 'choose_login' as const, locale: 'fr', ...place })),
      ],
      groups: [{ kind: 'courtesy', name: 'courtesy', locale: 'fr', phrases: ['bonjour', 'merci'] }],
      spellings: { fr: { mdp: 'mot de passe' } },
      slots: { browser: [{ name: 'firefox', phrases: ['firefox'] }] },
      answers: { lessons: [], kinds: new Map(), options: new Map() },
    },
    articles: [{ id: 'cache', locale: 'fr', questions: ['Comment vider le cache ?'], keywords: ['cache'], body: 'Le cache garde de vieilles pages.' }],
  }
}
