/** The sign-up's card through the whole guide: what it holds, and what any client may send in its place. */
import assert from 'node:assert/strict'
import { fieldValues } from '../../src/presentation/formInputs.ts'
import { createPresenter } from '../../src/presentation/present.ts'
import { teamsCapabilities } from '../../src/channels/teams/teamsChannel.ts'
import { closeCard } from '../../src/channels/connector/closedCards.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import type { ButtonValue, Saying } from '../../src/flow/port.ts'
import { ActivityTypes, type Activity } from '../../src/sdk.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { faultsOfCard } from '../support/adaptiveCards.ts'
import { beginTalk, buttonsOf, nameOf, type Talk } from '../support/talk.ts'
import { testedContent } from '../support/testedContent.ts'

interface Input {
  readonly type: string
  readonly id: string
  readonly label: string
  readonly value?: string
  readonly isRequired?: boolean
  readonly errorMessage?: string
}
interface Content {
  readonly speak: string
  readonly fallbackText: string
  readonly body: readonly { readonly type: string; readonly inlines?: readonly { readonly text: string }[] }[]
  readonly actions: readonly { readonly type: string; readonly data: ButtonValue; readonly associatedInputs?: string }[]
}

const contentOf = (activity: Partial<Activity> | undefined): Content => activity?.attachments?.[0]?.content as Content
const inputsOf = (activity: Partial<Activity> | undefined): Input[] =>
  contentOf(activity).body.filter(({ type }) => type.startsWith('Input.')) as unknown as Input[]
const reasonsOf = (activity: Partial<Activity> | undefined): string[] =>
  contentOf(activity).body.flatMap(({ type, inlines }) => (type === 'RichTextBlock' ? (inlines ?? []).map(({ text }) => text) : []))

const good = {
  'field.title': '_skip', 'field.lastName': 'Curie', 'field.firstName': 'Marie', 'field.email': 'marie@example.org',
  'field.employer': 'Institut du radium', 'field.unit': '', 'field.position': '', 'field.phone': '', 'field.terms': 'accept',
}

