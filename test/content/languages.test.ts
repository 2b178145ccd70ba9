/** A language is published by LOCALES and by nothing else: a folder of words alone is a draft. */
import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkContent } from '../../src/content/check.ts'
import { readFolder } from '../../src/content/folder.ts'
import { ContentError } from '../../src/content/contentError.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { formatProgress, progressOf } from '../../src/content/progress.ts'
import { ConfigError, readConfig } from '../../src/config.ts'
import { contentDir, root } from '../../src/root.ts'
import { makePackage, openPackage } from '../../src/teamsApp/package.ts'
import { appSettings } from '../../src/teamsApp/settings.ts'
import { readUnderstanding } from '../../src/understanding/index.ts'
import { startGuide } from '../support/guide.ts'
import { contentWith } from '../support/testedContent.ts'

/** One that nobody drafts. */
const all = ['fr', 'en', 'eo']

/** Leaves two sentences of each list of what people say: the words are read here again and again, and how well is no matter. */
function shorten(dir: string): void {
  for (const locale of ['fr', 'en'])
    for (const name of readdirSync(join(dir, 'understanding', locale)).filter(each => !/^(?:sayings|slots|lexicon)\./.test(each))) {
      const path = join(dir, 'understanding', locale, name)
      writeFileSync(path, readFileSync(path, 'utf8').replace(/((?:^ +- .*\n){2})(?:^ +- .*\n)+/gm, '$1'))
    }
}

describe('a language', function () {
  this.timeout(60_000)
  const dir = contentWith(join(root, 'test/fixtures/forms'))
  before(() => shorten(dir))
  const chats = async (env: Record<string, string>): Promise<string> => {
    // Which language a page is in, it knows before it understands a word.
    const guide = await startGuide({ CONTENT_DIR: dir, ...env }, undefined, false)
    try {
      return await (await fetch(`${guide.address}/?lang=eo`)).text()
    } finally {
      await guide.stop()
    }
  }

  it('of which one file is written is not spoken, and the check says how far it is', async () => {
    mkdirSync(join(dir, 'dialogs/eo'))
    cpSync(join(dir, 'dialogs/en/chooseLogin.yml'), join(dir, 'dialogs/eo/chooseLogin.yml'))
    const page = await chats({})
    assert.match(page, /<html lang="fr">/)
    assert.doesNotMatch(page, /lang=eo/)
    assert.ok((await readFolder(dir)).otherLocales.includes('eo'))
    // Of the words as they are shipped, whatever is added to this folder: nothing that one language lacks is held against the others.
    assert.deepEqual((await checkContent(dir)).filter(({ file }) => /\/eo[/.]/.test(file)), [])
    const { texts, pages, subjects, missingFiles } = progressOf(await readFolder(dir, all), 'eo')
    assert.ok(texts[0] > 5 && texts[1] > 1000, String(texts))
    assert.deepEqual([pages[0], subjects[0]], [0, 0])
    assert.ok(pages[1] > 50 && subjects[1] > 15)
    assert.ok(missingFiles.includes('dialogs/eo/bot.yml') && !missingFiles.includes('dialogs/eo/chooseLogin.yml'))
    assert.match(formatProgress({ locale: 'eo', texts, pages, subjects, missingFiles }, ['fr', 'en']).fr, /«\u00A0eo\u00A0» .* 0 pages sur \d+, .*LOCALES=fr,en,eo\.$/)
  })

  it('that is published half written stops the start with a sentence, and is full of mistakes', async () => {
    await assert.rejects(chats({ LOCALES: all.join() }), (error: Error) =>
      error instanceof ContentError && /^LOCALES publishes "eo", of which .* \d+ of \d{4} texts: dialogs\/eo\/\S+ and \d+ more files .*LOCALES=fr,en$/.test(error.message))
    const told = (await checkContent(dir, undefined, { locales: all })).filter(({ file }) => /\/eo\//.test(file))
    assert.ok(told.length > 100, String(told.length))
  })

  it('that is written and published is spoken everywhere, and stays a draft until then', async () => {
    for (const kind of readdirSync(contentDir))
      if (existsSync(join(dir, kind, 'en'))) cpSync(join(dir, kind, 'en'), join(dir, kind, 'eo'), { recursive: true })
    assert.deepEqual((await openLibrary({ dir, defaultLocale: 'fr' })).locales, ['en', 'fr'])
    assert.match(await chats({ LOCALES: all.join(), DEFAULT_LOCALE: 'fr' }), /<html lang="eo">[^]*href="\/\?lang=fr"/)
    assert.deepEqual((await openLibrary({ dir, defaultLocale: 'fr', locales: all })).locales, ['en', 'eo', 'fr'])
    assert.deepEqual([await readUnderstanding(dir), await readUnderstanding(dir, all)].map(({ locales }) => locales), [['en', 'fr'], ['en', 'eo', 'fr']])
    const env = { PUBLIC_URL: 'https://guide.example.org', MICROSOFT_APP_ID: '00000000-0000-0000-0000-000000000001', MICROSOFT_APP_TYPE: 'MultiTenant', PRIVACY_URL: 'https://p.example.org', TERMS_URL: 'https://t.example.org' }
    const app = { settings: appSettings(readConfig(env)), contentDir: dir, defaultLocale: 'fr', version: '1.0.0' }
    const translated = (zip: Uint8Array): string[] => Object.keys(openPackage(zip).texts).filter(name => name.startsWith('locales/'))
    assert.deepEqual(translated(await makePackage(app)), ['locales/en.json'])
    assert.deepEqual(translated(await makePackage({ ...app, locales: all })), ['locales/en.json', 'locales/eo.json'])
  })

  it('may lack a text, which is said in the default language, but no file', async () => {
    rmSync(join(dir, 'help/eo'), { recursive: true })
    const library = await openLibrary({ dir, defaultLocale: 'fr', locales: all })
    assert.ok(library.articles('help', 'eo').length > 20)
    rmSync(join(dir, 'mails/eo'), { recursive: true })
    await assert.rejects(openLibrary({ dir, defaultLocale: 'fr', locales: all }), /mails\/eo\//)
  })

  it('is named by its code', () => {
    const { locales, defaultLocale } = readConfig({ LOCALES: ' EN, fr,en' })
    assert.deepEqual([locales, defaultLocale], [['en', 'fr'], 'en'])
    for (const env of [{ LOCALES: 'français' }, { LOCALES: ',' }, { DEFAULT_LOCALE: 'eo' }, { LOCALES: 'fr', DEFAULT_LOCALE: 'en' }])
      assert.throws(() => readConfig(env), ConfigError, JSON.stringify(env))
  })
})
