import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkContent, formatMistake } from '../../src/content/check.ts'
import type { ExpectedNames } from '../../src/content/expectedNames.ts'
import { sentence as inEachLanguage, type Code, type Details, type InEachLanguage } from '../../src/content/faults/sentences.ts'
import { readFolder } from '../../src/content/folder.ts'
import { compared } from '../../src/content/translated.ts'
import { formatRecord } from '../../src/content/translationRecord.ts'
import { repairTypography } from '../../src/content/typography.ts'
import { soundFolder, withContent } from './folders.ts'

/** The mistakes of the sound folder with some changes, as an editor sees them. */
const mistakesOf = (changes: Readonly<Record<string, string | null>>, expected?: ExpectedNames): Promise<string[]> =>
  withContent(changes, async dir => (await checkContent(dir, expected)).map(formatMistake))

const sentence = <C extends Code>(code: C, ...details: Details<C>): string => inEachLanguage(code, ...details).fr

const sound = (file: string): Promise<string> => readFile(join(soundFolder, file), 'utf8')

/** The sound file with one text replaced, which must be there. */
async function edited(file: string, from: string, to: string): Promise<Record<string, string>> {
  const text = await sound(file)
  assert.ok(text.includes(from), `${file} has no ${from}`)
  return { [file]: text.replace(from, to) }
}

const expected: ExpectedNames = {
  dialogs: {
    pickUmbrella: {
      required: ['howWet.text', 'howWet.retry', 'howWet.options.veryWet', 'howWet.options.dry', 'lend.text'],
      optional: ['howWet.why', 'lend.errors.*'],
      variables: { 'howWet.text': ['name'] },
    },
    bot: { required: ['notUnderstood.text', 'umbrellas'], optional: ['buttons.*'] },
  },
  pages: { chat: { required: ['title', 'welcome'] } },
  forms: ['lending'],
  articles: [{ kind: 'guides', id: 'login/hall' }],
  globals: ['portalUrl'],
}

