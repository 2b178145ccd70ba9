/** The pages of the browsers: parts that are shown on their own, and what an editor can get wrong in them. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkContent, formatMistake } from '../../src/content/check.ts'
import { readFolder, type Folder } from '../../src/content/folder.ts'
import type { Library } from '../../src/content/library.ts'
import { checkMarkdown, toPlainText } from '../../src/content/markdown.ts'
import { sentence as inEachLanguage, type Code, type Details } from '../../src/content/faults/sentences.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { sectionsOf } from '../../src/content/sections.ts'
import { contentDir } from '../../src/root.ts'
import { withContent } from './folders.ts'

const sentence = <C extends Code>(code: C, ...details: Details<C>): string => inEachLanguage(code, ...details).fr

const titles = (cache: string, reload: string): string =>
  `sections:\n  cache: ${cache}\n  reload: ${reload}\nheading: "{{section}} – {{page}}"\nsignsOut:\n  nothing: Rien.\n  portal: Ici.\n`

interface Written {
  readonly browser?: string
  readonly device?: string
  readonly header?: string
  readonly body?: string
}
const page = ({ browser = 'opera', device = 'computer', header = '', body = '## cache\n1. Videz.\n\n## reload\n1. Rechargez {{name}}.\n' }: Written = {}): string =>
  `---\ntitle: Opéra\nbrowser: ${browser}\ndevice: ${device}\nsignsOut: nothing\nchecked: 2026-11-22\nstatus: ici\nsources: [x]\n${header}---\n${body}`

const withPages = <T>(changes: Readonly<Record<string, string | null>>, use: (dir: string) => Promise<T>): Promise<T> =>
  withContent(
    {
      'pages/fr/browsers.yml': titles('Vider le cache', 'Recharger'),
      'pages/en/browsers.yml': titles('Clear the cache', 'Reload'),
      'browsers/fr/opera.md': page(),
      'browsers/en/opera.md': page(),
      ...changes,
    },
    use,
  )
const mistakesOf = (changes: Readonly<Record<string, string | null>>): Promise<string[]> =>
  withPages(changes, async dir => (await checkContent(dir)).map(formatMistake))
/** The same text in both languages, so that only the text itself can be wrong. */
const both = (text: string, id = 'opera'): Record<string, string> => ({ [`browsers/fr/${id}.md`]: text, [`browsers/en/${id}.md`]: text })
const mistakesIn = async (text: string): Promise<string[]> => (await mistakesOf(both(text))).filter(each => each.startsWith('browsers/fr'))

