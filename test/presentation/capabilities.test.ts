/** What a channel can show decides how a thing is shown, and nothing else does (the real words). */
import assert from 'node:assert/strict'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import type { Saying } from '../../src/flow/port.ts'
import { usualCapabilities, type ChannelCapabilities } from '../../src/presentation/capabilities.ts'
import { createPresenter } from '../../src/presentation/present.ts'
import type { Activity } from '../../src/sdk.ts'
import { testedContent } from '../support/testedContent.ts'

const choices = ['chooseLogin', 'askForAccount', 'activationHelp'].map(id => ({ id, words: `dialogs:${id}.menu` }))
const menu: Saying = { dialog: 'bot', step: 'menu', part: 'text', words: ['dialogs:bot.menu.text'], ask: 3, choices }
const guide: Saying = { dialog: 'd', step: 's', part: 'guide', words: [], article: { kind: 'browsers', id: 'firefox', section: 'cache' } }

describe('what a channel can show', () => {
  let library: Library
  before(async () => {
    library = await openLibrary({ dir: testedContent, defaultLocale: 'fr' })
  })
  const show = (saying: Saying, more: Partial<ChannelCapabilities>, address = 'http://noa.test'): Partial<Activity> =>
    createPresenter(library, name => `${address}/${name}.png`, () => ({ ...usualCapabilities, ...more }))(saying, 'fr', 'any')
  const written = (activity: Partial<Activity>): string => JSON.stringify(activity.attachments ?? [])
  const labels = (): string[] => choices.map(({ words }) => library.plain('fr', words))

  it('puts choices where it shows buttons', () => {
    assert.deepEqual(show(menu, {}).suggestedActions?.actions.map(({ title }) => title), labels())
    const { text, attachments, suggestedActions } = show(menu, { buttons: 'card' })
    assert.deepEqual([text, suggestedActions, attachments?.length], [undefined, undefined, 1])
    const listed = show(menu, { buttons: 'listed' })
    assert.deepEqual([listed.suggestedActions, listed.attachments], [undefined, undefined])
    assert.ok(listed.text?.endsWith(`\n\n${labels().map(label => `- ${label}`).join('\n')}`), listed.text)
  })

  it('lets a card’s button come back as the channel sends it, with its label where the card can change', () => {
    const card = { buttons: 'card' } as const
    assert.match(written(show(menu, card)), /"type":"Action\.Submit"/)
    assert.doesNotMatch(written(show(menu, card)), /Action\.Execute|"label"/)
    const executed = written(show(menu, { ...card, press: 'execute', updates: true }))
    for (const part of [/"type":"Action\.Execute"/, /"verb":"bot\.menu"/, /"data":\{[^}]*"label":"/]) assert.match(executed, part)
  })

  it('keeps as many buttons in a row as it holds', () => {
    const rows = (mostButtons: number): number[] => {
      const { content } = show(menu, { buttons: 'card', mostButtons }).attachments![0] as { content: { actions?: unknown[]; body: { type: string; actions?: unknown[] }[] } }
      return [...(content.actions === undefined ? [] : [content.actions.length]), ...content.body.flatMap(({ type, actions = [] }) => (type === 'ActionSet' ? [actions.length] : []))]
    }
    assert.deepEqual([rows(3), rows(2)], [[3], [2, 1]])
  })

  it('shows only pictures that can be loaded', () => {
    const pictures = (kind: ChannelCapabilities['pictures'], address?: string): boolean => /"type":"Image"/.test(written(show(guide, { pictures: kind }, address)))
    assert.deepEqual([pictures('any'), pictures('public'), pictures('public', 'https://noa.test'), pictures('none', 'https://noa.test')], [true, false, true, false])
  })

  it('says a card as text where there are none, no longer than it may be', () => {
    const whole = show(guide, { cards: false })
    assert.deepEqual([whole.attachments, whole.summary, whole.textFormat], [undefined, undefined, 'plain'])
    assert.match(whole.text ?? '', /Vider le cache – Firefox/)
    const { text = '' } = show(guide, { cards: false, longestText: 60 })
    assert.ok(text.length <= 60 && text.endsWith('…') && whole.text?.startsWith(text.slice(0, -1)), text)
    assert.equal(show(menu, { longestText: 20 }).text?.length, 20)
  })
})
