/** Every card that the guide can show in Teams: valid by the schema, small enough, complete as text, closed without a trace of buttons. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { all } from '../../../dialogs/index.ts'
import { usualCapabilities, type ChannelCapabilities } from '../../../src/presentation/capabilities.ts'
import { createPresenter, type Presenter } from '../../../src/presentation/present.ts'
import { closeCard } from '../../../src/channels/connector/closedCards.ts'
import { localeOf, tenantOf } from '../../../src/channels/connector/readActivity.ts'
import { ofTeams, plainText } from '../../../src/channels/teams/teamsActivity.ts'
import { teamsCapabilities } from '../../../src/channels/teams/teamsChannel.ts'
import type { Library, Variables } from '../../../src/content/library.ts'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import { wordsNeeded } from '../../../src/flow/neededWords.ts'
import type { CardField, Choice, Saying } from '../../../src/flow/port.ts'
import { publicDir } from '../../../src/root.ts'
import { globalNames } from '../../../src/bot/expectedWords.ts'
import type { Activity } from '../../../src/sdk.ts'
import { faultsOfCard } from '../../support/adaptiveCards.ts'
import { testedContent } from '../../support/testedContent.ts'

/** What a person or a directory may bring, at its worst. */
const hostile = '**x** [y](http://evil.example) <b>&amp;"\\ 😀 é '.repeat(5)

