/** What the object model of Adaptive Cards makes of our cards. */
import assert from 'node:assert/strict'
import { toCardBlocks } from '../../src/content/markdown.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import type { CardField } from '../../src/flow/port.ts'
import { usualCapabilities } from '../../src/presentation/capabilities.ts'
import { CardFault, serialised } from '../../src/presentation/cardModel.ts'
import { cardJson, type CardAction } from '../../src/presentation/cards.ts'
import { fieldBlocks } from '../../src/presentation/formInputs.ts'
import { testedContent } from '../support/testedContent.ts'

const limits = { minLength: 1, maxLength: 200 }
const field = (name: string, kind: CardField['kind'], more: Partial<CardField> = {}): CardField => ({
  name, kind, required: false, words: 'dialogs:bot.form.edit', empty: 'dialogs:bot.form.edit', limits, ...more,
})

describe('the object model of cards', () => {
  it('loses nothing of a card that has one of everything', async () => {
    const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr' })
    const options = [{ id: 'accept', words: 'dialogs:bot.form.edit' }]
    const inputs = fieldBlocks(library, 'fr', [
      field('lastName', 'text', { required: true, value: '*Curie* <b>', fault: 'dialogs:bot.form.nothing' }),
      field('email', 'email'),
      field('phone', 'phone'),
      field('title', 'choice', { options }),
      field('terms', 'consent', { options, required: true, question: 'dialogs:bot.form.card.text' }),
    ])
    const action = (option: string, more: Partial<CardAction> = {}): CardAction => ({
      title: option, data: { step: 'dialog.step', ask: 1, option }, ...more,
    })
    for (const press of ['submit', 'execute'] as const) {
      const written = cardJson({
        shows: { ...usualCapabilities, press, updates: true, mostButtons: 2 },
        locale: 'fr',
        title: 'Titre',
        blocks: [...toCardBlocks('Un **mot**, [un lien](https://example.org).\n\n1. un\n2. deux'), ...inputs],
        image: { url: 'https://example.org/image.png', alt: 'Une image' },
        rows: [{ name: 'Nom', value: '_Curie_', action: action('edit', { about: 'Modifier – nom' }) }, { name: 'Prénom', value: 'Marie' }],
        actions: [action('submit', { style: 'positive' }), action('cancel', { withoutInputs: true }), action('later')],
        note: 'Vérifié hier.',
        link: { title: 'Ouvrir', url: 'https://example.org/' },
        plain: 'Titre',
      })
      // Twice: its reader keeps a place between two languages.
      assert.deepEqual(serialised(written), written)
      assert.deepEqual(serialised(written), written)
    }
  })

  it('refuses what it does not know, and says nothing of what stands there', () => {
    const card = { type: 'AdaptiveCard', version: '1.5', lang: 'fr' }
    for (const body of [[{ type: 'TextBlok', text: 'secret' }], [{ type: 'TextBlock', text: 'secret', size: 'Gigantic' }]])
      assert.throws(() => serialised({ ...card, body }), (error: unknown) => error instanceof CardFault && !error.message.includes('secret'))
  })
})
