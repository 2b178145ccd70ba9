import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { goingPublic, type PublicFinding, type Surroundings, type Verdict } from '../../src/commands/goingPublic.ts'
import { lookAtSurroundings } from '../../src/commands/surroundings.ts'
import { readConfig } from '../../src/config.ts'

/** Everything that an operator can settle is settled. */
const settled = {
  PUBLIC_URL: 'https://guide.example.org', TRUST_PROXY: 'true', METRICS_TOKEN: 'planted-metrics-token-1', SMTP_URL: 'smtps://guide:planted-password@smtp.example.org',
  MAIL_FROM: 'NOA <noa@example.org>', HELPDESK_EMAIL: 'aide@example.org', ACCOUNT_API_URL: 'https://portal.example.org/accounts', ACCOUNT_API_TOKEN: 'planted-api-token',
  ACCOUNT_EVENTS_SECRET: 'planted-events-secret', PORTAL_URL: 'https://noa.example.org', FEDERATION_LOGIN_URL: 'https://noa.example.org/login',
  TERMS_URL: 'https://noa.example.org/terms', PRIVACY_URL: 'https://noa.example.org/privacy', LOCAL_PASSWORD_URL: 'https://noa.example.org/password',
  SITE_OWNER: 'CNRS', DATA_CONTROLLER: 'CNRS', DPO_CONTACT: 'dpo@example.org', LEGAL_BASIS: 'publicTask', COMPLAINT_URL: 'https://www.cnil.fr/fr/plaintes',
  ACCOUNT_DATA_MONTHS: '24', LOG_LEVEL: 'info',
}
const directory = { starter: false, stale: false, date: '2026-11-01' }
const well: Surroundings = {
  node: 22, database: true, freeBytes: 1e10, openFolder: false, directories: { units: directory, institutions: directory }, operators: 1,
  relay: true, front: 'guide', clockOffMs: 500,
}

const found = (changes: Readonly<Record<string, string | undefined>>, seen: Partial<Surroundings> = {}): PublicFinding[] =>
  goingPublic(readConfig({ ...settled, ...changes }), { ...well, ...seen })
const verdicts = (findings: readonly PublicFinding[]): string[] =>
  findings.filter(({ verdict }) => !['good', 'unknown'].includes(verdict)).map(({ verdict, what }) => `${verdict} ${/[A-Z]{2,}[A-Z_]*/.exec(what)?.[0] ?? what}`)

describe('noa doctor', () => {
  it('has nothing to say of a guide that is ready, but what cannot be seen from here', () => {
    assert.deepEqual(verdicts(found({})), [])
    assert.deepEqual(found({}).filter(({ verdict }) => verdict === 'unknown').map(({ what }) => what.slice(0, 16)), ['MICROSOFT_APP_ID'])
  })

  const cases: [string, Parameters<typeof found>, string[]][] = [
    ['an address without a certificate', [{ PUBLIC_URL: 'http://guide.example.org' }], ['missing PUBLIC_URL']],
    ['a proxy that is not told', [{ TRUST_PROXY: undefined }], ['missing TRUST_PROXY']],
    ['a guide beside its proxy', [{ HOST: '0.0.0.0' }], ['risky The guide listens at 0.0.0.0, beside its reverse proxy.']],
    ['another site at the address', [{}, { front: 'other' }], ['missing PUBLIC_URL']],
    ['mails that reach nobody', [{ SMTP_URL: undefined }], ['missing SMTP_URL']],
    ['a relay that is away', [{}, { relay: 'ECONNREFUSED' }], ['missing ECONNREFUSED']],
    ['a sender of this machine', [{ MAIL_FROM: 'NOA <noa@localhost>' }], ['missing MAIL_FROM']],
    ['hours of nobody', [{ HELPDESK_EMAIL: undefined, HELPDESK_HOURS: 'Mo-Fr 09:00-12:00' }], ['risky HELPDESK_EMAIL', 'contradictory HELPDESK_HOURS']],
    ['a helpdesk without hours', [{}, { hours: false }], ['risky No hours of the helpdesk are set: whoever writes at night is not told when somebody will read it.']],
    ['accounts of its own', [{ ACCOUNT_API_URL: undefined }], ['missing ACCOUNT_API_URL', 'contradictory ACCOUNT_API_TOKEN']],
    ['accounts without a portal', [{ PORTAL_URL: undefined }], ['contradictory PORTAL_URL', 'risky People are not shown the button that opens the portal.']],
    ['people who are not told', [{ DPO_CONTACT: undefined }], ['missing GDPR']],
    ['directories', [{}, { directories: { units: { ...directory, starter: true }, institutions: { ...directory, stale: true } } }],
      ['missing The directory of units is the starter one: most laboratories and establishments are not in it.', 'risky The directory of institutions is of 2026-11-01.']],
    ['a database that cannot be used', [{}, { database: 'PostgreSQL does not answer.' }], ['missing The database cannot be used.']],
    ['a clock', [{}, { clockOffMs: 120_000 }], ['missing The clock is 120 s from another one.']],
    ['a disk', [{}, { freeBytes: 1e8, openFolder: true }], ['risky DATA_DIR', 'risky DATA_DIR']],
    ['nobody at the desk', [{}, { operators: 0 }], ['risky Nobody was invited to the desk (/desk).']],
  ]
  for (const [name, given, expected] of cases)
    it(`finds ${name}`, () => {
      assert.deepEqual(verdicts(found(...given)), expected)
    })

  it('says of everything what to do, and never a secret', () => {
    const all = [...found({}), ...found({ SMTP_URL: undefined, ACCOUNT_API_URL: undefined, PUBLIC_URL: undefined, DPO_CONTACT: undefined }, { database: 'No.', relay: 'E', front: 'silent' })]
    for (const { verdict, what, todo = '' } of all) assert.ok(verdict === 'good' || todo !== '', what)
    assert.doesNotMatch(JSON.stringify(all), /planted/)
  })

  it('writes lines that the settings take', () => {
    const bare = readConfig({})
    const lines = goingPublic(bare, { ...well, relay: 'E' }).flatMap(({ lines: each = [] }) => each).filter(line => /^[A-Z_]+=(?!<)/.test(line))
    const written: Record<string, string> = Object.fromEntries(lines.map(line => line.split(/=(.*)/s).slice(0, 2)))
    const config = readConfig({ ...written, ACCOUNT_API_TOKEN: 'a-token', ACCOUNT_EVENTS_SECRET: 'sixteen-or-more-characters' })
    const serious: readonly Verdict[] = ['missing', 'contradictory']
    assert.deepEqual(goingPublic(config, well).filter(({ verdict }) => serious.includes(verdict)).map(({ what }) => what), [])
  })

  it('looks around: a database, a relay that is away, another site', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'noa-doctor-'))
    const site = createServer((_request, response) => response.end('<p>Another site</p>'))
    await new Promise<void>(resolve => void site.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = site.address() as AddressInfo // it listens
      const seen = await lookAtSurroundings(readConfig({ DATA_DIR: dataDir, PUBLIC_URL: `http://127.0.0.1:${port}`, SMTP_URL: 'smtp://127.0.0.1:1' }))
      assert.equal(seen.database, true)
      assert.equal(seen.front, 'other')
      assert.equal(seen.relay, 'ESOCKET')
      assert.equal(seen.operators, 0)
      assert.equal(seen.directories?.units.starter, true)
      assert.ok((seen.freeBytes ?? 0) > 0 && (seen.clockOffMs ?? Infinity) < 5000)
    } finally {
      site.close()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})
