import assert from 'node:assert/strict'
import { formatMistake } from '../../src/content/check.ts'
import type { Library, Mistake } from '../../src/content/library.ts'
import { toHtml } from '../../src/content/markdown.ts'
import { ContentError } from '../../src/content/contentError.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { soundFolder, withContent } from './folders.ts'

type Opened = Library & { readonly mistakes: readonly Mistake[] }
const portalUrl = 'https://noa.example.org/a_b(c)'
const open = (dir: string): Promise<Opened> => openLibrary({ dir, defaultLocale: 'fr', globals: { portalUrl } })

describe('content/open', () => {
  let library: Opened
  before(async () => {
    library = await open(soundFolder)
  })

  it('says the words of each language with their variables', () => {
    assert.deepEqual(library.mistakes, [])
    assert.deepEqual(library.locales, ['en', 'fr'])
    assert.equal(library.plain('en', 'dialogs:pickUmbrella.title'), 'Pick an umbrella')
    assert.equal(
      library.words('fr', 'dialogs:pickUmbrella.howWet.text', { name: 'Ada' }),
      'Il pleut beaucoup, Ada\u202F? Je vous propose un parapluie **solide**, par exemple «\u00A0le grand\u00A0».',
    )
    assert.equal(library.words('en', 'dialogs:pickUmbrella.howWet.options.dry'), 'No')
    assert.equal(library.words('en-GB', 'pages:chat.title'), 'The umbrella guide')
    assert.equal(library.words('de', 'pages:chat.title'), 'Le guide des parapluies')
    assert.equal(library.words('', 'pages:chat.title'), 'Le guide des parapluies')
    assert.deepEqual(library.list('en', 'understanding:pick_umbrella.examples'), ['it rains'])
    assert.deepEqual(library.list('en', 'understanding:nothing.examples'), [])
    assert.deepEqual(library.form('lending').fields.map(({ name, kind }) => `${name} ${kind}`), ['lastName text', 'size choice'])
    assert.throws(() => library.form('nothing'), ContentError)
  })

  it('keeps the address of a link whole, and refuses one that is none', () => {
    const key = 'dialogs:pickUmbrella.lend.text'
    assert.match(library.words('en', key), /\[The lending advice\]\(https:\/\/noa\.example\.org\/a_b%28c%29\)/)
    for (const wrong of ['javascript:alert(1)', 'data:text/html,x', '', '//x', ') [x](https://evil.example'])
      assert.equal(library.words('en', key, { portalUrl: wrong }), 'Here it is. The lending advice says it all.', wrong)
    const text = library.fill('fr', '[A]({{u}}) [B](mailto:{{m}}) [C](https://e.org/?q={{q}})', { u: 'aide@e.org', m: 'a@b.fr', q: 'x)&y' })
    assert.equal(text, '[A](mailto:aide@e.org) [B](mailto:a@b.fr) [C](https://e.org/?q=x%29%26y)')
  })

  it('counts as each language does', () => {
    const say = (locale: string, count: number): string => library.words(locale, 'dialogs:bot.umbrellas', { count })
    assert.deepEqual([0, 1, 2, 1_000_000].map(count => say('fr', count)), ['0 parapluie', '1 parapluie', '2 parapluies', '1000000 de parapluies'])
    assert.deepEqual([0, 1, 2].map(count => say('en', count)), ['0 umbrellas', '1 umbrella', '2 umbrellas'])
    assert.equal(library.has('fr', 'dialogs:bot.umbrellas'), true)
  })

  it('takes no markup, no variable and no nesting from what a person typed', () => {
    const say = (name: string): string => library.words('fr', 'pages:chat.welcome', { name })
    for (const typed of ['*a*', '[x](javascript:alert(1))', '<b>gras</b>', '{{portalUrl}}', '$t(pages:chat.title)', '{{- name}}', '$1 $& $$', '__proto__']) {
      assert.equal(library.plain('fr', 'pages:chat.welcome', { name: typed }), `Bonjour ${typed}.`)
      const shown = toHtml(say(typed)).replace(/&#x3C;/g, '<').replace(/&#x26;/g, '&')
      assert.equal(shown, `<p>Bonjour ${typed}.</p>`)
    }
    assert.equal(say('<b>gras</b>'), 'Bonjour \\<b\\>gras\\</b\\>.')
  })

  it('never shows a key, a variable or an object', () => {
    for (const key of ['pages:chat', 'pages:nothing', 'pages:chat.title.deeper', 'nothing:chat.title', 'chat', '', ':', 'dialogs:', 'pages:chat.constructor', 'pages:__proto__.x']) {
      assert.equal(library.words('fr', key), '', key)
      assert.equal(library.has('en', key), false, key)
    }
    assert.equal(library.words('fr', 'pages:chat.welcome'), 'Bonjour .')
    assert.equal(library.words('fr', 'pages:chat.welcome', JSON.parse('{"__proto__":{"name":"x"}}')), 'Bonjour .')
    assert.equal(library.fill('fr', 'a {{toString}} {{x.y}} {{- x}} {{x, y}} {{ x }} {{x'), 'a      x')
  })

  it('gives pages with their variables, in order', () => {
    const hall = library.article('guides', 'en', 'login/hall', { name: '*Bo*' })
    assert.equal(hall?.title, 'Come in through the hall')
    assert.match(hall.body, /^## Through the hall\n\n1\. Push \*\*the door\*\*\.\n2\. Say hello to \\\*Bo\\\*\./)
    assert.deepEqual([hall.image, hall.alt], ['hall', 'The door of the hall, with a red handle'])
    assert.equal(library.article('mails', 'en', 'lent', { name: 'Bo & Co' })?.title, 'Your umbrella, Bo & Co')
    assert.deepEqual(library.article('mails', 'fr', 'lent', { link: 'https://e.org/x' })?.extra, { button: 'Voir' })
    assert.match(library.article('mails', 'fr', 'lent', { link: 'http://127.0.0.1:1/a?t=b' })?.body ?? '', /\(http:\/\/127\.0\.0\.1:1\/a\?t=b\)$/)
    assert.deepEqual(library.articles('guides', 'fr').map(({ id }) => id), ['attic', 'login/hall'])
    assert.equal(library.article('guides', 'fr', '../../secret'), undefined)
    assert.equal(library.article('help', 'fr', 'hall'), undefined)
  })

  it('falls back to the default language, text by text and page by page', async () => {
    await withContent(
      {
        'pages/en/chat.yml': 'title: ""\n',
        'dialogs/en/bot.yml': null,
        'guides/en/attic.md': '---\nid: attic\n---\n',
        'dialogs/en/pickUmbrella.yml': 'title: Pick\nmenu: [\n',
      },
      async dir => {
        const half = await open(dir)
        assert.equal(half.words('en', 'pages:chat.title'), 'Le guide des parapluies')
        assert.equal(half.words('en', 'dialogs:pickUmbrella.title'), 'Choisir un parapluie')
        assert.equal(half.words('en', 'dialogs:bot.umbrellas', { count: 0 }), '0 parapluie')
        assert.equal(half.words('en', 'dialogs:bot.umbrellas', { count: 1_000_000 }), '1000000 de parapluies')
        assert.equal(half.article('guides', 'en', 'attic')?.title, 'Par le grenier')
        assert.deepEqual(half.articles('guides', 'en').map(({ title }) => title), ['Par le grenier', 'Come in through the hall'])
        assert.deepEqual(half.mistakes.map(({ file, line }) => `${file}:${line}`), [
          'dialogs/en/pickUmbrella.yml:3', 'guides/en/attic.md:4', 'pages/en/chat.yml:1',
        ])
      },
    )
  })

  it('does not start without the default language', async () => {
    await assert.rejects(openLibrary({ dir: soundFolder, defaultLocale: 'it' }), ContentError)
    await assert.rejects(openLibrary({ dir: `${soundFolder}/nothing`, defaultLocale: 'fr' }), ContentError)
  })

  it('reads a folder that means harm without harm', async () => {
    const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')
    await withContent(
      {
        'pages/fr/mark.yml': '\uFEFFtitle: Marqué\r\ntext: >-\r\n  Une ligne\r\n  et une autre.\r\n',
        'guides/fr/mark.md': '\uFEFF---\r\ntitle: Marqué\r\n---\r\nBonjour.\r\n',
        'guides/fr/code.md': '---js\n{ title: process.exit(3) }\n---\nx\n',
        'guides/fr/open.md': '---\ntitle: x\nBonjour\n',
        'guides/fr/none.md': 'Bonjour\n',
        'guides/fr/function.md': '---\ntitle: !!js/function "function () { process.exit(3) }"\n---\nx\n',
        'pages/fr/latin.yml': bytes('title: \xe9t\xe9\n'),
        'pages/fr/huge.yml': `title: ${'x'.repeat(300_000)}\n`,
        'pages/fr/deep.yml': `title: ${'['.repeat(5000)}\n`,
        'pages/fr/bomb.yml': `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefgh'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`).join('\n')}\n`,
        'pages/fr/twice.yml': 'title: a\ntext: b\ntitle: c\n',
        'pages/fr/proto.yml': '__proto__:\n  polluted: x\nconstructor:\n  prototype: x\nok: oui\n',
        'pages/fr/nul.yml': 'title: a\u0000b\n',
        'pages/fr/list.yml': '- a\n',
        'pages/fr/empty.yml': '',
        'pages/fr/types.yml': 'a: 12\nb: true\nc:\nd: 2024-01-01\ne: no\n',
        'pages/fr/bad name.yml': 'a: b\n',
        'pages/fr/notes.txt': 'a',
        'secrets/fr/x.yml': 'a: b\n',
        'pages/français/x.yml': 'a: b\n',
      },
      async dir => {
        const odd = await open(dir)
        const mistakes = odd.mistakes.map(formatMistake)
        assert.equal(odd.words('fr', 'pages:mark.text'), 'Une ligne et une autre.')
        assert.equal(odd.article('guides', 'fr', 'mark')?.body, 'Bonjour.')
        assert.equal(odd.words('fr', 'pages:proto.ok'), 'oui')
        assert.equal(odd.words('fr', 'pages:types.d'), '2024-01-01')
        assert.equal(odd.words('fr', 'pages:types.e'), 'no')
        assert.equal(odd.words('fr', 'pages:types.a'), '')
        assert.equal(({} as { polluted?: string }).polluted, undefined)
        for (const id of ['code', 'open', 'none', 'function']) assert.equal(odd.article('guides', 'fr', id), undefined, id)
        assert.deepEqual(mistakes.map(each => each.split(' ')[0]!.replace(/^(pages|guides)\/fr\//, '').replace(/(?<=deep.yml:1:)\d+/, '…')), [
          'code.md:1:4', 'function.md:2:8', 'none.md:1:1', 'open.md:1:1',
          'bad', 'bomb.yml:1:7', ...[...'bcdefgh'].map((_, i) => `bomb.yml:${i + 2}:7`), 'deep.yml:1:…',
          'empty.yml:1:1', 'huge.yml:1:1', 'latin.yml:1:1', 'list.yml:1:1', 'notes.txt:1:1', 'nul.yml:1:9', 'proto.yml:1:1',
          'proto.yml:3:1', 'twice.yml:3:1', 'types.yml:1:4', 'types.yml:2:4', 'types.yml:3:3', 'pages/français:1:1', 'secrets:1:1',
        ])
        assert.ok(mistakes.some(each => each.includes('existe pas') || /Renommez/.test(each)))
        for (const mistake of mistakes) assert.ok(!/function \(\)|process\.exit|undefined|\[object/.test(mistake), mistake)
      },
    )
  })

  it('says a sentence in microseconds', () => {
    const rounds = 500
    const batch = (): number => {
      const started = process.hrtime.bigint()
      for (let i = 0; i < rounds; i++) library.words('en', 'dialogs:pickUmbrella.howWet.text', { name: 'Jeanne' })
      return Number(process.hrtime.bigint() - started) / rounds / 1000
    }
    // It takes about two; the limit tells a text that is looked up and taken apart anew from one that is not. The best of many short
    // batches: a busy machine interrupts some of them, and never all.
    const best = Math.min(...Array.from({ length: 40 }, batch))
    assert.ok(best < 20, `${best} µs`)
  })
})
