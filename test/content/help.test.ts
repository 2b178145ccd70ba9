/** What every help article owes its readers: short, sourced, whole in both languages, and sound whatever settings there are. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Article, Library } from '../../src/content/library.ts'
import { toPlainText } from '../../src/content/markdown.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { variablesIn } from '../../src/content/template.ts'
import { topics } from '../../dialogs/index.ts'
import { contentDir } from '../../src/root.ts'

const settings = {
  portalUrl: 'https://noa.example.org', federationLoginUrl: 'https://noa.example.org/login', federationAccessUrl: 'https://noa.example.org/access',
  termsUrl: 'https://noa.example.org/terms', privacyUrl: 'https://noa.example.org/privacy', localPasswordUrl: 'https://noa.example.org/password',
  accessibilityUrl: 'https://noa.example.org/accessibility', helpdeskEmail: 'aide@example.org',
  dataController: 'Centre national de la recherche scientifique', dpoContact: 'dpo@example.org', complaintUrl: 'https://www.cnil.fr/fr/plaintes',
  aboutUrl: 'https://noa.example.org/about', statusUrl: 'https://status.example.org', passwordRulesUrl: 'https://noa.example.org/rules',
  activationHours: 24,
}
const always = { retentionDays: 30, mailFrom: 'NOA <noa@example.org>' }
const facts = { cnrsEntry: 'CNRS - Personnels des unités' }
/** Made of settings, in the language that is spoken. */
const settingsInWords = { legalBasisName: 'exécution d’un contrat (article 6.1.b du RGPD)', accountDataKept: '24 mois', helpdeskOpen: 'du lundi au vendredi de 9 h à 12 h et de 13 h 30 à 17 h', helpdeskCity: 'Paris', helpdeskReads: 'lundi 30 novembre à partir de 9 h', helpdeskDelay: 'sous 2 jours ouvrés' }

const most = { words: 120, perSentence: 20 }
const wordsIn = (text: string): number => text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length
const sentencesIn = (text: string): string[] =>
  text.split(/(?<=[.?!:;…])(?:\s+|$)|\n+/u).filter(sentence => wordsIn(sentence) > 0)
const listOf = (article: Article, name: string): string[] => (Array.isArray(article.extra[name]) ? (article.extra[name] as string[]) : [])

describe('the help articles', () => {
  const worlds: { name: string; library: Library }[] = []
  before(async () => {
    for (const [name, known] of Object.entries({ 'nothing set': {}, 'everything set': { ...settings, ...settingsInWords } }))
      worlds.push({ name, library: await openLibrary({ dir: contentDir, defaultLocale: 'fr', globals: { ...always, ...known } }) })
  })
  const every = (check: (article: Article, where: string, locale: string) => void): void => {
    for (const { name, library } of worlds)
      for (const locale of ['fr', 'en'])
        for (const { id } of library.articles('help', locale)) check(library.article('help', locale, id, facts)!, `${locale}/${id}, ${name}`, locale)
  }

  it('are at least twenty-five, the same in both languages', () => {
    const ids = (locale: string): string[] => readdirSync(join(contentDir, 'help', locale)).sort()
    assert.ok(ids('fr').length >= 25)
    assert.deepEqual(ids('en'), ids('fr'))
  })

  it('are short, in short sentences', () => {
    every((article, where) => {
      const text = toPlainText(article.body)
      assert.ok(wordsIn(text) < most.words, `${where} has ${wordsIn(text)} words`)
      const sentences = sentencesIn(text)
      assert.ok(wordsIn(text) / sentences.length <= most.perSentence, where)
      for (const sentence of sentences) assert.ok(wordsIn(sentence) <= 30, `${where}: ${sentence}`)
    })
  })

  it('read well whatever is set: nothing empty, no gap, no mark left', () => {
    every((article, where) => {
      const text = toPlainText(article.body)
      assert.doesNotMatch(text, /[{}]|\(\)|\[\]|undefined| {2}|\s[.,](?:\s|$)|\( |^\s*[.,:;]/mu, `${where}: ${text}`)
      assert.ok(sentencesIn(text).length >= 2, where)
    })
  })

  it('say where they come from, when they were checked, and how people ask for them', () => {
    every((article, where) => {
      assert.ok(listOf(article, 'sources').length > 0 && listOf(article, 'sources').every(source => source.length > 3), where)
      const checked = String(article.extra['checked'])
      assert.match(checked, /^\d{4}-\d{2}-\d{2}$/, where)
      assert.ok(!Number.isNaN(Date.parse(checked)), where)
      const questions = listOf(article, 'questions')
      assert.ok(questions.length >= 5 && new Set(questions).size === questions.length, where)
    })
  })

  it('name the settings that they use, and no other', () => {
    const known = new Set([...Object.keys(settings), ...Object.keys(always)])
    for (const locale of ['fr', 'en'])
      for (const file of readdirSync(join(contentDir, 'help', locale))) {
        const text = readFileSync(join(contentDir, 'help', locale, file), 'utf8')
        const used = new Set(variablesIn(text).flatMap(({ name }) => (name !== undefined && known.has(name) ? [name] : [])))
        const article = worlds[0]!.library.article('help', locale, file.slice(0, -3))!
        assert.deepEqual(listOf(article, 'settings').toSorted(), [...used].sort(), `${locale}/${file}`)
      }
  })

  it('lead only to what there is', () => {
    every((article, where, locale) => {
      const { library } = worlds[0]!
      const { topic } = article.extra
      assert.ok(topic === undefined || (typeof topic === 'string' && topic in topics), `${where}: ${String(topic)}`)
      assert.ok(library.has(locale, `pages:help.themes.${String(article.extra['theme'])}`), where)
      for (const id of listOf(article, 'related')) {
        assert.notEqual(library.article('help', locale, id), undefined, `${where}: ${id}`)
        assert.notEqual(id, article.id, where)
      }
    })
  })

  it('answer every topic that is no command', () => {
    const led = new Set<unknown>(worlds[0]!.library.articles('help', 'fr').map(({ extra }) => extra['topic']))
    for (const topic of Object.keys(topics)) assert.ok(led.has(topic), topic)
  })
})
