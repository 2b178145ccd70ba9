/** When the helpdesk answers: what an operator wrote, in words of either language. */
import assert from 'node:assert/strict'
import { helpdeskVariables } from '../../src/actions/helpdeskVariables.ts'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir } from '../../src/root.ts'
import type { OpeningTimes } from '../../src/text/openingTimes.ts'

describe('what is said of the helpdesk', () => {
  const open = async (hours: string, locale: string): Promise<unknown> => {
    const { settings } = readConfig({ HELPDESK_HOURS: hours })
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const { helpdeskOpen } = helpdeskVariables(library, settings, locale)
    return typeof helpdeskOpen === 'string' ? helpdeskOpen.replaceAll('\u00a0', ' ') : helpdeskOpen
  }

  it('is when it answers, in words', async () => {
    assert.equal(await open('Mo-Fr 09:00-12:00,13:30-17:00', 'fr'), 'du lundi au vendredi de 9 h à 12 h et de 13 h 30 à 17 h, sauf les jours fériés')
    assert.equal(await open('Mo-Fr 09:00-12:00,13:30-17:00', 'en'), 'from Monday to Friday, from 9:00 to 12:00 and from 13:30 to 17:00, except on public holidays')
    assert.equal(await open('Mo-Th 9:00-17:00; Fr 09:00-12:05', 'fr'), 'du lundi au jeudi de 9 h à 17 h et le vendredi de 9 h à 12 h 05, sauf les jours fériés')
  })

  it('is nothing that nobody set', async () => {
    assert.equal(await open('', 'fr'), undefined)
  })

  const times = (more: Partial<OpeningTimes> = {}): OpeningTimes => ({
    timeZone: 'Europe/Paris', holidays: false, closed: [], open: [], week: [[], [[540, 720]], [], [], [], [], []], ...more,
  })

  it('is when it will read what is written, and only while it is closed', async () => {
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const said = (locale: string, at: string, hours = times()): unknown => {
      const { helpdeskReads } = helpdeskVariables({ plain: library.plain, hours: () => hours }, {}, locale, new Date(at))
      return typeof helpdeskReads === 'string' ? helpdeskReads.replaceAll('\u00a0', ' ') : helpdeskReads
    }
    assert.equal(said('fr', '2026-11-30T09:00:00Z'), 'mardi 1er décembre à partir de 9 h')
    assert.equal(said('en', '2026-11-30T09:00:00Z'), 'on Tuesday 1 December from 9:00')
    assert.equal(said('fr', '2026-12-01T08:00:00Z'), undefined)
    assert.equal(said('fr', '2026-12-01T11:00:00Z'), 'mardi 8 décembre à partir de 9 h')
    assert.equal(said('fr', '2026-12-01T11:00:00Z', times({ week: [], open: [{ day: '2027-01-21', spans: [[870, 900]] }] })), 'jeudi 21 janvier à partir de 14 h 30')
  })

  it('promises a delay only where one is set, and names the place whose time it is', async () => {
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const said = (locale: string, hours: OpeningTimes | undefined): unknown => {
      const { helpdeskDelay, helpdeskCity } = helpdeskVariables({ plain: library.plain, hours: () => hours }, {}, locale)
      return [helpdeskDelay, helpdeskCity]
    }
    assert.deepEqual(said('fr', times({ answerWithin: { count: 2, unit: 'days' } })), ['sous 2 jours ouvrés', 'Paris'])
    assert.deepEqual(said('en', times({ answerWithin: { count: 1, unit: 'hours' }, timeZone: 'Indian/Reunion' })), ['within one working hour', 'Reunion'])
    assert.deepEqual(said('fr', times()), [undefined, 'Paris'])
    assert.deepEqual(said('fr', undefined), [undefined, undefined])
  })

  it('is refused at the start when it cannot be read', () => {
    for (const wrong of ['9 h à 17 h', 'Mo-Fr', 'Fr-Mo 09:00-17:00', 'Mo 17:00-09:00', 'Mo 09:00', 'Mo 09:00-25:00', 'Lu 09:00-17:00', 'Mo-Fr 09:00-17:00;'])
      assert.throws(() => readConfig({ HELPDESK_HOURS: wrong }), /HELPDESK_HOURS must be days .* Example: HELPDESK_HOURS=Mo-Fr/, wrong)
  })
})
