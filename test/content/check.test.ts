import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkContent, formatMistake } from '../../src/content/check.ts'
import type { ExpectedNames } from '../../src/content/expectedNames.ts'
import { sentence } from '../../src/content/faultSentences.ts'
import { soundFolder, withContent } from './folders.ts'

/** The mistakes of the sound folder with some changes, as an editor sees them. */
const mistakesOf = (changes: Readonly<Record<string, string | null>>, expected?: ExpectedNames): Promise<string[]> =>
  withContent(changes, async dir => (await checkContent(dir, expected)).map(formatMistake))

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

  it('holds the announcement of an incident to its name, its length and its typography', async () => {
    assert.deepEqual(await mistakesOf({ 'notice/fr.md': '<!-- Posé à 9 h ! -->\nNOA est lent. Nous y travaillons.\n', 'notice/en.md': 'NOA is slow.\n' }), [])
    const [name, space, long, ...more] = await mistakesOf({
      'notice/fr.txt': 'NOA est lent.', 'notice/fr.md': '<!-- a -->\nQue faire ?\n', 'notice/en.md': 'slow '.repeat(60),
    })
    assert.match(long ?? '', /^notice\/fr\.txt:1:1 .*fr\.md/)
    assert.match(space ?? '', /^notice\/fr\.md:2:10 .*U\+202F/)
    assert.match(name ?? '', /^notice\/en\.md:1:1 .*299 caractères/)
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
        '14:3 «\u00A0size\u00A0» n’est pas connu ici. Les noms possibles sont «\u00A0name\u00A0», «\u00A0kind\u00A0», «\u00A0required\u00A0», «\u00A0autocomplete\u00A0», «\u00A0needs\u00A0», «\u00A0minLength\u00A0», «\u00A0maxLength\u00A0», «\u00A0options\u00A0», «\u00A0offers\u00A0», «\u00A0pattern\u00A0», «\u00A0checksum\u00A0».',
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
      `${fr}:10:3 ${sentence('keyMissing', { key: 'howWet.options.dry' })}`,
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
      `mails/fr/lent.md:1:1 ${sentence('translationMissing', { locale: 'fr', from: 'en' })}`,
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
      `${fr}:6:3 ${sentence('fieldWordsMissing', { field: 'lastName', key: 'errors.tooLong' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited(fr, '    large: Grand\n', '    huge: Énorme\n')), [
      `${fr}:15:3 ${sentence('fieldWordsMissing', { field: 'size', key: 'options.large' })}`,
      `${fr}:17:11 ${sentence('fieldUnknown', { field: 'size', key: 'options.huge' })}`,
    ])
    assert.deepEqual(await mistakesOf(await edited('forms/fields/lending.yml', '- name: lastName', '- name: surname')).then(found => found.filter(each => each.startsWith(fr)).slice(0, 2)), [
      `${fr}:1:1 ${sentence('fieldWordsMissing', { field: 'surname', key: 'label' })}`,
      `${fr}:1:1 ${sentence('fieldWordsMissing', { field: 'surname', key: 'question' })}`,
    ])
    assert.ok((await mistakesOf({ 'forms/fields/lending.yml': null })).includes(`${fr}:1:1 ${sentence('formUnknown', { id: 'lending' })}`))
  })

  it('measures buttons and messages', async () => {
    const fr = 'dialogs/fr/pickUmbrella.yml'
    assert.deepEqual(await mistakesOf(await edited(fr, 'dry: Non', `dry: ${'é'.repeat(24)}`)), [])
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
    assert.deepEqual(await places('title: Oui !\nwelcome: b\n'), ['1:11'])
    assert.deepEqual(await places('title: "Oui\\t\\u00e9 \\"a !"\nwelcome: b\n'), ['1:24'])
    assert.deepEqual(await places("title: 'L''un  et  l''autre !'\nwelcome: b\n"), ['1:10', '1:21', '1:28'])
    assert.deepEqual(await places('title: >-\n  Une ligne\n  qui va\n\n  loin !\nwelcome: b\n'), ['5:7'])
    assert.deepEqual(await places('title: |\n  - Une ligne\n    en retrait !\nwelcome: |2-\n   a ?\n'), ['3:15', '5:5'])
    assert.deepEqual(await places('title: Une ligne\n  pliée !\nwelcome: b\n'), ['2:8'])
    assert.deepEqual(await places('title: "Une ligne\n  pliée !"\nwelcome: b\n'), ['2:8'])
    assert.deepEqual(await mistakesOf(await edited('guides/fr/login/hall.md', '1. Poussez **la porte**.', '1. Poussez <b>la porte</b> !')).then(found => found.map(each => each.split(' ')[0])), [
      'guides/fr/login/hall.md:10:12', 'guides/fr/login/hall.md:10:23', 'guides/fr/login/hall.md:10:27',
    ])
    assert.deepEqual(await mistakesOf(await edited('dialogs/fr/pickUmbrella.yml', '2. Sortez.', '2. `Sortez`.')), [
      `dialogs/fr/pickUmbrella.yml:18:8 ${sentence('markdownForbidden', { node: 'inlineCode' })}`,
    ])
  })

  it('finds what looks like a variable and is none, and nesting', async () => {
    for (const wrong of ['{{name}', '{{mon nom}}', '{{- name}}', '{{name, upper}}', '{{é}}', '$t(pages:chat.title)'])
      assert.deepEqual((await mistakesOf(await edited('mails/fr/lent.md', 'vous attend.', `${wrong} attend.`))).map(each => each.split(' ')[0]), ['mails/fr/lent.md:7:17'], wrong)
  })

  it('holds French typography, and only in what is prose', async () => {
    const faults = async (text: string): Promise<string[]> =>
      (await mistakesOf(await edited('mails/fr/lent.md', 'vous attend.', text))).map(each => each.replace(/^mails\/fr\/lent\.md:7:/, ''))
    const column = 'Votre parapluie '.length + 1
    assert.deepEqual(await faults('est là ?'), [`${column + 6} ${sentence('spaceBefore', { mark: '?' })}`])
    assert.deepEqual(await faults('est là?'), [`${column + 6} ${sentence('noSpaceBefore', { mark: '?' })}`])
    assert.deepEqual(await faults('**est là** : oui'), [`${column + 10} ${sentence('spaceBefore', { mark: ':' })}`])
    assert.deepEqual(await faults('« là »'), [`${column} ${sentence('spaceAfterOpening')}`, `${column + 4} ${sentence('spaceBefore', { mark: '»' })}`])
    assert.deepEqual(await faults('«là»'), [`${column} ${sentence('spaceAfterOpening')}`, `${column + 3} ${sentence('noSpaceBefore', { mark: '»' })}`])
    assert.deepEqual(await faults("l'a"), [`${column + 1} ${sentence('straightApostrophe')}`])
    for (const right of ['est là\u202F!', 'est «\u00A0là\u00A0»\u202F; à 10:30', '[à lire\u00A0: l’aide](https://e.org/a?b=c;d!e)', 'prenom.nom@univ.fr', '«\u00A0**là**\u00A0»', '…\u202F?!'])
      assert.deepEqual(await faults(right), [], right)
    // English has its own ways.
    assert.deepEqual(await mistakesOf(await edited('mails/en/lent.md', 'Your umbrella awaits.', "It's here: really? Yes!")), [])
  })

  it('says in every sentence what to do, and in good French', async () => {
    const details = { known: ['a'], extension: 'yml', kilobytes: 1, code: 'x', name: 'n', values: ['v'], id: 'i', key: 'k', locale: 'fr', from: 'en', forms: ['f'], field: 'f', length: 3, most: 2, node: 'html', file: 'f', mark: '?', texts: [1, 2], pages: [1, 2], subjects: [1, 2], published: ['fr'] }
    const { checkTypography } = await import('../../src/content/typography.ts')
    const { codes } = await import('../../src/content/faultSentences.ts')
    for (const code of codes) {
      const said = (sentence as (code: string, details: object) => string)(code, details)
      assert.ok(said.endsWith('.') && !said.includes('undefined'), said)
      // Names, marks and signs of YAML that a sentence quotes are no prose of its own.
      const own = said.replace(/«\u00A0[^»]*\u00A0»|\([^)]*\)|\[[^\]]*\]/g, 'x')
      assert.deepEqual(checkTypography(own), [], said)
      assert.ok(!/invalide|incorrect|erreur|veuillez/i.test(said), said)
    }
  })
})
