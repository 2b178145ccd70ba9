/** The bot's own tokens: asked of Microsoft's sign-in service (its address led to loopback) or of the machine's managed identity. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import { createDelivery, GuideAdapter, type KnownReference } from '../../../src/channels/connector/delivery.ts'
import type { Config } from '../../../src/config.ts'
import { openStorage } from '../../../src/storage/openStorage.ts'
import type { OutboxEntry, Outcome } from '../../../src/storage/storage.ts'
import { startConnector, startStandIn, type Connector, type StandIn } from '../../support/botConnector.ts'

const tenant = '22222222-2222-4222-8222-222222222222'

/** A token as the sign-in service would make one; the connector stand-in reads none of it. */
const someToken = ['{"alg":"none"}', '{"aud":"https://api.botframework.com"}', 'x'].map(part => Buffer.from(part).toString('base64url')).join('.')

describe('the bot’s own tokens', () => {
  let connector: Connector
  let signIn: StandIn
  const ends: (() => unknown)[] = []
  beforeEach(async () => {
    connector = await startConnector()
    signIn = await startStandIn(({ path }) =>
      /\/token(?:\?|$)/.test(path) ? { body: { token_type: 'Bearer', access_token: someToken, expires_in: 3600, expires_on: `${Math.floor(Date.now() / 1000) + 3600}` } } : { status: 404 },
    )
    ends.push(() => { connector.stop() }, () => { signIn.stop() })
  })
  afterEach(async () => { for (const end of ends.splice(0).reverse()) await end() })

  /** Sends one message as the outbox would. */
  async function send(microsoft: Config['microsoft'], reference: Partial<KnownReference>): Promise<Outcome> {
    const storage = await openStorage({ dataDir: ':memory:' })
    ends.push(() => storage.close())
    const { deliver } = createDelivery(new GuideAdapter(microsoft), storage.conversations)
    const full = { serviceUrl: connector.serviceUrl, channelId: 'msteams', conversation: { id: 'a:1', name: '', isGroup: false, conversationType: 'personal' }, bot: { id: '28:b', name: '' }, user: { id: '29:p', name: '' }, ...reference }
    const entry: OutboxEntry = { id: 'x', kind: 'send', attempt: 1, told: false, createdAt: new Date().toISOString(), payload: '' }
    return deliver({ reference: full, activity: { type: 'message', text: 'bonjour' } }, entry)
  }

  /** Leads what is asked of a host to a stand-in, as a name server and a certificate would. */
  function lead(host: string, to: StandIn): string[] {
    const asked: string[] = []
    const real = https.request
    const { port } = new URL(to.address)
    https.request = ((first: URL | string | https.RequestOptions, ...rest: unknown[]) => {
      const url = typeof first === 'string' || first instanceof URL ? new URL(first) : undefined
      const target = url?.hostname ?? (first as https.RequestOptions).hostname ?? (first as https.RequestOptions).host ?? ''
      asked.push(target)
      assert.equal(target, host, 'nobody else is asked')
      const path = url === undefined ? (first as https.RequestOptions).path : `${url.pathname}${url.search}`
      const options = url === undefined ? (first as https.RequestOptions) : (rest[0] as https.RequestOptions)
      const listener = rest.find((each): each is (answer: http.IncomingMessage) => void => typeof each === 'function')
      return http.request({ method: options.method, headers: { ...options.headers, host }, path, host: '127.0.0.1', port }, listener)
    })
    ends.push(() => void (https.request = real))
    return asked
  }

  for (const [appType, of] of [['SingleTenant', tenant], ['MultiTenant', 'botframework.com']] as const)
    it(`are asked for with the client’s secret (${appType})`, async () => {
      const appId = randomUUID()
      lead('login.microsoftonline.com', signIn)
      const outcome = await send({ appId, appPassword: 'the-client-secret', appTenantId: tenant, appType }, { provedFor: appId })
      assert.deepEqual(outcome, { done: true, reference: 'sent:1:teams-1' })
      const [question] = signIn.asked.filter(({ path }) => path.includes('/token'))
      assert.equal(question?.path.split('?')[0], `/${of}/oauth2/v2.0/token`)
      const form = new URLSearchParams(question?.body)
      assert.deepEqual(
        [form.get('grant_type'), form.get('client_id'), form.get('client_secret'), form.get('scope')],
        ['client_credentials', appId, 'the-client-secret', 'https://api.botframework.com/.default'],
      )
      assert.equal(connector.asked[0]?.headers.authorization, `Bearer ${someToken}`)
    })

  it('are asked of a sovereign cloud where one is set', async () => {
    const appId = randomUUID()
    lead('login.microsoftonline.us', signIn)
    const cloud = { loginUrl: 'https://login.microsoftonline.us', oauthScope: 'https://api.botframework.us' }
    await send({ appId, appPassword: 'x', appTenantId: tenant, appType: 'SingleTenant', ...cloud }, { provedFor: appId })
    const [question] = signIn.asked.filter(({ path }) => path.includes('/token'))
    assert.equal(question?.path.split('?')[0], `/${tenant}/oauth2/v2.0/token`)
    assert.equal(new URLSearchParams(question?.body).get('scope'), 'https://api.botframework.us/.default')
    assert.equal(connector.asked[0]?.headers.authorization, `Bearer ${someToken}`)
  })

  it('are asked of the machine’s managed identity, without a secret', async () => {
    const appId = randomUUID()
    const set = { IDENTITY_ENDPOINT: `${signIn.address}/msi/token`, IDENTITY_HEADER: 'of-this-machine' }
    const before = Object.fromEntries(Object.keys(set).map(name => [name, process.env[name]]))
    Object.assign(process.env, set)
    ends.push(() => {
      for (const [name, value] of Object.entries(before))
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
    })
    const outcome = await send({ appId, appTenantId: tenant, appType: 'UserAssignedMSI' }, { provedFor: appId })
    assert.deepEqual(outcome, { done: true, reference: 'sent:1:teams-1' })
    const question = new URL(signIn.asked[0]?.path ?? '', signIn.address)
    assert.deepEqual([question.pathname, question.searchParams.get('client_id')], ['/msi/token', appId])
    assert.match(question.searchParams.get('resource') ?? '', /^https:\/\/api\.botframework\.com/)
    assert.equal(signIn.asked[0]?.headers['x-identity-header'], 'of-this-machine')
    assert.equal(connector.asked[0]?.headers.authorization, `Bearer ${someToken}`)
  })

  it('are shown to no address that did not prove itself for this app', async () => {
    const appId = randomUUID()
    const microsoft: Config['microsoft'] = { appId, appPassword: 'x', appTenantId: tenant, appType: 'SingleTenant' }
    const refused = { failed: { code: 'address_not_proved' } }
    assert.deepEqual(await send(microsoft, {}), refused)
    assert.deepEqual(await send(microsoft, { provedFor: randomUUID() }), refused)
    // Without an app there is no token, and no way off this machine.
    const none: Config['microsoft'] = { appType: 'SingleTenant' }
    for (const serviceUrl of ['https://smba.example.org/', 'http://192.0.2.1/', 'http://127.0.0.1.example.org/', 'nonsense'])
      assert.deepEqual(await send(none, { serviceUrl }), refused, serviceUrl)
    assert.deepEqual(await send(none, {}), { done: true, reference: 'sent:1:teams-1' })
    assert.deepEqual([signIn.asked.length, connector.asked.length], [0, 1])
    assert.equal(connector.asked[0]?.headers.authorization, undefined)
  })

  it('belong to clients that are made once for an address', async () => {
    const adapter = new GuideAdapter({ appType: 'SingleTenant' })
    const first = await adapter.connector('http://127.0.0.1:1/')
    assert.equal(await adapter.connector('http://127.0.0.1:1/'), first)
    assert.notEqual(await adapter.connector('http://127.0.0.1:2/'), first)
    for (let port = 10; port < 40; port++) await adapter.connector(`http://127.0.0.1:${port}/`)
    assert.notEqual(await adapter.connector('http://127.0.0.1:1/'), first, 'those of long ago are let go')
  })
})
