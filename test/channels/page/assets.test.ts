import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { readAssets } from '../../../src/channels/page/assets.ts'
import { root } from '../../../src/root.ts'

type Build = (options: { root: string }) => Promise<void>

const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="1200"><rect width="300" height="1200" fill="#123456"/></svg>'

describe('files of the pages', function () {
  this.timeout(60_000)
  let copy: string
  let build: Build
  const folder = (): string => join(copy, 'dist/public')

  before(async () => {
    const { buildAssets } = (await import(pathToFileURL(join(root, 'src/assets.mjs')).href)) as { buildAssets: Build }
    build = buildAssets
    copy = mkdtempSync(join(tmpdir(), 'noa-assets-'))
    for (const path of ['src/assets.mjs', 'src/channels/page', 'src/pages', 'src/content', 'package-lock.json', 'tsconfig.json'])
      cpSync(join(root, path), join(copy, path), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
    mkdirSync(join(copy, 'content/images'), { recursive: true })
    writeFileSync(join(copy, 'content/images/tall.svg'), drawing)
    await build({ root: copy })
  })
  after(() => rmSync(copy, { recursive: true, force: true }))

  it('are named by their content and have compressed twins', () => {
    const manifest = JSON.parse(readFileSync(join(folder(), 'manifest.json'), 'utf8')) as Record<string, string>
    for (const name of ['page.js', 'page.css', 'icon.svg']) {
      const file = manifest[name]!
      assert.match(file, /\.[0-9a-f]{16}\.\w+$/)
      const content = readFileSync(join(folder(), file))
      assert.ok(content.equals(brotliDecompressSync(readFileSync(join(folder(), `${file}.br`)))), name)
      assert.ok(content.equals(gunzipSync(readFileSync(join(folder(), `${file}.gz`)))), name)
    }
    assert.equal(readAssets(folder()).path('page.js'), `/assets/${manifest['page.js']}`)
    assert.throws(() => readAssets(folder()).path('nothing.js'), /nothing\.js/)
    assert.throws(() => readAssets(join(copy, 'nowhere')), /npm start/)
  })

  it('hold each picture as PNG too, no larger than Teams takes', () => {
    const png = readFileSync(join(folder(), 'images/tall.png'))
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [256, 1024])
    assert.equal(readFileSync(join(folder(), 'images/tall.svg'), 'utf8'), drawing)
  })

  it('come from a program whose types hold', () => {
    const project = join(root, 'src/channels/page/browser/tsconfig.json')
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript-native/bin/tsc'), '-p', project], { encoding: 'utf8' })
    assert.equal(status, 0, stdout)
  })

  it('are built again only when something changed', async () => {
    const built = (): number => statSync(join(folder(), 'manifest.json')).mtimeMs
    const first = built()
    await build({ root: copy })
    assert.equal(built(), first)
    const before = readAssets(folder()).path('page.css')
    writeFileSync(join(copy, 'src/pages/house.css'), 'p{color:red}')
    await build({ root: copy })
    const after = readAssets(folder())
    assert.notEqual(after.path('page.css'), before)
    assert.equal(after.text('page.css').trim(), 'p{color:red}')
    assert.ok(existsSync(join(folder(), before.replace('/assets/', ''))), 'an open page may still ask for the former file')
  })
})
