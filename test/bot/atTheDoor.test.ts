/** What is said at the start: an article before a conversation for whoever wants to know, and three conversations in an offer. */
import assert from 'node:assert/strict'
import { createArticles } from '../../src/actions/articles.ts'
import { createInterpretation, type Interpretation } from '../../src/bot/interpret.ts'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir } from '../../src/root.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { outOfScope, type Understanding } from '../../src/understanding/index.ts'
import { learnedFrom, testLibrary } from '../support/learned.ts'
import { topics } from '../../dialogs/index.ts'
import { beginTalk, buttonsOf } from '../support/talk.ts'
import { developmentSentences } from '../understanding/sentences.ts'

describe('at the door', () => {
  let storage: Storage
  let library: Library
  let understanding: Understanding
  let interpretation: Interpretation
  before(async () => {
    library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    understanding = (await learnedFrom(await testLibrary())).understanding
    interpretation = createInterpretation(library, understanding, topic => topic in topics)
  })
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())

  const met = async (text: string, locale = 'fr'): Promise<string> => {
    const talk = await beginTalk(storage, { locale, conversation: text.slice(0, 40) })
    return (await talk.say(text)).find(name => name !== 'bot.switched') ?? ''
  }

  it('an article’s own question finds it, typed exactly, whatever else it is like', () => {
    // Whatever the finder and the classifier learned: they are not asked.
    const articles = createArticles({ library, finder: { find: () => [] } })
    for (const locale of library.locales)
      for (const { id, extra } of library.articles('help', locale)) {
        const own = extra['questions']
        assert.ok(Array.isArray(own), id)
        for (const question of own as string[]) {
          assert.equal(articles.answerTo(question, locale, { asks: false, met: true })?.id, id, question)
          // These are obeyed, or answered in a word, wherever they are said.
          assert.deepEqual([interpretation.command(question), interpretation.courtesy(question)], [undefined, undefined], question)
        }
      }
  })

  const knowing: Readonly<Record<string, string>> = {
    'le lien que vous envoyez, il est valable combien de temps ?': 'activation-expired',
    'how long is the activation link good for?': 'activation-expired',
    'pourquoi je devrais choisir le CNRS alors que je suis payée par l’université ?': 'why-cnrs-entry',
    'bonjour, qui a droit à un compte Janus dans un laboratoire ?': 'who-gets-janus',
    'who is entitled to a Janus account?': 'who-gets-janus',
    'quand vais-je recevoir mes identifiants Janus ?': 'who-gets-janus',
    'qu’est-ce que c’est, un référentiel ?': 'what-are-referentials',
    'what is a local account?': 'local-account',
  }
  for (const [question, article] of Object.entries(knowing))
    it(`whoever wants to know is told before a conversation of the same subject begins: ${question}`, async () => {
      assert.equal(await met(question, / (?:is|the) /.test(question) ? 'en' : 'fr'), `showArticle.article help/${article}`)
    })

  it('who wants something done is not given something to read', async () => {
    const begun: Readonly<Record<string, string>> = {
      'je n’ai toujours pas reçu votre mail d’activation, je fais quoi': 'findActivationMail',
      'je veux créer un compte local pour ma stagiaire': 'askForAccount',
      'la page est blanche depuis ce matin': 'reloadPage',
      'j’ai perdu le mot de passe que j’avais choisi': 'recoverPassword',
    }
    for (const [text, dialog] of Object.entries(begun)) assert.equal((await met(text)).split('.')[0], dialog, text)
  })

  it('what only the institution’s support can mend is said to be so, even to whom asks nothing', async () => {
    for (const [text, article] of [
      ['j’ai une erreur SAML, il manque un attribut', 'federation-error'],
      ['j’ai changé de téléphone et je n’ai plus le code de double authentification', 'two-factor'],
    ] as const)
      assert.equal(await met(text), `showArticle.article help/${article}`, text)
  })

  it('three conversations are offered where three are likely: none of the places is for what is out of scope', async () => {
    const unsure = developmentSentences().filter(({ text, lang }) => {
      const { action, candidates } = understanding.understand(text, lang)
      return action === 'offer' && candidates.some(({ intent }) => intent === outOfScope)
    })
    assert.ok(unsure.length >= 5, `${unsure.length} sentences`)
    // A few sentences are like one or two conversations and no other at all.
    const offered = unsure.map(({ text, lang }) => interpretation.understand(text, lang).likely.length)
    assert.ok(offered.filter(each => each === 3).length > 0.9 * offered.length, String(offered))
    const [plain] = unsure.filter((each, i) => offered[i] === 3 && !interpretation.isQuestion(each.text))
    assert.ok(plain)
    const { text, lang } = plain
    const talk = await beginTalk(storage, { locale: lang })
    assert.deepEqual(await talk.say(text), ['bot.offer'])
    assert.equal(talk.last.flatMap(buttonsOf).length, 3)
  })
})