describe('bot/formCard', () => {
  let storage: Storage
  before(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  after(() => storage.close())

  let conversation = 0
  /** A conversation in which the card is shown. */
  async function atTheCard(locale = 'fr'): Promise<Talk> {
    const talk = await beginTalk(storage, { locale, conversation: `card-${++conversation}` })
    await talk.say(locale === 'fr' ? 'je voudrais créer un compte' : 'I would like to create an account')
    await talk.press('none')
    await talk.press('none')
    await talk.press('create')
    await talk.press('_card')
    assert.deepEqual(talk.last.map(each => (each.channelData as { part: string }).part), ['card'])
    return talk
  }
  /** Presses the card's button with anything in it. */
  const submit = (talk: Talk, sent: Readonly<Record<string, unknown>>): Promise<string[]> => {
    const button = talk.last.flatMap(buttonsOf).find(({ option }) => option === 'submit')
    return talk.send({ type: ActivityTypes.Message, value: { ...sent, ...button } })
  }
  const lastCard = (talk: Talk): Activity => talk.last.at(-1)!

  for (const locale of ['fr', 'en'])
    it(`is a right Adaptive Card, says in words what must be filled in, and is whole as text (${locale})`, async () => {
      const talk = await atTheCard(locale)
      const shown = lastCard(talk)
      assert.deepEqual(faultsOfCard(contentOf(shown)), [])
      const inputs = inputsOf(shown)
      const { fields } = talk.library.form('localAccount')
      assert.deepEqual(inputs.map(({ id }) => id), fields.map(({ name }) => `field.${name}`))
      for (const [at, { name, required }] of fields.entries()) {
        const label = talk.library.plain(locale, `forms:localAccount.${name}.label`)
        const full = talk.library.plain(locale, `dialogs:bot.form.card.${required ? 'required' : 'optional'}`, { label })
        assert.equal(inputs[at]!.label, full)
        assert.equal(inputs[at]!.isRequired ?? false, required)
        assert.equal(inputs[at]!.errorMessage === undefined, !required)
        assert.ok(contentOf(shown).fallbackText.includes(`${at + 1}. ${full}`))
      }
      assert.ok(contentOf(shown).fallbackText.includes(talk.library.plain(locale, 'dialogs:bot.form.card.plain')))
      // A screen reader calls the form by this.
      assert.ok(contentOf(shown).speak.length < 160)
      assert.deepEqual(contentOf(shown).actions.map(({ data, associatedInputs }) => [data.option, associatedInputs]), [['submit', undefined], ['_steps', 'none']])
      assert.doesNotMatch(JSON.stringify(contentOf(shown)), /password|mot de passe/i)
    })

  it('shows the reasons below the fields and keeps what was typed, as text', async () => {
    const talk = await atTheCard()
    await submit(talk, { ...good, 'field.lastName': '[x](https://evil.test) **y**', 'field.email': '<b>marie</b>', 'field.phone': '![z](https://evil.test/z.png)' })
    const shown = lastCard(talk)
    assert.deepEqual(faultsOfCard(contentOf(shown)), [])
    assert.deepEqual(reasonsOf(shown).map(each => each.split(' – ')[0]), ['Adresse e-mail', 'Téléphone'])
    const inputs = inputsOf(shown)
    assert.deepEqual(inputs.filter(({ label }) => label.endsWith('à reprendre')).map(({ id }) => id), ['field.email', 'field.phone'])
    assert.deepEqual(inputs.map(({ value }) => value), ['_skip', '[x](https://evil.test) **y**', 'Marie', '<b>marie</b>', 'Institut du radium', undefined, undefined, '![z](https://evil.test/z.png)', 'accept'])
    // Nothing that was typed stands where a card reads mark-up.
    assert.doesNotMatch(JSON.stringify(contentOf(shown).body.filter(({ type }) => type === 'TextBlock')), /evil|marie/i)
    await submit(talk, good)
    assert.deepEqual(talk.last.map(nameOf), ['createAccount.fillIn review'])
  })

  it('takes nothing but texts, of its own fields, of a length that a check can refuse', async () => {
    const hostile: Record<string, unknown> = {
      objects: { ...good, 'field.lastName': { toString: 'x' }, 'field.email': ['marie@example.org'], 'field.employer': 7, 'field.terms': true },
      long: { ...good, 'field.lastName': 'x'.repeat(5000), 'field.email': `${'a'.repeat(9000)}@example.org` },
      nothing: {},
      prototypes: { 'field.__proto__': 'x', 'field.constructor': 'y', 'field.toString': 'z', 'field.': 'w', __proto__: { 'field.lastName': 'Curie' } },
      flood: { ...Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`field.extra${n}`, 'x'])), ...good },
    }
    const wrong: Record<string, string[]> = {}
    for (const [name, sent] of Object.entries(hostile)) {
      const talk = await atTheCard()
      await submit(talk, sent as Record<string, unknown>)
      const shown = lastCard(talk)
      assert.deepEqual(faultsOfCard(contentOf(shown)), [], name)
      wrong[name] = reasonsOf(shown).map(each => each.split(' – ')[0]!)
      assert.ok(JSON.stringify(contentOf(shown)).length < 16_000, name)
    }
    const required = ['Nom', 'Prénom', 'Adresse e-mail', 'Employeur', 'Conditions d’utilisation']
    assert.deepEqual(wrong, {
      objects: ['Nom', 'Adresse e-mail', 'Employeur', 'Conditions d’utilisation'],
      long: ['Nom', 'Adresse e-mail'],
      nothing: required,
      prototypes: required,
      flood: required,
    })
    assert.deepEqual(Object.keys(fieldValues({ 'field.a': 'x', 'field.b': 1, field: 'y', option: 'z' }) ?? {}), ['a'])
    assert.equal(({} as Record<string, unknown>)['lastName'], undefined)
  })

  it('takes an answer once', async () => {
    const talk = await atTheCard()
    const value = talk.last.flatMap(buttonsOf).find(({ option }) => option === 'submit')
    await submit(talk, good)
    assert.deepEqual(talk.last.map(nameOf), ['createAccount.fillIn review'])
    await talk.send({ type: ActivityTypes.Message, value: { ...value, ...good, 'field.lastName': 'Autre' } })
    assert.deepEqual(talk.last.map(nameOf), ['bot.oldButton', 'createAccount.fillIn review'])
    assert.doesNotMatch(JSON.stringify(lastCard(talk)), /Autre/)
  })

  it('obeys commands, answers questions, and stays', async () => {
    const talk = await atTheCard()
    const parts = (): string[] => talk.last.map(each => `${nameOf(each)} ${(each.channelData as { part: string }).part}`)
    await talk.say('Curie')
    assert.deepEqual(parts(), ['createAccount.fillIn retry retry'])
    await talk.say('pourquoi ?')
    assert.deepEqual(parts(), ['createAccount.fillIn text', 'createAccount.fillIn card'])
    await talk.say('English')
    assert.deepEqual(parts(), ['bot.switched text', 'createAccount.fillIn card'])
    assert.match(inputsOf(lastCard(talk))[1]!.label, /required/)
    await submit(talk, good)
    assert.deepEqual(parts(), ['createAccount.fillIn review review'])
    await talk.say('annuler')
    assert.deepEqual(parts(), ['bot.cancelled text'])
  })

  it('is in Teams a card whose buttons come back as they should, and holds no input once it was answered', async () => {
    const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr' })
    const present = createPresenter(library, () => undefined, () => teamsCapabilities)
    const saying: Saying = {
      dialog: 'createAccount', step: 'fillIn', part: 'card', words: ['dialogs:bot.form.card.repair'], ask: 7, variables: { count: 1 },
      choices: [{ id: 'submit', words: 'dialogs:bot.form.card.submit' }, { id: '_steps', words: 'dialogs:bot.form.card.steps' }],
      card: [{ name: 'email', kind: 'email', required: true, words: 'forms:localAccount.email.label', empty: 'forms:localAccount.email.errors.empty', fault: 'forms:localAccount.email.errors.missingAt', value: 'x', limits: {} }],
    }
    const shown = present(saying, 'fr', 'any')
    assert.deepEqual(faultsOfCard(contentOf(shown)), [])
    assert.deepEqual(contentOf(shown).actions.map(({ type }) => type), ['Action.Execute', 'Action.Execute'])
    const closed = closeCard(shown, 'Réponse')
    assert.deepEqual(faultsOfCard(contentOf(closed)), [])
    assert.deepEqual(inputsOf(closed), [])
    assert.equal(contentOf(closed).actions, undefined)
  })
})
