/** What people asked and nobody answered: read at the desk, used as a draft, and tried at once. */
import assert from 'node:assert/strict'
import { createQuestions } from '../../../src/actions/keptQuestions.ts'
import { formTokenOf } from '../../../src/staff/staffSessions.ts'
import { accessible } from '../../support/accessible.ts'
import { phone, startBrowser, visit } from '../../support/browser.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'

describe('unanswered questions at the desk', function () {
  this.timeout(180_000)
  let guide: RunningGuide
  let secret: string
  const path = '/desk/questions'
  const cookie = (): Record<string, string> => ({ cookie: `noa-desk=${secret}`, accept: 'text/html', 'accept-language': 'fr' })
  const read = async (address: string): Promise<string> => {
    const answer = await fetch(new URL(address, guide.address), { headers: cookie() })
    assert.equal(answer.status, 200, `${address} ${guide.log.slice(-3).join('')}`)
    return (await answer.text()).replaceAll('&#39;', '’').replaceAll(/[\u00A0\u202F]/g, ' ')
  }
  /** The page of the group that has a text in it. */
  const addressOf = async (text: string): Promise<string> => {
    const list = await read(`${path}?state=all`)
    const found = [...list.matchAll(/href="([^"]+\/one\?id=\w+)"[^>]*>([^<]*)</g)].find(([, , label]) => label === text)
    return found?.[1] ?? assert.fail(`${text} is not in the list`)
  }
  const post = async (address: string, act: 'state' | 'use', sent: Record<string, string>): Promise<Response> => {
    const token = /name="_form" value="([^"]+)"/.exec(await read(address))?.[1] ?? ''
    const id = new URL(address, guide.address).searchParams.get('id') ?? ''
    const body = new URLSearchParams({ _form: token, id, ...sent })
    return fetch(`${guide.address}${path}/${act}`, { method: 'POST', redirect: 'manual', headers: cookie(), body })
  }
  /** Uses it. @returns where it is told what that would change */
  const use = async (text: string, sent: Record<string, string>): Promise<string> => {
    const answer = await post(await addressOf(text), 'use', { text, ...sent })
    assert.equal(answer.status, 303, await answer.text())
    return answer.headers.get('location') ?? ''
  }
  /** What the drafts would change, once they are learned. */
  const tried = async (address: string): Promise<string> => {
    for (;;) {
      const page = await read(address)
      const found = /<section class="notice" id="tried">[\s\S]*?<\/section>/.exec(page)?.[0]
      if (found !== undefined) return found
      assert.match(page, /Le guide apprend les brouillons/)
    }
  }

  before(async () => {
    guide = await startGuide()
    const { people, sessions } = guide.app.desk.staff
    const invitation = await people.invite('Sacha', ['editor'], undefined)
    assert.ok(invitation !== 'lastOperator')
    secret = (await sessions.accept(invitation.token))!
    const questions = createQuestions(guide.app.storage)
    const asked = ['puis-je déposer un brevet', 'Puis-je déposer un brevet ?', 'comment déposer un brevet', 'le bandeau clignote en mauve']
    for (const [n, question] of asked.entries())
      await questions.keep(`q${n}`, `console/q${n}`, { locale: 'fr', question, askedAt: `2026-11-2${n}T10:00:00.000Z` })
    // Put there by hand: whether a sentence is guessed at a step hangs on all words that were learned (keptQuestions.test.ts says it in a
    // talk).
    await questions.keep('step', 'console/step', {
      locale: 'fr', question: 'tout mauve et clignotant', askedAt: '2026-11-24T10:00:00.000Z', step: 'fixBlankPage.whatDoYouSee',
    })
  })
  after(() => guide?.stop())

  it('are grouped by likeness, with how often, when, where; and marked', async () => {
    const address = await addressOf('Puis-je déposer un brevet ?')
    const page = await read(address)
    for (const expected of ['comment déposer un brevet', 'Puis-je déposer un brevet ?', '<dd>3</dd>', '2026-11-20', '2026-11-22', 'Nouvelle', 'Il ne comprend pas'])
      assert.ok(page.includes(expected), expected)
    assert.match(await read('/desk'), /3 nouvelles questions sans réponse/)
    assert.equal((await post(address, 'state', { state: 'ignored' })).status, 303)
    assert.doesNotMatch(await read(path), /brevet/)
    assert.match(await read(`${path}?state=ignored&kind=question`), /brevet/)
    assert.equal((await post(address, 'state', { state: 'new' })).status, 303)
    assert.match(await read(`${path}?kind=step`), /tout mauve et clignotant[\s\S]*Réparer une page blanche/)
  })

  it('become an example, another name of an answer, a new article: as drafts, and what they would change is shown', async () => {
    const title = guide.app.library.plain('fr', 'dialogs:fixBlankPage.title')
    const example = await use('le bandeau clignote en mauve', { use: 'example', topic: 'blank_page' })
    const named = await use('tout mauve et clignotant', { use: 'name', option: 'staleData' })
    const written = {
      'text fr title': 'Les brevets dans NOA', 'text fr body': 'Un brevet se dépose comme un article.', 'text fr questions': 'Puis-je déposer un brevet ?',
      'text fr sources': 'La direction', theme: 'help',
    }
    const offered = /href="(\/desk\/words\/new[^"]*)"/.exec(await read(await addressOf('Puis-je déposer un brevet ?')))?.[1]?.replaceAll('&amp;', '&') ?? ''
    assert.match(await read(offered), /<textarea id="new-fr-questions"[^>]*>\s*(?:Puis-je|comment) déposer un brevet/)
    const question = new URL(offered, guide.address).searchParams.get('question') ?? ''
    const making = (sent: object): Promise<Response> => fetch(`${guide.address}/desk/words/new`, {
      method: 'POST', redirect: 'manual', headers: { accept: 'text/html', 'accept-language': 'fr', cookie: `noa-desk=${secret}` },
      body: new URLSearchParams({ _form: formTokenOf(secret), kind: 'help', question, ...written, ...sent }),
    })
    const made = await making({})
    assert.equal(made.status, 303, await made.text())
    const article = made.headers.get('location') ?? ''
    assert.match(await tried(example), new RegExp(`Il commence « ${title} »`))
    assert.match(await tried(named), /Il entend la réponse « D’anciennes données »/)
    const changed = await tried(article)
    assert.match(changed, /Il montre l’article « Les brevets dans NOA »/)
    assert.match(changed, /Les \d+ phrases que le guide connaît restent comprises|Sur \d+ phrases connues/)
    // Nothing of it is live.
    assert.match(await read(await addressOf('le bandeau clignote en mauve')), /En cours/)
    const again = await post(await addressOf('le bandeau clignote en mauve'), 'use', { text: 'le bandeau clignote en mauve', use: 'example', topic: 'blank_page' })
    assert.equal(again.status, 422)
    assert.match(await again.text(), /Cette phrase y est déjà/)
    // The title is another's: what was written is there to be changed.
    const taken = await making({ 'text fr body': 'Un long texte <b>écrit</b> ici.' })
    assert.equal(taken.status, 409)
    const kept = await taken.text()
    for (const part of ['Un long texte &lt;b&gt;écrit&lt;/b&gt; ici.</textarea>', 'La direction</textarea>', '<option value="help" selected>', 'value="Les brevets dans NOA"'])
      assert.ok(kept.includes(part), part)
  })

  it('can be read by everybody, on a phone in the dark', async () => {
    const browser = await startBrowser()
    try {
      const { page, context, faults } = await visit(browser, guide.address)
      await context.addCookies([{ name: 'noa-desk', value: secret, url: guide.address }])
      await page.setViewportSize(phone)
      await page.emulateMedia({ colorScheme: 'dark' })
      for (const address of [path, `${await addressOf('Puis-je déposer un brevet ?')}&tried=`, '/desk/guide']) {
        await page.goto(new URL(address, guide.address).href)
        await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        await accessible(page)
        assert.ok(Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) <= 0)
      }
      // Of the list, for the guide of the desk: 720 × 420.
      if (process.env['DESK_PICTURES'] !== undefined) {
        await page.setViewportSize({ width: 720, height: 420 })
        await page.emulateMedia({ colorScheme: 'light' })
        await page.goto(guide.address + path)
        await page.screenshot({ path: `${process.env['DESK_PICTURES']}/desk-questions.png` })
      }
      assert.deepEqual(faults, [])
    } finally {
      await browser.close()
    }
  })
})
