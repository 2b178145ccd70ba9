/** The look-up in conversation, with the starter directory that every fresh clone has. */
import assert from 'node:assert/strict'
import { loginLink } from '../../src/actions/directoryLookups.ts'
import type { Activity } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, type Talk } from '../support/talk.ts'

const textOf = (activities: readonly Activity[]): string => JSON.stringify(activities.map(({ text, attachments }) => [text, attachments]))

describe('finding the way in by facts', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())
  const begin = async (settings = {}): Promise<Talk> => {
    const talk = await beginTalk(storage, { settings })
    await talk.press('chooseLogin')
    return talk
  }

  it('finds a CNRS unit by an acronym with a typo, says its reason and date, and names the establishment as the metadata do', async () => {
    const talk = await begin()
    const heard = await talk.say('je suis doctorante à l’IRSIA de Rennes')
    assert.deepEqual(heard, ['findUnit.whichUnit'])
    // What was picked is not confirmed once more.
    assert.deepEqual(
      await talk.press('200012163A'), ['findUnit.pickedCnrs', 'chooseLogin.federationCnrs guides/login/federation-cnrs', 'chooseLogin.whatNext'])
    assert.match(textOf(talk.last), /Institut de recherche en informatique[^(]*\(IRISA, UMR 6074, Rennes\)/i)
    assert.match(textOf(talk.last), /8 février 2022/)
    assert.match(textOf(talk.last), /CNRS - Personnels des unités/)
    assert.doesNotMatch(textOf(talk.last), /Action\.OpenUrl/)
  })

  it('asks which one when an acronym is shared, with names and towns', async () => {
    const talk = await begin()
    assert.deepEqual(await talk.say('LIS'), ['findUnit.whichUnit'])
    const labels = talk.last[0]?.suggestedActions?.actions.map(({ title }) => title) ?? []
    assert.ok(labels.some(label => label.includes('Marseille')) && labels.some(label => label.includes('Créteil')), labels.join(' | '))
    assert.ok(labels.length <= 5)
    assert.deepEqual(await talk.press('200918522Y'), ['findUnit.pickedNotCnrs', 'findInstitution.employer'])
  })

  it('takes a university address for no proof of a unit, and finds the establishment under its name in the list', async () => {
    const talk = await begin()
    assert.deepEqual(await talk.say('marie.curie@univ-lyon1.fr'), ['findUnit.hasLaboratory'])
    assert.deepEqual(await talk.press('none'), ['chooseLogin.federationNamed guides/login/federation-named', 'chooseLogin.whatNext'])
    assert.match(textOf(talk.last), /Lyon 1/)
  })

  it('never says no when the starter directory is silent', async () => {
    const talk = await begin()
    assert.deepEqual(await talk.say('laboratoire de zythologie comparée'), ['findUnit.notFound'])
    assert.deepEqual(await talk.press('tutelles'), ['findUnit.whereTutellesAre', 'findUnit.isItCnrs'])
    assert.deepEqual(await talk.press('unsure'), ['chooseLogin.askInYourUnit guides/login/ask-in-your-unit', 'chooseLogin.whatNext'])
  })

  it('opens the right login page when an operator has said how', async () => {
    const settings = { federationLoginUrl: 'https://noa.example.org/Shibboleth.sso/Login?x=1', portalUrl: 'https://noa.example.org' }
    const talk = await begin(settings)
    await talk.say('UMR 5668')
    await talk.press('right')
    const wanted = loginLink(settings, 'https://janus.cnrs.fr/idp')
    assert.equal(wanted, 'https://noa.example.org/Shibboleth.sso/Login?x=1&entityID=https%3A%2F%2Fjanus.cnrs.fr%2Fidp&target=https%3A%2F%2Fnoa.example.org')
    assert.ok(textOf(talk.last).includes(JSON.stringify({ type: 'Action.OpenUrl', title: 'Ouvrir la connexion Janus', url: wanted })))
  })

  it('lets someone with neither laboratory nor establishment through in two answers', async () => {
    const talk = await begin()
    assert.deepEqual(await talk.press('none'), ['findInstitution.employer'])
    assert.deepEqual(await talk.press('none'), ['chooseLogin.localAccount guides/login/local-account', 'chooseLogin.createItNow'])
  })
})
