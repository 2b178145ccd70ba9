/** Who may write to the bot, and to whom the bot shows its own token: with an issuer, a token service and a connector on loopback. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { exportSPKI, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose'
import { teamsDialect } from '../../../src/channels/teams/teamsChannel.ts'
import { createIdentity, KeysUnavailable, Unproved } from '../../../src/channels/connector/identity.ts'
import { messagesRoute } from '../../../src/channels/connector/messagesEndpoint.ts'
import { createServer } from '../../../src/http/server.ts'
import { readConfig, type Config } from '../../../src/config.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import { connectorIssuer, startStandIn, startTokenIssuer, type StandIn, type TokenIssuer } from '../../support/botConnector.ts'
import { echoTurns, type EchoTurns } from '../../support/echoTurns.ts'

const tenant = '22222222-2222-4222-8222-222222222222'
const serviceUrl = 'https://smba.example.org/emea/'

describe('who writes to /api/messages', () => {
  const appId = randomUUID()
  let issuer: TokenIssuer
  before(async () => (issuer = await startTokenIssuer()))
  after(() => { issuer.stop() })

  const ends: (() => unknown)[] = []
  const logged: unknown[] = []
  const open = async (more: Partial<Config['microsoft']> = {}): Promise<{ address: string; turns: EchoTurns }> => {
    const storage = await openStorage({ dataDir: ':memory:' })
    const turns = echoTurns(storage)
    const note = (details: object, message: string): void => void logged.push([details, message])
    const log = { info: note, warn: note, error: note }
    const microsoft: Config['microsoft'] = { appId, appPassword: 'x', appTenantId: tenant, appType: 'SingleTenant', openIdMetadataUrl: issuer.metadataUrl, ...more }
    const routes = [messagesRoute({ microsoft, turns, dialects: teamsDialect({ library: { words: () => '', locales: [] }, privately: () => '' }), delivery: { post: () => Promise.reject(new Error('nothing is written')) }, storage, log })]
    const server = createServer({ routes, trustProxy: false, log })
    ends.push(async () => {
      await server.stop()
      await storage.close()
    })
    return { address: await server.listen(0, '127.0.0.1'), turns }
  }
  const activity = (more: object = {}): object => ({
    type: 'message',
    id: randomUUID(),
    text: 'bonjour',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:person' },
    recipient: { id: '28:bot' },
    conversation: { id: 'a:conversation', tenantId: tenant, conversationType: 'personal' },
    deliveryMode: 'expectReplies',
    ...more,
  })
  const post = (address: string, authorization: string, body: unknown = activity()): Promise<Response> =>
    fetch(`${address}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) },
      body: JSON.stringify(body),
    })

  afterEach(async () => {
    logged.length = 0
    for (const end of ends.splice(0).reverse()) await end()
  })

  it('answers 401 and nothing else to every token that does not prove it', async () => {
    const { address, turns } = await open()
    const good = (options: Parameters<TokenIssuer['token']>[0] = {}): Promise<string> => issuer.token({ aud: appId, serviceUrl, ...options })
    const { privateKey: stranger } = await generateKeyPair('RS256')
    const { privateKey: curve } = await generateKeyPair('ES256')
    const jwks = (await (await fetch(`${issuer.address}/keys`)).json()) as { keys: JWK[] }
    const publicPem = await exportSPKI((await importJWK(jwks.keys[0]!, 'RS256')) as CryptoKey)
    const token = await good()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const unsigned = (alg: string): string => `${encode({ alg, kid: 'good' })}.${payload}.`
    const bad: Record<string, string> = {
      'no token': '',
      'an empty scheme': 'Bearer',
      'an empty token': 'Bearer ',
      garbage: 'Bearer garbage',
      'three words of garbage': 'Bearer a.b.c',
      'another scheme': `Basic ${Buffer.from('a:b').toString('base64')}`,
      'a good token under another scheme': `bearer-token ${token}`,
      'two tokens': `Bearer ${token} ${token}`,
      'a stranger’s signature': `Bearer ${await good({ key: stranger })}`,
      'no signature': `Bearer ${header}.${payload}.`,
      'a cut signature': `Bearer ${header}.${payload}.${signature.slice(0, -4)}`,
      'claims changed after signing': `Bearer ${header}.${encode({ ...claims, extra: 1 })}.${signature}`,
      'alg none': `Bearer ${unsigned('none')}`,
      'alg None': `Bearer ${unsigned('None')}`,
      'alg none with a signature': `Bearer ${unsigned('none')}${signature}`,
      'HS256 keyed with the public key': `Bearer ${await good({ alg: 'HS256', key: new TextEncoder().encode(publicPem) })}`,
      'HS256 keyed with the modulus': `Bearer ${await good({ alg: 'HS256', key: Buffer.from(jwks.keys[0]!.n!, 'base64url') })}`,
      'another family of keys': `Bearer ${await good({ alg: 'ES256', key: curve, kid: 'curve' })}`,
      'an unknown key': `Bearer ${await good({ kid: 'unknown' })}`,
      'no key named': `Bearer ${encode({ alg: 'RS256' })}.${payload}.${signature}`,
      'a key for another channel': `Bearer ${await good({ kid: 'other' })}`,
      'a key for no channel': `Bearer ${await good({ kid: 'none' })}`,
      expired: `Bearer ${await good({ expiresIn: -301 })}`,
      'without an end': `Bearer ${await good({ expiresIn: undefined })}`,
      'not valid yet': `Bearer ${await good({ notBefore: 400 })}`,
      'for another bot': `Bearer ${await good({ aud: randomUUID() })}`,
      'for nobody': `Bearer ${await issuer.token({ serviceUrl })}`,
      'from nobody': `Bearer ${await good({ issuer: undefined })}`,
      'from another issuer': `Bearer ${await good({ issuer: 'https://api.botframework.example' })}`,
      'from a tenant that is not the channel': `Bearer ${await good({ issuer: `https://sts.windows.net/${tenant}/`, claims: { ver: '1.0', appid: appId } })}`,
      'from the emulator’s tenant': `Bearer ${await good({ issuer: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/', claims: { ver: '1.0', appid: appId } })}`,
      'without a service address': `Bearer ${await good({ serviceUrl: undefined })}`,
      'for another service address': `Bearer ${await good({ serviceUrl: 'https://evil.example.org/' })}`,
      'for a longer service address': `Bearer ${await good({ serviceUrl: `${serviceUrl}x` })}`,
      'far too long': `Bearer ${await good({ claims: { padding: 'x'.repeat(9000) }, key: stranger })}`,
      'with a critical extension': `Bearer ${encode({ alg: 'RS256', kid: 'good', crit: ['x'], x: 1 })}.${payload}.${signature}`,
    }
    const answers = new Set<string>()
    for (const [what, authorization] of Object.entries(bad)) {
      const answer = await post(address, authorization)
      answers.add(await answer.text())
      assert.equal(answer.status, 401, what)
    }
    assert.deepEqual([...answers], ['{"error":{"code":"Unauthorized","message":"The request is not authenticated."}}'])
    assert.ok(Object.keys(bad).length >= 14)
    // The same token with an activity that names another address, another channel, or none.
    for (const more of [{ serviceUrl: 'https://evil.example.org/' }, { serviceUrl: undefined }, { serviceUrl: 5 }, { channelId: 'telegram' }, { channelId: 'AseChannel' }])
      assert.equal((await post(address, `Bearer ${token}`, activity(more))).status, 401, JSON.stringify(more))
    assert.equal(turns.received.length, 0)
    assert.doesNotMatch(JSON.stringify(logged), /bonjour|29:|smba|garbage|PUBLIC KEY/)

    assert.equal((await post(address, `Bearer ${token}`)).status, 200)
    assert.equal((await post(address, `Bearer ${await good({ expiresIn: -200 })}`)).status, 200, 'a clock may differ by five minutes')
    assert.equal((await post(address, `Bearer ${await good({ notBefore: 200 })}`)).status, 200)
    assert.equal(turns.received.length, 3)
  })

  it('takes good tokens for each kind of registration', async () => {
    for (const more of [
      { appType: 'SingleTenant', appPassword: 'x' },
      { appType: 'MultiTenant', appPassword: 'x' },
      { appType: 'UserAssignedMSI' },
    ] as const) {
      const { address } = await open(more)
      const answer = await post(address, `Bearer ${await issuer.token({ aud: appId, serviceUrl })}`)
      assert.equal(answer.status, 200, more.appType)
      assert.equal((await post(address, '')).status, 401, more.appType)
    }
  })

  it('serves the tenants on its list only', async () => {
    const other = '33333333-3333-4333-8333-333333333333'
    const { allowedTenants } = readConfig({ MICROSOFT_ALLOWED_TENANTS: ` ${tenant.toUpperCase()}, ${other}` }).microsoft
    const { address, turns } = await open(allowedTenants === undefined ? {} : { allowedTenants })
    const authorization = `Bearer ${await issuer.token({ aud: appId, serviceUrl })}`
    const from = async (more: object): Promise<number> => (await post(address, authorization, activity(more))).status
    assert.equal(await from({}), 200)
    assert.equal(await from({ conversation: { id: 'a' }, channelData: { tenant: { id: other } } }), 200)
    assert.equal(await from({ conversation: { id: 'a', tenantId: randomUUID() } }), 403)
    assert.equal(await from({ conversation: { id: 'a' } }), 403)
    assert.equal(await from({ conversation: { id: 'a', tenantId: { toString: 'x' } } }), 403)
    assert.equal(await from({ channelId: 'directline', conversation: { id: 'a' } }), 200, 'a page has no tenant')
    assert.equal(turns.received.length, 3)
    assert.throws(() => readConfig({ MICROSOFT_ALLOWED_TENANTS: 'cnrs.fr' }), /MICROSOFT_ALLOWED_TENANTS must be the ids of tenants/)
  })

  it('does not read a body of whoever shows no token for it', async () => {
    const { address } = await open()
    assert.equal((await post(address, '', 'not an activity')).status, 401)
    const authorization = `Bearer ${await issuer.token({ aud: appId, serviceUrl })}`
    assert.equal((await post(address, authorization, [])).status, 400)
    assert.equal((await post(address, authorization, activity({ type: undefined }))).status, 400)
    assert.equal((await post(address, authorization, activity({ value: 'x'.repeat(400_000) }))).status, 413)
  })

  describe('the issuer’s keys', () => {
    const standIns: StandIn[] = []
    afterEach(() => { for (const each of standIns.splice(0)) each.stop() })

    it('are read once, again for a new key, and never for each forged one', async () => {
      let now = Date.now()
      const own = await startTokenIssuer()
      standIns.push(own)
      const identity = createIdentity(appId, { issuer: connectorIssuer, metadataUrl: own.metadataUrl }, () => now)
      const about = { channelId: 'msteams', serviceUrl }
      const prove = async (kid: string): Promise<void> => identity.prove(`Bearer ${await own.token({ aud: appId, serviceUrl, kid, expiresIn: 10 * 24 * 3600 })}`, about)
      await Promise.all([prove('good'), prove('good')])
      assert.equal(own.asked.length, 2, 'metadata and keys')
      for (let n = 0; n < 20; n++) await assert.rejects(prove(`forged-${n}`), Unproved)
      assert.equal(own.asked.length, 2)
      now += 6 * 60_000
      await assert.rejects(prove('forged'), Unproved)
      assert.equal(own.asked.length, 4, 'after a while an unknown key makes it look again')
      // The issuer falls silent: what is known holds for days, and then nothing can be proved any more.
      own.stop()
      now += 2 * 24 * 3_600_000
      await prove('good')
      now += 6 * 24 * 3_600_000
      await assert.rejects(prove('good'), KeysUnavailable)
    })

    it('cannot be had: the channel is asked to try again, and the operator is told', async () => {
      const broken = await startStandIn(() => ({ status: 500 }))
      standIns.push(broken)
      const { address, turns } = await open({ openIdMetadataUrl: broken.address })
      const answer = await post(address, `Bearer ${await issuer.token({ aud: appId, serviceUrl })}`)
      assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5'])
      assert.equal(turns.received.length, 0)
      assert.match(JSON.stringify(logged), /messages_keys_unavailable/)
      assert.equal((await post(address, 'Bearer garbage')).status, 401)
    })

    it('are not fetched less safely than the metadata', async () => {
      const bent = await startStandIn(() => ({ body: { issuer: connectorIssuer, jwks_uri: 'file:///etc/passwd' } }))
      standIns.push(bent)
      const identity = createIdentity(appId, { issuer: connectorIssuer, metadataUrl: bent.address })
      await assert.rejects(identity.prove(`Bearer ${await issuer.token({ aud: appId, serviceUrl })}`, { channelId: 'msteams', serviceUrl }), KeysUnavailable)
    })
  })
})
