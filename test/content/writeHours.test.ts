import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readHours } from '../../src/content/readHours.ts'
import { readYaml, Source } from '../../src/content/source.ts'
import { hoursWritten, writeHours } from '../../src/content/writeHours.ts'
import { contentDir } from '../../src/root.ts'
import { tidySpans } from '../../src/text/openingHours.ts'

const shipped = readFileSync(join(contentDir, 'hours/helpdesk.yml'), 'utf8')

describe('the helpdesk’s hours as they are filled in', () => {
  it('come into the file with its comments, are read as they were meant, and go out of it again', () => {
    const given = {
      ...hoursWritten(shipped), answerWithin: '2 days',
      week: { monday: '9:00-12:00, 14:00-17:00', tuesday: '' },
      closed: [{ from: '2026-12-24', to: '2027-01-03', label: 'Fin d’année : repos' }, { from: '', to: '', label: '' }],
      open: [{ day: '2026-12-28', hours: '10:00-12:00', label: '' }],
    }
    const written = writeHours(shipped, given)
    const source = new Source('hours/helpdesk.yml', written)
    const tree = readYaml(source, fault => assert.fail(fault.message.en))
    assert.deepEqual(tree && readHours(tree, source, fault => assert.fail(fault.message.en)), {
      timeZone: 'Europe/Paris', holidays: true, week: [[[540, 720], [840, 1020]], [], [], [], [], [], []],
      closed: [{ from: '2026-12-24', to: '2027-01-03', label: 'Fin d’année : repos' }], open: [{ day: '2026-12-28', spans: [[600, 720]] }],
      answerWithin: { count: 2, unit: 'days' },
    })
    for (const comment of shipped.split('\n').filter(line => line.startsWith('#'))) assert.ok(written.includes(comment), comment)
    assert.equal(hoursWritten(written).closed[0]?.['label'], 'Fin d’année : repos')
    assert.equal(writeHours(written, hoursWritten(shipped)), shipped)
  })

  it('are made of any file, and keep what cannot be meant for the check to say', () => {
    for (const broken of ['', 'a: "', '- 1\n', 'week: 3\nclosed: x\nopen: [4, {day: [1]}]\n', '&a [*a]\n']) {
      const written = hoursWritten(broken)
      assert.doesNotThrow(() => writeHours(broken, written), broken)
      assert.equal(hoursWritten(writeHours(broken, { ...written, week: { monday: 'au matin: tôt' } })).week['monday'], 'au matin: tôt')
    }
  })

  it('are typed in many ways', () => {
    for (const typed of ['9:00-12:30, 14:00-17:00', '9h-12h30, 14h-17h', 'de 9 h à 12 h 30 et de 14 h à 17 h', '9 – 12:30 ; 14–17', 'from 9 to 12:30 and 14 to 17'])
      assert.equal(tidySpans(typed), '9:00-12:30, 14:00-17:00', typed)
    assert.equal(tidySpans('le matin'), 'le matin')
    assert.equal(tidySpans('09:00-24:00'), '09:00-24:00')
    assert.equal(tidySpans('9:75-12'), '9:75-12:00')
  })
})
