/** How a part of a page becomes a card (the real words). */
import assert from 'node:assert/strict'
import { createPresenter, type Presenter } from '../../src/presentation/present.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import type { Saying } from '../../src/flow/port.ts'
import { testedContent } from '../support/testedContent.ts'

interface Block {
  readonly type: string
  readonly text?: string
  readonly altText?: string
  readonly url?: string
  readonly isSubtle?: boolean
}
interface Shown {
  readonly summary: string
  readonly body: readonly Block[]
  readonly plain: string
}

describe('bot/present', () => {
  let present: Presenter
  before(async () => {
    present = createPresenter(await openLibrary({ dir: testedContent, defaultLocale: 'fr' }), name => `https://noa.test/${name}.png`)
  })

  function show(locale: string, id: string, section?: string): Shown {
    const saying: Saying = {
      dialog: 'd', step: 's', part: 'guide', words: [],
      article: { kind: 'browsers', id, ...(section === undefined ? {} : { section }) },
    }
    const { summary = '', attachments } = present(saying, locale, 'test')
    const { body, fallbackText } = attachments![0]!.content as { body: Block[]; fallbackText: string }
    return { summary, body, plain: fallbackText }
  }

  it('shows one part of a browser’s page, titled, with its picture and when it was checked', () => {
    const { summary, body, plain } = show('fr', 'firefox', 'cache')
    assert.equal(summary, 'Vider le cache – Firefox')
    assert.equal(body[0]?.text, summary)
    assert.equal(body.filter(({ type }) => type === 'Image')[0]?.url, 'https://noa.test/firefox-menu.png')
    const note = 'Vérifié le 22 novembre 2026. Les mots peuvent varier un peu chez vous.'
    assert.deepEqual([body.at(-1)?.text, body.at(-1)?.isSubtle], [note, true])
    assert.ok(plain.endsWith(note))
    assert.ok(!plain.includes('mode de dépannage') && !plain.includes('##'))
  })

  it('leaves the picture of the cache out of another part, in either language', () => {
    const { summary, body } = show('en', 'firefox', 'private')
    assert.equal(summary, 'Open NOA in private browsing – Firefox')
    assert.deepEqual(body.filter(({ type }) => type === 'Image').map(({ url }) => url), ['https://noa.test/private-window-en.png'])
    assert.equal(show('en', 'firefox', 'update').body.some(({ type }) => type === 'Image'), false)
    assert.equal(body.at(-1)?.text, 'Checked on 22 November 2026. The words may differ a little on your screen.')
  })

  it('shows a whole page with the titles of its parts, not with their names', () => {
    const texts = show('fr', 'safari-ios').body.map(({ text }) => text)
    assert.ok(texts.includes('Vérifier JavaScript'))
    assert.equal(texts.includes('javaScript'), false)
  })
})
