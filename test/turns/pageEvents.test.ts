import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findings, readLink, readLooked, readPage, readUserAgent, withLink, withPage } from '../../src/turns/pageEvents.ts'
import { factNames } from '../../src/flow/facts.ts'

const mobile = 'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko)'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'

describe('what the page tells', () => {
  for (const [userAgent, touch, expected] of [
    [`${mobile} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`, true, 'samsung 25.0 android phone'],
    [`${mobile} Chrome/126.0.0.0 Mobile Safari/537.36`, true, 'chrome 126.0 android phone'],
    [`${iphone} CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1`, true, 'chrome 126.0 ios phone'],
    [`${iphone} FxiOS/127.0 Mobile/15E148 Safari/605.1.15`, true, 'firefox 127.0 ios phone'],
    [`${iphone} Version/17.5 Mobile/15E148 Safari/604.1`, true, 'safari 17.5 ios phone'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15', true, 'safari 17.5 ios phone'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15', false, 'safari 17.5 macos computer'],
    ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0', false, 'firefox 127.0 linux computer'],
    [`${windows}`, false, 'chrome 126.0 windows computer'],
    [`${windows} Edg/126.0.0.0`, true, 'edge 126.0 windows computer'],
    [`${windows} OPR/112.0.0.0`, false, 'opera 112.0 windows computer'],
    ['Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko', false, 'internet-explorer 11.0 windows computer'],
    ['curl', false, 'other other computer'],
  ] as const)
    it(`names a browser by its User-Agent: ${expected}`, () => {
      const { browser, browserVersion, os, device } = readUserAgent(userAgent, touch)
      assert.equal([browser, browserVersion, os, device].filter(each => each !== undefined).join(' '), expected)
    })

  it('keeps of the page what is one of the names, and says that there is a page', () => {
    assert.deepEqual(readPage({ browser: 'edge', browserVersion: '126.0.2592.68', os: 'windows', device: 'computer', email: 'a@b.fr' }), {
      browser: 'edge', browserVersion: '126.0.2592.68', os: 'windows', device: 'computer', page: 'present',
    })
    assert.deepEqual(readPage({ browser: 'lynx', browserVersion: '<b>', os: 7, device: ['phone'] }), { browser: 'other', page: 'present' })
    assert.equal(readPage({ browser: 'lynx' }, ['lynx']).browser, 'lynx')
    assert.equal(readLink({ browser: 'lynx' }, ['lynx']).facts.browser, 'lynx')
    assert.deepEqual(readPage(null), { page: 'present' })
  })

  it('keeps of a link what is known, and no address', () => {
    const link = {
      topic: 'clear_cache', browser: 'Firefox', os: 'macos', unit: 'UMR 5506 – LIRMM', institution: 'Université de Rennes 2',
      ref: 'INC-2026.0042', symptom: 'staleData', article: 'clear-cache', email: 'a@b.fr', question: 'x', page: 'present',
    }
    assert.deepEqual(readLink(link), {
      topic: 'clear_cache',
      facts: {
        browser: 'firefox', os: 'macos', unit: 'UMR 5506 – LIRMM', institution: 'Université de Rennes 2', reference: 'INC-2026.0042',
        symptom: 'staleData', article: 'clear-cache',
      },
    })
    for (const wrong of [
      { topic: ['clear_cache'] }, { browser: '__proto__' }, { unit: 'marie@labo.fr' }, { unit: 'https://a.example' },
      { institution: '<script>' }, { ref: 'a b' }, { ref: 'x'.repeat(65) }, { article: '../secret' }, { unit: '[a](b)' }, { unit: '**a**' },
    ])
      assert.deepEqual(readLink(wrong), { facts: {} }, JSON.stringify(wrong))
    // A subject that there is not: the nearest is offered.
    assert.deepEqual(readLink({ topic: 'constructor' }), { facts: {}, unknownTopic: 'constructor' })
  })

  it('knows of the browser what the person said of it, and of a link what it is about', () => {
    const page = readPage({ browser: 'chrome', browserVersion: '126', os: 'windows', device: 'computer' })
    assert.equal(withPage({ browser: 'firefox' }, page).browser, 'firefox')
    assert.deepEqual(withLink(page, readLink({ browser: 'firefox' })), {
      browser: 'firefox', browserNamed: 'link', os: 'windows', device: 'computer', page: 'present',
    })
    assert.equal(withLink(page, readLink({ browser: 'chrome', ref: 'a' })).browserVersion, '126')
  })

  it('makes an outcome of what was found, in an order of its own', () => {
    const found = readLooked({ entry: 'lookAround:1', findings: ['zoomed', 'cookiesBlocked', 'secretsFound', 3] })
    assert.deepEqual(found, { entry: 'lookAround:1', outcome: { result: 'found', variables: { findings: 'cookiesBlocked,zoomed' } } })
    assert.deepEqual(readLooked({ entry: 'lookAround:2', findings: [] })?.outcome, { result: 'fine', variables: { findings: '' } })
    assert.equal(readLooked({ findings: ['zoomed'] }), undefined)
    assert.equal(readLooked({ entry: 'requestAccount:7', findings: [] }), undefined)
  })

  it('never throws and keeps nothing but short strings under known names, whatever is sent', () => {
    const keys = fc.constantFrom(...factNames, 'topic', 'ref', 'entry', 'findings', 'userAgent', 'touch', '__proto__')
    const sent = fc.oneof(fc.anything(), fc.dictionary(keys, fc.oneof(fc.anything(), fc.string(), fc.constantFrom(...findings))))
    fc.assert(
      fc.property(sent, value => {
        readLooked(value)
        for (const said of [readPage(value), readLink(value).facts])
          for (const [name, kept] of Object.entries(said))
            assert.ok((factNames as readonly string[]).includes(name) && typeof kept === 'string' && kept.length <= 120)
      }),
    )
  })
})
