/**
 * The whole way of a request, in a real browser, with real servers for what goes out and comes in: a link made on the desk, followed, a
 * diagnosis that ends in a request with a mail and a webhook, a guide that is killed, an answer from the desk and one by mail, both
 * read in the same chat, and the end. In a soak alone: each piece of it has its own test.
 */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { simpleParser, type ParsedMail } from 'mailparser'
import type { Browser } from 'playwright-core'
import { SMTPServer } from 'smtp-server'
import { isSigned } from '../../src/accounts/events.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { startBrowser, visit } from '../support/browser.ts'
import { engines, type TestDatabase } from '../support/databases.ts'
import { dovecotMissing, startDovecot, type Dovecot } from '../support/dovecot.ts'
import { freePort, Victim } from '../support/kills.ts'
import { runToEnd } from '../support/operation.ts'
import { alive, pageVisitor } from '../support/pageVisitor.ts'
import { soaking } from '../support/soak.ts'
import { testedContent } from '../support/testedContent.ts'

const secret = 'a-secret-of-the-two'

interface Outside {
  readonly smtp: string
  readonly webhook: string
  readonly mails: ParsedMail[]
  readonly handed: { readonly signed: boolean; readonly type: string; readonly reference: string }[]
  stop(): Promise<void>
}

/** The relay and the program of the helpdesk. */
async function outside(): Promise<Outside> {
  const [mails, handed]: [ParsedMail[], Outside['handed']] = [[], []]
  const relay = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _, done) => void simpleParser(stream).then(mail => (mails.push(mail), done()), done),
  })
  const program = createServer((incoming, response) => {
    const parts: Buffer[] = []
    incoming.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const body = Buffer.concat(parts).toString()
      // As `openapi.yaml` describes it.
      const { type, data } = JSON.parse(body) as { type: string; data: { reference: string } }
      handed.push({ signed: isSigned(secret, incoming.headers, body, Date.now()), type, reference: data.reference })
      response.statusCode = 204
      response.end()
    })
  })
  await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve))
  await new Promise<void>(resolve => program.listen(0, '127.0.0.1', resolve))
  // Both listen on ports.
  const [smtp, web] = [relay.server.address(), program.address()] as [AddressInfo, AddressInfo]
  return {
    smtp: `smtp://127.0.0.1:${smtp.port}`, webhook: `http://127.0.0.1:${web.port}/noa`, mails, handed,
    stop: async () => {
      program.closeAllConnections()
      program.close()
      await new Promise<void>(resolve => relay.close(resolve))
    },
  }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 60_000; !holds(); await delay(50)) assert.ok(Date.now() < end, `not in time: ${what}`)
}

