/**
 * What it costs to answer a message through the connector, by normal delivery: the guide's adapter against the stock
 * `CloudAdapter.process`. Both say back what they hear, keep nothing, and have answered a request when the connector has the reply; so
 * what is compared is the door and the way out alone. Each is a process of its own, asked by turns; the connector and the people are
 * in this one. Options: --rounds, --turns (of one round).
 */
import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import restify from 'restify'
import { createDelivery, GuideAdapter } from '../../src/channels/connector/delivery.ts'
import { messagesRoute } from '../../src/channels/connector/messagesEndpoint.ts'
import { createServer as createGuideServer } from '../../src/http/server.ts'
import { ActivityTypes, CloudAdapter, ConfigurationBotFrameworkAuthentication, type Activity } from '../../src/sdk.ts'
import { figure, machine, median, spread, table, usageOf } from '../support/bench/measure.ts'

type Role = 'stock' | 'guide'
const connections = 8
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const nothing = undefined as never
const answer = (text: string | undefined): string => `echo: ${text ?? ''}`

/** As botbuilder's samples are written. */
async function stock(): Promise<string> {
  const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}))
  const server = restify.createServer()
  server.use(restify.plugins.bodyParser())
  server.post('/api/messages', async (req, res) => {
    await adapter.process(req as never, res as never, async context => void (await context.sendActivity(answer(context.activity.text))))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address()).port}`
}

/** The guide's door and its delivery, with nothing between them. */
async function guide(): Promise<string> {
  const microsoft = { appType: 'SingleTenant' } as const
  const delivery = createDelivery(new GuideAdapter(microsoft), nothing)
  let sent = 0
  const route = messagesRoute({
    microsoft,
    delivery,
    storage: nothing,
    log: silent,
    turns: {
      receive: async ({ activity, reference }) => {
        const { id: replyToId } = activity
        const text = answer(activity.text)
        const reply: Partial<Activity> = { type: ActivityTypes.Message, text, ...(replyToId === undefined ? {} : { replyToId }) }
        const entry = { id: `${sent++}`, kind: 'send', payload: '', attempt: 1, told: false, createdAt: new Date().toISOString() }
        const outcome = await delivery.deliver({ reference: reference ?? {}, activity: reply }, entry)
        assert.ok('done' in outcome)
        return { id: '', replies: [reply as Activity], watermark: 0, repeated: false }
      },
    },
  })
  return createGuideServer({ routes: [route], trustProxy: false, log: silent }).listen(0, '127.0.0.1')
}

interface Bot {
  readonly name: string
  readonly address: string
  readonly process: ChildProcess
}

async function start(role: Role, name: string): Promise<Bot> {
  const child = fork(fileURLToPath(import.meta.url), ['--role', role], {
    // One that outlives this process would go on for ever.
    execArgv: [...process.execArgv, "--import=data:text/javascript,process.once('disconnect',()=>process.exit(1))"],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    child.once('message', message => resolve(message as string))
    child.once('exit', code => reject(new Error(`The ${name} did not start (${code})`)))
  })
  return { name, address, process: child }
}

async function compare(rounds: number, turns: number): Promise<void> {
  const replies: string[] = []
  const connector = createServer((req, res) => {
    let body = ''
    req.on('data', chunk => (body += chunk))
    req.on('end', () => {
      replies.push((JSON.parse(body) as { text: string }).text)
      res.setHeader('content-type', 'application/json')
      res.end('{"id":"1"}')
    })
  })
  await new Promise<void>(resolve => connector.listen(0, '127.0.0.1', resolve))
  const serviceUrl = `http://127.0.0.1:${(connector.address() as AddressInfo).port}`
  const agent = new Agent({ keepAlive: true, maxSockets: connections })

  const say = (address: string, n: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({
        type: 'message', id: `${n}`, text: `${n}`, channelId: 'msteams', serviceUrl, locale: 'fr-FR',
        from: { id: 'person' }, recipient: { id: 'bot' }, conversation: { id: `c${n % 100}` },
      })
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      request(`${address}/api/messages`, { method: 'POST', agent, headers }, res => {
        res.resume().once('end', () => resolve(res.statusCode ?? 0))
      }).once('error', reject).end(body)
    })

  /** @returns turns per second, and processor time per turn in µs */
  async function round({ address, process: { pid }, name }: Bot): Promise<{ speed: number; cpu: number }> {
    replies.length = 0
    const before = usageOf(pid!).cpu
    const began = performance.now()
    let next = 0
    await Promise.all(Array.from({ length: connections }, async () => {
      while (next < turns) assert.equal(await say(address, next++), 200, name)
    }))
    const seconds = (performance.now() - began) / 1000
    const heard = replies.sort().join()
    assert.equal(heard, Array.from({ length: turns }, (_, n) => answer(`${n}`)).sort().join(), `${name} did not answer everything`)
    return { speed: turns / seconds, cpu: ((usageOf(pid!).cpu - before) * 1000) / turns }
  }

  const bots = [await start('stock', 'stock CloudAdapter.process'), await start('guide', 'guide’s adapter')]
  try {
    console.log('\nAnswering through the connector (normal delivery)')
    const before = machine()
    for (const bot of bots) for (let warm = 0; warm < 2; warm++) await round(bot)
    const all = bots.map(() => [] as { speed: number; cpu: number }[])
    for (let n = 0; n < rounds; n++) for (const [at, bot] of bots.entries()) all[at]!.push(await round(bot))
    console.log(`  ${before}`)
    table([
      ['', 'turns/s', 'processor per turn, µs'],
      ...bots.map(({ name }, at) => [name, spread(all[at]!.map(each => each.speed)), spread(all[at]!.map(each => each.cpu))]),
    ])
    const ratios = (of: 'speed' | 'cpu'): number[] => all[0]!.map((each, n) => all[1]![n]![of] / each[of])
    console.log(`  guide / stock: ${spread(ratios('speed'))} times the turns, ${figure(median(ratios('cpu')))} of the processor time`)
  } finally {
    for (const { process: child } of bots) child.kill()
    agent.destroy()
    connector.close()
  }
}

const { values } = parseArgs({
  options: { role: { type: 'string' }, rounds: { type: 'string', default: '5' }, turns: { type: 'string', default: '2000' } },
  strict: false,
})
if (values.role === undefined) await compare(Number(values.rounds), Number(values.turns))
else process.send!(await (values.role === 'stock' ? stock() : guide()))
