/** The helpdesk answers the mail, over a real IMAP server or a signed post, and the person reads it where they asked. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { AddressInfo, Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { signWebhook } from '../../../src/accounts/events.ts'
import type { ReceivedMail } from '../../../src/mail/mailFolder.ts'
import { createStaff } from '../../../src/staff/staff.ts'
import { startGuide, type RunningGuide } from '../../support/guide.ts'
import { personIn, type PersonIn } from '../../support/personIn.ts'

/** Of hoodiecrow-imap, which has no types: what is used here. */
interface Imap {
  readonly server: Server
  listen(port: number, host: string, done: () => void): void
  close(done: () => void): void
  appendMessage(folder: string, flags: string[], date: Date, raw: string): void
  getMailbox(path: string): { messages: { flags: string[] }[] }
  setCommandHandler(name: string, handler: (connection: { socket: { destroy(): void } }) => void): void
  getCommandHandler(name: string): (connection: { socket: { destroy(): void } }) => void
}
// It is old and CommonJS; the shape is the one above.
const hoodiecrow = createRequire(import.meta.url)('hoodiecrow-imap') as (options: object) => Imap

const until = async (what: string, holds: () => Promise<boolean> | boolean): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (await holds()) return
    await delay(25)
  }
  assert.fail(`not in time: ${what}`)
}

const secret = 'a-long-random-value'
const settings = { HELPDESK_EMAIL: 'aide@example.org', REPLIES_ADDRESS: 'reponses+*@example.org', REPLIES_FROM: '@example.org, @université.example', REPLIES_SECRET: secret }

interface Asked { reference: string; sent: ReceivedMail; messageId: string; replyTo: string }

async function asked(guide: RunningGuide, marie: PersonIn): Promise<Asked> {
  await marie.begin()
  await marie.say('parler à quelqu’un')
  await marie.say('tout est blanc')
  await marie.press('skip')
  await marie.press('skip')
  await marie.press('send')
  const reference = /NOA-\w{6}/.exec(await marie.wait('contactSupport.sent'))?.[0] ?? assert.fail()
  const sent = await guide.mailTo('aide@example.org')
  // The header's text; its addresses are read below.
  const replyTo = (sent.headers.get('reply-to') as { text: string }).text
  return { reference, sent, messageId: String(sent.headers.get('message-id')), replyTo }
}

interface Written { from?: string; to: string; subject: string; follows?: string; id: string; text?: string; more?: string }
const written = ({ from = 'Camille Martin <camille@example.org>', to, subject, follows, id, text = 'Videz le cache.', more }: Written): string => [
  `From: ${from}`, `To: ${to}`, `Subject: ${subject}`, `Message-ID: <${id}@example.org>`,
  ...(follows === undefined ? [] : [`In-Reply-To: ${follows}`, `References: ${follows}`]), ...(more === undefined ? [] : [more]),
  'MIME-Version: 1.0', ...(more?.includes('Content-Type') === true ? [] : ['Content-Type: text/plain; charset=utf-8']), '', text, '',
].join('\r\n')

