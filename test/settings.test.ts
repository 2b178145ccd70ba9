import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { configDoubts, readConfig } from '../src/config.ts'
import { root } from '../src/root.ts'

describe('.env.example', () => {
  const lines = readFileSync(join(root, '.env.example'), 'utf8').split('\n')
  const settings = lines.flatMap((line, at) => {
    const found = /^#([A-Z_]+)=(.*)$/.exec(line)
    return found === null ? [] : [{ name: found[1] ?? '', value: found[2] ?? '', before: lines[at - 1] ?? '' }]
  })

  it('has every variable that is read, once, and no other', () => {
    const read = new Set<string>()
    readConfig(new Proxy<Record<string, string | undefined>>({}, {
      get: (_, name) => void read.add(String(name)),
    }))
    assert.deepEqual(settings.map(({ name }) => name).sort(), [...read].sort())
  })

  it('explains each above it, or together with the one above', () => {
    for (const { name, before } of settings) assert.match(before, /^# \w|^#[A-Z_]+=/, name)
  })

  it('has values that the guide accepts', () => {
    assert.doesNotThrow(() => readConfig(Object.fromEntries(settings.map(({ name, value }) => [name, value]))))
  })

  it('says the true defaults', () => {
    const config = readConfig({})
    const said = Object.fromEntries(settings.map(({ name, value }) => [name, value]))
    const { host, port, defaultLocale, retentionDays, activationHours, units, mail } = config
    assert.deepEqual(
      [said.HOST, said.PORT, said.DEFAULT_LOCALE, said.RETENTION_DAYS, said.ACTIVATION_HOURS, said.DIRECTORY_MAX_AGE_DAYS, said.MAIL_FROM],
      [host, `${port}`, defaultLocale, `${retentionDays}`, `${activationHours}`, `${units.maxAgeDays}`, mail.from],
    )
  })
})

describe('settings that are wrong beside each other', () => {
  it('are told at the start: an address for people without what sends their mails, or tells them apart', () => {
    const codes = (env: Record<string, string>): string[] => configDoubts(readConfig(env)).map(({ code }) => code)
    const PUBLIC_URL = 'https://guide.example.org'
    const SMTP_URL = 'smtp://localhost:25'
    assert.deepEqual(codes({}), [])
    assert.deepEqual(codes({ PUBLIC_URL }), ['public_without_smtp', 'public_without_proxy', 'privacy_incomplete'])
    assert.deepEqual(codes({ PUBLIC_URL, SMTP_URL }), ['public_without_proxy', 'privacy_incomplete'])
    assert.deepEqual(codes({ PUBLIC_URL, SMTP_URL, TRUST_PROXY: 'true' }), ['privacy_incomplete'])
  })
})

describe('the helpdesk’s chat in Teams', () => {
  const chat = (HELPDESK_TEAMS_CHAT: string, more = {}): unknown => readConfig({ HELPDESK_EMAIL: 'aide@example.org', HELPDESK_TEAMS_CHAT, ...more }).handover.teamsChat
  it('is read from the link that Teams gives, or from an id, and refused by name otherwise', () => {
    const serviceUrl = 'https://smba.trafficmanager.net/teams/'
    const id = '19:meeting_A-b1@thread.v2'
    for (const given of [id, `https://teams.microsoft.com/l/chat/${encodeURIComponent(id)}/conversations?context=%7B%7D`, `https://teams.cloud.microsoft/l/chat/${id}/0?x=1`])
      assert.deepEqual(chat(given), { id, serviceUrl })
    assert.deepEqual(chat('https://teams.microsoft.com/l/channel/19%3Aab_c%40thread.tacv2/Aide?groupId=x&tenantId=y'), { id: '19:ab_c@thread.tacv2', serviceUrl })
    assert.deepEqual(chat(id, { HELPDESK_TEAMS_SERVICE: 'https://smba.example.org/teams/' }), { id, serviceUrl: 'https://smba.example.org/teams/' })
    for (const wrong of ['Aide', '19:a@thread.v2/../x', 'https://evil.example.org/l/chat/19:a@thread.v2/0', 'https://teams.microsoft.com/l/chat/%zz/0', '19:a@thread.v2?x', '29:person'])
      assert.throws(() => chat(wrong), (error: Error) => error.message.startsWith('HELPDESK_TEAMS_CHAT ') && !error.message.includes(wrong))
    assert.throws(() => chat(id, { HELPDESK_TEAMS_SERVICE: 'http://smba.example.org/' }), /^ConfigError: HELPDESK_TEAMS_SERVICE must begin/)
    assert.throws(() => readConfig({ HELPDESK_TEAMS_CHAT: id }), /^ConfigError: HELPDESK_EMAIL must be set when HELPDESK_TEAMS_CHAT is/)
  })
})

describe('the settings of the database', () => {
  it('know an address to listen at only beside the one to ask', () => {
    const DATABASE_LISTEN_URL = 'postgres://noa@localhost:5432/noa'
    assert.throws(() => readConfig({ DATABASE_LISTEN_URL }), /DATABASE_URL/)
    assert.equal(readConfig({ DATABASE_LISTEN_URL, DATABASE_URL: 'postgres://noa@localhost:6432/noa' }).databaseListenUrl, DATABASE_LISTEN_URL)
  })
})

describe('the settings of answers by mail', () => {
  const good = { HELPDESK_EMAIL: 'aide@example.org', REPLIES_ADDRESS: 'reponses+*@example.org', REPLIES_SECRET: 'a-long-random-value' }
  const wrong: Readonly<Record<string, readonly string[]>> = {
    // A second *, one where no secret can stand, no room for it, and the helpdesk's own mailbox.
    REPLIES_ADDRESS: ['r+**@example.org', 'r@*.example.org', `${'r'.repeat(29)}+*@example.org`, 'aide@example.org', 'Aide+*@example.org'],
    REPLIES_FROM: ['example.org', '@', ', ,', '@exa mple..org', 'aidé@example.org'],
    REPLIES_IMAP_URL: ['imaps://host/INBOX', 'imaps://u:%zz@host/', 'http://u:p@host'],
  }
  for (const [name, values] of Object.entries(wrong))
    for (const value of values)
      it(`are refused by name: ${name}=${value}`, () => {
        assert.doesNotThrow(() => readConfig(good))
        assert.throws(() => readConfig({ ...good, [name]: value }), new RegExp(`^ConfigError: ${name} must `))
      })

  it('name a domain in its own letters or in those of the network', () => {
    const from = readConfig({ ...good, REPLIES_FROM: 'Aide@Université.example, @xn--universit-j4a.example' }).replies?.from
    assert.deepEqual(from, ['aide@xn--universit-j4a.example', '@xn--universit-j4a.example'])
  })
})
