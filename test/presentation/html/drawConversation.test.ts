/** A conversation as HTML: semantic, the same on a server and in a browser, and never made of what somebody is called. */
import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import { build } from 'esbuild'
import fc from 'fast-check'
import { escapeMarkdown } from '../../../src/content/markdown.ts'
import { openLibrary } from '../../../src/content/openLibrary.ts'
import type { Saying } from '../../../src/flow/port.ts'
import { drawConversation } from '../../../src/presentation/html/drawConversation.ts'
import { readPressed } from '../../../src/presentation/html/drawButtons.ts'
import type { Drawing } from '../../../src/presentation/html/drawing.ts'
import { readMessage, type Message } from '../../../src/presentation/html/message.ts'
import { createPresenter, type Presenter } from '../../../src/presentation/present.ts'
import { root } from '../../../src/root.ts'
import { testedContent } from '../../support/testedContent.ts'

const drawing: Drawing = {
  say: name => name,
  locale: 'fr',
  answer: { action: '/', hidden: { csrf: 'c', id: 'w3' } },
  level: 1,
  picture: url => new URL(url).pathname,
}

/** Tags with their attributes' names, without what is written in them. */
const skeleton = (html: string): string => (html.match(/<[^<>]*>/g) ?? []).map(tag => tag.replace(/"[^"]*"/g, '""')).join('')
const attribute = (html: string, of: RegExp): string | undefined =>
  of.exec(html)?.[1]?.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')

describe('presentation/html', () => {
  let present: Presenter
  before(async () => {
    present = createPresenter(await openLibrary({ dir: testedContent, defaultLocale: 'fr' }), name => `https://noa.test/assets/images/${name}.png`)
  })

  /** What the guide says, as the log holds it. */
  const said = (saying: Partial<Saying>, number = 1): Message => {
    const activity = present({ dialog: 'createAccount', step: 'fillIn', part: 'text', words: [], ...saying }, 'fr', 'page')
    const message = readMessage(JSON.parse(JSON.stringify({ ...activity, id: `c|${number}`, from: { role: 'bot' } })))
    assert.ok(message)
    return message
  }
  const wrote = (text: string): Message => readMessage({ type: 'message', id: 'p', text, from: { role: 'user' } })!
  const now = (...messages: Message[]): string => drawConversation(messages, drawing).now.html.html
  const menu: Partial<Saying> = {
    dialog: 'bot', step: 'menu', words: ['dialogs:bot.menu.text'], ask: 1,
    choices: [{ id: 'createAccount', words: 'dialogs:createAccount.menu' }, { id: 'x', label: 'Une <autre> "chose"' }],
  }
  const card = (name: string): Partial<Saying> => ({
    part: 'card', words: ['dialogs:bot.form.card.repair'], variables: { count: 1 }, ask: 4,
    choices: [{ id: 'submit', words: 'dialogs:bot.form.card.submit' }, { id: '_steps', words: 'dialogs:bot.form.card.steps' }],
    card: [
      { name: 'lastName', kind: 'text', required: true, words: 'forms:localAccount.lastName.label', empty: 'forms:localAccount.lastName.errors.empty', limits: {}, value: name },
      { name: 'email', kind: 'email', required: true, words: 'forms:localAccount.email.label', empty: 'forms:localAccount.email.errors.empty', limits: {}, value: name, fault: 'forms:localAccount.email.errors.missingAt' },
      { name: 'title', kind: 'choice', required: false, words: 'forms:localAccount.title.label', empty: 'forms:localAccount.title.errors.empty', limits: {}, options: [{ id: 'madame', words: 'forms:localAccount.title.options.madame' }], value: 'madame' },
      { name: 'terms', kind: 'consent', required: true, words: 'forms:localAccount.terms.label', question: 'forms:localAccount.terms.question', empty: 'forms:localAccount.terms.errors.declined', limits: {}, options: [{ id: 'accept', words: 'forms:localAccount.terms.options.accept' }, { id: 'decline', words: 'forms:localAccount.terms.options.decline' }] },
    ],
  })
  const review = (name: string): Partial<Saying> => ({
    part: 'review', words: ['forms:localAccount.review'], ask: 5,
    review: [{ field: 'lastName', words: 'forms:localAccount.lastName.label', value: name }, { field: 'email', words: 'forms:localAccount.email.label' }],
    choices: [
      { id: 'submit', words: 'forms:localAccount.submit' },
      { id: 'edit', field: 'lastName', words: 'forms:localAccount.lastName.label' },
      { id: 'edit', field: 'email', words: 'forms:localAccount.email.label' },
    ],
  })

  it('heads a question by what it asks, and offers its answers as buttons that say what they stand for', () => {
    const { now: { title, html: { html }, asks } } = drawConversation([said(menu)], drawing)
    assert.match(title, /^Que voulez-vous faire\s\?$/)
    assert.equal(asks, true)
    assert.match(html, /<h1 class="title" tabindex="-1" id="question">Que <span class="whole">voulez-vous<\/span> faire\s\?<\/h1>/)
    const answer = attribute(html, /<li><button class="button choice" name="answer" value="([^"]*)">Une &lt;autre&gt;/)
    assert.deepEqual(readPressed(answer ?? ''), { text: 'Une <autre> "chose"', value: { step: 'bot.menu', ask: 1, option: 'x' } })
  })

  it('draws a form with labels, one group for what is chosen, and each fault tied to its field', () => {
    const { now: { html: { html }, faulty } } = drawConversation([said(card('Dupont'))], drawing)
    assert.equal(faulty, true)
    assert.match(html, /<label for="in-field.lastName">[^<]+<\/label><input id="in-field.lastName" name="input.field.lastName" value="Dupont"/)
    // Below its label a fault does not say the field's name again.
    assert.match(html, /<p class="fault" id="fault-field.email"><span[^>]*>[^<]*<\/span>Il manque le @/)
    assert.match(html, /<input id="in-field.email"[^>]* type="email" autocomplete="email"[^>]* required aria-invalid="true" aria-describedby="fault-field.email">/)
    assert.match(html, /<div class="faults"[^>]*><ul><li><a href="#in-field.email">/)
    assert.match(html, /<fieldset class="field options"><legend>Civilité/)
    assert.match(html, /<input type="radio"[^>]* value="madame" checked>/)
    assert.match(html, /<input type="hidden" name="input.field.terms" value="decline"><input type="checkbox"/)
    const steps = [...html.matchAll(/name="answer" value="([^"]*)"/g)].map(([, value]) => attribute(`"${value}"`, /"([^"]*)"/))
    assert.equal(readPressed(steps[1] ?? '')?.alone, true)
  })

  it('draws a review as a list, with a button for each field that names it', () => {
    const html = now(said(review('Dupont')))
    assert.match(html, /<dl class="review"><div class="row"><dt>Nom[^<]*<\/dt><dd>Dupont<\/dd><dd class="change"><p class="buttons"><button[^>]*>Modifier<span class="visually-hidden"> – Nom/)
    assert.equal(html.match(/<dl /g)?.length, 1)
  })

  it('draws steps as a list, a picture that opens, and below it the question', () => {
    const guide = said({ dialog: 'd', step: 'guide', part: 'guide', article: { kind: 'browsers', id: 'firefox', section: 'cache' } })
    const { now: { title, html: { html } } } = drawConversation([guide, said(menu, 2)], drawing)
    assert.match(title, /^Que voulez-vous faire\s\? – Vider le cache – Firefox$/)
    assert.match(html, /<h1 class="title" tabindex="-1">Vider le cache – Firefox<\/h1>/)
    assert.match(html, /<ol>\s*<li>/)
    assert.match(html, /<a href="\/assets\/images\/firefox-menu.png" [^>]*><img src="[^"]+" alt="[^"]+">/)
    assert.match(html, /<h2 id="question">/)
  })

  it('leaves nothing to press in what was said before, and says a question once that is asked again', () => {
    const drawn = drawConversation([said(menu), wrote('Bonjour'), said(menu, 2), said({ words: ['dialogs:bot.looking.text'] }, 3), said(menu, 4)], drawing)
    assert.equal(drawn.earlier.length, 2)
    assert.ok(!/<(?:form|button|input)/.test(drawn.earlier.map(each => each.html.html).join('')))
    assert.equal(drawn.now.html.html.match(/Que <span class="whole">voulez-vous<\/span> faire/g)?.length, 1)
  })

  it('makes no markup of any name: its tags are those of a harmless one', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('"><script>alert(1)</script>', "' onfocus=alert(1) x='", '<img src=x onerror=alert(1)>', '[a](javascript:alert(1))', '&lt;b&gt;', '`<b>`', '${x}', '</textarea><b>'),
    )
    const shapes = (name: string): string[] => [
      skeleton(now(said(card(name)))),
      skeleton(now(said(review(name)))),
      skeleton(now(said({ ...menu, choices: [{ id: name, label: name }] }))),
      skeleton(drawConversation([wrote('x'), said({ ...menu, ask: 2 })], drawing, name).now.html.html),
    ]
    const harmless = shapes('x')
    fc.assert(fc.property(nasty, name => assert.deepEqual(shapes(name), harmless)), { numRuns: 60 })
    fc.assert(fc.property(nasty, text => {
      const [entry] = drawConversation([wrote(`a${text}`)], drawing).earlier
      assert.equal(skeleton(entry?.html.html ?? '').replace(/<\/?(?:p|br)>/g, ''), '<li class="" id=""><span class=""></span></li>')
      const markdown = { ...said(menu), text: `${escapeMarkdown(text)} x` }
      assert.ok(!/<(?!\/?(?:div|h1|p|strong|em|ol|ul|li|br|a href=""|form|input|label|button)\b)/.test(skeleton(now(markdown))))
      const raw = now({ ...said(menu), text })
      assert.ok(!/<(?:script|img|textarea|b|svg|iframe|style)\b|href="(?!https?:|mailto:|\/|#)/i.test(raw), raw)
    }), { numRuns: 60 })
  })

  it('runs in a browser: nothing of Node, no DOM, the same HTML', async () => {
    const { outputFiles: [bundle] } = await build({
      stdin: { contents: `export { drawConversation } from './src/presentation/html/drawConversation.ts'`, resolveDir: root },
      bundle: true, write: false, platform: 'browser', conditions: ['worker'], format: 'iife', globalName: 'drawn', logLevel: 'silent',
    })
    const messages = [said(menu), wrote('<b>'), said(card('Zoé'), 2)]
    const context = { messages, drawing, result: '', drawn: undefined }
    runInNewContext(`${bundle?.text}; result = drawn.drawConversation(messages, drawing).now.html.html`, context)
    assert.equal(context.result, drawConversation(messages, drawing).now.html.html)
  })
})
