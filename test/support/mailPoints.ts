/** A mail server of the tests' own, at each point of whose protocol something can happen: a real one, behind a line that can be cut. */
import { connect, createServer, type AddressInfo, type Server } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** In the order of the protocol. `data`: in the middle of the mail. From `end` on the server has it; `later` is after its answer. */
export const points = ['connect', 'mail', 'rcpt', 'data', 'end', 'answered', 'later'] as const
export type Point = (typeof points)[number]

export interface TakenMail {
  readonly to: string
  readonly messageId: string
  /** Of its activation link. */
  readonly token: string
}

export interface MailPoints {
  readonly url: string
  /** Every mail that the server has, in order. */
  readonly taken: TakenMail[]
  /** Does something once, at this point of the mail that comes next. */
  next(point: Point, act: () => Promise<void>): void
  stop(): Promise<void>
}

/** A line to the mail server that is cut in the middle of a mail: of what follows the answer 354, a hundred bytes pass. */
function line(port: number, cutNow: () => (() => Promise<void>) | undefined): Server {
  return createServer(client => {
    const upstream = connect(port, '127.0.0.1')
    let cut: (() => Promise<void>) | undefined
    let passed = false
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    for (const side of [client, upstream]) side.on('error', end).on('close', end)
    upstream.on('data', (answer: Buffer) => {
      // The answers to several commands may come together.
      if (/^354/m.test(answer.toString('latin1'))) cut = cutNow()
      client.write(answer)
    })
    client.on('data', (said: Buffer) => {
      if (cut === undefined) return void upstream.write(said)
      // A mail may come in parts: its last one would end what the server has.
      if (passed) return
      passed = true
      upstream.write(said.subarray(0, 100))
      cut().then(end, end)
    })
  })
}

export async function openMailPoints(): Promise<MailPoints> {
  const taken: TakenMail[] = []
  let waiting: { readonly point: Point; readonly act: () => Promise<void> } | undefined
  const take = (point: Point): (() => Promise<void>) | undefined => {
    if (waiting?.point !== point) return undefined
    const { act } = waiting
    waiting = undefined
    return act
  }
  const at = async (point: Point, callback?: () => void): Promise<void> => {
    await take(point)?.()
    callback?.()
  }
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onConnect: (_, done) => void at('connect', done),
    onMailFrom: (_, __, done) => void at('mail', done),
    onRcptTo: (_, __, done) => void at('rcpt', done),
    onData: (stream, { envelope }, done) => {
      // What is to happen at the next mail happens at none that came before.
      const own = waiting
      const reach = async (point: Point, callback?: () => void): Promise<void> => (own === waiting ? at(point, callback) : callback?.())
      const read = async (): Promise<void> => {
        const chunks: Buffer[] = []
        for await (const chunk of stream) chunks.push(chunk as Buffer)
        const { messageId = '', text = '' } = await simpleParser(Buffer.concat(chunks))
        taken.push({ to: envelope.rcptTo[0]!.address, messageId, token: /token=([\w-]+)/.exec(text)?.[1] ?? '' })
        await reach('end', done)
        await reach('answered')
        await delay(Math.random() * 12)
        await reach('later')
      }
      // A connection that ends in the middle of a mail leaves nothing.
      read().catch(() => undefined)
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const front = line((server.server.address() as AddressInfo).port, () => take('data'))
  await new Promise<void>(resolve => front.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(front.address() as AddressInfo).port}`,
    taken,
    next: (point, act) => {
      waiting = { point, act }
    },
    stop: async () => {
      front.close()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}
