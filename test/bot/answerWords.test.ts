/** The words that answer a step, of every dialog and in each language. */
import assert from 'node:assert/strict'
import { all } from '../../dialogs/index.ts'
import { createHearing, optionNames } from '../../src/bot/answerWords.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir } from '../../src/root.ts'
import type { AnswerOption } from '../../src/text/answerOption.ts'

const plain: Readonly<Record<string, readonly string[]>> = { fr: ['oui', 'non'], en: ['yes', 'no'] }

describe('a plain yes or no', () => {
  it('is never two answers of a step, so that nobody is asked the same thing for ever', async () => {
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const { hear } = createHearing(library)
    const both: string[] = []
    let steps = 0
    for (const { name, steps: table } of Object.values(all))
      for (const [step, does] of Object.entries(table))
        for (const [locale, said] of Object.entries(plain)) {
          if (!('choose' in does)) continue
          steps += 1
          const place = `${name}.${step}`
          const options: AnswerOption[] = Object.keys(does.choose).map(id => ({
            id, label: library.plain(locale, `dialogs:${place}.options.${id}`), names: optionNames(library, locale, id, place),
          }))
          for (const text of said) {
            const heard = hear(text, options, place)
            if (heard?.kind === 'either') both.push(`${locale} ${place}: ${text} is ${heard.ids.join(' or ')}`)
          }
        }
    assert.ok(steps > 100, `${steps} steps`)
    assert.deepEqual(both, [])
    assert.equal(hear('oui', [{ id: 'a', label: 'Oui, seul', names: [] }, { id: 'b', label: 'Oui, ensemble', names: [] }])?.kind, 'either')
  })
})
