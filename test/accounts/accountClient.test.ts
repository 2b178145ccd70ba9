import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { inspect } from 'node:util'
import { createAccountClient, toAccountFields } from '../../src/accounts/accountClient.ts'
import type { AccountAnswer, AccountClientOptions } from '../../src/accounts/accountClient.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { newKey, someone } from './embedded.ts'
import { testedContent } from '../support/testedContent.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => void

const answer = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}
const accept: Handle = (_, response) => answer(response, 202, { requestId: 'abc' })

describe('the account client when the service is not well', () => {
  let handle: Handle = accept
  let requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    request.resume().on('end', () => handle(request, response))
  })
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = (options: Partial<AccountClientOptions> = {}) => createAccountClient({ url, token: 'secret-token', ...options })
  const ask = (from = client(), key = newKey()): Promise<AccountAnswer> =>
    from.requestAccount(key, { fields: someone('marie.curie@example.org'), locale: 'fr' })

  before(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve)))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  beforeEach(() => {
    handle = accept
    requests = []
  })

  it('tries again under the same key and gets through', async () => {
    handle = (request, response) => (requests.length < 3 ? answer(response, 500, {}) : accept(request, response))
    assert.deepEqual(await ask(client(), 'the-same-key'), { accepted: 'abc' })
    assert.deepEqual(requests.map(request => request.headers['idempotency-key']), ['the-same-key', 'the-same-key', 'the-same-key'])
    assert.ok(requests.every(request => request.headers.authorization === 'Bearer secret-token'))
  })

  it('does not press a service that says when to come back', async () => {
    handle = (_, response) => answer(response, 503, { error: {} }, { 'retry-after': '42' })
    assert.deepEqual(await ask(), { unavailable: { retryInMs: 42_000, code: 'http503' } })
    handle = (_, response) => answer(response, 429, { error: {} }, { 'retry-after': '99999999' })
    assert.deepEqual(await ask(), { unavailable: { retryInMs: 3_600_000, code: 'http429' } })
    assert.equal(requests.length, 2)
  })

  it('gives up on a service that never answers, and on one that never ends its answer', async () => {
    const began = Date.now()
    for (const slow of [() => undefined, (_: IncomingMessage, response: ServerResponse) => response.writeHead(202)] as Handle[]) {
      handle = slow
      assert.deepEqual(await ask(client({ timeoutMs: 100, retries: 1 })), { unavailable: { retryInMs: 5000, code: 'timeout' } })
    }
    assert.equal(requests.length, 4)
    assert.ok(Date.now() - began < 5000)
  })

  it('gives a slow service the time it needs once nobody waits for the answer', async () => {
    handle = (request, response) => void setTimeout(() => accept(request, response), 400)
    const impatient = client({ timeoutMs: 100, retries: 1, patientTimeoutMs: 5000 })
    assert.deepEqual(await ask(impatient, 'the-same-key'), { unavailable: { retryInMs: 5000, code: 'timeout' } })
    const request = { fields: someone('marie.curie@example.org'), locale: 'fr' } as const
    assert.deepEqual(await impatient.requestAccount('the-same-key', request, { patient: true }), { accepted: 'abc' })
    assert.equal(requests.length, 3)
  })

  it('leaves a failing service alone for a while, then tries with one request', async () => {
    const patient = client({ retries: 0, breakMs: 300 })
    handle = (_, response) => answer(response, 500, {})
    for (let i = 0; i < 5; i++) assert.ok('unavailable' in (await ask(patient)))
    assert.deepEqual(await ask(patient), { unavailable: { retryInMs: 300, code: 'circuitOpen' } })
    assert.equal(requests.length, 5)
    await delay(350)
    handle = accept
    assert.deepEqual(await ask(patient), { accepted: 'abc' })
  })

  it('says what the network said when nobody listens', async () => {
    const nobody = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => nobody.once('listening', resolve))
    const { port } = nobody.address() as AddressInfo
    await new Promise(resolve => nobody.close(resolve))
    assert.deepEqual(await ask(client({ url: `http://127.0.0.1:${port}`, retries: 0 })), {
      unavailable: { retryInMs: 5000, code: 'ECONNREFUSED' },
    })
  })

  it('takes no answer that breaks the contract, follows no redirection, and repeats nothing personal', async () => {
    const wrong: Handle[] = [
      (_, response) => answer(response, 202, {}),
      (_, response) => answer(response, 202, 'not json'),
      (_, response) => answer(response, 202, ''),
      (_, response) => answer(response, 200, { requestId: 'abc' }),
      (_, response) => answer(response, 422, { errors: [] }),
      (_, response) => answer(response, 422, { message: 'marie.curie@example.org is wrong' }),
      (_, response) => answer(response, 302, '', { location: `${url()}/elsewhere` }),
      (_, response) => answer(response, 401, { error: { message: 'marie.curie@example.org' } }),
      (_, response) => answer(response, 404, '<html>marie.curie@example.org</html>', { 'content-type': 'text/html' }),
      (_, response) => void response.socket?.destroy(),
    ]
    for (const [index, each] of wrong.entries()) {
      handle = each
      const got = await ask(client({ retries: 0 }))
      assert.ok('unavailable' in got, `${index}: ${JSON.stringify(got)}`)
      assert.doesNotMatch(inspect(got), /curie|secret-token/i)
    }
    assert.ok(requests.every(request => request.url === '/accounts'))
  })

  it('sends the values of a form as the contract wants them', async () => {
    const form = (await openLibrary({ dir: testedContent, defaultLocale: 'fr' })).form('localAccount')
    const values = { title: '', lastName: 'Curie', email: 'm@example.org', terms: 'accept', planted: 'x' }
    assert.deepEqual(toAccountFields(form, values), { lastName: 'Curie', email: 'm@example.org', terms: true })
    assert.deepEqual(toAccountFields(form, { ...values, terms: 'decline' }), { lastName: 'Curie', email: 'm@example.org' })
  })
})
