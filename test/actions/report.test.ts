/** What people report: shown, agreed to, sent by real SMTP, kept while the server is down; and nothing in it that must not leave. */
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { simpleParser, type ParsedMail } from 'mailparser'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { triedNames } from '../../src/flow/facts.ts'
import { findings } from '../../src/turns/pageEvents.ts'
import { referenceOf, reportRows } from '../../src/actions/report.ts'
import { startGuide } from '../support/guide.ts'
import { engines } from '../support/databases.ts'
import { personIn, type PersonIn } from '../support/personIn.ts'
import { testedContent } from '../support/testedContent.ts'

/** A server that keeps what it is sent in memory, on a port of its own that can be closed and opened again. */
async function helpdesk(port = 0): Promise<{ port: number; mails: { mail: ParsedMail; to: string[] }[]; stop(): Promise<void> }> {
  const mails: { mail: ParsedMail; to: string[] }[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, done) => {
      simpleParser(stream).then(mail => {
        mails.push({ mail, to: session.envelope.rcptTo.map(({ address }) => address) })
        done()
      }, done)
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', () => resolve()))
  return { port: (server.server.address() as AddressInfo).port, mails, stop: () => new Promise(resolve => server.close(() => resolve())) }
}

describe('a report', () => {
  it('has a reference that is short, always the same, and can be read out', () => {
    assert.match(referenceOf('sendReport:directline/a:7'), /^NOA-[0-9A-HJKMNP-TV-Z]{6}$/)
    assert.equal(referenceOf('a'), referenceOf('a'))
    assert.equal(new Set(Array.from({ length: 2000 }, (_, i) => referenceOf(`sendReport:${i}`))).size, 2000)
  })

  it('tells what was tried in words, in both languages, and nothing that it has no words for', async () => {
    const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr' })
    const facts = {
      ownWords: 'tout est blanc', symptom: 'blankPage', errorNumber: '403', browser: 'firefox', browserVersion: '128.0', os: 'windows',
      tried: 'reload=no,privateWindow=yes,cache=otherBrowser,account=federation,evil=yes,__proto__=x,saved=yes', findings: 'resourceBlocked,evil,constructor',
      reference: 'TCK-42', email: 'marie@example.org',
    }
    const at = new Date('2026-11-22T10:35:00Z')
    const told = (locale: string, more = {}): string[] =>
      reportRows(library, locale, { ...facts, ...more }, at).map(({ words, value }) => `${library.plain(locale, words)}: ${value}`)
    assert.deepEqual(told('fr'), [
      'Message: tout est blanc', 'Heure: 22 novembre 2026 à 11:35:00 UTC+1', 'Ce qui se voit: Page blanche', 'Navigateur: Firefox 128.0',
      'Système: Windows', 'Page rechargée: rien ne change', 'Fenêtre privée: la page s’affiche', 'Compte utilisé: par la fédération',
      'Modifications enregistrées: oui', 'Vu dans le navigateur: Contenu bloqué', 'Ticket: TCK-42', 'Répondre à: marie@example.org',
    ])
    assert.equal(told('en')[1], 'Time: 22 November 2026 at 11:35:00 CET')
    assert.equal(told('en').length, 12)
    // The number of another time is not told with a blank page, and another browser's page was confirmed.
    assert.ok(told('fr', { ownWords: 'x'.repeat(5000) }).includes(`Message: ${'x'.repeat(600)}`))
    assert.ok(told('fr', { ownWords: 'mdp Soleil123 refusé' }).includes('Message: mdp [mot de passe retiré] refusé'))
    assert.ok(told('fr', { symptom: 'errorMessage' }).includes('Numéro ou message: 403'))
    assert.ok(told('fr', { browserGuide: 'safari-ios' }).some(row => /^Navigateur: Safari/.test(row)))
    assert.ok(!told('fr', { reference: '<b>x</b>' }).some(row => row.startsWith('Ticket')))
    assert.ok(!told('fr', { browser: '__proto__', os: 'constructor' }).some(row => /^(?:Navigateur|Système)/.test(row)))
    for (const locale of ['fr', 'en']) {
      for (const name of triedNames) assert.ok(library.has(locale, `pages:report.tried.${name}`), `${locale} ${name}`)
      for (const name of findings)
        for (const part of ['name', 'text']) assert.ok(library.has(locale, `pages:report.findings.${name}.${part}`), `${locale} ${name}`)
    }
  })
})

describe('a report to the helpdesk', function () {
  this.timeout(60_000)

  it('is shown, and arrives as it was shown, with a way to answer', async () => {
    const guide = await startGuide({ HELPDESK_EMAIL: 'aide@example.org' })
    try {
      const marie = personIn(guide)
      await marie.begin()
      await marie.say('vider le cache')
      await marie.press('computer')
      await marie.press('firefox')
      await marie.press('no')
      await marie.press('report')
      const hostile = 'blanche <script>alert(1)</script> [x](http://evil.example/y) mot de passe : Soleil123 https://noa.example.org/activate?token=abc\r\nBcc: evil@example.net'
      await marie.say(hostile)
      await marie.say('https://noa.example.org/profil?session=42')
      await marie.say('marie@example.org')
      const shown = marie.shown()
      assert.match(shown, /Cache vidé/)
      assert.doesNotMatch(shown, /Soleil123|token=abc|session=42/)
      await marie.press('send')
      const said = await marie.wait('contactSupport.sent')
      const reference = /NOA-\w{6}/.exec(said)?.[0] ?? ''
      const mail = await guide.mailTo('aide@example.org')
      assert.equal(mail.subject, `Signalement ${reference} – Demande d’aide`)
      assert.equal((mail.headers.get('reply-to') as { text: string }).text, 'marie@example.org')
      assert.equal(mail.headers.has('bcc'), false)
      assert.deepEqual(mail.to, ['aide@example.org'])
      assert.equal(mail.headers.get('content-language'), 'fr')
      for (const row of ['Cache vidé – rien ne change', 'Navigateur – Firefox', 'Page – https://noa.example.org/profil\n', 'Répondre à – marie@example.org'])
        assert.ok(mail.text.includes(row), `${row} in ${mail.text}`)
      assert.match(mail.text, /blanche <script>alert\(1\)<\/script>/)
      assert.match(mail.html ?? '', /blanche &lt;script&gt;/)
      assert.doesNotMatch(`${mail.text}${mail.html ?? ''}`, /Soleil123|token=abc|session=42|href="http:\/\/evil|\{\{|%rows%/)
      assert.doesNotMatch(guide.log.join(''), /Soleil123|marie@|token=abc/)
    } finally {
      await guide.stop()
    }
  })

  it('is kept while the server is down, and told twice, once each', async () => {
    const first = await helpdesk()
    await first.stop()
    const guide = await startGuide({ HELPDESK_EMAIL: 'aide@example.org', SMTP_URL: `smtp://127.0.0.1:${first.port}` })
    let second: Awaited<ReturnType<typeof helpdesk>> | undefined
    try {
      const marie = personIn(guide)
      await marie.begin()
      await marie.say('je voudrais parler à une vraie personne s’il vous plaît')
      await marie.say('tout est blanc')
      await marie.press('skip')
      await marie.press('skip')
      await marie.press('send')
      const delayed = /NOA-\w{6}/.exec(await marie.wait('contactSupport.delayed'))?.[0]
      second = await helpdesk(first.port)
      const told = await marie.wait('bot.announcement')
      assert.ok(told.includes(delayed ?? '?'), told)
      await new Promise(resolve => setTimeout(resolve, 500))
      assert.equal(second.mails.length, 1)
      const { mail, to } = second.mails[0]!
      assert.deepEqual(to, ['aide@example.org'])
      assert.ok(mail.subject?.includes(delayed ?? '?'))
      assert.equal(mail.replyTo, undefined)
      assert.ok(mail.text?.includes('tout est blanc'))
    } finally {
      await guide.stop()
      await second?.stop()
    }
  })

  for (const engine of engines)
    it(`waits when one person writes more than a helpdesk can read, also after erasing, and makes nobody else wait, on ${engine.name}`, async () => {
      const database = await engine.create()
      const guide = await startGuide({
        HELPDESK_EMAIL: 'aide@example.org',
        DATA_DIR: database.dataDir,
        ...(database.databaseUrl === undefined ? {} : { DATABASE_URL: database.databaseUrl }),
      })
      try {
        const report = async (person: PersonIn): Promise<void> => {
          await person.say('je voudrais parler à une vraie personne s’il vous plaît')
          for (const option of ['skip', 'skip', 'skip', 'send']) await person.press(option)
        }
        const marie = personIn(guide)
        await marie.begin()
        for (let n = 0; n < 6; n++) {
          await report(marie)
          await marie.wait('contactSupport.sent')
        }
        await marie.say('effacer ma conversation')
        await marie.say('Oui, tout effacer')
        const again = personIn(guide)
        await again.begin()
        await report(again)
        await again.wait('contactSupport.delayed')
        assert.equal((await guide.app.mailbox?.list())?.length, 6)
        const counted = JSON.stringify(await guide.app.storage.db.selectFrom('counted_report').selectAll().execute())
        assert.doesNotMatch(counted, /console/)
        const pierre = personIn(guide, 'b')
        await pierre.begin()
        await report(pierre)
        await pierre.wait('contactSupport.sent')
      } finally {
        await guide.stop()
        await database.remove()
      }
    })

  it('that nobody takes is given to the person to copy, and left to the operator', async () => {
    const server = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'], onRcptTo: (_, __, done) => done(Object.assign(new Error('no'), { responseCode: 550 })) })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
    const guide = await startGuide({ HELPDESK_EMAIL: 'aide@example.org', SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` })
    try {
      const marie = personIn(guide)
      await marie.begin()
      await marie.say('je voudrais parler à une vraie personne s’il vous plaît')
      for (const option of ['skip', 'skip', 'skip', 'send']) await marie.press(option)
      await marie.wait('contactSupport.copy review')
      for (let tries = 0; tries < 50 && !guide.log.some(line => line.includes('outbox_failed')); tries++) await new Promise(resolve => setTimeout(resolve, 50))
      assert.ok(guide.log.some(line => line.includes('outbox_failed') && line.includes('smtp550')))
    } finally {
      await guide.stop()
      await new Promise<void>(resolve => server.close(() => resolve()))
    }
  })

  it('without a helpdesk is given to copy, and nothing is sent', async () => {
    const guide = await startGuide()
    try {
      const marie = personIn(guide)
      await marie.begin()
      await marie.say('je voudrais parler à une vraie personne s’il vous plaît')
      await marie.say('tout est blanc')
      assert.deepEqual(await marie.press('skip'), ['contactSupport.copy review'])
      assert.match(marie.shown(), /nous contacter/)
      assert.match(marie.shown(), /tout est blanc/)
      assert.deepEqual(await guide.app.storage.outbox.counts(), [])
    } finally {
      await guide.stop()
    }
  })
})
