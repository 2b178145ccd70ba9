import assert from 'node:assert/strict'
import { describe, it, before } from 'mocha'
import { createUnderstanding, outOfScope, topics, type Slots, type Understanding, type UnderstandingData } from '../../src/understanding/index.ts'
import { learnedFrom, testLibrary } from '../support/learned.ts'
import { median, quantile } from '../support/bench/measure.ts'
import { textsUpTo } from '../support/longTexts.ts'
import { processorTime } from '../support/processorTime.ts'
import { developmentSentences, firstMessages, score, scoreLine, type Scores } from './sentences.ts'

describe('understanding', () => {
  let data: UnderstandingData
  let understanding: Understanding

  before(async () => {
    ;({ data, understanding } = await learnedFrom(await testLibrary()))
  })

  describe('on the development sentences', () => {
    /** Two points under what was reached: what falls below has lost something. */
    const floor: Readonly<Partial<Scores>> = { right: 0.955, inThree: 0.976, served: 0.948, leftAlone: 0.967, slots: 0.98 }
    const ceiling: Readonly<Partial<Scores>> = { wrongBegun: 0.025, refused: 0.023 }
    const mainTopic = 0.88

    it('keeps what was reached', () => {
      const sentences = developmentSentences()
      const all = score(understanding, sentences)
      console.log(scoreLine('all', all))
      for (const lang of ['fr', 'en']) console.log(scoreLine(lang, score(understanding, sentences.filter(each => each.lang === lang))))
      const byTopic = topics.map(topic => ({ topic, scores: score(understanding, sentences.filter(each => each.topic === topic)) }))
      for (const { topic, scores } of byTopic) console.log(scoreLine(`  ${topic}`, scores))
      for (const [name, least] of Object.entries(floor)) assert.ok(all[name as keyof Scores] >= least, `${name} is ${all[name as keyof Scores]}, was ${least}`)
      for (const [name, most] of Object.entries(ceiling)) assert.ok(all[name as keyof Scores] <= most, `${name} is ${all[name as keyof Scores]}, was ${most}`)
      for (const { topic, scores } of byTopic) assert.ok(scores.right >= mainTopic, `${topic}: ${scores.right}`)
    })

    it('keeps what was reached on first messages that nobody had seen', () => {
      const scores = score(understanding, firstMessages())
      console.log(scoreLine('first messages', scores))
      for (const [name, least] of Object.entries({ right: 0.93, inThree: 0.98, leftAlone: 0.9 })) assert.ok(scores[name as keyof Scores] >= least, `${name} is ${scores[name as keyof Scores]}`)
      assert.ok(scores.wrongBegun <= 0.03, `wrong begun is ${scores.wrongBegun}`)
    })

    it('has enough of each topic and a fifth out of scope', () => {
      const sentences = developmentSentences()
      assert.ok(sentences.length >= 300)
      const outside = sentences.filter(({ topic }) => topic === outOfScope).length / sentences.length
      assert.ok(outside > 0.17 && outside < 0.3, `${outside} out of scope`)
      for (const topic of topics)
        for (const lang of ['fr', 'en']) assert.ok(sentences.filter(each => each.topic === topic && each.lang === lang).length >= 5, `${topic} ${lang}`)
    })
  })

  it('takes a command only when it is the whole message, courtesies aside', () => {
    const intent = (text: string): string => understanding.understand(text, 'fr').intent
    assert.equal(intent('Annuler !'), 'cancel')
    assert.equal(intent('annuler svp, merci'), 'cancel')
    assert.equal(intent('RETOUR'), 'back')
    assert.notEqual(intent('annuler ma mission à Grenoble'), 'cancel')
    assert.notEqual(intent('retour de mission'), 'back')
    assert.deepEqual(understanding.understand('annuler', 'fr').candidates, [{ intent: 'cancel', score: 1 }])
  })

  it('tells the scope of a refusal and of a possession', () => {
    assert.equal(understanding.understand('je ne veux pas créer de compte, j’ai déjà Janus', 'fr').intent, 'choose_login')
    assert.equal(understanding.understand('je n’ai pas Janus, je veux créer un compte local', 'fr').intent, 'create_account')
    assert.equal(understanding.understand('c’est quoi Janus ?', 'fr').intent, 'choose_login')
  })

  it('recognises the language of a sentence, and keeps the conversation’s when nothing tells', () => {
    assert.equal(understanding.understand('I have not received the activation email', 'fr').lang, 'en')
    assert.equal(understanding.understand('I have not received the activation email', 'fr').intent, 'activation_email')
    assert.equal(understanding.understand('je n’ai rien reçu', 'en').lang, 'fr')
    assert.equal(understanding.understand('je n’ai rien reçu').lang, 'fr')
    assert.equal(understanding.understand('Firefox', 'en').lang, 'en')
    assert.equal(understanding.understand('', 'en').lang, 'en')
    assert.equal(understanding.understand('où est mon mail', 'de').lang, 'fr')
  })

  describe('slots', () => {
    const cases: readonly (readonly [string, Slots])[] = [
      ['page blanche sur firefox', { browser: 'firefox' }],
      ['page blanche sur fierfox', { browser: 'firefox' }],
      ['blank page in Microsoft Edge on Windows 11', { browser: 'edge', os: 'windows' }],
      ['ça marche avec Chrome mais pas avec Safari', { browser: 'safari' }],
      ['je n’utilise pas Firefox mais Opera', { browser: 'opera' }],
      ['vider le cache de Samsung Internet sur mon Galaxy', { browser: 'samsung', os: 'android' }],
      ['Internet Explorer affiche une page blanche', { browser: 'other' }],
      ['écran blanc sur mon iPad', { os: 'ios' }],
      ['je suis sous Ubuntu et rien ne s’affiche', { os: 'linux' }],
      ['mes modifications n’apparaissent pas sur mon MacBook', { os: 'macos', symptom: 'staleData' }],
      ['I still see the old data', { symptom: 'staleData' }],
      ['je suis dans l’UMR5506, comment me connecter', { unit: 'UMR 5506' }],
      ['doctorante à l’umr_s 1134', { unit: 'UMR_S 1134' }],
      ['I work at LAAS', { unit: 'LAAS' }],
      ['je travaille au LIRMM à l’université de Montpellier', { unit: 'LIRMM', institution: 'université de Montpellier' }],
      ['salariée de Sorbonne Université, quel établissement choisir', { institution: 'Sorbonne Université' }],
      ['I am employed by the University of Bordeaux', { institution: 'University of Bordeaux' }],
      ['je suis payé par l’Inserm', { institution: 'Inserm' }],
      ['je ne parle pas français', { language: 'en' }],
      ['on peut continuer en anglais ?', { language: 'en' }],
    ]
    for (const [text, slots] of cases)
      it(text, () => {
        const found = understanding.understand(text).slots
        for (const [name, value] of Object.entries(slots)) assert.equal(found[name as keyof Slots], value, JSON.stringify(found))
      })

    it('finds none where none is', () => {
      for (const text of ['je voudrais créer un compte', 'je ne vois pas les référentiels du CNRS', 'how do I log in', 'mon laboratoire a plusieurs tutelles', 'Bonjour'])
        assert.deepEqual(understanding.understand(text).slots, {}, text)
    })
  })

  it('says why, for editors: what weighed and the nearest sentences', () => {
    const { intent, why } = understanding.explain('mon mail d’activation n’est jamais arrivé', 'fr')
    assert.equal(intent, 'activation_email')
    assert.ok(why.features.length > 0 && why.features.length <= 8)
    assert.ok(why.features.every(({ what, weight }) => what !== '' && weight > 0))
    assert.equal(why.nearest[0]?.topic, 'activation_email')
    assert.match(why.nearest[0].file, /^understanding\/fr\/activation_email\.yml$/)
    assert.ok(why.nearest[0].line > 1)
    assert.equal(understanding.explain('annuler', 'fr').why.features[0]?.kind, 'whole message')
  })

  it('shows the effect of a sentence that an editor adds', () => {
    const sentence = 'le pangolin a mangé ma session'
    assert.notEqual(understanding.understand(sentence, 'fr').intent, 'choose_login')
    const place = { locale: 'fr', file: 'understanding/fr/choose_login.yml', line: 1, column: 1 }
    const example = { text: sentence, topic: 'choose_login', use: 'example', ...place } as const
    const taught = createUnderstanding({ ...data, examples: [...data.examples, example] })
    assert.deepEqual(taught.understand('Bonjour, le pangolin a mangé ma session !', 'fr').candidates, [{ intent: 'choose_login', score: 1 }])
    assert.equal(taught.understand('un pangolin a mangé la session de mon collègue', 'fr').intent, 'choose_login')
  })

  it('learns the same every time', () => {
    const again = createUnderstanding(data)
    for (const { text, lang } of developmentSentences().slice(0, 40))
      assert.deepEqual(again.understand(text, lang), understanding.understand(text, lang))
  })

  it('is understood within a turn whatever is typed, to 4 000 characters', () => {
    const times = textsUpTo(4000, 100, data.examples.map(({ text }) => text)).map(text => processorTime(() => understanding.understand(text, 'fr')))
    const [middle, last] = [median(times), quantile(times, 0.99)]
    console.log(`      a text takes ${middle.toFixed(2)} ms of processor at the median, ${last.toFixed(2)} ms at p99`)
    // Ten times what it takes (`npm run bench`): what is beyond has another cause than a busy machine.
    assert.ok(middle < 30 && last < 150, `${middle} and ${last} ms`)
  })

  it('answers anything, soon', () => {
    const long = 'je n’ai pas reçu le mail d’activation. '.repeat(3000)
    const texts = [
      '', ' ', '\n\n', '?', '…', '🙂', '👩‍🔬'.repeat(2000), '\0\u0001', '<script>alert(1)</script>', '{"text":"x"}', '́́́', 'a'.repeat(100_000), long,
      'é'.repeat(100_000), ' '.repeat(100_000), 'université '.repeat(9000), 'Laboratoire de la '.repeat(6000), 'A-'.repeat(50_000), 'umr '.repeat(25_000),
      '<'.repeat(100_000), '日本語のテキスト', 'мой пароль', '__proto__', 'constructor', '¬janus', '!'.repeat(100_000),
    ]
    for (const text of texts) {
      const { intent, score: sure, action, candidates } = understanding.understand(text, 'fr')
      const took = processorTime(() => understanding.understand(text, 'fr'))
      assert.ok(took < 250, `${text.slice(0, 20)} took ${took} ms`)
      assert.ok(topics.includes(intent) && sure >= 0 && sure <= 1 && candidates.length <= 3)
      if (!/\p{L}/u.test(text)) assert.equal(action, 'none', JSON.stringify(text.slice(0, 20)))
    }
    assert.equal(understanding.understand(long, 'fr').intent, 'activation_email')
    assert.equal(understanding.understand('<b>mot de passe</b> oubli&eacute;', 'fr').intent, 'forgot_password')
  })
})
