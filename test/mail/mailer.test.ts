import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { SMTPServer } from 'smtp-server'
import type { SMTPServerOptions } from 'smtp-server'
import { readConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { composeMail } from '../../src/mail/compose.ts'
import { mailHandler } from '../../src/mail/handler.ts'
import type { MailOrder } from '../../src/mail/handler.ts'
import type { Mailbox } from '../../src/mail/mailbox.ts'
import { openMailbox } from '../../src/mail/mailbox.ts'
import type { Mail, Mailer } from '../../src/mail/mailer.ts'
import { createMailer, MailError } from '../../src/mail/mailer.ts'
import { contentDir } from '../../src/root.ts'
import type { Outcome } from '../../src/storage/storage.ts'

const from = 'NOA – le guide <noa@example.org>'
const mail = (address: string, more: Partial<Mail> = {}): Mail => ({
  id: 'outbox-1', to: { address }, subject: 'Élèves & maîtres', text: 'Voilà\n', html: '<p>Voilà</p>', locale: 'fr', ...more,
})

/** A server of the tests' own, for what the mailbox never does. */
async function smtpServer(options: SMTPServerOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const server = new SMTPServer({ disabledCommands: ['AUTH', 'STARTTLS'], ...options })
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.server.address() as AddressInfo
  return { url: `smtp://127.0.0.1:${port}`, stop: () => new Promise(resolve => server.close(() => resolve())) }
}
const refusing = (responseCode: number, address: string): Error =>
  Object.assign(new Error(`No such user ${address}`), { responseCode })

describe('sending mail', () => {
  let dir: string
  let mailbox: Mailbox
  let mailer: Mailer
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'noa-mail-'))
    mailbox = await openMailbox({ dir })
    mailer = createMailer({ url: mailbox.smtpUrl, from })
  })
  after(async () => {
    mailer.close()
    await mailbox.stop()
    await rm(dir, { recursive: true })
  })
  const received = async (to: string) => {
    const found = (await mailbox.list()).find(each => each.to.includes(to))
    return found === undefined ? undefined : mailbox.read(found.id)
  }

  it('brings text and HTML in its own language over real SMTP, and says that a program wrote it', async () => {
    const link = `https://example.org/activate?token=${'aZ_-'.repeat(11)}`
    await mailer.send(mail('marie@example.org', { text: `Voilà\n\n${link}\n`, html: `<p>Voilà</p><a href="${link}">x</a>` }))
    const got = (await received('marie@example.org'))!
    assert.equal(got.subject, 'Élèves & maîtres')
    assert.equal(got.from, '"NOA – le guide" <noa@example.org>')
    assert.ok(got.text.includes(link))
    assert.ok(got.html?.includes(link))
    assert.equal(got.headers.get('auto-submitted'), 'auto-generated')
    assert.equal(got.headers.get('content-language'), 'fr')
  })

  it('keeps the Message-ID of a mail that is sent again', async () => {
    const ids = []
    for (const [to, id] of [['a@example.org', 'one'], ['b@example.org', 'one'], ['c@example.org', 'two']] as const) {
      await mailer.send(mail(to, { id }))
      ids.push((await received(to))?.headers.get('message-id'))
    }
    assert.equal(ids[0], ids[1])
    assert.notEqual(ids[0], ids[2])
    assert.match(String(ids[0]), /^<[0-9a-f]{32}@example\.org>$/)
  })

  it('lets no second recipient and no header in', async () => {
    const smuggled = [
      'x@example.org, evil@example.net',
      'x@example.org,evil@example.net',
      'x@example.org\r\nRCPT TO:<evil@example.net>',
      'x@example.org>\r\nRCPT TO:<evil@example.net',
      'x@example.org\nBcc: evil@example.net',
      'x@example.org\0evil@example.net',
      '<x@example.org> evil@example.net',
      'group: x@example.org, evil@example.net;',
      '"x@example.org" <evil@example.net>',
      'evil@example.net;x@example.org',
      '',
      'x',
    ]
    for (const address of smuggled)
      await assert.rejects(mailer.send(mail(address)), (error: unknown) => error instanceof MailError && error.permanent, address)
    await mailer.send(mail('honest@example.org', {
      to: { address: 'honest@example.org', name: 'X, evil@example.net <evil@example.net>\r\nBcc: evil@example.net' },
      subject: 'Hello\r\nBcc: evil@example.net',
    }))
    const all = await mailbox.list()
    assert.ok(all.every(each => each.to.length === 1 && !each.to[0]!.includes('evil')))
    const honest = (await received('honest@example.org'))!
    assert.equal(honest.headers.has('bcc'), false)
  })

  it('tells a fault that passes from one that stays, and names nobody', async () => {
    const cases: [SMTPServerOptions, boolean, string][] = [
      [{ onRcptTo: (address, _, done) => done(refusing(550, address.address)) }, true, 'smtp550'],
      [{ onRcptTo: (address, _, done) => done(refusing(450, address.address)) }, false, 'smtp450'],
      [{ onMailFrom: (address, _, done) => done(refusing(550, address.address)) }, false, 'smtp550'],
      [{ onConnect: (_, done) => done(refusing(554, 'marie')) }, false, 'smtp554'],
      [{ onData: (stream, _, done) => stream.resume().on('end', () => done(refusing(554, 'marie'))) }, true, 'smtp554'],
    ]
    for (const [options, permanent, code] of cases) {
      const server = await smtpServer(options)
      const sender = createMailer({ url: server.url, from, timeoutMs: 2000 })
      try {
        await assert.rejects(sender.send(mail('marie@example.org')), (error: unknown) => {
          assert.ok(error instanceof MailError)
          assert.deepEqual([error.permanent, error.code], [permanent, code])
          assert.doesNotMatch(inspect(error), /marie|No such user/)
          return true
        })
      } finally {
        sender.close()
        await server.stop()
      }
    }
  })

  it('reports a server that is not there or says nothing as passing', async () => {
    const gone = await smtpServer({})
    await gone.stop()
    const mute = await smtpServer({ onRcptTo: () => undefined })
    for (const url of [gone.url, mute.url]) {
      const sender = createMailer({ url, from, timeoutMs: 300 })
      await assert.rejects(sender.send(mail('marie@example.org')), (error: unknown) => error instanceof MailError && !error.permanent)
      sender.close()
    }
    await mute.stop()
  })

  it('sends no mail without TLS to a server elsewhere', async () => {
    const spoken: string[] = []
    const server = await smtpServer({
      onMailFrom: (address, _, done) => {
        spoken.push(address.address)
        done()
      },
    })
    // Not by a name of the loopback, though it leads there.
    const sender = createMailer({ url: server.url.replace('127.0.0.1', '0.0.0.0'), from, timeoutMs: 2000 })
    try {
      await assert.rejects(sender.send(mail('marie@example.org')), (error: unknown) => error instanceof MailError && !error.permanent)
      assert.deepEqual(spoken, [])
    } finally {
      sender.close()
      await server.stop()
    }
  })

  it('does what the outbox holds, and says what became of it', async () => {
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const send = (order: unknown, attempt = 1, by = mailer): Promise<Outcome> =>
      mailHandler(by, library)({
        id: `mail-${attempt}`, kind: 'mail', payload: JSON.stringify(order), attempt, createdAt: new Date().toISOString(), told: false,
      })
    const order: MailOrder = { to: { address: 'order@example.org' }, template: 'alreadyActive', locale: 'en', variables: {} }
    assert.deepEqual(await send(order), { done: true })
    assert.equal((await received('order@example.org'))?.subject, 'You already have a NOA account')
    assert.deepEqual(await send({ ...order, to: { address: 'a@b.org, c@d.org' } }), { failed: { code: 'recipient' } })
    assert.deepEqual(await send({}), { failed: { code: 'payload' } })
    const server = await smtpServer({})
    await server.stop()
    const nowhere = createMailer({ url: server.url, from })
    assert.deepEqual(await send(order, 3, nowhere), { retry: { inMs: 8000, code: 'ESOCKET' } })
    nowhere.close()
  })
})

