import assert from 'node:assert/strict'
import { createTokens, lifetime } from '../../../src/channels/directLine/tokens.ts'

describe('tokens of Direct Line', () => {
  const grant = { conversation: 'c', user: 'dl_u' }
  let now = Date.parse('2026-11-20T08:00:00Z')
  const tokens = createTokens(() => Promise.resolve('ab'.repeat(32)), () => now)

  it('open what they were given for until they expire, however often they are shown', async () => {
    const token = await tokens.issue(grant, 'api')
    for (let shown = 0; shown < 3; shown++) assert.deepEqual(await tokens.verify(token, 'api'), grant)
    now += lifetime.api * 1000 - 1
    assert.deepEqual(await tokens.verify(token, 'api'), grant)
    now += 1
    for (let shown = 0; shown < 3; shown++) assert.equal(await tokens.verify(token, 'api'), 'expired')
  })

  it('open nothing for another purpose, changed, or signed with another key', async () => {
    const token = await tokens.issue(grant, 'api')
    assert.deepEqual(await tokens.verify(token, 'api'), grant)
    assert.equal(await tokens.verify(token, 'stream'), 'invalid')
    const [head, , signature] = token.split('.')
    const other = Buffer.from(JSON.stringify({ conv: 'other', user: 'dl_u' })).toString('base64url')
    assert.equal(await tokens.verify(`${head}.${other}.${signature}`, 'api'), 'invalid')
    const elsewhere = createTokens(() => Promise.resolve('cd'.repeat(32)), () => now)
    assert.equal(await elsewhere.verify(token, 'api'), 'invalid')
  })

  it('are remembered in bounded number, and prove themselves again afterwards', async () => {
    const token = await tokens.issue(grant, 'api')
    assert.deepEqual(await tokens.verify(token, 'api'), grant)
    for (let n = 0; n < 10_050; n++) await tokens.verify(await tokens.issue({ conversation: `c${n}`, user: 'u' }, 'api'), 'api')
    assert.deepEqual(await tokens.verify(token, 'api'), grant)
  }).timeout(20_000)
})
