/** The room of the words, as editors and publishers meet it: one guide, over HTTP. */
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Role } from '../../../src/staff/roles.ts'
import { addressOfText } from '../../../src/pages/desk/words/textPlaces.ts'
import { accessible } from '../../support/accessible.ts'
import { desktop, phone, startBrowser, visit } from '../../support/browser.ts'
import { DeskVisitor, fieldsOf, picksIn, unescaped, type Sent } from '../../support/deskVisitor.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { soaking } from '../../support/soak.ts'

const greeting = 'dialogs:bot.greeting.text'
const greetingAt = addressOfText('dialogs:bot.greeting')

describe('the words at the desk', function () {
  this.timeout(240_000)
  let guide: RunningGuide
  const visitors: Record<string, DeskVisitor> = {}
  before(async () => {
    guide = await startGuide()
    const held: Record<string, Role[]> = { Claire: ['editor'], Paul: ['editor'], Inès: ['publisher'] }
    for (const [name, roles] of Object.entries(held)) visitors[name] = await DeskVisitor.enter(guide, name, ...roles)
  })
  after(() => guide?.stop())

  const get = (name: string, path: string): Promise<string> => visitors[name]!.get(path)
  const post = (name: string, path: string, sent: readonly Sent[]): Promise<Response> => visitors[name]!.post(path, sent)
  const keep = (name: string, path: string, sent: readonly Sent[]): Promise<void> => visitors[name]!.keep(path, sent)
  const say = (key: string, variables?: Record<string, string | number>): string => guide.app.library.plain('fr', `pages:deskWords.${key}`, variables)
  const found = async (query: Record<string, string>): Promise<string[]> =>
    [...(/<ul class="ways-on">([\s\S]*?)<\/ul>/.exec(await get('Claire', `/desk/words?${new URLSearchParams(query).toString()}`))?.[1] ?? '')
      .matchAll(/<li><a href="([^"]*)"/g)].map(([, address = '']) => unescaped(address))

  it('finds a text by what is seen of it, in either language, with a wrong letter, by kind and by conversation', async () => {
    // Several greetings call themselves so: it is among them, on the first page.
    for (const q of ['qu’est-ce qui vous bloque', 'quest ce qui vous BLOQUE', 'guide automatik de NOA', 'automatic guide of NOA']) {
      const addresses = await found({ q })
      assert.ok(addresses.slice(0, 12).includes(greetingAt), `${q}: ${addresses.indexOf(greetingAt)} of ${addresses.length}`)
    }
    assert.deepEqual([...new Set(await found({ kind: 'greeting', q: 'bonjour' }))][0], greetingAt)
    const buttons = await found({ subject: 'dialogs:clearCache', kind: 'button' })
    assert.ok(buttons.length >= 4 && buttons.every(each => each.startsWith('/desk/words/text?of=dialogs%3AclearCache')), buttons.join())
    assert.ok((await found({ kind: 'article', q: 'qu’est-ce que le cache' })).includes(addressOfText('help:clear-cache')))
    assert.deepEqual(await found({ q: 'xyzzyx plugh' }), [])
    const page = await get('Claire', '/desk/words?q=bonjour')
    assert.doesNotMatch(page, /\.yml|\.md\b/)
  })

  it('keeps drafts beside what is live, says what the check says at its box, and publishes nothing faulty', async () => {
    const at = addressOfText('dialogs:bot.proposed')
    const page = await get('Claire', at)
    const name = 'text fr dialogs:bot.proposed.text'
    const answer = await post('Claire', at, fieldsOf(page, { [name]: 'J’ai noté cela.' }))
    const kept = await answer.text()
    assert.match(kept, new RegExp(say('text.kept')))
    assert.match(kept, /<p class="fault">[^<]*proposed/)
    const picked = picksIn(await get('Inès', '/desk/words/drafts'), 'fr dialogs:bot.proposed.text ')
    const refused = await post('Inès', '/desk/words/drafts/publish', [...picked, ['why', 'Plus court']])
    assert.equal(refused.status, 422)
    assert.match(await refused.text(), new RegExp(say('publish.refused', { count: 1 }).slice(0, 20)))
    assert.match(guide.app.library.plain('fr', 'dialogs:bot.proposed.text', { proposed: 'Lyon' }), /Lyon/)
    const { 1: revision = '' } = /value="(drop fr [^"]*)"/.exec(kept) ?? []
    const dropped = await (await post('Claire', at, [...fieldsOf(kept), ['do', unescaped(revision)]])).text()
    assert.match(dropped, new RegExp(say('text.keptNothing')))
  })

  it('tells the second of two who change one text, shows both, and lets whoever touched nothing alone', async () => {
    const [hers, his] = [await get('Claire', greetingAt), await get('Paul', greetingAt)]
    const name = `text fr ${greeting}`
    await keep('Claire', greetingAt, fieldsOf(hers, { [name]: 'Bonjour de Claire.' }))
    const second = await post('Paul', greetingAt, fieldsOf(his, { [name]: 'Bonjour de <b>Paul</b>.' }))
    const both = await second.text()
    assert.equal(second.status, 409)
    assert.match(both, /<textarea[^>]*aria-invalid="true">Bonjour de &lt;b&gt;Paul&lt;\/b&gt;\.<\/textarea>/)
    assert.match(both, /<blockquote lang="fr">Bonjour de Claire\.<\/blockquote>/)
    // Of the page that he saw first he changes the other language only: her draft stays.
    await keep('Paul', greetingAt, fieldsOf(his, { [`text en ${greeting}`]: 'Hello from Paul.' }))
    const now = await get('Paul', greetingAt)
    assert.deepEqual(fieldsOf(now).filter(([each]) => each.startsWith('text')).map(([, value]) => value), ['Bonjour de Claire.', 'Hello from Paul.'])
  })

  it('publishes drafts with a line of why, for publishers only, shows the words that changed, and takes a version back', async () => {
    // What changed since she looked is not what she saw.
    const earlier = picksIn(await get('Inès', '/desk/words/drafts'))
    const page = await get('Claire', greetingAt)
    await keep('Claire', greetingAt, fieldsOf(page, { [`text fr ${greeting}`]: 'Bonjour de Claire, encore.' }))
    const unseen = await post('Inès', '/desk/words/drafts/publish', [...earlier, ['why', 'Comme vu']])
    assert.equal(unseen.status, 422)
    assert.match(await unseen.text(), new RegExp(say('publish.overtaken').slice(0, 20)))
    await keep('Claire', greetingAt, fieldsOf(await get('Claire', greetingAt), { [`text fr ${greeting}`]: 'Bonjour de Claire.' }))

    const before = await get('Inès', '/desk/words/drafts')
    const picked = picksIn(before)
    assert.equal(picked.length, 2)
    assert.match(before, /<ins><span class="visually-hidden">[^<]*<\/span>[^<]*Claire/)
    assert.equal((await post('Claire', '/desk/words/drafts/publish', [...picked, ['why', 'x']])).status, 403)
    assert.equal((await post('Inès', '/desk/words/drafts/publish', [...picked, ['why', ' ']])).status, 422)
    const published = await post('Inès', '/desk/words/drafts/publish', [...picked, ['why', 'Dire <i>qui</i> parle']])
    assert.match(new URL(published.url).pathname, /^\/desk\/words\/versions\/1$/)
    assert.equal(guide.app.library.plain('fr', greeting), 'Bonjour de Claire.')
    const twice = await post('Inès', '/desk/words/drafts/publish', [...picked, ['why', 'Dire <i>qui</i> parle']])
    assert.match(new URL(twice.url).pathname, /^\/desk\/words\/versions\/1$/)
    const versions = await get('Claire', '/desk/words/versions')
    assert.match(versions, /Dire &lt;i&gt;qui&lt;\/i&gt; parle/)
    assert.deepEqual(await found({ state: 'edited' }), [greetingAt])
    const undone = await post('Inès', '/desk/words/versions/1/undo', [['why', 'Trop court']])
    assert.match(new URL(undone.url).pathname, /^\/desk\/words\/versions\/2$/)
    assert.match(guide.app.library.plain('fr', greeting), /guide automatique/)
    assert.deepEqual(await found({ state: 'edited' }), [])
    const acts = (await guide.app.desk.staff.audit.list(20)).filter(({ act }) => act.startsWith('words')).map(({ who, act, about }) => `${who ?? ''} ${act} ${about}`)
    assert.deepEqual(acts.slice(0, 2), ['Inès wordsUndone 1', 'Inès wordsPublished 1'])
    assert.ok(acts.includes(`Claire wordsDrafted ${greeting} fr`), acts.join())
  })

  it('changes an article in boxes, without its header being seen', async () => {
    const at = addressOfText('help:clear-cache')
    const page = await get('Claire', at)
    const body = 'text fr help:clear-cache body'
    const sent = fieldsOf(page, { 'text fr help:clear-cache title': 'Le cache en deux mots', [body]: 'Le cache est une copie.\n\n1. Appuyez.' })
    assert.ok(!sent.some(([, value]) => value.includes('---')))
    const kept = await (await post('Claire', at, sent)).text()
    const now = new Map(fieldsOf(kept))
    assert.equal(now.get('text fr help:clear-cache title'), 'Le cache en deux mots')
    assert.equal(now.get(body), 'Le cache est une copie.\n\n1. Appuyez.')
    assert.equal(now.get('text fr help:clear-cache questions')?.split('\n').length, 9)
    const picked = picksIn(await get('Inès', '/desk/words/drafts'), 'fr help:clear-cache ')
    const published = await post('Inès', '/desk/words/drafts/publish', [...picked, ['why', 'Plus court']])
    assert.equal(published.status, 200, await published.clone().text())
    assert.match(await (await fetch(`${guide.address}/aide/clear-cache`)).text(), /<h1>Le cache en deux mots/)
  })

  it('makes a browser’s page in both languages, takes it out and puts it back', async () => {
    const sent: Sent[] = [['kind', 'browsers'], ['browser', 'vivaldi'], ['device', 'computer'], ['signsOut', 'nothing'], ['os', ''], ['version', '']]
    const form = await get('Claire', '/desk/words/new?kind=browsers')
    for (const [name, value] of fieldsOf(form)) sent.push([name, name.endsWith('sources') ? 'https://help.vivaldi.com' : value.trim()])
    assert.match(sent.find(([name]) => name === 'text en body')?.[1] ?? '', /## cache/)
    const lines: Sent[] = ['fr', 'en'].flatMap((locale): Sent[] => [[`text ${locale} title`, 'Vivaldi'], [`text ${locale} status`, 'Public']])
    assert.equal((await post('Claire', '/desk/words/new', [...sent, ...lines.slice(1)])).status, 422, 'without a title')
    assert.equal((await post('Claire', '/desk/words/new', [...sent.map(([name, value]): Sent => [name, name === 'browser' ? 'Vivaldi !' : value]), ...lines])).status, 422)
    const made = await post('Claire', '/desk/words/new', [...sent, ...lines])
    assert.equal(made.status, 200)
    const at = addressOfText('browsers:vivaldi')
    assert.ok(made.url.includes(at), made.url)
    const online = async (why: string): Promise<Response> => {
      const drafts = await get('Inès', '/desk/words/drafts')
      return post('Inès', '/desk/words/drafts/publish', [...['fr', 'en'].flatMap(each => picksIn(drafts, `${each} browsers:vivaldi `)), ['why', why]])
    }
    const published = await online('Vivaldi')
    assert.match(published.url, /done=/, /<p class="fault">.*/.exec(await published.text())?.[0])
    assert.equal(guide.app.library.article('browsers', 'en', 'vivaldi')?.title, 'Vivaldi')
    await keep('Claire', at, [['do', 'withdraw']])
    assert.match(await get('Claire', at), new RegExp(say('text.withdrawn')))
    assert.match((await online('Sans Vivaldi')).url, /done=/)
    assert.equal(guide.app.library.article('browsers', 'en', 'vivaldi'), undefined)
    // What the release has stays to be found, and comes back.
    const other = addressOfText('help:vpn')
    await keep('Claire', other, [['do', 'withdraw']])
    assert.match(await get('Claire', other), new RegExp(say('text.withdrawn')))
    await keep('Claire', other, [['do', 'restore']])
    assert.doesNotMatch(await get('Claire', other), new RegExp(say('text.withdrawn')))
  })

  it('puts the questions of the form in another order, makes one obligatory, and sets the hours, in one version', async () => {
    const form = '/desk/words/fields?form=localAccount'
    await keep('Claire', form, [...fieldsOf(await get('Claire', form)), ['required', 'phone'], ['do', 'up lastName']])
    const seen = /name="seen" value="([^"]*)"/.exec(await get('Claire', '/desk/hours'))?.[1] ?? ''
    await keep('Claire', '/desk/hours', [['seen', seen], ['week-monday', '9h-12h30'], ['closed-0-from', '2026-12-24'], ['timeZone', 'Europe/Paris']])
    const drafts = await get('Inès', '/desk/words/drafts')
    assert.match(drafts, new RegExp(say('fields.isRequired', { field: 'Téléphone' })))
    assert.match(drafts, /lundi\s: 9:00-12:30[^]*fermée le 24 décembre 2026/)
    assert.doesNotMatch(drafts, /lastName<|<ins>[^]*monday/)
    const picked = ['fields:', 'hours:'].flatMap(kind => picksIn(drafts, ` ${kind}`))
    assert.equal(picked.length, 3)
    assert.match((await post('Inès', '/desk/words/drafts/publish', [...picked, ['why', 'Le nom d’abord']])).url, /done=$/)
    const { fields } = guide.app.library.form('localAccount')
    assert.deepEqual([fields[0]?.name, fields.find(({ name }) => name === 'phone')?.required], ['lastName', true])
    assert.deepEqual(guide.app.library.hours()?.week[0], [[540, 750]])
  })

  it('keeps no text that is longer than a text may be, and gives it back', async () => {
    const long = 'mot '.repeat(6000)
    const refused = await post('Claire', greetingAt, fieldsOf(await get('Claire', greetingAt), { [`text fr ${greeting}`]: long }))
    assert.equal(refused.status, 422)
    assert.ok((await refused.text()).includes(long.trim()))
  })

  it('shows a step as people see it, and lets the draft be tried in a conversation that is kept nowhere', async () => {
    await keep('Claire', greetingAt, fieldsOf(await get('Claire', greetingAt), { [`text fr ${greeting}`]: 'Bonjour <script>alert(1)</script> **du brouillon**.' }))
    const seen = await get('Claire', `/desk/words/see?${new URLSearchParams({ of: 'dialogs:clearCache.didItWork' }).toString()}`)
    assert.equal([...seen.matchAll(/<button[^>]*>Oui, ça a marché<\/button>/g)].length, 6, 'question and its repetition, on a phone, a computer and in Teams')
    assert.match(await get('Claire', `/desk/words/see?${new URLSearchParams({ of: 'mails:activation' }).toString()}`), /Activer mon compte/)
    assert.match(await get('Claire', '/desk/words/picture?of=dialogs%3AclearCache'), /<svg class="conversation"[\s\S]*of=dialogs%3AclearCache\.didItWork/)
    const before = await guide.app.storage.db.selectFrom('conversation').select(({ fn }) => fn.countAll().as('count')).executeTakeFirst()
    const begun = await get('Claire', '/desk/words/try')
    assert.match(begun, /<strong>du brouillon<\/strong>/)
    assert.doesNotMatch(begun, /<script>alert/)
    const asked = await (await post('Claire', '/desk/words/try', [['text', 'recommencer'], ['speak', 'fr']])).text()
    assert.match(asked, /data-step="bot\.restarted"/)
    const pressed = /name="answer" value="([^"]*&quot;option&quot;[^"]*)"/.exec(asked)?.[1] ?? ''
    assert.match(await (await post('Claire', '/desk/words/try', [['answer', unescaped(pressed)], ['speak', 'fr']])).text(), /data-step="(?!bot\.)\w+\.\w+"/)
    assert.deepEqual(await guide.app.storage.db.selectFrom('conversation').select(({ fn }) => fn.countAll().as('count')).executeTakeFirst(), before)
    assert.match(guide.app.library.plain('fr', greeting), /guide automatique/)
  })

  it('is walked by a newcomer in a browser: both languages, a variable that is missing, seen, tried, online in an open chat, taken back', async () => {
    const browser = await startBrowser()
    const { people } = guide.app.desk.staff
    const invitation = await people.invite('Noor', ['publisher'], undefined)
    assert.ok(invitation !== 'lastOperator')
    const chat = await visit(browser, guide.address)
    await chat.page.goto(`${guide.address}/?lang=fr`)
    const { page, faults, context } = await visit(browser, guide.address)
    try {
      await page.setViewportSize(phone)
      await page.goto(`${guide.address}/desk/invitation?token=${invitation.token}&lang=fr`)
      await page.getByRole('button').first().click()
      await page.getByRole('navigation').getByRole('link', { name: 'Les mots' }).click()
      await page.getByLabel(say('find.label')).fill('que voulez vous fair revenus au debut')
      await page.getByRole('button', { name: say('find.submit') }).click()
      await page.locator('.ways-on a').first().click()
      const [fr, en] = [page.getByRole('textbox', { name: 'Français' }), page.getByRole('textbox', { name: 'English' })]
      await fr.fill('Nous voici au début. **Que cherchez-vous, {{nobody}} ?**')
      // Kept while it is written, without a button.
      await page.locator('.about .fault').first().waitFor()
      await accessible(page, 'a text')
      await fr.fill('Nous voici au début. **Que cherchez-vous ?**')
      await en.fill('Here we are at the beginning. **What are you looking for?**')
      await page.getByRole('button', { name: say('text.keep') }).click()
      await page.getByText(say('text.kept')).waitFor()
      assert.equal(await page.locator('.about .fault').count(), 0)
      // The session ends while somebody types: the text comes back on the page that says so, and in its box after the next sign-in.
      const cookies = await context.cookies()
      await context.clearCookies({ name: 'noa-desk' })
      await fr.fill('Nous voici au début. **Que cherchez-vous donc ?**')
      await page.getByRole('button', { name: say('text.keep') }).click()
      await page.getByRole('heading', { name: guide.app.library.plain('fr', 'pages:desk.stale.title') }).waitFor()
      assert.equal(await page.getByRole('textbox').first().inputValue(), 'Nous voici au début. **Que cherchez-vous donc ?**')
      await context.addCookies(cookies)
      await page.goto(guide.address + addressOfText('dialogs:bot.restarted'))
      await page.getByText(say('text.savedAt')).waitFor()
      assert.equal(await fr.inputValue(), 'Nous voici au début. **Que cherchez-vous donc ?**')
      await fr.fill('Nous voici au début. **Que cherchez-vous ?**')
      await page.getByRole('button', { name: say('text.keep') }).click()
      await page.getByText(say('text.kept')).waitFor()
      await page.getByRole('link', { name: say('see.look'), exact: true }).click()
      await page.getByText('Here we are at the beginning.').first().waitFor()
      await page.setViewportSize(desktop)
      if (soaking) await accessible(page, 'seen')
      await page.goto(`${guide.address}/desk/words/try`)
      const write = async (at: Page, text: string): Promise<void> => {
        await at.getByLabel('Votre réponse').fill(text)
        await at.getByLabel('Votre réponse').press('Enter')
      }
      await write(page, 'recommencer')
      await page.getByText('Que cherchez-vous').first().waitFor()
      await page.goto(`${guide.address}/desk/words/drafts`)
      for (const box of await page.getByRole('checkbox').all()) if (!(await box.getAttribute('value'))?.includes('restarted')) await box.uncheck()
      await accessible(page, 'the drafts')
      await page.getByLabel(say('publish.why')).fill('Plus court')
      await page.getByRole('button', { name: say('publish.submit') }).click()
      await page.getByText(say('versions.done')).waitFor()
      await write(chat.page, 'recommencer')
      await chat.page.getByText('Nous voici au début').first().waitFor()
      await page.getByRole('button', { name: say('undo.submit') }).click()
      await page.getByText(say('versions.done')).waitFor()
      await write(chat.page, 'recommencer')
      await chat.page.getByText('Nous voilà revenus au début').first().waitFor()
      await page.goto(`${guide.address}/desk/words/picture?of=dialogs%3AclearCache`)
      if (soaking) await accessible(page, 'the picture')
      // That the form was refused is told by the browser as well.
      assert.deepEqual([faults.filter(each => !each.includes('403')), chat.faults], [[], []])
    } finally {
      await context.close()
      await browser.close()
    }
  })
})
