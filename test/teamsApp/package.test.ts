import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { PNG } from 'pngjs'
import { ConfigError, readConfig } from '../../src/config.ts'
import { contentDir } from '../../src/root.ts'
import { drawIcon, iconFaults } from '../../src/teamsApp/icons.ts'
import { makePackage, openPackage, PackageRefused } from '../../src/teamsApp/package.ts'
import { appIdOf, appSettings, isOutOfReach } from '../../src/teamsApp/settings.ts'
import { appFaults } from '../../src/teamsApp/validate.ts'
import { startGuide } from '../support/guide.ts'

const env = {
  MICROSOFT_APP_ID: '5A1B3C2D-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  MICROSOFT_APP_TENANT_ID: '6a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d',
  PUBLIC_URL: 'https://guide.example.org',
  PRIVACY_URL: 'https://portal.example.org/privacy',
  TERMS_URL: 'https://portal.example.org/terms',
}
const settings = appSettings(readConfig(env))

/** A content folder with the app's words and nothing else, which is read faster. */
let words = ''
let whole: Uint8Array

const make = (changes: Partial<Parameters<typeof makePackage>[0]> = {}): Promise<Uint8Array> =>
  makePackage({ settings, contentDir: words, defaultLocale: 'fr', version: '1.2.3', ...changes })

interface Told {
  readonly id: string
  readonly bots: {
    readonly botId: string
    readonly scopes?: readonly string[]
    readonly commandLists: { readonly commands: { readonly title: string; readonly description: string }[] }[]
  }[]
  readonly [name: string]: unknown
}