describe('answers by mail', function () {
  this.timeout(60_000)

  it('are read over IMAP, once though the connection breaks before they are marked', async () => {
    const server = hoodiecrow({ plugins: ['ID', 'IDLE', 'UIDPLUS', 'ENABLE'], users: { 'noa@example.org': { password: 'p@ss' } }, storage: { INBOX: {}, '': { separator: '/' } } })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    // It listens on a port.
    const { port } = server.server.address() as AddressInfo
    const guide = await startGuide({ ...settings, REPLIES_IMAP_URL: `imap://noa%40example.org:p%40ss@127.0.0.1:${port}/INBOX` })
    try {
      const marie = personIn(guide)
      const { reference, sent, messageId, replyTo } = await asked(guide, marie)
      assert.match(sent.text, /^– Répondez au-dessus de cette ligne –/)
      assert.match(sent.text, /sera lue dans la conversation/)
      assert.ok(messageId.includes(`<${reference.toLowerCase()}-`))
      assert.match(replyTo, new RegExp(`^reponses\\+${reference.toLowerCase()}-[0-9a-z]{24}@example.org$`))
      const ready = async (): Promise<{ replies: { state: string } }> => (await fetch(`${guide.address}/readyz`)).json() as Promise<{ replies: { state: string } }>
      await until('watched', async () => (await ready()).replies.state === 'watched')
      const [store, cut] = [server.getCommandHandler('UID STORE'), { times: 0 }]
      server.setCommandHandler('UID STORE', connection => {
        cut.times += 1
        server.setCommandHandler('UID STORE', store)
        connection.socket.destroy()
      })
      const mail = written({ to: replyTo, subject: `Re: ${sent.subject}`, follows: messageId, id: 'first', text: `Bonjour,\r\n\r\n<b>Videz</b> le cache.\r\n\r\nLe 30/11/2026 à 10:12, NOA a écrit :\r\n> tout est blanc` })
      server.appendMessage('INBOX', [], new Date(), Buffer.from(mail).toString('latin1'))
      await marie.wait('followRequest.answered')
      assert.match(marie.shown(), /Videz/)
      assert.doesNotMatch(marie.shown(), /Camille|a écrit|<b>/)
      await until('marked', () => server.getMailbox('INBOX').messages.every(({ flags }) => flags.includes('\\Seen')))
      assert.equal(cut.times, 1)
      const events = await guide.app.requests.events(reference)
      assert.deepEqual(events.map(({ kind, author }) => [kind, author]), [['answer', 'Camille Martin (par e-mail)']])
      assert.equal(events[0]?.words, 'Bonjour,\n\n<b>Videz</b> le cache.')
      const log = await createStaff(guide.app.storage).audit.list(10)
      assert.deepEqual(log.filter(({ act }) => act === 'requestAnsweredByMail').map(({ about }) => about), [reference])
      assert.equal(server.getMailbox('INBOX').messages.length, 1, 'nothing is deleted')
      await until('up again', async () => {
        const figures = await (await fetch(`${guide.address}/metrics`)).text()
        return figures.includes('noa_replies_up 1\n') && figures.includes('noa_replies_total{outcome="answered"} 2\n')
      })
      assert.doesNotMatch(guide.log.join(''), /p@ss|p%40ss|camille|Videz/i)
    } finally {
      await guide.stop()
      await new Promise<void>(resolve => server.close(resolve))
    }
  })

  it('are taken from a signed post, and nothing else is: what is not one is a note, and nothing is mailed back', async () => {
    const guide = await startGuide(settings)
    try {
      const marie = personIn(guide)
      const { reference, messageId, replyTo } = await asked(guide, marie)
      const pierre = personIn(guide, 'b')
      await pierre.begin()
      const subject = `Re: Signalement ${reference}`
      const post = async (mail: Written | string, type = 'message/rfc822', signs = secret): Promise<number> => {
        const raw = typeof mail === 'string' ? mail : written(mail)
        const body = type === 'application/json' ? JSON.stringify({ raw: Buffer.from(raw).toString('base64') }) : raw
        return (await fetch(`${guide.address}/helpdesk-replies`, { method: 'POST', body, headers: { 'content-type': type, ...signWebhook(signs, 'x', body, Date.now()) } })).status
      }
      const before = (await guide.app.mailbox?.list())?.length
      const good = { to: replyTo, subject, follows: messageId, id: 'a' }
      assert.equal(await post(good, 'message/rfc822', 'another-long-value'), 401)
      assert.equal(await post(good, 'text/plain'), 422)
      for (const refused of [
        { ...good, id: 'b', from: 'Quelqu’un <autre@example.net>' },
        { ...good, id: 'c', from: 'camille@example.org, autre@example.net' },
        { ...good, id: 'd', more: 'From: autre@example.net' },
        { ...good, id: 'd2', from: '<autre@example.net> <camille@example.org>' },
        { ...good, id: 'd3', from: 'Camille <camille@example.org> <autre@example.net>' },
        { ...good, id: 'e', to: 'reponses@example.org', follows: `<${reference.toLowerCase()}-000000000000000000000000.x@example.org>` },
        { ...good, id: 'f', to: 'reponses@example.org', follows: '<other@example.org>' },
        { ...good, id: 'g', to: 'bernard@example.org', more: `Cc: ${replyTo}` },
        { ...good, id: 'h', subject: 'Re: Signalement NOA-000000' },
        { ...good, id: 'i', more: 'Auto-Submitted: auto-replied' },
        { ...good, id: 'i2', from: 'reponses@example.org' },
        { ...good, id: 'i3', from: replyTo },
        { ...good, id: 'j', subject: `Réponse automatique : ${subject}` },
        { ...good, id: 'k', text: 'Le 30/11/2026 à 10:12, NOA a écrit :\r\n> tout' },
      ]) assert.equal(await post(refused), 204)
      assert.equal(await post('x'), 204)
      const notes = await guide.app.requests.events(reference)
      assert.deepEqual([...new Set(notes.map(({ kind }) => kind))], ['note'])
      assert.equal((await guide.app.mailbox?.list())?.length, before)
      assert.equal((await guide.app.requests.find(reference))!.state, 'new')
      const withFile = { ...good, id: 'l', more: 'Content-Type: multipart/mixed; boundary=x', text: [
        '--x', 'Content-Type: text/html; charset=utf-8', '', '<p>Voici <script>alert(1)</script><b>la suite</b>.</p><blockquote>tout est blanc</blockquote>',
        '--x', 'Content-Type: text/plain', 'Content-Disposition: attachment; filename=a.txt', '', 'secret du fichier',
        '--x', 'Content-Type: text/plain; name=b.txt', 'Content-Disposition: inline;', ' filename=b.txt', '', 'secret du fichier',
        '--x', 'Content-Type: text/plain; charset=utf-8;', ' name="c; d.txt"', '', 'secret du fichier', '--x--'].join('\r\n') }
      assert.equal(await post(withFile, 'application/json'), 204)
      assert.equal(await post(withFile), 204)
      await marie.wait('followRequest.answered')
      assert.doesNotMatch(marie.shown(), /alert|secret du fichier|blanc/)
      const events = await guide.app.requests.events(reference)
      assert.deepEqual(events.filter(({ kind }) => kind === 'answer').map(({ words }) => words), ['Voici la suite.'])
      assert.equal(events.length, notes.length + 2, 'and one note of the file')
      // A program that writes a Message-ID and nothing in it.
      for (const said of ['un', 'deux']) assert.equal(await post(written({ ...good, subject: `Re: ${said}`, id: 'n', text: said }).replace('<n@example.org>', '<>')), 204)
      const all = (await guide.app.requests.events(reference)).map(({ words }) => words)
      assert.ok(all.includes('un') && all.includes('deux'))
      // By the address alone, where a program keeps nothing else.
      assert.equal(await post({ from: 'Agnès <agnes@université.example>', to: replyTo, subject: 'Réponse', id: 'm', text: 'x'.repeat(9000) }), 204)
      const long = (await guide.app.requests.events(reference)).findLast(({ kind }) => kind === 'answer')
      assert.ok(long !== undefined && long.words.length <= 4000 && long.words.endsWith(' …'))
    } finally {
      await guide.stop()
    }
  })
})
