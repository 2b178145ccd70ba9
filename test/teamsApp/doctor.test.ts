import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../src/config.ts'
import { root } from '../../src/root.ts'
import { examine, type DoctorOptions, type Finding } from '../../src/teamsApp/doctor.ts'
import { makePackage } from '../../src/teamsApp/package.ts'
import { appSettings } from '../../src/teamsApp/settings.ts'
import { startGuide } from '../support/guide.ts'

const id = '5a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
const tenant = '6a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d'
const secret = 'mXk8Q~planted.secret-that-nobody_may-print1'
/** Nothing answers there, and nobody is asked outside this machine. */
const env = {
  MICROSOFT_APP_ID: id, MICROSOFT_APP_TENANT_ID: tenant, MICROSOFT_APP_PASSWORD: secret,
  PUBLIC_URL: 'https://127.0.0.1:9', PRIVACY_URL: 'https://portal.example.org/privacy', TERMS_URL: 'https://portal.example.org/terms',
}
const version = '1.2.3'
let words = ''

const examined = (changes: Record<string, string>, options: Partial<DoctorOptions> = {}): Promise<Finding[]> =>
  examine({ env: { ...env, ...changes }, version, patience: 3000, ...options })
const of = (findings: readonly Finding[], result: Finding['result']): string[] => findings.filter(each => each.result === result).map(({ what }) => what)

/** The finding that speaks of a setting, with its result. */
async function finding(name: RegExp, changes: Record<string, string>): Promise<Finding> {
  const found = (await examined(changes)).find(({ what }) => name.test(what))
  assert.ok(found !== undefined, String(name))
  return found
}

