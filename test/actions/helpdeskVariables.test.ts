/** When the helpdesk answers: what an operator wrote, in words of either language. */
import assert from 'node:assert/strict'
import { helpdeskVariables } from '../../src/actions/helpdeskVariables.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir } from '../../src/root.ts'

describe('what is said of the helpdesk', () => {
  const open = async (hours: string, locale: string): Promise<unknown> => {
    const { settings } = readConfig({ HELPDESK_HOURS: hours })
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const { helpdeskOpen } = helpdeskVariables(library, settings, locale)
    return typeof helpdeskOpen === 'string' ? helpdeskOpen.replaceAll('\u00a0', ' ') : helpdeskOpen
  }

  it('is when it answers, in words', async () => {
    assert.equal(await open('Mo-Fr 09:00-12:00,13:30-17:00', 'fr'), 'du lundi au vendredi de 9 h à 12 h et de 13 h 30 à 17 h')
    assert.equal(await open('Mo-Fr 09:00-12:00,13:30-17:00', 'en'), 'from Monday to Friday, from 9:00 to 12:00 and from 13:30 to 17:00')
    assert.equal(await open('Mo-Th 9:00-17:00; Fr 09:00-12:05', 'fr'), 'du lundi au jeudi de 9 h à 17 h et le vendredi de 9 h à 12 h 05')
  })

  it('is nothing that nobody set', async () => {
    assert.equal(await open('', 'fr'), undefined)
  })

  it('is refused at the start when it cannot be read', () => {
    for (const wrong of ['9 h à 17 h', 'Mo-Fr', 'Fr-Mo 09:00-17:00', 'Mo 17:00-09:00', 'Mo 09:00', 'Mo 09:00-25:00', 'Lu 09:00-17:00', 'Mo-Fr 09:00-17:00;'])
      assert.throws(() => readConfig({ HELPDESK_HOURS: wrong }), /HELPDESK_HOURS must be days .* Example: HELPDESK_HOURS=Mo-Fr/, wrong)
  })
})