if (soaking)
  describe('a request, from the link to its end', function () {
    this.timeout(120_000)
    // What was sent at a first try would be counted at the second.
    this.retries(0)
    let browser: Browser
    let dovecot: Dovecot | undefined
    let database: TestDatabase
    let guide: Victim
    let there: Outside

    before(async function () {
      if (dovecotMissing !== undefined) {
        console.log(dovecotMissing)
        return this.skip()
      }
      const [engine] = engines
      database = await (engine ?? assert.fail()).create()
      there = await outside()
      dovecot = await startDovecot()
      guide = new Victim(await freePort(), database, {
        HELPDESK_EMAIL: 'aide@example.org', SMTP_URL: there.smtp, HANDOVER_URL: there.webhook, HANDOVER_SECRET: secret,
        REPLIES_ADDRESS: 'reponses+*@example.org', REPLIES_FROM: '@example.org', REPLIES_IMAP_URL: dovecot.url,
      })
      await guide.start()
      browser = await startBrowser()
    })
    after(async () => {
      await browser?.close()
      await guide?.kill('SIGTERM')
      await dovecot?.stop()
      await there?.stop()
      await database?.remove()
    })

    it('is read and answered where it was asked, though the guide is killed, and closed there', async () => {
      const began = performance.now()
      const library = await openLibrary({ dir: testedContent, defaultLocale: 'fr' })
      const desk = (key: string): string => library.plain('fr', `pages:deskRequests.${key}`)
      const { stdout } = await runToEnd('cli', ['staff', 'invite', 'Agnès', '--role', 'agent'], { DATA_DIR: database.dataDir, PORT: new URL(guide.address).port })
      const invitation = /http\S+/.exec(stdout)?.[0] ?? assert.fail(stdout)
      const agent = await visit(browser, guide.address)
      await agent.page.goto(`${invitation}&lang=fr`)
      await agent.page.getByRole('button').click()

      // The agent makes a link, and the person follows it.
      await agent.page.goto(`${guide.address}/desk/links`)
      await agent.page.getByLabel('Sujet', { exact: true }).selectOption('blank_page')
      await agent.page.getByLabel(library.plain('fr', 'pages:links.values.symptom')).selectOption('blankPage')
      await agent.page.getByLabel(library.plain('fr', 'pages:links.values.ref')).fill('INC-0042')
      await agent.page.getByRole('button', { name: 'Voir le lien' }).click()
      const link = await agent.page.getByLabel('Adresse').inputValue()
      const { page } = await visit(browser, guide.address)
      const person = pageVisitor(page, library, 'fr')
      await page.goto(link)
      await alive(page)

      // A diagnosis that ends in a request.
      await person.hears(person.seen('dialogs:selfCheck.mayI.text'))
      await person.press(person.words('dialogs:selfCheck.mayI.options.no'))
      await person.say('parler à quelqu’un')
      await person.hears(person.seen('dialogs:contactSupport.ownWords.text'))
      await person.say('tout est blanc depuis ce matin')
      await person.hears(person.seen('dialogs:contactSupport.page.text'))
      await person.press(person.words('dialogs:contactSupport.page.options.skip'))
      await person.hears(person.seen('dialogs:contactSupport.email.text'))
      await person.say('marie@example.org')
      await person.press(person.words('dialogs:contactSupport.review.options.send'))
      await person.hears(person.seen('dialogs:contactSupport.sent.text'))
      const reference = /NOA-\w{6}/.exec(await person.now.innerText())?.[0] ?? assert.fail()
      await until('the webhook', () => there.handed.length === 1)
      assert.deepEqual(there.handed, [{ signed: true, type: 'request.created', reference }])
      const sent = there.mails[0] ?? assert.fail()
      assert.ok(sent.subject?.includes(reference) === true && sent.subject.includes('INC-0042'), sent.subject)

      const pictures = process.env['DESK_PICTURES']
      if (pictures !== undefined) await agent.page.screenshot({ path: `${pictures}/journey-link.png`, fullPage: true })

      // The guide is killed; the agent answers on the desk, and the person reads it where they are.
      await guide.kill()
      await guide.start()
      await agent.page.goto(`${guide.address}/desk/requests/${reference}`)
      await agent.page.getByLabel(desk('answer.label')).fill('Essayez maintenant.')
      await agent.page.getByRole('button', { name: desk('acts.answer') }).click()
      await agent.page.getByText('Essayez maintenant.').waitFor()
      await page.getByText('Essayez maintenant.').first().waitFor()
      await person.press(person.words('dialogs:followRequest.answered.options.reply'))
      await person.hears(person.seen('dialogs:followRequest.ownWords.text'))
      await person.say('toujours blanc')
      await person.hears(person.seen('dialogs:followRequest.sent.text').slice(0, 20))

      // Killed once more, while the next answer comes by mail.
      await until('the mail of the reply', () => there.mails.some(({ text = '' }) => text.includes('toujours blanc')))
      const replied = there.mails.find(({ text = '' }) => text.includes('toujours blanc')) ?? assert.fail()
      await guide.kill()
      dovecot?.deliver([
        'From: Camille <camille@example.org>', `To: ${replied.replyTo?.text ?? ''}`, `Subject: Re: ${reference}`, 'Message-ID: <answer@example.org>',
        `In-Reply-To: ${replied.messageId ?? ''}`, 'Content-Type: text/plain; charset=utf-8', '', 'C’est réparé, rechargez.', '',
        'Le 30/11/2026 à 10:12, NOA a écrit :', '> toujours blanc', '',
      ].join('\r\n'))
      await guide.start()
      await page.getByText('C’est réparé, rechargez.').first().waitFor()
      await person.press(person.words('dialogs:followRequest.answered.options.solved'))
      await person.hears(person.seen('dialogs:followRequest.settled.text'))
      await agent.page.reload()
      await agent.page.getByText('Camille').first().waitFor()
      await until('the end told', () => there.handed.some(({ type }) => type === 'request.solved'))
      assert.deepEqual(there.handed.map(({ type }) => type), ['request.created', 'request.replied', 'request.solved'])
      // A page that has not come back yet since the guide started is nobody who is there: then the answer goes by mail, too, once.
      const told = there.mails.filter(({ to }) => [to].flat().some(each => each?.text.includes('marie') === true)).map(({ text = '' }) => text)
      for (const answer of ['Essayez maintenant.', 'C’est réparé, rechargez.']) assert.ok(told.filter(text => text.includes(answer)).length <= 1, answer)
      assert.ok(told.length <= 2, 'nothing else')
      await until('marked as read', () => dovecot?.unread() === 0)
      assert.doesNotMatch(guide.output, /marie@|blanc|camille/i)
      console.log(`from the invitation to the end: ${((performance.now() - began) / 1000).toFixed(0)} s, with two kills`)
    })
  })