async function withServer<T>(listener: RequestListener, use: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(listener)
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

describe('teams/doctor', () => {
  before(async () => {
    words = await mkdtemp(join(tmpdir(), 'noa-teams-'))
    await cp(join(root, 'content/teams'), join(words, 'teams'), { recursive: true })
  })
  after(() => rm(words, { recursive: true, force: true }))

  it('says of every fault what to do, and of nothing what the secret is', async () => {
    for (const changes of [{}, { MICROSOFT_APP_ID: 'x', PUBLIC_URL: 'nonsense' }, { MICROSOFT_APP_TYPE: 'MultiTenant' }, { DIRECT_LINE_SECRET: secret }]) {
      const findings = await examined(changes)
      for (const { result, what, todo } of findings) if (result !== 'good') assert.ok((todo ?? '') !== '', what)
      assert.ok(!JSON.stringify(findings).includes(secret))
    }
  })

  it('says of the helpdesk’s chat what only a person can see, and of a package made before it that it cannot go there', async () => {
    const chat = { HELPDESK_EMAIL: 'aide@example.org', HELPDESK_TEAMS_CHAT: '19:abc@thread.v2' }
    assert.equal((await finding(/the chat of HELPDESK_TEAMS_CHAT/, chat)).result, 'unknown')
    assert.equal((await finding(/HELPDESK_TEAMS_SERVICE is set/, { HELPDESK_TEAMS_SERVICE: 'https://smba.example.org/teams' })).result, 'bad')
  })

  it('tells ids from what is pasted in their place', async () => {
    assert.equal((await finding(/^MICROSOFT_APP_ID/, {})).result, 'good')
    assert.equal((await finding(/^MICROSOFT_APP_TENANT_ID/, {})).result, 'good')
    assert.match((await finding(/^MICROSOFT_APP_ID/, { MICROSOFT_APP_ID: 'noa-guide' })).what, /is not an id/)
    assert.match((await finding(/^MICROSOFT_APP_ID/, { MICROSOFT_APP_ID: '' })).what, /is not set/)
    assert.match((await finding(/^MICROSOFT_APP_ID/, { MICROSOFT_APP_ID: '00000000-0000-0000-0000-000000000000' })).what, /still the example/)
    assert.match((await finding(/^MICROSOFT_APP_TENANT_ID/, { MICROSOFT_APP_TENANT_ID: 'contoso.onmicrosoft.com' })).what, /not the id of a tenant/)
    assert.match((await finding(/^MICROSOFT_APP_TENANT_ID/, { MICROSOFT_APP_TENANT_ID: id })).what, /the same as/)
    assert.match((await finding(/^MICROSOFT_APP_TENANT_ID/, { MICROSOFT_APP_TENANT_ID: '' })).what, /needs it/)
    assert.ok(!(await examined({ MICROSOFT_ALLOWED_TENANTS: `${id}, ${tenant.toUpperCase()}` })).some(({ what }) => what.includes('not served')))
    assert.equal((await finding(/own tenant are not served/, { MICROSOFT_ALLOWED_TENANTS: id })).result, 'unknown')
    const multi = { MICROSOFT_APP_TYPE: 'MultiTenant', MICROSOFT_APP_TENANT_ID: '' }
    assert.match((await finding(/multi-tenant/, multi)).todo ?? '', /31 July 2025/)
    assert.ok(!(await examined(multi)).some(({ result, what }) => result === 'bad' && what.includes('TENANT')))
  })

  it('tells the secret from its id, and from what is no secret', async () => {
    assert.equal((await finding(/^MICROSOFT_APP_PASSWORD/, {})).result, 'good')
    assert.match((await finding(/^MICROSOFT_APP_PASSWORD/, { MICROSOFT_APP_PASSWORD: tenant })).what, /the Secret ID, not the secret/)
    assert.match((await finding(/^MICROSOFT_APP_PASSWORD/, { MICROSOFT_APP_PASSWORD: `"${secret}"` })).what, /quotes/)
    assert.match((await finding(/^MICROSOFT_APP_PASSWORD/, { MICROSOFT_APP_PASSWORD: 'the-client-secret' })).what, /example/)
    assert.equal((await finding(/^MICROSOFT_APP_PASSWORD/, { MICROSOFT_APP_PASSWORD: 'short' })).result, 'unknown')
    assert.match((await finding(/^MICROSOFT_APP_PASSWORD/, { MICROSOFT_APP_PASSWORD: '' })).what, /is not set/)
    const managed = { MICROSOFT_APP_TYPE: 'UserAssignedMSI' }
    assert.match((await finding(/^MICROSOFT_APP_PASSWORD/, managed)).what, /a managed identity has none/)
    assert.equal((await finding(/managed identity needs no secret/, { ...managed, MICROSOFT_APP_PASSWORD: '' })).result, 'good')
  })

  it('looks at the settings of Direct Line', async () => {
    assert.ok(!(await examined({})).some(({ what }) => what.includes('DIRECT_LINE')))
    for (const name of ['DIRECT_LINE_SECRET', 'DIRECT_LINE_URL'])
      assert.match((await finding(new RegExp(`^${name}`), { [name]: 'https://directline.botframework.com/v3/directline' })).what, /read no more/)
  })

  it('says so when the guide would not start, and goes on', async () => {
    const findings = await examined({ SMTP_URL: 'nowhere', MICROSOFT_APP_PASSWORD: tenant })
    assert.match(of(findings, 'bad').join('\n'), /would not start[\s\S]*the Secret ID/)
    assert.match(findings[0]?.todo ?? '', /^SMTP_URL must .*Example/)
    assert.match((await examined({ TERMS_URL: '' }))[0]?.todo ?? '', /^TERMS_URL must be set\. Example/)
  })

  it('finds the guide at its address, and knows whether it lets anybody in', async () => {
    const closed = await startGuide({ MICROSOFT_APP_ID: id, MICROSOFT_APP_TENANT_ID: tenant, MICROSOFT_APP_PASSWORD: secret })
    try {
      const findings = await examined({ PUBLIC_URL: closed.address })
      assert.match(of(findings, 'good').join('\n'), /\/api\/messages answers, and takes nothing without a token/)
      assert.match(of(findings, 'good').join('\n'), /The clock agrees/)
      assert.match(of(findings, 'bad').join('\n'), /PUBLIC_URL names this machine/)
      const late = await examined({ PUBLIC_URL: closed.address }, { now: () => Date.now() + 7 * 60_000 })
      assert.match(of(late, 'bad').join('\n'), /differ by 7 minutes/)
    } finally {
      await closed.stop()
    }
    const open = await startGuide()
    try {
      assert.match(of(await examined({ PUBLIC_URL: open.address }), 'bad').join('\n'), /takes messages from anybody/)
      // Asking leaves nothing behind.
      assert.deepEqual(await open.app.storage.conversations.log('msteams/doctor', 0), [])
    } finally {
      await open.stop()
    }
  })

  it('says what stands in the guide’s place', async () => {
    const answers = async (listener: RequestListener): Promise<string> =>
      withServer(listener, async PUBLIC_URL => of(await examined({ PUBLIC_URL }, { patience: 300 }), 'bad').join('\n'))
    const status = (code: number, headers = {}, body = ''): RequestListener => (_request, response) => {
      response.statusCode = code
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string)
      response.end(body)
    }
    assert.match(await answers(status(301, { location: 'https://elsewhere.example.org' })), /redirects/)
    assert.match(await answers(status(404)), /is not the guide \(404\)/)
    assert.match(await answers(status(405)), /takes no POST/)
    assert.match(await answers(status(502, {}, '<html>')), /answers 502/)
    assert.match(await answers(status(401, {}, 'Sign in')), /answers 401, which the guide does not/)
    assert.match(await answers(status(403, {}, JSON.stringify({ error: { code: 'Forbidden' } }))), /knows no MICROSOFT_APP_ID/)
    assert.match(await answers(() => undefined), /does not answer within 0\.3 s/)
    const left = await withServer(() => undefined, async origin => origin)
    assert.match(of(await examined({ PUBLIC_URL: left }), 'bad').join('\n'), /Nothing listens there/)
  })

  it('compares a package with the settings', async () => {
    const zipOf = (changes: Record<string, string>, made = version): Promise<Uint8Array> =>
      makePackage({ settings: appSettings(readConfig({ ...env, ...changes })), contentDir: words, defaultLocale: 'fr', version: made })
    const real = { PUBLIC_URL: 'https://guide.example.org' }
    const told = async (zip: Uint8Array): Promise<string> => {
      // Only the package is of interest: nobody is asked.
      const findings = await examined({ ...real }, { zip, patience: 1 })
      return findings.slice(findings.findIndex(({ what }) => /clock/.test(what)) + 1).map(({ result, what }) => `${result} ${what}`).join('\n')
    }
    const right = await told(await zipOf(real))
    assert.doesNotMatch(right, /^(?:bad|unknown)/m)
    assert.equal(right.split('\n').length, 5)
    assert.match(await told(await zipOf({ ...real, MICROSOFT_APP_ID: tenant })), /^bad The package is for another bot[\s\S]*^bad The package has the id of another app/m)
    assert.match(await told(await zipOf({ PUBLIC_URL: 'https://old.example.org' })), /^bad The package does not name guide\.example\.org/m)
    assert.match(await told(await zipOf(real, '1.2.2')), /^unknown The package is of version 1\.2\.2/m)
    assert.match(await told(new Uint8Array([1, 2, 3])), /^bad The file is not a zip/)
  })
})
