/** What people answer when they are asked where they work: a laboratory, none, an address, an employer, a correction. */
import assert from 'node:assert/strict'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

describe('where someone works', () => {
  let storage: Storage
  let talks = 0
  before(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  after(() => storage.close())

  const ask = async (locale = 'fr'): Promise<Talk> => {
    const talk = await beginTalk(storage, { locale, conversation: `c${++talks}` })
    await talk.press('chooseLogin')
    return talk
  }
  /** Types the lines one after the other, and returns the names of the last answer. */
  const typed = async (lines: readonly string[], locale = 'fr'): Promise<string[]> => {
    const talk = await ask(locale)
    let heard: string[] = []
    for (const line of lines) heard = await talk.say(line)
    return heard
  }
  const janus = ['chooseLogin.federationCnrs guides/login/federation-cnrs', 'chooseLogin.whatNext']
  const says = (expected: readonly string[], cases: readonly (string | readonly string[])[], locale = 'fr'): void => {
    for (const lines of cases) {
      const all = typeof lines === 'string' ? [lines] : lines
      it(`${all.map(line => `« ${line} »`).join(' › ')}: ${expected.join(', ')}`, async () => assert.deepEqual(await typed(all, locale), expected))
    }
  }

  describe('in no laboratory', () => {
    says(['findInstitution.employer'], [
      'j’ai pas de labo', 'aucun', 'non', 'je travaille dans une entreprise', 'je bosse dans une start-up', 'je suis prof dans un lycée',
    ])
    says(['findInstitution.employer'], ['I have no lab', 'I work for a company', 'none'], 'en')
    says(janus, [
      'pas de labo je suis gestionnaire à la délégation régionale du CNRS', 'je suis à la DR7 du CNRS', 'délégation Rhône Auvergne',
      'je n’ai pas de labo, je suis au siège du CNRS', 'CNRS', 'je suis payée par le CNRS',
    ])
    says(janus, ['no lab, I am at the regional office of the CNRS', 'I am CNRS staff'], 'en')
    says(['findInstitution.isIt'], ['je n’ai pas de labo, je suis à l’université de Lorraine', 'aucun, mon mail c’est paul@univ-lorraine.fr'])
    says(['findInstitution.howToSee guides/login/find-institution', 'findInstitution.isItListed'], ['je n’ai pas de labo, je suis chez Thales'])
    says(['findUnit.whereAreYou retry'], ['je suis émérite', 'je suis étudiante', 'je suis à la DSI', 'je sais pas trop', 'une seconde'])
    says(['findUnit.isCnrs'], ['professeur émérite à l’IRISA', ['je suis retraité', 'UMR 6074']])
    it('who only denies to be of the CNRS is not', async () => {
      assert.deepEqual(await typed(['je ne suis pas agent du CNRS, je suis au SYMME']), ['findUnit.isNotCnrs'])
    })
  })

  describe('by an address', () => {
    says(janus, ['jeanne.durand@cnrs.fr', 'jeanne.durand@dr12.cnrs.fr'])
    says(['findUnit.isCnrs'], [
      'jeanne@lirmm.fr', 'jeanne@lirmm', 'jeanne@liris.cnrs.fr', 'mon mail c’est jeanne@lirmm.fr, labo LIRMM', 'jeanne@univ-rennes1.fr et je suis à l’IRISA',
    ])
    says(['findUnit.privateAddress', 'findUnit.whereAreYou'], ['jeanne@gmail.com', 'c’est jeanne@orange.fr'])
    says(['findUnit.worksElsewhere'], ['john@cam.ac.uk', 'jeanne@thalesgroup.com'])
    says(['findUnit.didYouMean'], ['marie.curie@univ-lyon1.f', 'marie.curie@univ-lyon1', 'paul@sorbone-universite.fr'])
    says(['findUnit.hasLaboratory'], [['marie.curie@univ-lyon1.f', 'oui'], ['marie.curie@univ-lyon1.f', 'marie.curie@univ-lyon1.fr']])
    says(['findInstitution.howToSee guides/login/find-institution', 'findInstitution.isItListed'], [['john@cam.ac.uk', 'non']])
    it('says which address was meant, and names no unknown laboratory', async () => {
      const talk = await ask()
      await talk.say('marie.curie@univ-lyon1.f')
      assert.match(talk.last.map(({ text }) => text ?? '').join(), /Vouliez-vous dire marie\.curie@univ-lyon1\.fr/)
    })
    it('both the address and the laboratory beside it are used', async () => {
      const talk = await ask()
      for (const line of ['mon mail c’est jeanne@univ-smb.fr, labo SYMME', 'oui']) await talk.say(line)
      const { state } = (await storage.conversations.load(`directline/c${talks}`))! // it has just been talked with
      assert.equal((JSON.parse(state) as { facts: { email?: string } }).facts.email, 'jeanne@univ-smb.fr')
    })
  })

  describe('said otherwise', () => {
    says(['findUnit.isCnrs'], [
      ['LIS', 'non pardon l’IRISA'], ['LIS', 'UMR 6074'], ['LIS', 'irisa je crois'], ['LIS', 'jeanne@lirmm.fr'],
      ['SYMME', 'non moi c’est l’IRISA'], ['SYMME', 'ah non UMR 6074'], ['SYMME', 'en fait l’IRISA'], ['université de Poitiers', 'oui, à l’IRISA'],
    ])
    says(['findUnit.pickedCnrs', ...janus], [['LIS', 'le premier']])
    says(['findUnit.pickedNotCnrs', 'findInstitution.employer'], [['LIS', 'celui de Créteil']])
    says(['findUnit.isNotCnrs'], [['UMR 6074', 'non le SYMME']])
    says(['chooseLogin.localAccount guides/login/local-account', 'chooseLogin.createItNow'], ['retraité, sans laboratoire', 'je suis à la retraite, je n’ai plus de laboratoire'])
    says(['chooseLogin.localAccount guides/login/local-account', 'chooseLogin.createItNow'], ['retired, no lab'], 'en')
    says(['findUnit.whichUnit'], [['UMR 6074', 'non moi c’est le LIP']])
    says(['findUnit.notFound'], [['UMR 6074', 'non ce n’est pas lui'], ['LIS', 'aucun']])
    says(['findUnit.isNotCnrs retry'], [['SYMME', 'blabla']])
    it('who confirms by its name confirms', async () => {
      assert.deepEqual(await typed(['UMR 6074', 'oui c’est bien l’IRISA']), janus)
    })
  })

  describe('said when the advice was given', () => {
    const moved = ['chooseLogin.nowCnrs', ...janus]
    says(moved, [
      ['marie.curie@univ-lyon1.fr', 'non', 'en fait je suis à l’IRISA'], ['marie.curie@univ-lyon1.fr', 'non', 'ah si, mon labo c’est l’UMR 6074'],
      ['aucun', 'aucun', 'attendez, je suis à l’IRISA en fait'],
    ])
    says(['findUnit.isNotCnrs'], [['UMR 6074', 'oui', 'en fait non je suis au SYMME']])
    says(['chooseLogin.whatNext retry'], [['UMR 6074', 'oui', 'blabla']])
    says(['chooseLogin.localAccount guides/login/local-account', 'chooseLogin.createItNow'], [
      ['marie.curie@univ-lyon1.fr', 'non', 'je préfère un compte local quand même'],
    ])
  })
})
