/** The person's browser among the pages of content, and what the chat page finds of itself (real content). */
import assert from 'node:assert/strict'
import { diagnosisLooks } from '../../src/actions/browsers.ts'
import { withContent } from '../content/folders.ts'
import { browsersOf } from '../../src/content/browserNames.ts'
import { pageEvents, readPage } from '../../src/turns/pageEvents.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir } from '../../src/root.ts'
import type { Facts } from '../../src/flow/facts.ts'
import { openStorage } from '../../src/storage/openStorage.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { beginTalk, buttonsOf } from '../support/talk.ts'

describe('what the diagnosis looks up', () => {
  let looks: ReturnType<typeof diagnosisLooks>
  before(async () => {
    looks = diagnosisLooks(await openLibrary({ dir: contentDir, defaultLocale: 'fr' }))
  })
  const own = async (facts: Facts, locale = 'fr') => {
    const { result, choices, variables } = await looks.ownBrowser({ facts }, locale, 'x')
    return [result, choices?.map(({ id }) => id).join(' ') ?? '', variables?.['ownBrowser'] ?? ''].join(' | ')
  }

  it('proposes the browser that the page told, with its system', async () => {
    assert.equal(await own({ browser: 'firefox', os: 'windows', device: 'computer' }), 'known | firefox | Firefox (Windows)')
    assert.equal(await own({ browser: 'firefox', os: 'macos', device: 'computer' }, 'en'), 'known | firefox | Firefox (macOS)')
    assert.match(await own({ browser: 'safari', os: 'ios', device: 'phone' }), /^known \| safari-ios \| Safari/)
    assert.match(await own({ browser: 'chrome', os: 'android', device: 'phone' }), /^known \| chrome-android \| Chrome/)
    assert.match(await own({ browser: 'samsung', os: 'android', device: 'phone' }), /^known \| samsung-internet \| /)
  })

  it('knows a browser of any name that has a page, and nothing else of it', () =>
    withContent(Object.fromEntries(['fr', 'en'].map(locale => [
      `browsers/${locale}/vivaldi.md`,
      '---\ntitle: Vivaldi\nbrowser: vivaldi\ndevice: computer\nsignsOut: nothing\nchecked: 2026-11-29\nstatus: x\nsources: [https://vivaldi.com]\n---\n## cache\n1. X\n',
    ])), async dir => {
      const library = await openLibrary({ dir, defaultLocale: 'fr' })
      const hints = { browser: 'vivaldi', os: 'linux', device: 'computer' }
      for (const facts of [readPage(hints, browsersOf(library)), readPage({ userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Vivaldi/6.8' }, browsersOf(library))]) {
        assert.equal(facts.browser, 'vivaldi')
        const { result, variables } = await diagnosisLooks(library).ownBrowser({ facts }, 'fr', 'x')
        assert.deepEqual([result, String(variables?.['ownBrowser']).slice(0, 7)], ['known', 'Vivaldi'])
      }
      assert.equal(readPage(hints).browser, 'other')
    }))

  it('asks on which device when only the browser was said', async () => {
    assert.match(await own({ browser: 'firefox' }), /^several \| firefox firefox-android \|/)
    assert.match(await own({ browser: 'safari' }), /^several \| safari safari-ios \|/)
    assert.match(await own({ browser: 'edge' }), /^known \| edge \| Edge/)
  })

  it('asks where it has no page, and confirms once only', async () => {
    assert.match(await own({}), /^unknown/)
    assert.match(await own({ browser: 'other', os: 'linux', device: 'computer' }), /^unknown/)
    assert.match(await own({ browser: 'opera', os: 'windows', device: 'computer' }), /^unknown/)
    assert.match(await own({ browser: 'edge', device: 'phone', os: 'ios' }), /^unknown/)
    assert.match(await own({ browser: 'edge', browserGuide: 'firefox' }), /^confirmed/)
    assert.match(await own({ browserGuide: 'gone' }), /^unknown/)
  })

  it('has no button for a fifth browser of a device', () =>
    withContent(Object.fromEntries(['one', 'two', 'three', 'four', 'five'].map((name, at) => [
      `browsers/fr/${name}.md`,
      `---\ntitle: ${name}\norder: ${at}\nbrowser: ${name}\ndevice: computer\nsignsOut: nothing\nchecked: 2026-11-29\nstatus: x\nsources: [https://vivaldi.com]\n---\n## cache\n1. X\n`,
    ])), async dir => {
      const { choices } = await diagnosisLooks(await openLibrary({ dir, defaultLocale: 'fr' })).listBrowsers({ device: 'computer' }, 'fr', 'x')
      assert.deepEqual(choices?.map(({ id }) => id), ['one', 'two', 'three', 'four'])
    }))

  it('lists at most four browsers for a device, so that they fit beside "another one"', async () => {
    for (const device of ['computer', 'phone'])
      for (const locale of ['fr', 'en']) {
        const { choices } = await looks.listBrowsers({ device }, locale, 'x')
        assert.ok(choices !== undefined && choices.length >= 2 && choices.length <= 4, `${device}: ${choices?.length ?? 0}`)
        assert.ok(choices.every(({ label }) => label.length <= 24))
        const { variables } = await looks.otherBrowserPage({ device }, locale, 'x')
        assert.match(variables?.['browserGuide'] ?? '', device === 'phone' ? /^other-phone$/ : /^other$/)
      }
  })

  it('says what the page found, the likeliest cause first, and nothing that it does not know', async () => {
    const { result, rows } = await looks.describeFindings({ findings: 'zoomed,evil,offline' }, 'fr', 'x')
    assert.deepEqual([result, rows?.map(({ name }) => name)], ['found', ['offline', 'zoomed']])
    assert.ok(rows?.every(({ value }) => value.length > 20))
    assert.equal((await looks.describeFindings({ findings: '' }, 'fr', 'x')).result, 'none')
  })
})

describe('the diagnosis in a conversation', () => {
  let storage: Storage
  beforeEach(async () => {
    storage = await openStorage({ dataDir: ':memory:' })
  })
  afterEach(() => storage.close())
  const firefox = { type: 'event', name: pageEvents.page, value: { browser: 'firefox', browserVersion: '128.0', os: 'windows', device: 'computer' } }

  it('confirms the browser that the page told, shows its part of the page, and asks about it once', async () => {
    const talk = await beginTalk(storage)
    await talk.send(firefox)
    assert.deepEqual(await talk.say('je veux vider mon cache'), ['knowBrowser.isIt'])
    assert.match(talk.last[0]?.text ?? '', /Firefox \(Windows\)/)
    assert.deepEqual(await talk.say('non'), ['chooseBrowser.whichDevice'])
    assert.deepEqual(await talk.say('retour'), ['knowBrowser.isIt'])
    const told = await talk.press('firefox')
    assert.deepEqual(told.slice(-2), ['clearCache.howTo browsers/firefox', 'clearCache.didItWork'])
    assert.match(JSON.stringify(talk.last), /Ctrl \+ Maj \+ Suppr/)
    assert.doesNotMatch(JSON.stringify(talk.last), /fenêtre privée/)
    // Those of another one are one word away.
    assert.deepEqual(await talk.say('un autre navigateur'), ['chooseBrowser.whichDevice'])
    await talk.press('phone')
    assert.deepEqual((await talk.press('chrome-android')).slice(-2), ['clearCache.howTo browsers/chrome-android', 'clearCache.didItWork'])
  })

  it('lets the page look, says what it found, and goes where that points', async () => {
    const talk = await beginTalk(storage)
    await talk.send(firefox)
    assert.deepEqual(await talk.say('la page est toute blanche'), ['selfCheck.mayI'])
    await talk.press('yes')
    const log = await storage.conversations.log('directline/a', 0)
    const asked = log.map(({ activity }) => JSON.parse(activity) as { type: string; name?: string; value?: { entry?: string } }).find(({ name }) => name === 'noa/look')
    assert.deepEqual(
      await talk.send({ type: 'event', name: pageEvents.looked, value: { entry: asked?.value?.entry, findings: ['resourceBlocked', 'evil'] } }),
      ['selfCheck.found review'],
    )
    assert.match(JSON.stringify(talk.last), /bloqueur de publicité/)
    assert.deepEqual(talk.last.flatMap(buttonsOf).map(({ option }) => option), ['yes', 'no', 'couldNot'])
    assert.deepEqual(await talk.press('no'), ['cleanBrowser.closesBrowser', 'knowBrowser.isIt'])
    assert.deepEqual(await talk.press('firefox'), ['cleanBrowser.extensions browsers/firefox', 'cleanBrowser.didExtensionsHelp'])
  })

  it('clears nothing for an error of the service, and nothing is asked that was said', async () => {
    const talk = await beginTalk(storage)
    await talk.say('j’ai un message d’erreur à la place de la page')
    assert.deepEqual(await talk.say('HTTP 503'), ['errorNumber.service guides/blank-page/error-service', 'errorNumber.didWaitingHelp'])
    assert.match(JSON.stringify(talk.last), /Ne videz rien/)
    assert.deepEqual((await talk.press('later')).at(-1), 'bot.anythingElse')
  })

  it('speaks of old data with whoever says that changes do not show', async () => {
    const talk = await beginTalk(storage)
    assert.deepEqual(await talk.say('mes modifications ne s’affichent pas'), ['oldData.wereTheySaved'])
    assert.deepEqual(await talk.say('je ne sais pas'), ['oldData.save guides/blank-page/save-changes', 'oldData.didSavingHelp'])
  })
})
