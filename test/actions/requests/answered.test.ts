/** A request and its answer, in a whole guide: what is handed over, and what comes back into the conversation, also after a restart. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { startConnector } from '../../support/botConnector.ts'
import { temporaryFolder } from '../../support/databases.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { personIn, type PersonIn } from '../../support/personIn.ts'

const env = { HELPDESK_EMAIL: 'aide@example.org' }

/** Asks for a person, and sends what is asked. */
async function report(person: PersonIn, send = 'send', email = 'marie@example.org'): Promise<string> {
  await person.say('parler à quelqu’un')
  await person.say('tout est blanc, mdp Soleil123')
  await person.say('https://noa.example.org/projets/42?token=abc#x')
  await (email === '' ? person.press('skip') : person.say(email))
  await person.press(send)
  return /NOA-\w{6}/.exec(await person.wait('contactSupport.sent'))?.[0] ?? assert.fail()
}
const newest = async (guide: RunningGuide, to: string, subject: RegExp, text = '') => {
  for (let tries = 0; tries < 600; tries++) {
    const found = (await guide.app.mailbox?.list())?.find(mail => mail.to.join().includes(to) && subject.test(mail.subject))
    const mail = found === undefined ? undefined : await guide.app.mailbox?.read(found.id)
    if (mail?.text.includes(text)) return mail
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.fail('no such mail')
}

describe('a request', function () {
  this.timeout(60_000)

  it('is handed over with the helpdesk’s own reference, the page’s host and path, what was said where that is wanted, and the same for machines', async () => {
    const guide = await startGuide(env)
    try {
      const marie = personIn(guide)
      await marie.begin()
      await marie.link({ ref: 'INC-0042' })
      await marie.say('bonjour')
      const reference = await report(marie, 'sendAll')
      const mail = await newest(guide, 'aide@example.org', /Signalement/)
      assert.equal(mail.subject, `Signalement ${reference} – Demande d’aide [INC-0042]`)
      assert.equal(mail.headers.get('x-noa-reference'), reference)
      // As RFC 2047 writes what is beyond ASCII.
      assert.equal(mail.headers.get('x-noa-subject'), '=?UTF-8?Q?Demande_d=E2=80=99aide?=')
      assert.equal(mail.headers.get('x-noa-ticket'), 'INC-0042')
      assert.ok(mail.text.includes('Page – https://noa.example.org/projets/42\n'), mail.text)
      assert.deepEqual(mail.attachments.map(({ filename, contentType }) => [filename, contentType]), [
        [`${reference}.json`, 'application/json'], ['conversation.txt', 'text/plain'],
      ])
      const [json, transcript] = mail.attachments.map(({ content }) => content.toString('utf8'))
      const data = JSON.parse(json!) as { reference: string; ticket: string; agreed: { name: string; value: string }[]; transcript: string }
      assert.equal(data.reference, reference)
      assert.equal(data.ticket, 'INC-0042')
      assert.deepEqual(data.agreed.find(({ name }) => name === 'page')?.value, 'https://noa.example.org/projets/42')
      assert.match(transcript!, /^Guide\s: Bonjour/)
      assert.match(transcript!, /Personne\s: bonjour\n/)
      assert.doesNotMatch(`${json!}${transcript!}${mail.text}`, /Soleil123|token=abc/)
      // What follows the agreement is not sent.
      assert.doesNotMatch(transcript!, /J’envoie votre message|C’est envoyé/)
      assert.equal(data.transcript, transcript!.trim())
    } finally {
      await guide.stop()
    }
  })

  it('that was sent without them holds no word of the conversation', async () => {
    const guide = await startGuide(env)
    try {
      const marie = personIn(guide)
      await marie.begin()
      await report(marie)
      const mail = await newest(guide, 'aide@example.org', /Signalement/)
      assert.equal(mail.attachments.length, 1)
      assert.doesNotMatch(mail.attachments[0]!.content.toString(), /transcript|Bonjour/)
    } finally {
      await guide.stop()
    }
  })

  it('is answered in the conversation, after a restart, and followed until it is settled and open again', async () => {
    const folder = temporaryFolder()
    // The helpdesk's chat in Teams, which is out of reach until the restart.
    let away = true
    const connector = await startConnector({ unwell: () => away })
    const chat = '19:helpdesk@thread.v2'
    const settings = { ...env, DATA_DIR: folder, HELPDESK_TEAMS_CHAT: `https://teams.microsoft.com/l/chat/${encodeURIComponent(chat)}/0?tenantId=x`, HELPDESK_TEAMS_SERVICE: connector.serviceUrl }
    let guide = await startGuide(settings)
    try {
      const begun = personIn(guide)
      await begun.begin()
      const reference = await report(begun)
      await guide.stop()
      // The agent answers while the guide is away: what is to be told lies in the database.
      away = false
      guide = await startGuide(settings)
      const marie = personIn(guide)
      assert.equal(await guide.app.requests.act(reference, { kind: 'taken', agent: 'Agnès' }), 'done')
      assert.match(await marie.wait('bot.announcement'), new RegExp(`s’occupe de votre demande .*${reference}`))
      await guide.app.requests.act(reference, { kind: 'answer', agent: 'Agnès', words: 'Bonjour,\n\nessayez *ceci* : https://noa.example.org/a_b?c=1.\nBien à vous <b>' })
      await marie.wait('followRequest.answered')
      const shown = marie.shown()
      assert.ok(shown.includes(reference))
      assert.match(shown, /\[https:\\\\?\\?\/\/noa.example.org\/a_b\?c=1\]\(https:\/\/noa.example.org\/a_b\?c=1\)|\]\(https:\/\/noa\.example\.org\/a_b\?c=1\)/)
      assert.match(shown, /\\\\\*ceci\\\\\*/)
      assert.doesNotMatch(shown, /Agnès/, 'the person is answered by the helpdesk')
      const mail = await newest(guide, 'marie@example.org', /Réponse/)
      assert.ok(mail.text.includes('https://noa.example.org/a_b?c=1'))
      await marie.press('reply')
      await marie.say('toujours pareil, mon mot de passe : Soleil123')
      await marie.wait('followRequest.sent')
      const reply = await newest(guide, 'aide@example.org', new RegExp(`^Signalement ${reference}`), 'La personne ajoute')
      assert.match(reply.text, /La personne ajoute – toujours pareil, mon mot de passe : \[mot de passe retiré\]/)
      assert.equal((await guide.app.requests.find(reference))!.state, 'inHand')
      await marie.say('ma demande')
      await marie.press('solved')
      await marie.wait('followRequest.settled')
      assert.equal((await guide.app.requests.find(reference))!.state, 'closed')
      await marie.say(reference.toLowerCase())
      await marie.press('reopen')
      await marie.say('cela revient')
      await marie.wait('followRequest.sent')
      assert.deepEqual((await guide.app.requests.events(reference)).map(({ kind }) => kind), ['taken', 'answer', 'reply', 'solved', 'reopened'])
      await connector.heard(({ activity }) => activity.text?.includes('rouvre') === true, 'the last notice')
      const link = `(${guide.address}/desk/requests/${reference})`
      assert.deepEqual(connector.kept.map(({ activity }) => activity.text?.replace(/\(http[^)]*\)/, said => (said === link ? '(link)' : said)).replace(/\u00a0/g, ' ')), [
        '**Nouvelle demande** : Demande d’aide', '**La personne a répondu** : Demande d’aide', '**C’est réglé, dit la personne** : Demande d’aide',
        '**La personne rouvre sa demande** : Demande d’aide',
      ].map(said => `${said}. [Ouvrir ${reference}](link)`), 'each once, in order, and nothing more of the request')
      assert.ok(connector.asked.every(({ path }) => path === `/v3/conversations/${encodeURIComponent(chat)}/activities`))
      // Another's reference tells nothing, not even that there is one.
      const pierre = personIn(guide, 'b')
      await pierre.begin()
      assert.deepEqual(await pierre.say(reference), ['followRequest.nothing', 'bot.isItSolved'])
      assert.deepEqual(await pierre.say('NOA-000000'), ['followRequest.nothing', 'bot.isItSolved'])
      assert.doesNotMatch(guide.log.join(''), /Soleil123|marie@|toujours pareil|essayez/)
    } finally {
      connector.stop()
      await guide.stop()
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('is answered by mail alone where the conversation was erased', async () => {
    const guide = await startGuide(env)
    try {
      const marie = personIn(guide)
      await marie.begin()
      const reference = await report(marie)
      await marie.say('effacer ma conversation')
      await marie.say('Oui, tout effacer')
      await guide.app.requests.act(reference, { kind: 'answer', agent: 'Agnès', words: 'Voici.' })
      const mail = await newest(guide, 'marie@example.org', /Réponse/)
      assert.ok(mail.text.includes('Voici.'))
      assert.doesNotMatch(mail.text, /\/return|code/)
      assert.ok(!marie.shown().includes('Voici.'))
    } finally {
      await guide.stop()
    }
  })
})