describe('content/check', () => {
  it('finds nothing in sound content, with and without what the dialogs need', async () => {
    assert.deepEqual(await checkContent(soundFolder), [])
    assert.deepEqual(await checkContent(soundFolder, expected), [])
    const asked: unknown[] = []
    await checkContent(soundFolder, form => {
      asked.push(form('lending').fields.length, form('nothing').fields.length)
      return expected
    })
    assert.deepEqual(asked, [2, 0])
  })

  it('holds the announcement of an incident to its name and its length', async () => {
    assert.deepEqual(await mistakesOf({ 'notice/fr.md': '<!-- Posé à 9 h ! -->\nNOA est lent. Nous y travaillons.\n', 'notice/en.md': 'NOA is slow.\n' }), [])
    const [long, name, ...more] = await mistakesOf({
      'notice/fr.txt': 'NOA est lent.', 'notice/fr.md': '<!-- a -->\nQue faire ?\n', 'notice/en.md': 'slow '.repeat(60),
    })
    assert.match(name ?? '', /^notice\/fr\.txt:1:1 .*fr\.md/)
    assert.match(long ?? '', /^notice\/en\.md:1:1 .*299 caractères/)
    assert.deepEqual(more, [])
  })

  it('says where YAML is broken and how to mend it', async () => {
    const at = async (text: string): Promise<string> => (await mistakesOf({ 'pages/fr/chat.yml': text })).find(each => each.startsWith('pages/fr')) ?? ''
    assert.match(await at('title: Bonjour\u00A0: oui\n'), /^pages\/fr\/chat\.yml:1:8 Ce texte contient un deux-points .*entre guillemets droits/)
    assert.match(await at('title: a\n\twelcome: b\n'), /^pages\/fr\/chat\.yml:2:1 .*tabulation/)
    assert.match(await at('title: a\nwelcome: b\ntitle: c\n'), /^pages\/fr\/chat\.yml:3:1 .*déjà écrit/)
    assert.match(await at('title: "a\n'), /^pages\/fr\/chat\.yml:2:1 .*pas refermé/)
    assert.match(await at('title: @a\n'), /^pages\/fr\/chat\.yml:1:8 .*ne peut pas commencer/)
    assert.match(await at('title: !a b\nwelcome: "{{name}}"\n'), /^pages\/fr\/chat\.yml:1:8 Le signe\u202F!/)
    assert.match(await at('titre é: a\n'), /^pages\/fr\/chat\.yml:1:1 .*ne peut pas être un nom/)
    // A broken file is one mistake, and its sister is not blamed for it.
    assert.equal((await mistakesOf({ 'pages/fr/chat.yml': 'title: "a\n' })).length, 1)
    assert.equal((await mistakesOf({ 'guides/en/attic.md': 'Go up.\n' })).length, 1)
  })

  it('says where front matter or a shape is not as it should be', async () => {
    assert.deepEqual(await mistakesOf({ 'guides/fr/attic.md': '---js\ntitle: x\n---\nMontez.\n' }), [
      'guides/fr/attic.md:1:4 La première ligne doit être --- et rien d’autre.',
    ])
    assert.deepEqual(await mistakesOf({ 'guides/fr/attic.md': '---\norder: un\n---\nMontez.\n' }), [
      'guides/fr/attic.md:2:1 Il manque «\u00A0title\u00A0» ici. Ajoutez une ligne «\u00A0title: …\u00A0».',
      'guides/fr/attic.md:2:8 Un nombre entier est attendu ici, sans guillemets.',
    ])
    assert.deepEqual(
      await mistakesOf({
        'forms/fields/lending.yml': [
          '- name: lastName', '  kind: texte', '  required: oui', '- name: size', '  kind: choice', '  required: false', '  options: [one]',
          '- name: size', '  kind: text', '  required: true', '  minLength: 9', '  maxLength: 2', '  pattern: x', '  size: 3',
          '- name: badge', '  kind: pattern', '  pattern: "[0-9"', '  required: true',
        ].join('\n'),
      }, expected).then(found => found.filter(each => each.startsWith('forms/fields')).map(each => each.slice('forms/fields/lending.yml:'.length))),
      [
        '2:9 Cette valeur n’est pas connue. Les valeurs possibles sont «\u00A0text\u00A0», «\u00A0email\u00A0», «\u00A0phone\u00A0», «\u00A0choice\u00A0», «\u00A0consent\u00A0», «\u00A0pattern\u00A0», «\u00A0orcid\u00A0».',
        '3:13 Écrivez ici true (oui) ou false (non).',
        '7:3 Un champ à choix doit avoir au moins deux «\u00A0options\u00A0», et des noms différents.',
        '11:14 La longueur minimale dépasse la longueur maximale. Corrigez l’une des deux.',
        '13:12 Ce réglage ne sert pas à un champ de ce genre. Ôtez cette ligne, ou changez «\u00A0kind\u00A0».',
        '14:3 «\u00A0size\u00A0» n’est pas connu ici. Les noms possibles sont «\u00A0name\u00A0», «\u00A0kind\u00A0», «\u00A0required\u00A0», «\u00A0autocomplete\u00A0», «\u00A0needs\u00A0», «\u00A0minLength\u00A0», «\u00A0maxLength\u00A0», «\u00A0options\u00A0», «\u00A0offers\u00A0», «\u00A0answeredBy\u00A0», «\u00A0pattern\u00A0», «\u00A0checksum\u00A0».',
        '17:12 Un champ de ce genre a besoin d’une expression régulière. Ajoutez une ligne «\u00A0pattern\u00A0», ou corrigez celle-ci.',
      ],
    )
    const twice = await mistakesOf(await edited('forms/fields/lending.yml', 'name: size', 'name: lastName'))
    assert.equal(twice[0], `forms/fields/lending.yml:5:9 ${sentence('sameFieldTwice')}`)
    assert.deepEqual(await mistakesOf({ 'pages/fr/chat.yml': 'title: 12\nwelcome:\n  - Bonjour {{name}}\n  - [a]\n' }).then(found => found.map(each => each.split(' ')[0])), [
      'pages/fr/chat.yml:1:8', 'pages/fr/chat.yml:4:5', 'pages/en/chat.yml:2:10',
    ].sort())
  })

  it('compares names with those that the dialogs need', async () => {
    const fr = 'dialogs/fr/pickUmbrella.yml'
    assert.deepEqual(await mistakesOf(await edited(fr, '    dry: Non\n', '    moist: Un peu\n'), expected), [
      `${fr}:10:3 ${sentence('keyMissing', { keys: ['howWet.options.dry'] })}`,
      `${fr}:12:12 ${sentence('keyUnknown', { key: 'howWet.options.moist' })}`,
    ])
    assert.deepEqual(await mistakesOf({ [fr]: null }, expected), [
      `dialogs/fr/pickUmbrella.yml:1:1 ${sentence('dialogMissing', { id: 'pickUmbrella' })}`,
    ])
    assert.deepEqual(await mistakesOf({ 'dialogs/fr/other.yml': 'title: A\n', 'dialogs/en/other.yml': 'title: A\n' }, expected), [
      `dialogs/en/other.yml:1:1 ${sentence('dialogUnknown', { id: 'other' })}`,
      `dialogs/fr/other.yml:1:1 ${sentence('dialogUnknown', { id: 'other' })}`,
    ])
    assert.deepEqual(await mistakesOf({ 'guides/fr/login/hall.md': null, 'guides/en/login/hall.md': null }, expected), [
      `guides/en/login/hall.md:1:1 ${sentence('pageMissing', { id: 'login/hall' })}`,
      `guides/fr/login/hall.md:1:1 ${sentence('pageMissing', { id: 'login/hall' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited('dialogs/en/bot.yml', 'umbrellas_one', 'parasols_one'), expected), [
      `dialogs/en/bot.yml:5:15 ${sentence('keyUnknown', { key: 'parasols_one' })}`,
      `dialogs/en/bot.yml:6:18 ${sentence('pluralMissing', { forms: ['umbrellas_one', 'umbrellas_other'], locale: 'en' })}`,
    ])
    assert.deepEqual(await mistakesOf({ ...(await edited('pages/fr/chat.yml', '{{name}}', '{{nom}}')), ...(await edited('pages/en/chat.yml', '{{name}}', '{{nom}}')) }, {
      ...expected, pages: { chat: { required: ['title', 'welcome'], variables: { welcome: ['name'] } } },
    }), [
      `pages/en/chat.yml:2:16 ${sentence('variableUnknown', { name: 'nom', known: ['name', 'portalUrl'] })}`,
      `pages/fr/chat.yml:2:18 ${sentence('variableUnknown', { name: 'nom', known: ['name', 'portalUrl'] })}`,
    ])
  })

  it('compares the languages with each other', async () => {
    assert.deepEqual(await mistakesOf({ 'guides/en/attic.md': null, 'mails/fr/lent.md': null }), [
      `guides/en/attic.md:1:1 ${sentence('translationMissing', { locale: 'en', from: 'fr' })}`,
      `mails/fr/lent.md:1:1 ${sentence('originalMissing', { locale: 'fr', from: 'en' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited('dialogs/en/pickUmbrella.yml', '  why:', '  because:')), [
      `dialogs/en/pickUmbrella.yml:4:1 ${sentence('keyNotTranslated', { key: 'howWet.why', from: 'fr' })}`,
      `dialogs/en/pickUmbrella.yml:7:12 ${sentence('keyOnlyHere', { key: 'howWet.because', from: 'fr' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited('dialogs/en/pickUmbrella.yml', '{{name}}', '{{person}}')), [
      `dialogs/en/pickUmbrella.yml:5:9 ${sentence('variableMissing', { name: 'name', from: 'fr' })}`,
      `dialogs/en/pickUmbrella.yml:5:29 ${sentence('variableOnlyHere', { name: 'person', from: 'fr' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited('guides/en/login/hall.md', '{{name}}', '{{person}}')), [
      `guides/en/login/hall.md:8:1 ${sentence('variableMissing', { name: 'name', from: 'fr' })}`,
      `guides/en/login/hall.md:11:17 ${sentence('variableOnlyHere', { name: 'person', from: 'fr' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited('dialogs/fr/bot.yml', "umbrellas_many: '{{count}} de parapluies'\n", '')), [
      `dialogs/fr/bot.yml:6:18 ${sentence('pluralMissing', { forms: ['umbrellas_one', 'umbrellas_many', 'umbrellas_other'], locale: 'fr' })}`,
    ])
  })

  it('looks for pictures and their descriptions', async () => {
    assert.deepEqual(await mistakesOf({ 'images/hall.svg': null }), [
      `guides/en/login/hall.md:4:8 ${sentence('pictureMissing', { name: 'hall' })}`,
      `guides/fr/login/hall.md:4:8 ${sentence('pictureMissing', { name: 'hall' })}`,
    ])
    const noAlt = await edited('guides/fr/login/hall.md', 'alt: La porte du hall, avec une poignée rouge\n', '')
    assert.ok((await mistakesOf(noAlt)).includes(`guides/fr/login/hall.md:4:8 ${sentence('altMissing')}`))
  })

  it('asks for all the words of a form', async () => {
    const fr = 'forms/fr/lending.yml'
    assert.deepEqual(await mistakesOf(await edited(fr, '    tooLong: Écrivez votre nom.\n', '')), [
      `${fr}:6:3 ${sentence('fieldWordsMissing', { field: 'lastName', keys: ['errors.tooLong'] })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited(fr, '    large: Grand\n', '    huge: Énorme\n')), [
      `${fr}:15:3 ${sentence('fieldWordsMissing', { field: 'size', keys: ['options.large'] })}`,
      `${fr}:17:11 ${sentence('fieldUnknown', { field: 'size', key: 'options.huge' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited('forms/fields/lending.yml', '- name: lastName', '- name: surname')).then(found => found.filter(each => each.startsWith(fr)).slice(0, 2)), [
      // One field, one mistake: not one for each of its words.
      `${fr}:1:1 ${sentence('fieldWordsMissing', { field: 'surname', keys: ['label', 'question', 'why', 'errors.empty', 'errors.tooLong', 'errors.looksLikeEmail', 'errors.needsLetters'] })}`,
      `${fr}:2:1 ${sentence('keyUnknown', { key: 'lastName' })}`,
    ])
    assert.ok((await mistakesOf({ 'forms/fields/lending.yml': null })).includes(`${fr}:1:1 ${sentence('formUnknown', { id: 'lending' })}`))
  })

  it('measures buttons and messages', async () => {
    const fr = 'dialogs/fr/pickUmbrella.yml'
    assert.deepEqual(await mistakesOf(await edited(fr, 'dry: Non', `dry: ${'é'.repeat(24)}`)), [])
    // Two variants, of which one is shown.
    const either = `dry: "{{#portalUrl}}${'é'.repeat(24)}{{/portalUrl}}{{^portalUrl}}${'é'.repeat(24)}{{/portalUrl}}"`
    assert.deepEqual((await mistakesOf(await edited(fr, 'dry: Non', either))).filter(each => each.includes('24')), [])
    assert.deepEqual(await mistakesOf(await edited(fr, 'dry: Non', `dry: ${'é'.repeat(25)}`)), [
      `${fr}:12:10 ${sentence('tooLongLabel', { length: 25, most: 24 })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited(fr, 'menu: Choisir un parapluie', 'menu: Choisir un parapluie solide')), [
      `${fr}:3:7 ${sentence('tooLongLabel', { length: 27, most: 24 })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited(fr, 'Cela m’aide à choisir.', 'mot '.repeat(80).trim())), [
      `${fr}:9:8 ${sentence('tooLongText', { length: 319, most: 280 })}`,
    ])
  })

  it('points at the very character in each way of writing YAML, and in Markdown', async () => {
    const places = async (text: string): Promise<(string | undefined)[]> =>
      (await mistakesOf({ 'pages/fr/chat.yml': text, 'pages/en/chat.yml': 'title: a\nwelcome: b\n' })).filter(each => each.startsWith('pages/fr')).map(each => each.split(' ')[0]?.slice('pages/fr/chat.yml:'.length))
    assert.deepEqual(await places('title: Oui {{é}}\nwelcome: b\n'), ['1:12'])
    assert.deepEqual(await places('title: "Oui\\t\\u00e9 \\"a {{é}}"\nwelcome: b\n'), ['1:25'])
    assert.deepEqual(await places("title: '{{é}}''un  et  {{é}}''autre {{é}}'\nwelcome: b\n"), ['1:9', '1:24', '1:37'])
    assert.deepEqual(await places('title: >-\n  Une ligne\n  qui va\n\n  loin {{é}}\nwelcome: b\n'), ['5:8'])
    assert.deepEqual(await places('title: |\n  - Une ligne\n    en retrait {{é}}\nwelcome: |2-\n   a {{é}}\n'), ['3:16', '5:6'])
    assert.deepEqual(await places('title: Une ligne\n  pliée {{é}}\nwelcome: b\n'), ['2:9'])
    assert.deepEqual(await places('title: "Une ligne\n  pliée {{é}}"\nwelcome: b\n'), ['2:9'])
    assert.deepEqual(await mistakesOf(await edited('guides/fr/login/hall.md', '1. Poussez **la porte**.', '1. Poussez <b>la porte</b> !')).then(found => found.map(each => each.split(' ')[0])), [
      'guides/fr/login/hall.md:10:12', 'guides/fr/login/hall.md:10:23',
    ])
    assert.deepEqual(await mistakesOf(await edited('dialogs/fr/pickUmbrella.yml', '2. Sortez.', '2. `Sortez`.')), [
      `dialogs/fr/pickUmbrella.yml:18:8 ${sentence('markdownForbidden', { node: 'inlineCode' })}`,
    ])
  })

  it('finds what looks like a variable and is none, and nesting', async () => {
    for (const wrong of ['{{name}', '{{mon nom}}', '{{- name}}', '{{name, upper}}', '{{é}}', '$t(pages:chat.title)'])
      assert.deepEqual((await mistakesOf(await edited('mails/fr/lent.md', 'vous attend.', `${wrong} attend.`))).map(each => each.split(' ')[0]), ['mails/fr/lent.md:7:17'], wrong)
  })

  it('tells of a changed original where the translation is, and of what one language lost in that language', async () => {
    const changes = { 'translated/en.txt': '' }
    await withContent(changes, async dir => {
      const folder = await readFolder(dir)
      const record = compared(folder, 'en', 'fr')
      assert.ok(record.size > 15)
      await writeFile(join(dir, 'translated/en.txt'), formatRecord(record))
      assert.deepEqual(await checkContent(dir), [])

      const change = async (file: string, from: string, to: string): Promise<string[]> => {
        const path = join(dir, file)
        const before = await readFile(path, 'utf8')
        assert.ok(before.includes(from), `${file} has no ${from}`)
        await writeFile(path, before.replace(from, to))
        const found = (await checkContent(dir)).map(formatMistake)
        await writeFile(path, before)
        return found
      }
      const fr = 'dialogs/fr/pickUmbrella.yml'
      assert.deepEqual(await change(fr, 'Cela m’aide à choisir.', 'Cela m’aide beaucoup.'), [
        `dialogs/en/pickUmbrella.yml:7:8 ${sentence('staleTranslation', { key: 'howWet.why', from: 'fr', name: 'dialogs/pickUmbrella howWet.why' })}`,
      ])
      assert.deepEqual(await change(fr, "'Cela m’aide à choisir.'", '"Cela  m\'aide à choisir."'), [], 'only the typography changed')
      const [lost] = await change(fr, '{{name}}', 'vous')
      assert.match(lost ?? '', /^dialogs\/fr\/pickUmbrella\.yml:\d+:\d+ .*\{\{name\}\}.*«\u00A0en\u00A0» et manque ici/)
      assert.deepEqual((await change('guides/fr/attic.md', 'Montez', 'Grimpez')).map(each => each.split(' ')[0]), ['guides/en/attic.md:5:1'])
      assert.deepEqual((await change('pages/fr/chat.yml', 'welcome:', 'bienvenue:')).map(each => each.split(' ')[0]), ['pages/en/chat.yml:1:1', 'pages/fr/chat.yml:1:1'])
    })
  })

  it('puts French typography right itself, and only in what is prose', () => {
    const repairs: Readonly<Record<string, string>> = {
      'est là ?': 'est là\u202F?',
      'est là?': 'est là\u202F?',
      '**est là** : oui': '**est là**\u00A0: oui',
      '« là »': '«\u00A0là\u00A0»',
      '«là»': '«\u00A0là\u00A0»',
      "l'a": 'l’a',
      'Oui ! Et\n« non » ; puis ?': 'Oui\u202F! Et\n«\u00A0non\u00A0»\u202F; puis\u202F?',
    }
    for (const [written, right] of Object.entries(repairs)) assert.equal(repairTypography(written), right)
    for (const right of ['est là\u202F!', 'est «\u00A0là\u00A0»\u202F; à 10:30', '[à lire\u00A0: l’aide](https://e.org/a?b=c;d!e)', 'prenom.nom@univ.fr', '«\u00A0**là**\u00A0»', '…\u202F?!', "{{l'a}}"])
      assert.equal(repairTypography(right), right)
  })

  it('puts the typography of a long text right at once, whatever it is made of', () => {
    for (const text of ['a'.repeat(60_000), '](a'.repeat(20_000), '.'.repeat(60_000)]) {
      const begun = performance.now()
      repairTypography(text)
      // A millisecond or a few; it was ten seconds and more, in which nobody else was answered.
      assert.ok(performance.now() - begun < 3000, text.slice(0, 6))
    }
  })

  it('finds each of the mistakes of a trial that had passed, where it was made, in words', async () => {
    const at = async (changes: Record<string, string>): Promise<string[]> => mistakesOf(changes, { ...expected, mails: { lent: { required: ['name'], optional: ['link'] } } })
    const article = (front: string, body = 'Un parapluie ouvert sèche vite.'): string =>
      `---\ntitle: Sécher\ntheme: care\nquestions: [comment sécher]\nsources: [Notice]\nchecked: "2026-11-01"\n${front}---\n${body}\n`
    const help = { 'pages/fr/help.yml': 'themes:\n  care: Entretien\n', 'pages/en/help.yml': 'themes:\n  care: Care\n' }
    const both = (fr: string): Record<string, string> => ({ ...help, 'help/fr/dry.md': fr, 'help/en/dry.md': article('') })
    assert.match((await at({ 'mails/fr/lent.md': (await sound('mails/fr/lent.md')).replaceAll('{{name}}', 'vous') })).find(each => each.startsWith('mails/fr')) ?? '', /^mails\/fr\/lent\.md:\d+:1 .*\{\{name\}\}/)
    const first = async (changes: Record<string, string>): Promise<string> => (await at(changes)).filter(each => !/^(?:mails|help\/en)\//.test(each))[0] ?? ''
    assert.equal(await first(both(article(''))), '')
    assert.match(await first(both(article('').replace('theme: care', 'theme: car'))), /^help\/fr\/dry\.md:3:8 .*«\u00A0care\u00A0»/)
    assert.match(await first(both(article('related: [wring]\n'))), /^help\/fr\/dry\.md:7:11 .*«\u00A0wring\u00A0»/)
    assert.match(await first(both(article('related: [dry]\n'))), /^help\/fr\/dry\.md:7:11 .*lui-même/)
    for (const lost of ['theme', 'questions', 'sources', 'checked'])
      assert.match(await first(both(article('').replace(new RegExp(`^${lost}:.*\\n`, 'm'), ''))), new RegExp(`^help/fr/dry\\.md:2:1 .*${lost}`))
    assert.match(await first(both(article('', 'mot '.repeat(121)))), /^help\/fr\/dry\.md:8:1 .*121 mots/)
    assert.equal(await first(both(article('', `{{#portalUrl}}${'mot '.repeat(70)}{{/portalUrl}}{{^portalUrl}}${'mot '.repeat(70)}{{/portalUrl}}`))), '')
    const fr = 'dialogs/fr/pickUmbrella.yml'
    assert.match(await first(await edited(fr, 'Cela m’aide', '**Cela m’aide')), new RegExp(`^${fr}:9:\\d+ .*\\*\\*`))
    assert.match(await first(await edited('guides/fr/attic.md', 'title: ', 'title: <b>Haut</b> ')), /^guides\/fr\/attic\.md:2:8 .*balise/)
    assert.match(await first(await edited(fr, "'Cela m’aide à choisir.'", 'Voir #1 et #2 m’aide')), new RegExp(`^${fr}:9:\\d+ .*#`))
    assert.match(await first(await edited(fr, "why: 'Cela m’aide à choisir.'", 'why: "Cela" m’aide à choisir.')), new RegExp(`^${fr}:9:\\d+ .*guillemet droit, qui est refermé`))
    assert.match(await first(await edited('guides/fr/login/hall.md', 'image: hall', 'image: hall.svg')), /^guides\/fr\/login\/hall\.md:4:8 .*seulement «\u00A0hall\u00A0»/)
  })

  it('says in every sentence what to do, and in good French', async () => {
    const details = { known: ['a'], keys: ['k'], words: 130, theme: 't', extension: 'yml', kilobytes: 1, code: 'x', name: 'n', values: ['v'], id: 'i', key: 'k', locale: 'fr', from: 'en', forms: ['f'], field: 'f', length: 3, most: 2, node: 'html', file: 'f', mark: '?', texts: [1, 2], pages: [1, 2], subjects: [1, 2], published: ['fr'] }
    const { codes } = await import('../../src/content/faults/sentences.ts')
    for (const code of codes) {
      const { fr: said, en } = (inEachLanguage as (code: string, details: object) => InEachLanguage)(code, details)
      assert.ok(en.endsWith('.') && !en.includes('undefined') && !/invalid|\berror|please/i.test(en), en)
      assert.ok(said.endsWith('.') && !said.includes('undefined'), said)
      // Names, marks and signs of YAML that a sentence quotes are no prose of its own.
      const own = said.replace(/«\u00A0[^»]*\u00A0»|\([^)]*\)|\[[^\]]*\]/g, 'x')
      assert.equal(repairTypography(own), own, said)
      assert.ok(!/invalide|incorrect|erreur|veuillez/i.test(said), said)
    }
  })
})
