/** What an installation is made of, and what containers are made from. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { guide } from '../src/http/health.ts'
import { root } from '../src/root.ts'
import { inSoak } from './support/soak.ts'

interface Licences {
  readonly text: string
  readonly unknown: readonly string[]
}

// The script's own signature.
const { licencesOf } = (await import(pathToFileURL(join(root, 'src/sbom.mjs')).href)) as { licencesOf: (bom: object) => Licences }

describe('the list of licences', () => {
  it('has every package under what it declares, the inner ones too, and names those that declare none', () => {
    const mit = [{ license: { id: 'MIT' } }]
    const { text, unknown } = licencesOf({
      components: [
        { name: 'outer', version: '1.0.0', licenses: mit, components: [{ group: '@a', name: 'inner', version: '2.0.0', licenses: mit }] },
        { name: 'either', version: '3.0.0', licenses: [{ expression: '(MIT OR EUPL-1.1+)' }] },
        { name: 'escape-regexp-component', version: '1.0.2' },
        { name: 'silent', version: '4.0.0' },
      ],
    })
    assert.equal(text, `# Licences

## MIT (3)

- @a/inner 2.0.0
- escape-regexp-component 1.0.2 (says its Readme.md)
- outer 1.0.0

## (MIT OR EUPL-1.1+) (1)

- either 3.0.0

## Not known (1)

- silent 4.0.0
`)
    assert.deepEqual(unknown, ['silent 4.0.0'])
  })

  inSoak('is whole for what the lock file installs without development packages here', async () => {
    execFileSync(process.execPath, [join(root, 'src/start.mjs'), 'sbom'], { stdio: 'pipe' })
    const listed = new Set([...readFileSync(join(root, 'dist/sbom/licences.md'), 'utf8').matchAll(/^- (\S+) \S+/gm)].map(([, name]) => name))
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; name?: string }>
    }
    const installed = Object.entries(lock.packages)
      .filter(([folder, { dev }]) => folder !== '' && dev !== true && existsSync(join(root, folder)))
      .map(([folder, { name }]) => name ?? folder.replace(/^.*node_modules\//, ''))
    assert.ok(installed.length > 400, `${installed.length} packages`)
    assert.deepEqual(installed.filter(name => !listed.has(name)), [])
  })
})

describe('the image', () => {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8')
  interface Service {
    readonly image: string
    readonly environment?: Record<string, string>
    readonly volumes: readonly string[]
    readonly read_only?: boolean
    readonly cap_drop?: readonly string[]
  }
  // Our own file.
  const { services } = parse(read('.github/image/compose.yml'), { merge: true }) as { services: Record<string, Service> }
  const guides = Object.entries(services).filter(([name]) => name.startsWith('guide'))

  it('bears the version of the release wherever it is named', () => {
    const named = ['.github/image/Dockerfile', '.github/image/compose.yml'].flatMap(path => read(path).match(/noa-guide:\d\S+/g) ?? [])
    assert.ok(named.length >= 2)
    assert.deepEqual(named.filter(each => each !== `noa-guide:${guide.version}`), [])
  })

  it('is built from what is there', () => {
    const kept = read('.dockerignore').split('\n').flatMap(line => (line.startsWith('!') ? line.slice(1) : []))
    assert.ok(kept.includes('package-lock.json'))
    assert.deepEqual(kept.filter(path => !existsSync(join(root, path))), [])
  })

  it('runs as two guides that cannot change themselves, each with its own folder, by settings that exist', () => {
    assert.equal(guides.length, 2)
    const settings = new Set([...read('.env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name))
    for (const [name, service] of guides) {
      assert.deepEqual([service.read_only, service.cap_drop, service.volumes], [true, ['ALL'], [`${name}:/var/lib/noa-guide`]])
      assert.deepEqual(Object.keys(service.environment ?? {}).filter(each => !settings.has(each)), [])
      assert.match(read('.github/image/Caddyfile'), new RegExp(`reverse_proxy .*\\b${name}:3978\\b`))
    }
  })
})
