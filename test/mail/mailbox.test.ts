import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Mailbox } from '../../src/mail/mailbox.ts'
import { openMailbox } from '../../src/mail/mailbox.ts'
import { createMailer, MailError } from '../../src/mail/mailer.ts'

describe('the embedded mailbox', () => {
  let dir: string
  let mailbox: Mailbox
  beforeEach(async () => {
    dir = join(await mkdtemp(join(tmpdir(), 'noa-mail-')), 'mail')
    mailbox = await openMailbox({ dir })
  })
  afterEach(async () => {
    await mailbox.stop()
    await rm(join(dir, '..'), { recursive: true })
  })
  const send = async (address: string, text = 'Hello\n'): Promise<void> => {
    const mailer = createMailer({ url: mailbox.smtpUrl, from: 'noa@example.org' })
    try {
      await mailer.send({ id: address, to: { address }, subject: `To ${address}`, text, html: '<p>Hello</p>', locale: 'en' })
    } finally {
      mailer.close()
    }
  }

  it('keeps every mail as a file that its owner alone can read, newest first', async () => {
    for (const address of ['a@example.org', 'b@example.org']) await send(address)
    assert.deepEqual((await mailbox.list()).map(({ to, subject }) => [to, subject]), [
      [['b@example.org'], 'To b@example.org'],
      [['a@example.org'], 'To a@example.org'],
    ])
    const files = await readdir(dir)
    assert.equal(files.length, 2)
    for (const file of files) {
      assert.match(file, /\.eml$/)
      assert.equal((await stat(join(dir, file))).mode & 0o777, 0o600)
    }
    assert.equal((await stat(dir)).mode & 0o777, 0o700)
    assert.match(mailbox.smtpUrl, /^smtp:\/\/127\.0\.0\.1:\d+$/)
  })

  it('is still there after a restart', async () => {
    await send('a@example.org')
    await mailbox.stop()
    mailbox = await openMailbox({ dir })
    const [mail] = await mailbox.list()
    assert.equal((await mailbox.read(mail!.id))?.text, 'Hello\n')
  })

  it('reads nothing that is not a mail of its own', async () => {
    await writeFile(join(dir, '..', 'secret.eml'), 'secret')
    await writeFile(join(dir, 'other.eml'), 'other')
    for (const id of ['../secret', 'other', '', '.', '20260101T000000000Z-0123456789abcdef/../../secret', '20260101T000000000Z-0123456789abcdef'])
      assert.equal(await mailbox.read(id), undefined, id)
    assert.deepEqual(await mailbox.list(), [])
  })

  it('refuses what is too large, and keeps none of it', async () => {
    await assert.rejects(send('a@example.org', 'x'.repeat(2_000_000)), (error: unknown) => error instanceof MailError && error.permanent)
    assert.deepEqual(await readdir(dir), [])
  })

  it('keeps nothing of a mail that breaks off in the middle', async () => {
    const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1')
    const lines = ['EHLO x', 'MAIL FROM:<a@example.org>', 'RCPT TO:<b@example.org>', 'DATA', 'Subject: half']
    for (const line of lines) {
      await new Promise(resolve => socket.once('data', resolve))
      socket.write(`${line}\r\n`)
    }
    await new Promise(resolve => setTimeout(resolve, 50))
    socket.destroy()
    await new Promise(resolve => setTimeout(resolve, 50))
    assert.deepEqual(await mailbox.list(), [])
    await send('c@example.org')
    assert.equal((await mailbox.list()).length, 1)
  })

  it('keeps a repeated mail once, and another to the same address beside it', async () => {
    const mailer = createMailer({ url: mailbox.smtpUrl, from: 'noa@example.org' })
    const mail = { to: { address: 'a@example.org' }, subject: 'x', text: 'x\n', html: '<p>x</p>', locale: 'en' }
    for (const id of ['one', 'one', 'two', 'one']) await mailer.send({ id, ...mail })
    mailer.close()
    assert.equal((await mailbox.list()).length, 2)
  })

  it('clears away at its start what a killed process left half written', async () => {
    await send('a@example.org')
    await mailbox.stop()
    await writeFile(join(dir, '.20260101T000000000Z-0123456789abcdef.part'), 'Subject: half')
    mailbox = await openMailbox({ dir })
    assert.deepEqual((await readdir(dir)).map(name => name.endsWith('.eml')), [true])
  })

  it('erases what is older than it is told', async () => {
    await send('a@example.org')
    assert.equal(await mailbox.expire(new Date(Date.now() - 60_000)), 0)
    assert.equal(await mailbox.expire(new Date(Date.now() + 1000)), 1)
    assert.deepEqual(await readdir(dir), [])
  })
})
