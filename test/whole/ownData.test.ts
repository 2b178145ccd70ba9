/** Somebody asks what the guide knows of them, takes a copy, and has it erased. */
import assert from 'node:assert/strict'
import type { OwnData } from '../../src/actions/ownData.ts'
import { startGuide, type RunningGuide } from '../support/guide.ts'
import { personIn } from '../support/personIn.ts'

describe('the person’s own data', function () {
  this.timeout(60_000)
  let guide: RunningGuide
  before(async () => {
    guide = await startGuide()
    await guide.app.ready
  })
  after(() => guide?.stop())

  it('are told, given as a page and as JSON to their person alone, and erased when that is wanted twice', async () => {
    const person = personIn(guide)
    await person.begin()
    await person.say('je n’arrive pas à me connecter, je suis au LIRMM')
    assert.deepEqual(await person.say('Que savez-vous de moi ?'), ['bot.known'])
    assert.match(person.shown(), /30 jours/)
    const said = await person.press('copyData')
    assert.equal(said[0], 'bot.copyIsThere')
    const [page, json] = [...person.shown().matchAll(/\((http[^)\s]+\/my-data[^)\s]+)\)/g)].map(([, address = '']) => address)
    assert.ok(page !== undefined && json !== undefined)
    const answer = await fetch(page, { headers: { accept: 'text/html' } })
    assert.deepEqual([answer.status, answer.headers.get('referrer-policy'), answer.headers.get('cache-control')], [200, 'no-referrer', 'no-store'])
    const shown = await answer.text()
    assert.ok(shown.includes('je suis au LIRMM'))
    // As it was seen: no marks of Markdown, and of a button what stood on it.
    assert.equal(/.{0,60}(?:\*\*|&quot;option&quot;).{0,40}/.exec(shown)?.[0], undefined, 'something is shown as programs write it')
    assert.ok(shown.includes(guide.app.library.plain('fr', 'dialogs:bot.choices.copyData')))
    const copy = await (await fetch(json)).json() as OwnData
    assert.ok(copy.said.some(({ who, text }) => who === 'person' && text.includes('LIRMM')))

    // Another's key, one that was changed, and one of before: nothing is said of whether there is such a conversation.
    const changed = new URL(page)
    const key = changed.searchParams.get('key') ?? ''
    const [until = '', name = '', signature = ''] = key.split('.')
    for (const wrong of ['', key.slice(1), `${until}.${Buffer.from('console/b').toString('base64url')}.${signature}`, `${(Date.now() + 9e9).toString(36)}.${name}.${signature}`])
      assert.equal((await fetch(`${guide.address}/my-data?${new URLSearchParams({ key: wrong }).toString()}`)).status, 404)

    // What the helpdesk was asked is the person's too; what agents note for each other is not.
    const conversation = Buffer.from(name, 'base64url').toString()
    await guide.app.requests.draft({
      reference: 'NOA-ABCDEF', conversation, locale: 'fr', subject: 'Tout est blanc', likeness: '', ticket: undefined,
      agreed: [{ name: 'symptom', label: 'Ce qui se voit', value: 'Une page blanche' }], transcript: undefined, email: 'marie@example.org',
    })
    await guide.app.requests.submit('NOA-ABCDEF')
    await guide.app.requests.act('NOA-ABCDEF', { kind: 'note', agent: 'Agnès', words: 'Entre nous.' })
    await guide.app.requests.act('NOA-ABCDEF', { kind: 'answer', agent: 'Agnès', words: 'C’est réparé.' })
    // It comes by itself, and must not come between what follows.
    await person.wait('followRequest.answered')
    const asked = await (await fetch(page, { headers: { accept: 'text/html' } })).text()
    for (const part of ['NOA-ABCDEF', 'Une page blanche', 'marie@example.org', 'C’est réparé.']) assert.ok(asked.includes(part), part)
    assert.ok(!asked.includes('Entre nous') && !(await (await fetch(json)).text()).includes('Entre nous'))

    assert.equal((await person.say('supprimer mes données')).at(-1), 'bot.areYouSure')
    assert.deepEqual(await person.press('erase'), ['bot.forgotten'])
    const after = await (await fetch(json)).json() as Partial<OwnData>
    assert.ok(!JSON.stringify(after).includes('LIRMM'))
  })
})