describe('content/sections', () => {
  it('takes a page apart at its headings, and leaves smaller ones where they are', () => {
    assert.deepEqual(sectionsOf('Avant.\n\n## cache\n\n1. A\n\n### Petit\nB\n##  reload \nC\n#x ## non\n'), {
      before: 'Avant.',
      sections: [
        { name: 'cache', nameAt: 11, body: '1. A\n\n### Petit\nB' },
        { name: 'reload', nameAt: 40, body: 'C\n#x ## non' },
      ],
    })
    assert.deepEqual(sectionsOf('Rien.'), { before: 'Rien.', sections: [] })
  })

  it('shows a part under its own title, and says what it signs one out of', () =>
    withPages(both(page({ header: 'image: hall\nalt: Une porte\n' })), async dir => {
      const library = await openLibrary({ dir, defaultLocale: 'fr' })
      const cache = library.article('browsers', 'fr', 'opera', {}, 'cache')
      assert.deepEqual([cache?.title, cache?.body, cache?.image], ['Vider le cache – Opéra', '1. Videz.\n\nRien.', 'hall'])
      const reload = library.article('browsers', 'en', 'opera', { name: '*a*' }, 'reload')
      assert.deepEqual([reload?.title, reload?.body], ['Reload – Opéra', '1. Rechargez \\*a\\*.'])
      assert.deepEqual([reload?.image, reload?.alt], [undefined, undefined])
      const whole = library.article('browsers', 'en', 'opera', { name: 'a' })
      assert.deepEqual([whole?.title, whole?.image], ['Opéra', 'hall'])
      assert.equal(whole?.body, '## Clear the cache\n\n1. Videz.\n\nRien.\n\n## Reload\n\n1. Rechargez a.')
      assert.deepEqual(whole.sections, ['cache', 'reload'])
    }))

  it('shows the picture with the part that it is of', () =>
    withPages(both(page({ header: 'image: hall\nalt: Une porte\nimageSection: reload\n' })), async dir => {
      const library = await openLibrary({ dir, defaultLocale: 'fr' })
      assert.deepEqual(['cache', 'reload'].map(section => library.article('browsers', 'fr', 'opera', {}, section)?.image), [undefined, 'hall'])
    }))

  it('lets the page for any browser tell what a browser’s own page does not, on the same device', () => {
    const only = '## cache\n1. Videz.\n'
    return withPages(
      {
        ...both(page({ body: only })),
        ...both(page({ browser: 'brave', device: 'phone', body: only }), 'brave'),
        ...both(page({ browser: 'other', body: '## cache\nX\n\n## reload\nAutrement.\n' }), 'other'),
      },
      async dir => {
        const library = await openLibrary({ dir, defaultLocale: 'fr' })
        const stood = library.article('browsers', 'fr', 'opera', {}, 'reload')
        assert.deepEqual([stood?.id, stood?.title, stood?.body], ['opera', 'Recharger – Opéra', 'Autrement.'])
        assert.equal(library.article('browsers', 'fr', 'brave', {}, 'reload'), undefined)
        assert.equal(library.article('browsers', 'fr', 'opera', {}, 'dance'), undefined)
        assert.equal(library.article('browsers', 'fr', 'nothing', {}, 'cache'), undefined)
      },
    )
  })

  it('has one picture for a part of every page on a device, which a page’s own replaces', () => {
    const withPicture = `pictures:\n  computer:\n    reload:\n      image: hall\n      alt: Toutes\n${titles('A', 'B')}`
    const own = page({ browser: 'brave', header: 'image: hall\nalt: La mienne\nimageSection: reload\n' })
    return withPages(
      {
        'pages/fr/browsers.yml': withPicture,
        'pages/en/browsers.yml': withPicture,
        ...both(own, 'own'),
        ...both(page({ device: 'phone' }), 'phone'),
      },
      async dir => {
        assert.deepEqual((await checkContent(dir)).map(formatMistake), [])
        const library = await openLibrary({ dir, defaultLocale: 'fr' })
        const altOf = (id: string, section?: string): string | undefined => library.article('browsers', 'fr', id, {}, section)?.alt
        assert.deepEqual([altOf('opera', 'reload'), altOf('own', 'reload'), altOf('phone', 'reload')], ['Toutes', 'La mienne', undefined])
        assert.deepEqual([altOf('opera', 'cache'), altOf('opera')], [undefined, undefined])
      },
    )
  })

  it('says where such a picture is missing, not described, or of nothing', async () => {
    const wrong = async (pictures: string): Promise<string[]> =>
      mistakesOf({
        'pages/fr/browsers.yml': `pictures:\n  ${pictures}\n${titles('A', 'B')}`,
        'pages/en/browsers.yml': `pictures:\n  ${pictures}\n${titles('A', 'B')}`,
      }).then(found => found.filter(each => each.startsWith('pages/fr')))
    const at = 'pages/fr/browsers.yml:2'
    assert.deepEqual(await wrong('computer: { reload: { image: nothing, alt: x } }'), [`${at}:32 ${sentence('pictureMissing', { name: 'nothing' })}`])
    assert.deepEqual(await wrong('computer: { reload: { image: hall } }'), [`${at}:32 ${sentence('altMissing')}`])
    assert.deepEqual(await wrong('tablet: { reload: { image: hall, alt: x } }'), [`${at}:30 ${sentence('keyUnknown', { key: 'pictures.tablet.reload.image' })}`])
    assert.deepEqual(await wrong('phone: { dance: { image: hall, alt: x } }'), [`${at}:28 ${sentence('keyUnknown', { key: 'pictures.phone.dance.image' })}`])
  })

  it('finds nothing wrong in a sound page', async () => {
    assert.deepEqual(await mistakesOf({}), [])
  })

  it('says where a section is unknown, empty, twice there or missing', async () => {
    const at = 'browsers/fr/opera.md'
    const known = { known: ['cache', 'reload'], file: 'pages/fr/browsers.yml' }
    assert.deepEqual(await mistakesIn(page({ body: '## cache\n1. A\n\n## relaod\n1. B\n' })), [`${at}:13:4 ${sentence('sectionUnknown', { name: 'relaod', ...known })}`])
    assert.deepEqual(await mistakesIn(page({ body: '## cache\n1. A\n## cache\n1. B\n## reload\n' })), [
      `${at}:12:4 ${sentence('sectionTwice', { name: 'cache' })}`,
      `${at}:14:4 ${sentence('sectionEmpty', { name: 'reload' })}`,
    ])
    assert.deepEqual(await mistakesIn(page({ body: 'Bonjour.\n\n## reload\n1. A\n' })), [
      `${at}:10:1 ${sentence('sectionBefore')}`,
      `${at}:10:1 ${sentence('sectionMissing', { name: 'cache' })}`,
    ])
    assert.deepEqual(await mistakesIn(page({ header: 'image: hall\nalt: Une porte\nimageSection: private\n' })), [
      `${at}:11:15 ${sentence('sectionMissing', { name: 'private' })}`,
    ])
  })

  it('compares the parts of the languages, and what must be the same in both', async () => {
    assert.deepEqual(await mistakesOf({ 'browsers/en/opera.md': page({ device: 'phone', body: '## cache\n1. A {{name}}\n' }) }), [
      `browsers/en/opera.md:4:9 ${sentence('valueDiffers', { name: 'device', from: 'fr' })}`,
      `browsers/en/opera.md:10:1 ${sentence('sectionNotTranslated', { name: 'reload', from: 'fr' })}`,
    ])
    assert.deepEqual(await mistakesOf({ 'browsers/fr/opera.md': page({ body: '## cache\n1. A {{name}}\n' }) }), [
      `browsers/en/opera.md:13:4 ${sentence('sectionOnlyHere', { name: 'reload', from: 'fr' })}`,
    ])
  })

  it('knows the browsers and devices, and one page for each', async () => {
    const at = 'browsers/fr/opera.md'
    assert.deepEqual(await mistakesOf(both(page({ browser: 'netscape' }))), [])
    assert.match((await mistakesIn(page({ browser: 'Net Scape' })))[0] ?? '', /^browsers\/fr\/opera\.md:3:10 .*ne peut pas être un nom/)
    assert.match((await mistakesIn(page({ device: 'tablet' })))[0] ?? '', /^browsers\/fr\/opera\.md:4:9 .*«\u00A0computer\u00A0», «\u00A0phone\u00A0»/)
    assert.match((await mistakesIn(page({ header: 'os: msdos\n' })))[0] ?? '', /^browsers\/fr\/opera\.md:9:5 /)
    for (const day of ['2026-13-01', 'novembre', '22/11/2026'])
      assert.deepEqual(await mistakesIn(page().replace('2026-11-22', day)), [`${at}:6:10 ${sentence('dayExpected')}`], day)
    assert.deepEqual((await mistakesOf(both(page(), 'second'))).filter(each => each.startsWith('browsers/fr')), [
      `browsers/fr/second.md:3:10 ${sentence('browserTwice', { id: 'opera' })}`,
    ])
    assert.deepEqual(await mistakesOf(both(page({ header: 'os: ios\n' }), 'second')), [])
  })
})

