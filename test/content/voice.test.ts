/** How the guide speaks, as far as a program can hear it (the real content). The rest is heard by reading aloud. */
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { menu, topics } from '../../dialogs/index.ts'
import { createInterpretation, type Interpretation } from '../../src/bot/interpret.ts'
import { leavesOf, readFolder, type Folder } from '../../src/content/folder.ts'
import type { Library } from '../../src/content/library.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir } from '../../src/root.ts'
import { learnedFrom } from '../support/learned.ts'

describe('the voice of the guide', () => {
  let folder: Folder
  let library: Library
  let interpretation: Interpretation
  before(async () => {
    folder = await readFolder(contentDir)
    library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    interpretation = createInterpretation(library, (await learnedFrom(library)).understanding, topic => topic in topics)
  })

  /** Every text that the guide says, with where it stands. */
  const said = (): { where: string; key: string; text: string }[] => [
    ...folder.words
      .filter(({ kind }) => kind === 'dialogs' || kind === 'forms')
      .flatMap(({ kind, locale, id, tree }) =>
        [...leavesOf(tree)].flatMap(({ key, tree: leaf }) =>
          leaf.kind === 'text' ? [{ where: `${kind}/${locale}/${id} ${key}`, key, text: leaf.value }] : [],
        ),
      ),
    ...folder.pages
      .filter(({ kind }) => kind === 'guides' || kind === 'browsers')
      .map(({ kind, locale, id, body }) => ({ where: `${kind}/${locale}/${id}`, key: 'body', text: body })),
  ]
  const wrong = (test: (each: { where: string; key: string; text: string }) => boolean): string[] =>
    said().filter(test).map(({ where, text }) => `${where}: ${text}`)

  it('promises a person only where one can be reached', () => {
    const person = /l’assistance|une personne (?:peut|pourra|doit)|joindre une|(?:à|en parler à) quelqu’un\b|the helpdesk|to support|a person (?:can|has)|ask a person|reach (?:one|a person)|to someone\b/i
    // Said where the helpdesk is known, of a request that reached it, or of where else one is found.
    const asking = String.raw`contactSupport (?:menu|email|review|sending|sent|delayed|notSent|copy)`
    const told = String.raw`announcements\.(?:replyToRequest|settleRequest|request(?:Taken|Answered|Closed)\b)|stuckWith|[\w.]*(?:report|contactSupport)`
    const reached = new RegExp(String.raw`^dialogs/\w+/(?:${asking}|followRequest |bot (?:${told}))`, 'i')
    const promised = said().filter(({ where, text }) => !reached.test(where) && person.test(library.fill(where.split('/')[1] ?? 'fr', text, {})))
    assert.deepEqual(promised.map(({ where }) => where), [])
  })

  it('is calm, but for the one happy moment, which is the title of a page', () => {
    assert.deepEqual(wrong(({ text }) => text.includes('!')), [])
    assert.deepEqual(wrong(({ text }) => /\p{Extended_Pictographic}/u.test(text)), [])
    assert.deepEqual(wrong(({ text }) => /veuillez|nous vous prions|\boups\b|\boops\b|\bplease\b|\bsorry\b|désolé/i.test(text)), [])
  })

  it('says how to repair, and never that something is invalid', () => {
    const errors = said().filter(({ key }) => /(?:^|\.)errors\./.test(key))
    assert.ok(errors.length > 100)
    assert.deepEqual(errors.filter(({ text }) => /invalid|incorrect|erron|erreur|\berror|\bwrong\b/i.test(text)), [])
  })

  it('never offers a button whose label is a command, which would be obeyed instead', () => {
    const labels = said().filter(({ key }) => /(?:^|\.)(?:options\.[^.]+|menu|submit|skip|keep)$/.test(key))
    assert.ok(labels.length > 50)
    // To ask for a person is what that conversation's own button does.
    const obeyed = labels.filter(({ text, where }) => interpretation.command(text) !== undefined && !where.endsWith('contactSupport menu'))
    assert.deepEqual(obeyed.map(({ where }) => where), [])
  })

  it('does what the commands in its help promise', () => {
    for (const [locale, open, close] of [['fr', '«\u00A0', '\u00A0»'], ['en', '“', '”']] as const) {
      const help = library.plain(locale, 'dialogs:bot.help.text', { helpdeskEmail: 'aide@example.org' })
      const promised = [...help.matchAll(new RegExp(`${open}(.+?)${close}`, 'g'))].map(match => match[1] ?? '')
      assert.equal(promised.length, 5)
      assert.deepEqual(promised.filter(phrase => interpretation.command(phrase) === undefined), [], locale)
    }
  })

  it('begins the conversation whose button is typed', () => {
    for (const locale of library.locales)
      for (const [topic, { dialog }] of Object.entries(topics)) {
        const label = library.plain(locale, `dialogs:${dialog}.menu`)
        const { action, topic: heard } = interpretation.understand(label, locale)
        const command = interpretation.command(label)
        if (menu.includes(dialog) && command === undefined) assert.deepEqual([action, heard], ['start', topic], `${locale}: ${label}`)
      }
  })

  it('draws pictures that need nothing from elsewhere and say what they show', async () => {
    const dir = join(contentDir, 'images')
    const pictures = (await readdir(dir)).filter(name => name.endsWith('.svg'))
    assert.ok(pictures.length >= 5)
    for (const name of pictures) {
      const svg = await readFile(join(dir, name), 'utf8')
      assert.match(svg, /<title[^>]*>[^<]+<\/title>/, name)
      assert.match(svg, /<desc[^>]*>[^<]+<\/desc>/, name)
      assert.doesNotMatch(svg, /href|url\(|@import|<style|<script|<image|<foreignObject/i, name)
      assert.ok(new Resvg(svg).width > 0, name)
    }
  })
})
