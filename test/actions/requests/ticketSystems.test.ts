/** What a program of the helpdesk is handed: signed and as it is described, one ticket each however often it fails. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Ajv from 'ajv-draft-04'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { isSigned } from '../../../src/accounts/events.ts'
import { byGlpi } from '../../../src/actions/requests/byGlpi.ts'
import { byWebhook } from '../../../src/actions/requests/byWebhook.ts'
import type { HandedOver } from '../../../src/actions/requests/handOver.ts'
import { root } from '../../../src/root.ts'
import { startGlpi } from '../../support/glpiStandIn.ts'

const request: HandedOver['request'] = {
  reference: 'NOA-7K3M9Q', locale: 'fr', subject: 'Message d’erreur', likeness: 'errorMessage:503', ticket: 'INC-0042',
  agreed: [{ name: 'ownWords', label: 'Message', value: 'tout est <b>blanc</b>' }], transcript: undefined, email: 'marie@example.org',
  state: 'new', agent: undefined, version: 1, createdAt: Date.parse('2026-11-30T09:00:00Z'), changedAt: Date.parse('2026-11-30T09:00:00Z'),
}
const created: HandedOver = { id: request.reference, request }
const replied: HandedOver = {
  id: '0123456789abcdef', request,
  event: { id: '0123456789abcdef', reference: request.reference, kind: 'reply', author: undefined, words: 'toujours <i>pareil</i>', at: Date.parse('2026-11-30T10:00:00Z') },
}

describe('the helpdesk’s own program', () => {
  it('is told by a signed webhook as it is described, until it takes it', async () => {
    const secret = 'a-secret-of-the-two'
    const got: { id: unknown; signed: boolean; body: string }[] = []
    let status = 500
    const server = createServer((incoming, response) => {
      const parts: Buffer[] = []
      incoming.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const body = Buffer.concat(parts).toString()
        got.push({ id: incoming.headers['webhook-id'], signed: isSigned(secret, incoming.headers, body, Date.now()), body })
        response.statusCode = status
        response.end()
      })
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    // It listens on a port.
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/noa`
    const way = byWebhook({ url, secret })
    const first = await way.deliver(created, 1)
    assert.deepEqual(first, { retry: { inMs: 2000, code: 'http500' } })
    status = 204
    assert.deepEqual(await way.deliver(created, 2), { done: true })
    assert.deepEqual(await way.deliver(replied, 1), { done: true })
    status = 410
    assert.deepEqual(await way.deliver(replied, 1), { failed: { code: 'http410' } })
    await new Promise(resolve => server.close(resolve))
    assert.deepEqual(await way.deliver(created, 3), { retry: { inMs: 8000, code: 'network' } })
    assert.deepEqual(got.map(({ id }) => id), [created.id, created.id, replied.id, replied.id])
    assert.ok(got.every(({ signed }) => signed))
    assert.equal(got[0]?.body, got[1]?.body)
    assert.ok(!isSigned('another-secret-than', { 'webhook-id': 'x' }, got[0]?.body ?? '', Date.now()))

    const document = parse(readFileSync(join(root, 'src/actions/requests/openapi.yaml'), 'utf8')) as { components: object } // of our own tree
    const ajv = new Ajv.default({ strict: false })
    formats.default(ajv)
    ajv.addSchema({ id: 'openapi', components: document.components })
    const validate = ajv.compile({ $ref: 'openapi#/components/schemas/Handed' })
    for (const { body } of got) assert.ok(validate(JSON.parse(body)), JSON.stringify(validate.errors))
    assert.ok(!got.some(({ body }) => body.includes('marie@')), 'an address that is no line of what was agreed stays')
  })

  it('of GLPI gets one ticket and each reply once, though answers are lost', async () => {
    const tokens = { userToken: 'a-key-of-a-user-of-it', appToken: 'a-token-of-the-client' }
    const glpi = await startGlpi(tokens)
    const way = byGlpi({ ...tokens, url: glpi.url, library: { plain: (_locale, key) => key } })
    for (const fails of ['before', 'after', 'no', 'no'] as const) {
      glpi.fails = fails
      const outcome = await way.deliver(created, 1)
      assert.deepEqual(outcome, fails === 'no' ? { done: true } : { retry: { inMs: 5000, code: 'network' } })
    }
    assert.deepEqual(glpi.tickets.map(({ name }) => name), ['NOA-7K3M9Q Message d’erreur [INC-0042]'])
    assert.match(glpi.tickets[0]?.content ?? '', /tout est &lt;b&gt;blanc/)
    for (const fails of ['after', 'no', 'no'] as const) {
      glpi.fails = fails
      await way.deliver(replied, 1)
    }
    assert.deepEqual([glpi.tickets.length, glpi.followUps.length], [1, 1])
    assert.match(glpi.followUps[0]?.content ?? '', /toujours &lt;i&gt;pareil/)
    assert.equal(glpi.open.size, 0, 'sessions end')
    const stranger = byGlpi({ url: glpi.url, userToken: 'another-key-than-that', library: { plain: (_locale, key) => key } })
    assert.deepEqual(await stranger.deliver(created, 1), { retry: { inMs: 5000, code: 'http400' } })
    await glpi.stop()
  })
})
