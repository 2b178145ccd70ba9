/** Microsoft's Agents Playground, which stands in for Teams: started in a folder of its own, for this machine alone, and ended. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../src/root.ts'

export interface Playground {
  readonly address: string
  stop(): Promise<void>
}

/** The Playground listens on every interface and has no option for it: what it starts is bound to the loopback before it runs. */
const loopbackOnly = `
import net from 'node:net'
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, ...rest) {
  return typeof first === 'number' || typeof first === 'string' && /^\\d+$/.test(first)
    ? listen.call(this, { port: Number(first), host: '127.0.0.1' }, ...rest.filter(each => typeof each === 'function'))
    : listen.call(this, first?.port === undefined ? first : { ...first, host: '127.0.0.1' }, ...rest)
}`

/** A port that is free now. Should it be taken before the Playground has it, the Playground takes another and is then not found. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

const stopped = (process: ReturnType<typeof spawn>): Promise<void> =>
  new Promise(resolve => {
    if (process.exitCode !== null || process.signalCode !== null) resolve()
    else process.once('exit', () => resolve())
  })

/**
 * What the Playground says, handed on to the guide in another language: it says `en-US` for everybody, and has no option for it either.
 */
async function translated(endpoint: string, locale: string): Promise<{ readonly endpoint: string; close(): void }> {
  const { pathname } = new URL(endpoint)
  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString()
  }
  const server = createHttpServer((request, response) => {
    void (async () => {
      const body = (await bodyOf(request)).replaceAll('"locale":"en-US"', `"locale":"${locale}"`)
      const answer = await fetch(endpoint, { method: request.method ?? 'POST', headers: { 'content-type': 'application/json' }, ...(body === '' ? {} : { body }) })
      response.statusCode = answer.status
      response.setHeader('content-type', answer.headers.get('content-type') ?? 'application/json')
      response.end(await answer.text())
    })().catch(() => response.destroy())
  })
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}${pathname}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/**
 * Starts it on the channel of Teams.
 * @param guide the guide's `/api/messages`
 * @param locale language of the person's Teams
 */
export async function startPlayground(guide: string, locale: string): Promise<Playground> {
  const { endpoint, close } = await translated(guide, locale)
  const folder = mkdtempSync(join(tmpdir(), 'noa-playground-'))
  const port = await freePort()
  const cli = join(root, 'node_modules/@microsoft/m365agentsplayground/cli.js')
  const child = spawn(
    process.execPath,
    [`--import=data:text/javascript,${encodeURIComponent(loopbackOnly)}`, cli, 'start', '-e', endpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], HOME: folder, SEND_INSTALLATION_ACTIVITY: 'true' } },
  )
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const stop = async (): Promise<void> => {
    child.kill()
    await stopped(child)
    close()
    rmSync(folder, { recursive: true, force: true })
  }
  const address = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break
    if (await fetch(address).then(({ ok }) => ok, () => false)) return { address, stop }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  await stop()
  throw new Error(`The Playground did not start: ${output}`)
}
