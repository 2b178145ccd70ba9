import assert from 'node:assert/strict'
import fc from 'fast-check'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { checkMarkdown, escapeMarkdown, readLength, toCardBlocks, toHeadedHtml, toHtml, toPlainText } from '../../src/content/markdown.ts'
import { howMany } from '../support/soak.ts'

describe('content/markdown', () => {
  const guide = [
    '## Vider le cache', '', 'Dans **Firefox** :', '',
    '1. Ouvrez le _menu_.', '2. Lisez [l’aide](https://example.org/a_(b)).', '', 'Écrivez-nous : [aide@example.org](mailto:aide@example.org).',
  ].join('\n')

  it('heads a text that asks nothing by its first sentence, whatever marks the next one has', () => {
    const { heading, rest } = toHeadedHtml('Je n’ai pas compris. Dites-le autrement, par exemple : **« rien reçu »**. Ou choisissez.')
    assert.equal(heading, 'Je n’ai pas compris.')
    assert.equal(rest, '<p>Dites-le autrement, par exemple : <strong>« rien reçu »</strong>. Ou choisissez.</p>')
    assert.equal(toHeadedHtml('Votre référence est **NOA-1**.').heading, 'Votre référence est <strong>NOA-1</strong>.')
  })

  it('renders one text for a page, a mail and a card', () => {
    assert.equal(
      toHtml(guide),
      '<h2>Vider le cache</h2>\n<p>Dans <strong>Firefox</strong> :</p>\n<ol>\n<li>Ouvrez le <em>menu</em>.</li>\n' +
        '<li>Lisez <a href="https://example.org/a_(b)">l’aide</a>.</li>\n</ol>\n' +
        '<p><span class="whole">Écrivez-nous</span> : <a href="mailto:aide@example.org">aide@example.org</a>.</p>',
    )
    assert.equal(
      toPlainText(guide),
      'Vider le cache\n\nDans Firefox :\n\n1. Ouvrez le menu.\n2. Lisez l’aide (https://example.org/a_(b)).\n\nÉcrivez-nous : aide@example.org.',
    )
    assert.deepEqual(toCardBlocks(guide), [
      { type: 'TextBlock', text: 'Vider le cache', wrap: true, style: 'heading', weight: 'Bolder', size: 'Medium' },
      { type: 'TextBlock', text: 'Dans **Firefox** :', wrap: true },
      { type: 'TextBlock', text: '1. Ouvrez le _menu_.\r2. Lisez [l’aide](https://example.org/a_%28b%29).', wrap: true },
      { type: 'TextBlock', text: 'Écrivez-nous : [aide@example.org](mailto:aide@example.org).', wrap: true },
    ])
  })

  it('goes on counting where a list begins, and keeps the lines of an item together', () => {
    assert.equal(toPlainText('3. un\n4. deux\n   suite'), '3. un\n4. deux suite')
    assert.equal(toCardBlocks('- un\n- deux')[0]?.text, '- un\r- deux')
  })

  it('shows what is not allowed as the text it is', () => {
    assert.equal(toHtml('a <b onclick="x()">gras</b> <script>1</script>'), '<p>a &#x3C;b onclick="x()">gras&#x3C;/b> &#x3C;script>1&#x3C;/script></p>')
    assert.equal(toHtml('NOA-3EK86E'), '<p><span class="whole">NOA-3EK86E</span></p>')
    assert.equal(toHtml('Y a-t-il un e-mail de e-mail@univ.fr. [Vos e-mails](https://e.org/e-mail)'), '<p>Y a-<span class="whole">t-il</span> un <span class="whole">e-mail</span> de e-mail@univ.fr. <a href="https://e.org/e-mail">Vos <span class="whole">e-mails</span></a></p>')
    assert.equal(toHtml('**Peut-on vous répondre ?** Est-ce résolu-onde'), '<p><strong><span class="whole">Peut-on</span> vous répondre ?</strong> <span class="whole">Est-ce</span> résolu-onde</p>')
    assert.equal(toHtml('[x](javascript:alert(1)) [y](data:text/html,1) ![z](https://e.org/p.png)'), '<p>x y z</p>')
    assert.equal(toHtml('<div>\n\n`rm`\n\n> cité\n\n| a |\n|---|\n| b |'), '<p>&#x3C;div></p>\n<p>rm</p>\n<p>cité</p>\n<p>a</p>\n<p>b</p>')
    // A bare address, be it typed by a person, is no link.
    assert.equal(toHtml('https://evil.example www.evil.example a@b.example'), '<p>https://evil.example www.evil.example a@b.example</p>')
  })

  it('names each thing that is not allowed, at its place', () => {
    const faults = (markdown: string, headings = false): string[] =>
      checkMarkdown(markdown, headings).map(({ code, node, offset }) => `${offset} ${code} ${node}`)
    assert.deepEqual(faults('a **b** _c_\n\n1. d\n2. [e](https://e.org) [f]({{url}}) [g](mailto:{{mail}})'), [])
    assert.deepEqual(faults('# a\n\n## b\n\n#### c', true), ['0 headingLevel heading', '11 headingLevel heading'])
    assert.deepEqual(faults('## b'), ['0 headingHere heading'])
    assert.deepEqual(faults('a <b>c</b>'), ['2 markdownForbidden html', '6 markdownForbidden html'])
    assert.deepEqual(faults('x\n\n| a |\n|---|\n| b |'), ['3 markdownForbidden table'])
    assert.deepEqual(faults('![a](https://e.org/x.png) `c` ~~d~~'), [
      '0 markdownForbidden image', '26 markdownForbidden inlineCode', '30 markdownForbidden delete',
    ])
    assert.deepEqual(faults('- a\n  - b\n- [ ] c'), ['6 markdownNested list', '10 markdownForbidden listItem'])
    assert.deepEqual(faults('[a](javascript:x) [b](http://e.org) [c](/x) [d](https://) [e](x{{y}})'), [
      '0 linkAddress link', '18 linkAddress link', '36 linkAddress link', '44 linkAddress link', '58 linkAddress link',
    ])
    assert.deepEqual(faults('https://e.org <https://e.org> a@e.org'), ['0 linkBare link', '14 linkBare link'])
    assert.deepEqual(faults('[cliquez ici](https://e.org) [here](https://e.org)'), ['0 linkLabel link', '29 linkLabel link'])
    assert.deepEqual(faults('[a][b]\n\n[b]: https://e.org'), ['0 markdownForbidden linkReference', '8 markdownForbidden definition'])
  })

  it('counts what a person reads', () => {
    assert.equal(readLength('**Été** [ici](https://example.org) {{name}}'), 'Été ici '.trim().length)
  })

  describe('escapeMarkdown', () => {
    it('leaves names, addresses and numbers as they were typed', () => {
      for (const value of ['Jeanne d’Arc', 'marie_claire.o-neil@univ-lyon1.fr', '+33 1 02 03', 'UMR 5800 (LaBRI)', 'R&D', 'n° 12', '5 €', 'a:b'])
        assert.equal(escapeMarkdown(value), value)
    })

    it('gives every value back as it was typed, and never as markup', () => {
      const parser = unified().use(remarkParse).use(remarkGfm)
      const marks = fc.constantFrom(...'*_[]()<>#`~|\\&;:/!-+=.1234$ ax\n\t{}@"\'', '](javascript:alert(1))', '<b>', '&lt;', 'https://x.fr', 'www.x.fr', '![', '---', '1. ', '# ')
      const oneLine = (text: string): string => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
      fc.assert(
        fc.property(fc.array(marks, { maxLength: 12 }).map(parts => parts.join('')), value => {
          fc.pre(oneLine(value) !== '')
          const escaped = escapeMarkdown(value)
          for (const [before, after] of [['', ''], ['Bonjour ', '.'], ['**', '**'], ['- ', ''], ['', '[x](https://e.org)']] as const) {
            const tree = parser.parse(before + escaped + after)
            const types = new Set<string>()
            const visit = (node: { type: string; position?: unknown; children?: unknown[] }): void => {
              // Bare addresses that GFM's reader finds in finished text are no markup; our renderers show them as text.
              if (node.type === 'link' && node.position === undefined) return
              types.add(node.type)
              for (const child of node.children ?? []) visit(child as typeof node)
            }
            visit(tree)
            const own = before === '**' ? ['strong'] : before === '- ' ? ['list', 'listItem'] : after.startsWith('[') ? ['link'] : []
            for (const type of types)
              assert.ok(['root', 'paragraph', 'text', ...own].includes(type) || isBareAddress(type, value), `${JSON.stringify(value)} became ${type}`)
          }
          assert.equal(toPlainText(escaped), oneLine(value))
        }),
        { numRuns: howMany('ESCAPES', 2000) },
      )
    })

    it('takes the meaning from what a person may type to do harm', () => {
      const attacks = ['[x](javascript:alert(1))', '<b>gras</b>', '![p](https://e.org/p.png)', '# titre', '1. un', '```', '&lt;b&gt;', '**x**', '$$x$$', '> x']
      for (const attack of attacks) {
        assert.equal(toPlainText(escapeMarkdown(attack)), attack)
        assert.ok(!/<(?!\/?p>)/.test(toHtml(escapeMarkdown(attack))), attack)
      }
      assert.equal(escapeMarkdown('un\n\n# deux\u2028trois\u0000'), 'un \\# deux trois')
    })
  })
})

/** The reader of GFM makes an e-mail address a link whatever is done, which harms nobody; ours does not even that. */
const isBareAddress = (type: string, value: string): boolean => type === 'link' && value.includes('@')