describe('the browsers’ pages', () => {
  let folder: Folder
  let library: Library
  const all = ['cache', 'reload', 'private', 'siteData', 'extensions', 'javaScript', 'update']
  before(async () => {
    folder = await readFolder(contentDir)
    library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
  })

  it('are there for every browser that was asked for, and for any other', () => {
    for (const locale of ['fr', 'en']) {
      const uses = library.articles('browsers', locale).map(({ extra }) => [extra.browser, extra.device, extra.os].filter(Boolean).join(' '))
      const asked = [
        'firefox computer', 'chrome computer', 'edge computer', 'safari computer', 'safari phone ios', 'chrome phone android',
        'firefox phone android', 'samsung phone android', 'other computer', 'other phone',
      ]
      // Editors may have written more.
      assert.deepEqual(uses.filter(use => asked.includes(use)), asked)
    }
  })

  it('tell every part, in few short steps', () => {
    for (const locale of ['fr', 'en'])
      for (const { id, sections } of library.articles('browsers', locale)) {
        assert.deepEqual(sections, all, id)
        for (const section of all) {
          const body = library.article('browsers', locale, id, {}, section)?.body ?? ''
          const where = `${locale}/${id} ${section}`
          assert.deepEqual(checkMarkdown(body, false), [], where)
          assert.match(body, /^1\. /, where)
          const steps = toPlainText(body).split('\n').filter(line => /^\d+\. /.test(line))
          assert.ok(steps.length <= 7, `${where}: ${steps.length} steps`)
          for (const step of steps) assert.ok(step.length <= 215, `${where}: ${step.length} ${step}`)
        }
      }
  })

  it('end the cache with closing, opening again and logging in again, and say what that signs one out of', () => {
    for (const [locale, close, again] of [['fr', /^\d\. Fermez tou(?:te)?s .*(?:rouvrez-le), puis reconnectez-vous à NOA\.$/, 'déconnect'], ['en', /^\d\. Close every .*open it again, then sign in to NOA again\.$/, 'sign']] as const)
      for (const { id } of library.articles('browsers', locale)) {
        const text = toPlainText(library.article('browsers', locale, id, {}, 'cache')?.body ?? '')
        const steps = text.split('\n').filter(line => /^\d+\. /.test(line))
        assert.match(steps.at(-1) ?? '', close, `${locale}/${id}`)
        assert.ok((text.split('\n\n').at(-1) ?? '').includes(again), `${locale}/${id}`)
      }
  })

  it('give the shortcut first on a computer, and none on a phone', () => {
    for (const locale of ['fr', 'en'])
      for (const { id, extra } of library.articles('browsers', locale))
        for (const section of ['cache', 'reload', 'private']) {
          const [first = ''] = (library.article('browsers', locale, id, {}, section)?.body ?? '').split('\n2. ')
          assert.equal(/\*\*(?:Ctrl|F5|⌘|⌥)/.test(first), extra.device === 'computer', `${locale}/${id} ${section}`)
        }
  })

  it('have a picture whose numbers the steps speak of, drawn in their own language', () => {
    for (const { locale, id, front, body } of folder.pages.filter(({ kind }) => kind === 'browsers')) {
      const image = front.entries.get('image')?.tree
      if (id.startsWith('other')) continue
      assert.ok(image?.kind === 'text', `${locale}/${id}`)
      assert.equal(image.value.endsWith('-en'), locale === 'en', `${locale}/${id}`)
      assert.ok(existsSync(join(contentDir, 'images', `${image.value}.svg`)))
      const cache = sectionsOf(body).sections.find(({ name }) => name === 'cache')?.body ?? ''
      assert.match(cache, /\((?:1|1 et 2|1 and 2|1, 2 et 3|1, 2 and 3) (?:sur l’image|in the picture)\)/, `${locale}/${id}`)
      const alt = front.entries.get('alt')?.tree
      assert.ok(alt?.kind === 'text' && /1\u00A0?:/.test(alt.value) && /2\u00A0?:/.test(alt.value), `${locale}/${id}`)
    }
  })
})