/** The content folder with some files of `teams/` changed. */
async function withWords<T>(changes: Readonly<Record<string, string>>, use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'noa-teams-'))
  try {
    await cp(join(contentDir, 'teams'), join(dir, 'teams'), { recursive: true })
    for (const [file, text] of Object.entries(changes)) await writeFile(join(dir, 'teams', file), text)
    return await use(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** The files of a good package with a change, and what is then wrong. */
async function faultsOf(change: (files: { texts: Record<string, Told>; pictures: Record<string, Uint8Array> }) => void): Promise<string[]> {
  const { texts, pictures } = openPackage(whole)
  const files = { texts: structuredClone(texts) as Record<string, Told>, pictures: { ...pictures } }
  change(files)
  return appFaults(files)
}

const picture = (width: number, height: number, paint: (x: number, y: number) => readonly [number, number, number, number]): Uint8Array => {
  const png = new PNG({ width, height })
  for (let at = 0; at < width * height; at++) png.data.set(paint(at % width, Math.floor(at / width)), at * 4)
  return PNG.sync.write(png)
}

describe('teams/package', () => {
  before(async () => {
    words = await mkdtemp(join(tmpdir(), 'noa-teams-'))
    await cp(join(contentDir, 'teams'), join(words, 'teams'), { recursive: true })
    whole = await makePackage({ settings, contentDir, defaultLocale: 'fr', version: '1.2.3' })
  })
  after(() => rm(words, { recursive: true, force: true }))

  it('is right by Microsoft’s schemas and by our own checks', async () => {
    assert.deepEqual(appFaults(openPackage(whole)), [])
    assert.deepEqual(appFaults(openPackage(await make({ defaultLocale: 'en' }))), [])
  })

  it('holds a personal bot in two languages and asks for nothing else', async () => {
    const { texts, pictures } = openPackage(whole)
    assert.deepEqual(Object.keys(texts), ['manifest.json', 'locales/en.json'])
    assert.deepEqual(Object.keys(pictures), ['color.png', 'outline.png'])
    const manifest = texts['manifest.json'] as Told
    assert.deepEqual(manifest['localizationInfo'], { defaultLanguageTag: 'fr', additionalLanguages: [{ languageTag: 'en', file: 'locales/en.json' }] })
    assert.deepEqual(manifest['validDomains'], ['guide.example.org'])
    assert.equal(manifest['version'], '1.2.3')
    assert.equal(manifest.bots[0]?.botId, env.MICROSOFT_APP_ID.toLowerCase())
    for (const name of ['permissions', 'devicePermissions', 'webApplicationInfo', 'staticTabs', 'authorization']) assert.ok(!(name in manifest), name)
    const { commands } = manifest.bots[0].commandLists[0]!
    assert.ok(commands.length > 4 && commands.length <= 10)
    const english = texts['locales/en.json'] as Record<string, string>
    assert.notEqual(english['bots[0].commandLists[0].commands[0].title'], commands[0]!.title)
  })

  it('can be added to teams and group chats once the helpdesk’s is set, and not before', async () => {
    const scopes = (zip: Uint8Array): unknown => (openPackage(zip).texts['manifest.json'] as Told).bots[0]?.scopes
    assert.deepEqual(scopes(whole), ['personal'])
    const chat = { HELPDESK_EMAIL: 'aide@example.org', HELPDESK_TEAMS_CHAT: '19:abc@thread.tacv2' }
    const both = await make({ settings: appSettings(readConfig({ ...env, ...chat })) })
    assert.deepEqual(scopes(both), ['personal', 'team', 'groupChat'])
    assert.deepEqual(appFaults(openPackage(both)), [])
  })

  it('is the same to the byte on any day, in any time zone, and another for other settings', async () => {
    const before = process.env['TZ']
    try {
      process.env['TZ'] = 'Pacific/Auckland'
      const first = await make()
      await new Promise(resolve => setTimeout(resolve, 2100))
      process.env['TZ'] = 'America/Los_Angeles'
      assert.deepEqual(await make(), first)
      assert.notDeepEqual(await make({ version: '1.2.4' }), first)
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })

  it('names each setting that is missing or wrong at once, with an example', () => {
    const faults = (changes: Record<string, string>): string[] => {
      try {
        appSettings(readConfig({ ...env, ...changes }))
        return []
      } catch (error) {
        assert.ok(error instanceof ConfigError)
        return error.message.split('\n')
      }
    }
    assert.deepEqual(faults({}), [])
    const all = faults({ MICROSOFT_APP_ID: '', PUBLIC_URL: '', PRIVACY_URL: '', TERMS_URL: '' })
    assert.deepEqual(all.map(each => each.split(' ')[0]), ['MICROSOFT_APP_ID', 'PUBLIC_URL', 'PRIVACY_URL', 'TERMS_URL'])
    for (const each of all) assert.match(each, /must be set\. Example: [A-Z_]+=\S+$/)
    const wrong: [string, string][] = [
      ['MICROSOFT_APP_ID', 'noa-guide-bot'], ['MICROSOFT_APP_ID', '00000000-0000-0000-0000-000000000000'],
      ['PUBLIC_URL', 'http://guide.example.org'], ['PUBLIC_URL', 'https://localhost:3978'], ['PUBLIC_URL', 'https://10.1.2.3'],
      ['PRIVACY_URL', 'http://portal.example.org'], ['TERMS_URL', 'http://portal.example.org'],
      ['TEAMS_APP_ID', env.MICROSOFT_APP_ID], ['TEAMS_APP_ID', 'noa'], ['TEAMS_DEVELOPER_NAME', 'x'.repeat(33)],
    ]
    for (const [name, value] of wrong) {
      const [fault, ...others] = faults({ [name]: value })
      assert.match(fault ?? '', new RegExp(`^${name} must .*Example: ${name}=`), `${name}=${value}`)
      assert.deepEqual(others, [])
    }
  })

  it('gives each bot an app of its own, and keeps one that is set', () => {
    assert.equal(appIdOf(env.MICROSOFT_APP_ID), appIdOf(env.MICROSOFT_APP_ID.toLowerCase()))
    assert.notEqual(appIdOf(env.MICROSOFT_APP_ID), appIdOf(env.MICROSOFT_APP_TENANT_ID))
    assert.match(settings.appId, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    // Fixed: a package made next year must update the app of this one.
    assert.equal(settings.appId, '51cc372f-233e-5bc9-9112-46713b84ffec')
    assert.equal(appSettings(readConfig({ ...env, TEAMS_APP_ID: '7A1B3C2D-4e5f-4a6b-8c7d-9e0f1a2b3c4d' })).appId, '7a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d')
  })

  it('knows which hosts Teams cannot reach', () => {
    for (const host of ['localhost', '127.0.0.1', '10.0.0.1', '172.16.0.1', '172.31.9.9', '192.168.1.1', '[::1]', 'noa.local', 'a.internal'])
      assert.ok(isOutOfReach(host), host)
    for (const host of ['guide.example.org', '172.32.0.1', '192.169.1.1', '110.1.1.1', 'localhost.example.org', 'internal.example.org'])
      assert.ok(!isOutOfReach(host), host)
  })

  it('refuses words that Teams would refuse or cut, and says where they stand', async () => {
    const fr = await readFile(join(contentDir, 'teams/fr/manifest.yml'), 'utf8')
    const refused = (text: string): Promise<string> =>
      withWords({ 'fr/manifest.yml': text }, async dir => {
        try {
          await make({ contentDir: dir })
          return ''
        } catch (error) {
          assert.ok(error instanceof PackageRefused)
          return error.message
        }
      })
    assert.equal(await refused(fr), '')
    assert.match(await refused(fr.replace(/short: Guide NOA/, `short: ${'G'.repeat(31)}`)), /^teams\/fr\/manifest\.yml:\d+:\d+ .*31.*30/)
    assert.match(await refused(fr.replace(/title: Vider le cache/, `title: ${'V'.repeat(33)}`)), /^teams\/fr\/manifest\.yml:\d+:\d+ .*33.*32/)
    assert.match(await refused(fr.replace(/description: Les étapes pour votre navigateur/, 'notes: x')), /^teams\/fr\/manifest\.yml:\d+:\d+ Il manque .*description/m)
    assert.match(await refused(fr.replace(/Guide NOA/, 'Guide {{portal}}')), /\{\{portal\}\}/)
    assert.match(await refused(fr.replace(/ {2}clearCache:(?:\n {4}.*)+\n/, '')), /^teams\/(?:fr|en)\/manifest\.yml.*clearCache/m)
    const many = Array.from({ length: 4 }, (_, i) => `  more${i}:\n    title: Un titre\n    description: Une chose\n`).join('')
    assert.match(await refused(fr + many), /10 commandes/)
  })

  describe('checks that see what the schemas do not', () => {
    it('finds faults in the manifest', async () => {
      assert.deepEqual(await faultsOf(() => undefined), [])
      assert.match((await faultsOf(({ texts }) => void Object.assign(texts['manifest.json']!, { id: 'noa' })))[0]!, /manifest\.json\/id must match/)
      assert.match((await faultsOf(({ texts }) => void Object.assign(texts['manifest.json']!, { extra: 1 })))[0]!, /additional/)
      assert.match((await faultsOf(({ texts }) => void Object.assign(texts['manifest.json']!, { manifestVersion: '1.5' })))[0]!, /1\.5.*1\.28/)
      assert.match((await faultsOf(({ texts }) => void delete texts['manifest.json']))[0]!, /missing at the root/)
    })

    it('finds faults in a translation', async () => {
      const english = 'locales/en.json'
      const title = 'bots[0].commandLists[0].commands[0].title'
      assert.deepEqual(await faultsOf(({ texts }) => void delete (texts[english] as Record<string, unknown>)[title]), [`${english} does not translate ${title}.`])
      assert.match((await faultsOf(({ texts }) => void Object.assign(texts[english]!, { 'bots[0].commandLists[0].commands[9].title': 'x' })))[0]!, /manifest does not have/)
      assert.match((await faultsOf(({ texts }) => void Object.assign(texts[english]!, { 'name.long': 'x' })))[0]!, /additional/)
      assert.match((await faultsOf(({ texts }) => void Object.assign(texts[english]!, { 'name.short': 'x'.repeat(31) })))[0]!, /30/)
      assert.match((await faultsOf(({ texts }) => void delete texts[english]))[0]!, /is not in the package/)
      assert.match((await faultsOf(({ texts }) => void (texts['locales/de.json'] = texts[english]!)))[0]!, /nothing names it/)
    })

    it('finds faults in the icons', async () => {
      const white = [255, 255, 255, 255] as const
      const nothing = [0, 0, 0, 0] as const
      const ring = (x: number): typeof white | typeof nothing => (x < 4 ? white : nothing)
      assert.deepEqual(iconFaults('outline.png', picture(32, 32, ring)), [])
      assert.match(iconFaults('outline.png', picture(31, 32, ring))[0]!, /31 × 32 px and must be 32 × 32/)
      assert.match(iconFaults('outline.png', picture(32, 32, () => white))[0]!, /transparent/)
      assert.match(iconFaults('outline.png', picture(32, 32, x => (x === 1 ? [18, 64, 111, 255] : ring(x))))[0]!, /white only; 32/)
      assert.match(iconFaults('outline.png', picture(32, 32, () => nothing))[0]!, /empty/)
      assert.match(iconFaults('color.png', picture(192, 192, x => (x < 40 ? [18, 64, 111, 255] : nothing)))[0]!, /background/)
      assert.match(iconFaults('color.png', new Uint8Array([1, 2, 3]))[0]!, /not a PNG/)
      assert.match((await faultsOf(({ pictures }) => void delete pictures['color.png']))[0]!, /color\.png is missing/)
      for (const name of ['color.png', 'outline.png'] as const) assert.deepEqual(iconFaults(name, await drawIcon(contentDir, name)), [])
    })

    it('opens nothing that is no package', () => {
      assert.throws(() => openPackage(new Uint8Array([80, 75, 1, 2])), PackageRefused)
      assert.throws(() => openPackage(zipSync({ 'manifest.json': new Uint8Array([123]) })), /manifest\.json is not JSON/)
      assert.throws(() => openPackage(zipSync({ 'a.png': new Uint8Array(6 * 1024 * 1024) })), /far larger/)
    })
  })

  it('offers commands that the guide understands, whichever language it speaks', async () => {
    const guide = await startGuide()
    try {
      const begins: Record<string, RegExp> = {
        signIn: /^(?:chooseLogin|findUnit)\./, createAccount: /^(?:askForAccount|createAccount)\./, activate: /^activationHelp\./, blankPage: /^(?:fixBlankPage|reloadPage)\./,
        clearCache: /^(?:clearCache|chooseBrowser)\./, human: /^(?:bot\.human|contactSupport\.)/, restart: /^bot\.(?:restarted|menu)/, language: /^bot\.(?:switched|menu)/,
      }
      const { texts } = openPackage(whole)
      const names = Object.keys(begins)
      const french = (texts['manifest.json'] as Told).bots[0]!.commandLists[0]!.commands.map(({ title }) => title)
      const english = names.map((_, at) => (texts['locales/en.json'] as Record<string, string>)[`bots[0].commandLists[0].commands[${at}].title`]!)
      assert.equal(french.length, names.length)
      for (const locale of ['fr-FR', 'en-GB'])
        for (const titles of [french, english])
          for (const [at, text] of titles.entries()) {
            const conversation = { id: `${locale} ${text}` }
            const activity = { channelId: 'emulator', conversation, from: { id: 'one' }, recipient: { id: 'noa' }, locale, deliveryMode: 'expectReplies', serviceUrl: 'http://127.0.0.1:9' }
            const say = async (more: object): Promise<{ channelData?: { step?: string } }[]> => {
              const answer = await fetch(`${guide.address}/api/messages`, {
                method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ...activity, ...more }),
              })
              return ((await answer.json()) as { activities: { channelData?: { step?: string } }[] }).activities
            }
            await say({ type: 'conversationUpdate', id: '1', membersAdded: [{ id: 'one' }] })
            const steps = (await say({ type: 'message', id: '2', text })).map(({ channelData }) => channelData?.step ?? '')
            assert.ok(steps.some(step => begins[names[at]!]!.test(step)), `${text} (${locale}): ${steps.join(' ')}`)
          }
    } finally {
      await guide.stop()
    }
  })
})
