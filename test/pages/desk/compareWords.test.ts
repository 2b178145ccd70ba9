import assert from 'node:assert/strict'
import { compareWords } from '../../../src/pages/desk/words/compareWords.ts'

describe('texts compared at the desk', () => {
  const say = (key: string): string => key
  const compared = (before: string | undefined, after: string | undefined, locale = 'fr'): string => compareWords({ say, locale: 'fr' }, before, after, locale).html

  it('show what went and what came, word by word', () => {
    const drawn = compared('Videz le cache.', 'Videz votre cache.')
    assert.match(drawn, /^<div class="compared" lang="fr">Videz <del>.*le<\/del><ins>.*votre<\/ins> cache\.<\/div>$/)
  })

  it('show it line by line where they are no sentences', () => {
    assert.match(compared('Nom\nPrénom\nTitre', 'Titre\nNom\nPrénom', ''), /lang="fr"><ins>.*Titre\n<\/ins>Nom\nPrénom\n<del>.*Titre\n<\/del>/)
  })

  it('are compared at once, or shown whole, whatever they are', () => {
    const begun = performance.now()
    assert.match(compared('. '.repeat(4900), ', '.repeat(4900)), /<del>.*<\/del><ins>.*<\/ins>/s)
    assert.match(compared(undefined, '!'.repeat(60_000)), /<ins>/)
    // Milliseconds; it was half a minute, in which nobody else was answered.
    assert.ok(performance.now() - begun < 5000)
  })
})
