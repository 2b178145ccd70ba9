/**
 * One suite for the client, against three judges: the embedded service over real HTTP, Prism's mock of the same document, and the
 * embedded service behind Prism's proxy, which answers 500 to whatever breaks the contract on either side.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile, mkdtemp, mkdir, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountClient } from '../../src/accounts/accountClient.ts'
import { createAccountClient } from '../../src/accounts/accountClient.ts'
import { root } from '../../src/root.ts'
import { newKey, someone, startEmbedded } from './embedded.ts'

const document = join(root, 'src/accounts/openapi.yaml')

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Starts Prism by its own process (npx would leave a child behind). */
async function startPrism(...args: string[]): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const cli = join(root, 'node_modules/@stoplight/prism-cli/dist/index.js')
  const [mode = '', ...rest] = args
  const child = spawn(process.execPath, [cli, mode, '-h', '127.0.0.1', '-p', String(port), ...rest], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.includes('is listening')) resolve()
    })
    child.once('exit', () => reject(new Error(`Prism ended: ${output}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill()
      await ended
    },
  }
}

interface Judge {
  readonly client: AccountClient
  /** A client whose next request is refused for its form. */
  readonly refused: { readonly client: AccountClient; readonly field: string }
  readonly wrongToken: AccountClient
  stop(): Promise<void>
}

const judges: Record<string, () => Promise<Judge>> = {
  'the embedded service': async () => {
    const service = await startEmbedded()
    const wrongToken = createAccountClient({ url: `${service.url}/accounts/v1`, token: 'wrong' })
    return { client: service.client, refused: { client: service.client, field: 'lastName' }, wrongToken, stop: () => service.stop() }
  },
  'Prism’s mock of the document': async () => {
    const mock = await startPrism('mock', document)
    const { url } = mock
    const prefer = (code: number) => (request: Request) => {
      request.headers.set('prefer', `code=${code}`)
      return fetch(request)
    }
    return {
      client: createAccountClient({ url, token: 'any' }),
      refused: { client: createAccountClient({ url, token: 'any', fetch: prefer(422) }), field: 'email' },
      wrongToken: createAccountClient({ url, token: 'any', fetch: prefer(401) }),
      stop: () => mock.stop(),
    }
  },
  'the embedded service behind Prism’s proxy': async () => {
    const service = await startEmbedded()
    const proxy = await startPrism('proxy', document, `${service.url}/accounts/v1`, '--errors')
    const client = createAccountClient({ url: proxy.url, token: service.token })
    const wrongToken = createAccountClient({ url: proxy.url, token: 'wrong' })
    return {
      client,
      refused: { client, field: 'lastName' },
      wrongToken,
      stop: async () => {
        await proxy.stop()
        await service.stop()
      },
    }
  },
}

for (const [name, start] of Object.entries(judges))
  describe(`the account client against ${name}`, () => {
    let judge: Judge
    before(async function () {
      this.timeout(60_000)
      judge = await start()
    })
    after(() => judge.stop())

    it('asks for an account', async () => {
      const answer = await judge.client.requestAccount(newKey(), {
        fields: someone('marie@example.org', { title: 'madame', phone: '+33123456789', unit: 'UMR 7215' }),
        locale: 'fr',
      })
      assert.ok('accepted' in answer && answer.accepted.length > 0, JSON.stringify(answer))
    })

    it('asks again under the same key', async () => {
      const key = newKey()
      const ask = () => judge.client.requestAccount(key, { fields: someone('paul@example.org'), locale: 'en' })
      assert.deepEqual(await ask(), await ask())
    })

    it('asks for another mail', async () => {
      const answer = await judge.client.resendActivation(newKey(), { email: 'marie@example.org', locale: 'fr' })
      assert.ok('accepted' in answer, JSON.stringify(answer))
    })

    it('is told which field is wrong', async () => {
      const { lastName: _, ...fields } = someone('irene@example.org')
      const answer = await judge.refused.client.requestAccount(newKey(), { fields, locale: 'fr' })
      assert.ok('refused' in answer, JSON.stringify(answer))
      assert.equal(answer.refused[0]?.field, judge.refused.field)
    })

    it('waits when its token is not the right one', async () => {
      const answer = await judge.wrongToken.requestAccount(newKey(), { fields: someone('marie@example.org'), locale: 'fr' })
      assert.deepEqual(answer, { unavailable: { retryInMs: 60_000, code: 'http401' } })
    })
  })

describe('what breaks the account contract', () => {
  it('is caught by Prism’s proxy in the answer of a service', async function () {
    this.timeout(60_000)
    let body: object = { requestId: 'abc', hasAccount: true }
    const liar = createServer((request, response) => {
      request.resume().on('end', () => {
        // Not chained: restify replaces writeHead by one that returns nothing.
        response.writeHead(202, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      })
    })
    await new Promise<void>(resolve => liar.listen(0, '127.0.0.1', resolve))
    const proxy = await startPrism('proxy', document, `http://127.0.0.1:${(liar.address() as AddressInfo).port}`, '--errors')
    try {
      const client = createAccountClient({ url: proxy.url, token: 'any', retries: 0 })
      const ask = () => client.requestAccount(newKey(), { fields: someone('marie@example.org'), locale: 'fr' })
      assert.deepEqual(await ask(), { unavailable: { retryInMs: 5000, code: 'http500' } })
      body = { requestId: 'abc' }
      assert.deepEqual(await ask(), { accepted: 'abc' })
    } finally {
      await proxy.stop()
      await new Promise(resolve => liar.close(resolve))
    }
  })

  it('is caught by the embedded service in its own answers', async () => {
    const service = await startEmbedded()
    try {
      // The database hands back a request id that the contract does not allow.
      await service.storage.db
        .insertInto('account_request')
        .values({
          request_id: 'x'.repeat(101), idempotency_key: 'planted-key', body_hash: '', email: '', fields: null, locale: 'fr',
          account_id: null, created_at: new Date().toISOString(), mailbox: '', sender: '',
        })
        .execute()
      const body_hash = createHash('sha256').update('{"email":"marie@example.org","locale":"fr"}').digest('hex')
      await service.storage.db.updateTable('account_request').set({ body_hash }).execute()
      const answer = await fetch(`${service.url}/accounts/v1/activation-emails`, {
        method: 'POST',
        headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json', 'idempotency-key': 'planted-key' },
        body: JSON.stringify({ email: 'marie@example.org', locale: 'fr' }),
      })
      assert.equal(answer.status, 503)
      assert.deepEqual(service.faults, ['account_answer_breaks_contract'])
    } finally {
      await service.stop()
    }
  })

  const lint = (file: string): { errors: number; warnings: number } => {
    const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/@redocly/cli/bin/cli.js'), 'lint', file, '--format=json'], {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    })
    const { errors, warnings } = (JSON.parse(stdout) as { totals: { errors: number; warnings: number } }).totals
    return { errors, warnings }
  }

  it('is caught by the linter in the document, which is clean', async () => {
    assert.deepEqual(lint(document), { errors: 0, warnings: 0 })
    const folder = await mkdtemp(join(tmpdir(), 'noa-lint-'))
    try {
      const broken = join(folder, 'openapi.yaml')
      await writeFile(broken, (await readFile(document, 'utf8')).replace('operationId: resendActivation', 'operationId: requestAccount'))
      assert.equal(lint(broken).errors, 1)
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('the types come from the document, and are made anew when it changes', async () => {
    const generate = join(root, 'src/accounts/generate.mjs')
    const { generateContract } = (await import(generate)) as { generateContract: (options: { root: string }) => Promise<boolean> }
    const folder = await mkdtemp(join(tmpdir(), 'noa-contract-'))
    try {
      await mkdir(join(folder, 'src/accounts'), { recursive: true })
      const copy = join(folder, 'src/accounts/openapi.yaml')
      await writeFile(copy, await readFile(document))
      assert.deepEqual([await generateContract({ root: folder }), await generateContract({ root: folder })], [true, false])
      await writeFile(copy, (await readFile(document, 'utf8')).replaceAll('requestId', 'requestNumber'))
      assert.equal(await generateContract({ root: folder }), true)
      assert.match(await readFile(join(folder, 'src/accounts/contract.d.ts'), 'utf8'), /requestNumber: string/)
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
