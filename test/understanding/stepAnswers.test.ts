import assert from 'node:assert/strict'
import { createHearing } from '../../src/bot/answerWords.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import type { HeardAnswer } from '../../src/flow/port.ts'
import type { AnswerOption } from '../../src/text/answerOption.ts'
import { testedContent } from '../support/testedContent.ts'

describe('what was said', () => {
  let hear: (text: string, options: readonly AnswerOption[]) => HeardAnswer | undefined
  before(async () => {
    hear = createHearing(await openLibrary({ dir: testedContent, defaultLocale: 'fr', globals: { retentionDays: 30, activationHours: 24, mailFrom: 'a@b.org' } })).hear
  })
  const option = (id: string, label: string, ...names: string[]): AnswerOption => ({ id, label, names })
  const told = (text: string, options: readonly AnswerOption[]): string | undefined => {
    const heard = hear(text, options)
    return heard?.kind === 'option' ? heard.id : heard?.kind === 'either' ? heard.ids.join(' or ') : heard?.kind
  }
  const says = (name: string, options: readonly AnswerOption[], cases: Readonly<Record<string, string | undefined>>): void => {
    for (const [text, expected] of Object.entries(cases))
      it(`${JSON.stringify(text)} is ${expected ?? 'none of them'} ${name}`, () => assert.equal(told(text, options), expected))
  }

  says('by label, number or spelling', [
    option('cnrsUnit', 'Dans une unité du CNRS'), option('otherPlace', 'Dans un autre établissement'), option('unsure', 'Je ne sais pas'),
  ], {
    cnrsUnit: 'cnrsUnit',
    'dans une unite du cnrs': 'cnrsUnit',
    '2': 'otherPlace',
    'le 3': 'unsure',
    'n° 1': 'cnrsUnit',
    CNRS: 'cnrsUnit',
    'autre établissement': 'otherPlace',
    etablisement: 'otherPlace',
    dans: undefined,
    '7': undefined,
    '': undefined,
    'quelle heure est-il': undefined,
    '<script>': undefined,
  })

  says('of yes and no', [option('done', 'Oui, c’est fait', '=works'), option('no', 'Non, rien', '=stillNot')], {
    'euh… non': 'no',
    'oui merci': 'done',
    'bah non': 'no',
    'ah ça marche !': 'done',
    'non ça marche': 'done',
    'oui mais toujours rien': 'no',
    'oui ? non ?': undefined,
    'attends je regarde': 'wait',
    'je sais pas trop': 'unknown',
    'c’est quoi ça ?': undefined,
    'ça marche ?': 'done',
    'pourquoi non ?': undefined,
  })

  const thing = (id: string, label: string): AnswerOption => ({ ...option(id, label), listed: true })
  says('of a list in which one thing has the other name of another', [
    thing('windows', 'Un ordinateur Windows'), thing('mac', 'Un Mac'), thing('apple', 'Un iPhone ou un iPad'), thing('android', 'Un téléphone ou une tablette Android'),
  ], { mac: 'mac', iphone: 'apple', 'sur l’ipad du labo': 'apple', 'un pc': 'windows', 'mon téléphone': 'apple or android' })

  says('by no place where a name is said', [option('one', 'Tout remplir'), option('skip', 'Passer')], {
    'my last name is Berger': undefined,
    'first name Emma': undefined,
    'the last one': 'skip',
  })

  says('by their own words', [
    option('firefox', 'Firefox'), option('chrome', 'Chrome', 'le navigateur de google'), option('edge', 'Edge'),
  ], {
    'sur firefox je crois': 'firefox',
    'pas firefox, chrome': 'chrome',
    'firefox, enfin plutôt chrome': 'chrome',
    'non pardon je voulais dire edge': 'edge',
    'firefox et chrome': 'firefox or chrome',
    'le dernier': 'edge',
    '3': 'edge',
    '03': 'edge',
    '0': undefined,
    '00': undefined,
    '4': undefined,
    'c’est quoi edge ?': undefined,
    fierfox: 'firefox',
  })

  const send: readonly AnswerOption[] = [{ ...option('send', 'Oui, envoyer', '=submit', 'envoyez', 'envoie'), wholly: true }, option('change', 'Changer')]
  says('where a request needs the whole phrase', send, {
    'ok envoie': 'send',
    'oui merci': 'send',
    'oui mais pas avec cette adresse-là en copie': 'partly',
    'envoyez-moi plutôt une documentation': 'partly',
    'oui, peut-être': 'partly',
    'oui pas maintenant': 'partly',
    'envoyer ?': 'partly',
  })

  says('of a list, by any word that tells', [
    { id: 'a', label: 'LIRIS, UMR 5205, Villeurbanne', names: [], listed: true },
    { id: 'b', label: 'LIRIS, EA 1234, Paris', names: [], listed: true },
    option('none', 'Aucun de ceux-ci', '=no', 'aucun'),
  ], {
    'celui de Villeurbanne': 'a',
    'le premier': 'a',
    'le 1234': 'b',
    liris: 'a or b',
    'non aucun': 'none',
  })

  it('is told quickly, however long it is', () => {
    const options = [option('yes', 'Oui', '=yes', '=works'), option('no', 'Non', '=no', '=stillNot'), option('couldNot', 'Je n’ai pas pu', '=couldNot')]
    const texts = ['oui', 'non toujours pas', 'x'.repeat(4000), 'je ne sais pas '.repeat(260), 'et puis non, enfin si, pardon '.repeat(130)]
    for (const text of texts) hear(text, options)
    const times = texts.flatMap(text => Array.from({ length: 40 }, () => {
      const began = performance.now()
      hear(text, options)
      return performance.now() - began
    })).sort((a, b) => a - b)
    const median = times[Math.floor(times.length / 2)] ?? Infinity
    console.log(`      median ${median.toFixed(3)} ms, p95 ${(times[Math.floor(times.length * 0.95)] ?? Infinity).toFixed(3)} ms`)
    assert.ok(median < 2, `${median} ms`)
  })
})
