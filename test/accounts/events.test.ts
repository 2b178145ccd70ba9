import assert from 'node:assert/strict'
import { signWebhook, verifyAccountEvent } from '../../src/accounts/events.ts'

const secret = 'a-long-random-secret'
const now = 1_800_000_000_000
const event = { type: 'account.activated', requestId: 'abc', at: '2027-01-15T08:00:00.000Z' }
const body = JSON.stringify(event)

describe('announcements of the account service', () => {
  const headers = signWebhook(secret, 'event-1', body, now)

  it('are read when they are signed, within five minutes', () => {
    assert.deepEqual(verifyAccountEvent(secret, headers, body, now), event)
    assert.deepEqual(verifyAccountEvent(secret, headers, Buffer.from(body), now + 299_000), event)
    assert.deepEqual(verifyAccountEvent(secret, { ...headers, 'webhook-signature': `v1,b2xk ${headers['webhook-signature']}` }, body, now), event)
  })

  it('are refused when anything of them was changed, is missing or is old', () => {
    const refused: [string, Record<string, string | undefined>, string, number][] = [
      [secret, headers, body.replace('abc', 'abd'), now],
      [`${secret}x`, headers, body, now],
      [secret, { ...headers, 'webhook-id': 'event-2' }, body, now],
      [secret, { ...headers, 'webhook-timestamp': String(now / 1000 + 1) }, body, now],
      [secret, headers, body, now + 301_000],
      [secret, headers, body, now - 301_000],
      [secret, { ...headers, 'webhook-timestamp': 'NaN' }, body, now],
      [secret, { ...headers, 'webhook-signature': headers['webhook-signature']!.replace('v1,', 'v2,') }, body, now],
      [secret, { ...headers, 'webhook-signature': 'v1,' }, body, now],
      [secret, { ...headers, 'webhook-signature': undefined }, body, now],
      [secret, {}, body, now],
    ]
    for (const [index, each] of refused.entries()) assert.equal(verifyAccountEvent(...each), undefined, String(index))
  })

  it('are refused when they are signed and no event', () => {
    for (const text of ['', 'null', '{', '[]', JSON.stringify({ ...event, type: 'account.erased' }), JSON.stringify({ ...event, more: 1 })])
      assert.equal(verifyAccountEvent(secret, signWebhook(secret, 'event-1', text, now), text, now), undefined, text)
  })

  it('are signed as the specification of Standard Webhooks does', () => {
    // The example of https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/webhook.test.ts
    const signed = signWebhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', 1_614_265_330_000)
    assert.equal(signed['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
  })
})