describe('the words of a mail', () => {
  const compose = async (id: string, locale: string, variables: Record<string, string>) =>
    composeMail(await openLibrary({ dir: contentDir, defaultLocale: 'fr' }), id, locale, variables)

  it('keep the lines of what somebody wrote, and nothing in it is markup', async () => {
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const { html } = composeMail(library, 'answer', 'fr', { reference: 'NOA-7K3M9Q', subject: 'x' }, [{ name: 'Réponse', value: 'Bonjour,\n\n<b>Videz</b>' }])
    assert.ok(html.includes('>Bonjour,<br><br>&lt;b&gt;Videz&lt;/b&gt;<'))
  })

  it('are a subject, a text and an accessible page, the same in both', async () => {
    const link = 'https://example.org/activate?token=a_b-c&lang=fr'
    const { subject, text, html } = await compose('activation', 'fr', { link, duration: '24 heures' })
    assert.equal(subject, 'Activez votre compte NOA')
    assert.ok(text.includes(`Activer mon compte\n${link}\n`), text)
    assert.match(text, /valable 24 heures/)
    assert.match(html, /^<!doctype html>\n<html lang="fr">/)
    assert.ok(html.includes('href="https://example.org/activate?token=a_b-c&amp;lang=fr"'))
    assert.doesNotMatch(html + text, /\{\{|undefined|nowhere/)
  })

  it('have the colours of the theme, light and dark', async () => {
    const { theme } = readConfig({ THEME_ACCENT: '#7a1f5c' })
    const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
    const { html } = composeMail(library, 'activation', 'fr', { link: 'https://example.org/a', duration: '24 h' }, [], theme)
    assert.match(html, /background:#7a1f5c;color:#ffffff/)
    assert.ok(theme.dark !== undefined && html.includes(`a.button { background: ${theme.dark.accent}`))
    assert.ok(!html.includes('#1d4e9e') && !html.includes('#a2c4ff'))
  })

  it('leave the button out when there is nowhere to go, and take no address but of the web', async () => {
    for (const variables of [{}, { link: '' }, { link: 'javascript:alert(1)' }, { link: 'not an address' }] as Record<string, string>[]) {
      const { text, html } = await compose('alreadyActive', 'en', variables)
      assert.doesNotMatch(text + html, /Sign in|javascript|nowhere|not an address/)
    }
  })

  it('show what is put into them as it is', async () => {
    const { text, html } = await compose('activation', 'en', { link: 'https://example.org', duration: '<img src=x> [a](http://evil.example)' })
    assert.doesNotMatch(html, /<img|href="http:\/\/evil/)
    assert.ok(text.includes('<img src=x> [a](http://evil.example)'), text)
  })
})
