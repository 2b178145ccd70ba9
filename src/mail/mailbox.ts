/**
 * The embedded mailbox: an SMTP server on the loopback that keeps every mail as a file, so that the guide can be tried with no mail
 * server, and its mails read.
 */
import { SMTPServer } from 'smtp-server'
import type { SMTPServerDataStream } from 'smtp-server'
import { openMailFolder, type MailFolder } from './mailFolder.ts'

export interface Mailbox extends Pick<MailFolder, 'list' | 'read' | 'expire'> {
  /** Where to send: `smtp://127.0.0.1:<port>`. */
  readonly smtpUrl: string
  stop(): Promise<void>
}

/** Largest mail taken, in bytes. */
const largest = 1024 * 1024

async function collect(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  // Read to its end even when it is too long, as the protocol wants; what is over the limit is not kept. It is a stream of bytes.
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** What the protocol answers; smtp-server reads the code from the error. */
const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode })

/** Listens on a free port of 127.0.0.1. Resolves with the port. */
async function listen(server: SMTPServer): Promise<number> {
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The mailbox does not listen on a port')
  return address.port
}

/**
 * Opens the mailbox and listens.
 * @param options.dir folder of the mails
 */
export async function openMailbox({ dir }: { dir: string }): Promise<Mailbox> {
  const folder = await openMailFolder(dir)
  const keep = async (stream: SMTPServerDataStream, recipients: readonly string[]): Promise<void> => {
    const mail = await collect(stream)
    if (stream.sizeExceeded) throw refusal(552, 'The mail is too large')
    await folder.keep(mail, recipients)
  }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    hideSTARTTLS: true,
    banner: 'NOA mailbox',
    size: largest,
    socketTimeout: 30_000,
    closeTimeout: 1000,
    maxClients: 100,
    onData(stream, session, done) {
      keep(stream, session.envelope.rcptTo.map(each => each.address)).then(
        () => done(),
        (error: unknown) => done(error instanceof Error && 'responseCode' in error ? error : refusal(451, 'The mail could not be kept')),
      )
    },
  })
  const port = await listen(server)
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    list: limit => folder.list(limit),
    read: id => folder.read(id),
    expire: before => folder.expire(before),
    stop: () => new Promise<void>(resolve => server.close(() => resolve())),
  }
}
