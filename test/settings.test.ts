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

describe('the Direct Line of Azure', () => {
  const secret = 'the-secret'
  it('is the usual one unless another is named, and none without its secret', () => {
    assert.deepEqual(readConfig({}).directLine, {})
    assert.deepEqual(readConfig({ DIRECT_LINE_SECRET: secret }).directLine, { secret, url: 'https://directline.botframework.com/v3/directline' })
    const url = 'https://europe.directline.botframework.com/v3/directline'
    assert.deepEqual(readConfig({ DIRECT_LINE_SECRET: secret, DIRECT_LINE_URL: `${url}/` }).directLine, { secret, url })
    assert.throws(() => readConfig({ DIRECT_LINE_URL: url }), /^ConfigError: DIRECT_LINE_SECRET must be set/)
  })

  it('is told the secret over TLS, or on this machine, and the secret is in no error', () => {
    const refused = (url: string): unknown => {
      try {
        return readConfig({ DIRECT_LINE_SECRET: secret, DIRECT_LINE_URL: url })
      } catch (error) {
        return String(error)
      }
    }
    for (const url of ['http://directline.example/v3/directline', 'https://directline.example/v3?x=1', 'https://a@directline.example/', 'ftp://x', 'x'])
      assert.match(String(refused(url)), /^ConfigError: DIRECT_LINE_URL must (?!.*the-secret)/, url)
    assert.equal(readConfig({ DIRECT_LINE_SECRET: secret, DIRECT_LINE_URL: 'http://127.0.0.1:8/v3' }).directLine.url, 'http://127.0.0.1:8/v3')
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