describe('cards for Teams', () => {
  let library: Library
  let present: Presenter
  const address = 'https://guide.example.org'
  const shows = (channel: string): ChannelCapabilities => (channel === 'msteams' ? teamsCapabilities : usualCapabilities)
  before(async () => {
    library = await openLibrary({ dir: testedContent, defaultLocale: 'fr', globals: Object.fromEntries(globalNames.map(name => [name, `https://${name}.example.org`])) })
    present = createPresenter(library, name => `${address}/assets/images/${name}.png`, shows)
  })

  /** Everything that the steps of the conversations can say, with the longest variables. */
  function sayings(): Saying[] {
    const said: Saying[] = []
    for (const table of all) {
      const names = Object.values(wordsNeeded(table, id => library.form(id)).variables).flat()
      const variables: Variables = Object.fromEntries(names.map(name => [name, hostile]))
      for (const [step, is] of Object.entries(table.steps)) {
        const key = (name: string): string => `dialogs:${table.name}.${step}.${name}`
        const asked = { dialog: table.name, step, ask: 1, variables }
        const option = (id: string): Choice => ({ id, words: key(`options.${id}`) })
        if (is.kind === 'choose') said.push({ ...asked, part: 'text', words: [key('text')], choices: Object.keys(is.choose).map(option) })
        if (is.kind === 'pick') {
          const found = Array.from({ length: 8 }, (_, n): Choice => ({ id: `found${n}`, label: `${n} ${hostile}` }))
          said.push({ ...asked, part: 'text', words: [key('text')], choices: [...found, option('none')] })
        }
        if (is.kind === 'ask' && is.offer !== undefined)
          said.push({ ...asked, part: 'text', words: [key('text')], choices: Object.keys(is.offer).map(option) })
        if (is.kind === 'form') said.push(...ofForm(is.form, asked, key))
      }
    }
    for (const locale of library.locales)
      for (const kind of ['guides', 'help', 'browsers'] as const)
        for (const { id } of library.articles(kind, locale)) said.push({ dialog: 'd', step: 's', part: 'guide', words: [], article: { kind, id } })
    return said
  }

  function ofForm(id: string, asked: Pick<Saying, 'dialog' | 'step' | 'ask' | 'variables'>, key: (name: string) => string): Saying[] {
    const { fields } = library.form(id)
    const options = (name: string, given: readonly string[] = []): Choice[] => given.map(each => ({ id: each, words: `forms:${id}.${name}.options.${each}` }))
    const cardFields = fields.map(({ name, kind, required, options: given }): CardField => {
      const listed = kind === 'choice' ? options(name, given) : kind === 'consent' ? options(name, ['accept', 'decline']) : undefined
      return {
        name, kind, required,
        words: `forms:${id}.${name}.label`,
        empty: `forms:${id}.${name}.errors.${kind === 'consent' ? 'mustAccept' : listed === undefined ? 'empty' : 'notAnOption'}`,
        limits: { minLength: 1, maxLength: 200 },
        ...(kind === 'consent' ? { question: `forms:${id}.${name}.question` } : {}),
        ...(listed === undefined ? { value: hostile } : { options: listed }),
      }
    })
    return [
      ...fields.map(({ name, kind, required, options: given }, at): Saying => ({
        ...asked, part: 'field', words: [`forms:${id}.${name}.question`], field: { name, kind, required, number: at + 1, of: fields.length },
        choices: [...options(name, given), { id: '_keep', words: 'dialogs:bot.form.keep' }, { id: '_skip', words: 'dialogs:bot.form.skip' }],
      })),
      { ...asked, part: 'card', words: ['dialogs:bot.form.card.text'], card: cardFields, choices: [{ id: 'submit', words: 'dialogs:bot.form.card.submit' }] },
      {
        ...asked, part: 'review', words: [key('review')],
        review: fields.map(({ name }) => ({ field: name, words: `forms:${id}.${name}.label`, value: hostile })),
        choices: [...fields.map(({ name }): Choice => ({ id: 'edit', field: name })), { id: 'submit', words: key('submit') }],
      },
    ]
  }

  it('are valid, small, complete as text, and still so when they were answered', () => {
    let cards = 0
    for (const locale of library.locales)
      for (const saying of sayings()) {
        const what = `${locale} ${saying.dialog}.${saying.step} ${saying.part} ${saying.article?.id ?? ''}`
        const activity = present(saying, locale, 'msteams')
        assert.equal(activity.attachments?.length, 1, what)
        assert.ok(activity.summary !== undefined && activity.summary !== '', what)
        const content = activity.attachments[0]!.content as { fallbackText: string }
        assert.deepEqual(faultsOfCard(content), [], what)
        assert.doesNotMatch(JSON.stringify(content), /Action\.Submit|"http:\/\/(?!adaptivecards)/, what)
        for (const choice of saying.choices ?? [])
          if (choice.words !== undefined) assert.ok(content.fallbackText.includes(library.plain(locale, choice.words)), `${what}: ${choice.id} is not in the text`)
        const closed = closeCard(activity, hostile).attachments![0]!.content as { fallbackText: string }
        assert.deepEqual(faultsOfCard(closed), [], `${what}, answered`)
        assert.doesNotMatch(JSON.stringify(closed), /Action\.Execute|"Input\./, what)
        assert.ok(closed.fallbackText.endsWith(hostile))
        cards += 1
      }
    assert.ok(cards > 150, `only ${cards} cards`)
  })

  it('show pictures of the sizes that Teams takes, and only from an address that it reaches', () => {
    const pictures = readdirSync(join(publicDir, 'images')).filter(name => name.endsWith('.png'))
    assert.ok(pictures.length > 0)
    for (const name of pictures) {
      const bytes = readFileSync(join(publicDir, 'images', name))
      const { width, height } = PNG.sync.read(bytes)
      assert.ok(bytes.length < 1_000_000 && width <= 1024 && height <= 1024, `${name}: ${bytes.length} bytes, ${width} × ${height}`)
    }
    const imagesOf = (activity: Partial<Activity>): string[] => [...JSON.stringify(activity.attachments).matchAll(/"type":"Image","url":"([^"]+)"/g)].map(([, url]) => url!)
    const guide: Saying = { dialog: 'd', step: 's', part: 'guide', words: [], article: { kind: 'browsers', id: 'firefox' } }
    const [shown] = imagesOf(present(guide, 'fr', 'msteams'))
    assert.ok(shown?.startsWith(`${address}/assets/images/`))
    const unreachable = createPresenter(library, name => `http://127.0.0.1:3978/assets/images/${name}.png`, shows)
    assert.deepEqual(imagesOf(unreachable(guide, 'fr', 'msteams')), [])
    assert.equal(imagesOf(unreachable(guide, 'fr', 'directline')).length, 1)
  })

  it('lose their buttons wherever these stand, and keep a link', () => {
    const press = { type: 'Action.Execute', verb: 'v', title: 'Oui', data: {} }
    const link = { type: 'Action.OpenUrl', title: 'NOA', url: 'https://noa.example.org' }
    const content = {
      type: 'AdaptiveCard',
      body: [
        { type: 'TextBlock', text: 'Une question', selectAction: press },
        { type: 'ColumnSet', columns: [{ type: 'Column', items: [{ type: 'TextBlock', text: 'Nom' }] }, { type: 'Column', items: [{ type: 'ActionSet', actions: [press] }] }] },
        { type: 'Container', items: [{ type: 'Input.Text', id: 'x' }] },
      ],
      actions: [link, press],
    }
    const closed = closeCard({ attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] }, undefined)
    assert.deepEqual(closed.attachments![0]!.content, {
      type: 'AdaptiveCard', fallbackText: '', speak: '',
      body: [
        { type: 'TextBlock', text: 'Une question' },
        { type: 'ColumnSet', columns: [{ type: 'Column', items: [{ type: 'TextBlock', text: 'Nom' }] }] },
      ],
      actions: [link],
    })
    assert.equal(content.actions.length, 2, 'the log keeps what was shown')
  })
})

describe('what Teams sends', () => {
  const bot = '28:guide'
  const of = (name: string, id: string): { type: string; mentioned: { id: string; name: string }; text: string } =>
    ({ type: 'mention', mentioned: { id, name }, text: `<at>${name}</at>` })

  it('is read as plain text', () => {
    const texts: [sent: string, read: string][] = [
      ['bonjour', 'bonjour'],
      ['<at>Guide NOA</at> bonjour', 'bonjour'],
      ['bonjour <at>Guide NOA</at>&nbsp;!', 'bonjour !'],
      ['<at>Guide NOA</at>', ''],
      ['demandez à <at>Paul</at>', 'demandez à Paul'],
      ['demandez à <at id="1">Paul</at>', 'demandez à Paul'],
      ['<div><p>une&nbsp;ligne</p><p>une &amp; autre</p></div>', 'une ligne\nune & autre'],
      ['a<br>b<br/>c', 'a\nb\nc'],
      ['x < y et y > z', 'x < y et y > z'],
      ['marie <marie@example.org>', 'marie <marie@example.org>'],
      ['&lt;b&gt; &amp;amp;', '<b> &amp;'],
      ['&unknown; &#39;', "&unknown; '"],
      ['  trop   d’espace\u00A0\u202F! ', 'trop d’espace !'],
    ]
    for (const [sent, read] of texts) assert.equal(plainText(sent, [of('Guide NOA', bot), of('Paul', '29:paul')], bot), read, sent)
    assert.equal(plainText('x', [{ type: 'mention', text: '' }, { type: 'mention', text: 5, mentioned: 6 }, {}], bot), 'x')
    const long = performance.now()
    plainText('<at>'.repeat(30_000), [], bot)
    plainText('<p '.repeat(30_000), [], bot)
    plainText('&'.repeat(100_000), [], bot)
    plainText(`${' '.repeat(90_000)}x`, [], bot)
    assert.ok(performance.now() - long < 2000, 'no text takes long')
  })

  it('tells the language and the tenant in more than one place', () => {
    const client = { type: 'clientInfo', locale: 'en-GB' }
    assert.equal(localeOf({ locale: 'fr-FR', entities: [client] }), 'fr-FR')
    assert.equal(localeOf({ entities: [{ type: 'mention' }, client] }), 'en-GB')
    assert.equal(localeOf({ entities: [{ type: 'clientInfo', locale: '<script>' }] }), undefined)
    assert.equal(localeOf({}), undefined)
    assert.equal(tenantOf({ conversation: { id: 'a', tenantId: 'ABC' } as Activity['conversation'], channelData: { tenant: { id: 'x' } } }), 'abc')
    assert.equal(tenantOf({ channelData: { tenant: { id: 'x' } } }), 'x')
    assert.equal(tenantOf({ channelData: { tenant: 'x' } }), undefined)
  })

  it('is an arrival or a departure in a personal chat only', () => {
    const base = { from: { id: '29:p', name: '' }, recipient: { id: bot, name: '' }, locale: 'fr-FR' }
    const at = (conversationType: string): Activity['conversation'] => ({ id: 'c', conversationType }) as Activity['conversation']
    const added = { ...base, type: 'installationUpdate', action: 'add' }
    assert.deepEqual(ofTeams({ ...added, conversation: at('personal') })?.membersAdded, [base.from])
    assert.equal(ofTeams({ ...added, conversation: at('channel') }), undefined)
    assert.equal(ofTeams({ ...added, conversation: at('groupChat') }), undefined)
    assert.equal(ofTeams({ ...base, type: 'installationUpdate', action: 'add-upgrade' }), undefined)
    assert.equal(ofTeams({ ...base, type: 'conversationUpdate' }), undefined)
    assert.equal(ofTeams({ ...base, type: 'conversationUpdate', membersRemoved: [{ id: bot, name: '' }] })?.action, 'remove')
  })
})
