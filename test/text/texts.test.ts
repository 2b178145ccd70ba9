/** What an e-mail address is, wherever the guide meets one. */
import assert from 'node:assert/strict'
import { backoff } from '../../src/backoff.ts'
import { addressesIn, addressIn, isAddress } from '../../src/text/address.ts'
import { distance } from '../../src/text/distance.ts'
import { fold, unaccented } from '../../src/text/fold.ts'
import { answerLines } from '../../src/text/jsonLines.ts'

describe('an address', () => {
  it('is one and nothing else', () => {
    for (const good of ['marie@example.org', 'Marie.Curie+x@Univ-Lyon1.FR', 'o\'neill@a.b.fr']) assert.ok(isAddress(good), good)
    for (const bad of ['', '@', 'marie', 'example.org', 'marie@localhost', 'a b@c.fr', 'a@b.fr, c@d.fr', 'a@b.fr\nBcc: c@d.fr', '<a@b.fr>', 'é@b.fr', 'a@b..fr', `a@${'b'.repeat(300)}.fr`])
      assert.equal(isAddress(bad), false, bad)
  })

  it('is found in what somebody wrote', () => {
    assert.equal(addressIn('je suis Marie <Marie@Example.org>, bonjour'), 'marie@example.org')
    assert.equal(addressIn('écrivez à marie@example.org.'), 'marie@example.org')
    assert.equal(addressIn('rien ici, @marie'), undefined)
    assert.deepEqual(addressesIn('a@b; c@d.fr !'), ['a@b', 'c@d.fr'])
    const begun = performance.now()
    for (const text of ['x'.repeat(100_000), 'a@'.repeat(50_000), '!'.repeat(100_000)]) addressIn(text)
    assert.ok(performance.now() - begun < 1000)
  })
})

describe('texts that are compared', () => {
  it('have one form', () => {
    assert.equal(fold('  L’Œuvre,  ÉTÉ ! '), 'l oeuvre ete')
    assert.equal(unaccented('L’Été Straße'), 'l\'ete strasse')
  })

  it('are so many edits apart', () => {
    const far = (a: string, b: string, limit = 9): number => distance(a, b, limit)
    assert.deepEqual([far('cache', 'cahce'), far('cache', 'cach'), far('', 'abc'), far('abc', 'abc'), far('cnrs', 'inria')], [1, 1, 3, 0, 3])
    assert.equal(far('cnrs', 'inria', 2), 3)
    assert.equal(far('a'.repeat(500), `${'a'.repeat(500)}b`, 2), 1)
  })
})

describe('a pause before another attempt', () => {
  it('doubles up to the longest, and leaves to chance what it may', () => {
    assert.deepEqual([0, 1, 2, 3, 9, 9999].map(attempt => backoff(attempt, { first: 100, most: 1000 })), [100, 100, 200, 400, 1000, 1000])
    for (let n = 0; n < 50; n++) assert.ok(((ms): boolean => ms > 500 && ms <= 1000)(backoff(9, { first: 100, most: 1000, spread: 0.5 })))
  })
})

describe('lines of JSON', () => {
  it('are answered one each, whatever they are', async () => {
    const bad: number[] = []
    const answers: string[] = []
    const lines = ['\uFEFF{"a":1}', '', 'no', 'null', '[1]', '{"a":"x"}']
    for await (const line of answerLines(lines, ({ a = null }) => ({ bad: typeof a !== 'number', answer: { a } }), line => bad.push(line))) answers.push(line)
    assert.deepEqual(answers, ['{"a":1}', '{"a":null}', '{"a":null}', '{"a":null}', '{"a":"x"}'])
    assert.deepEqual(bad, [3, 4, 5, 6])
  })
})
