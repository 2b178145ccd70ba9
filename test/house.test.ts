/** What the README says of the house, and that a file's name stands for one thing in it. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../src/root.ts'

const written = ['src', 'dialogs'].flatMap(folder =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter(name => /(?<!\.d)\.ts$/.test(name)))

/** The rooms of `src`: its folders. */
const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [`src/${entry.name}`] : []))

describe('the house', () => {
  it('has a file of each name once, but for what a room shows of itself', () => {
    assert.ok(written.length > 200, `${written.length} files`)
    const named = new Map<string, string[]>()
    for (const path of written) named.set(basename(path), [...(named.get(basename(path)) ?? []), path])
    named.delete('index.ts')
    assert.deepEqual([...named.values()].filter(paths => paths.length > 1), [])
  })

  it('says in the first comment of a file above 350 lines why it is long', () => {
    const files = ['src', 'dialogs', 'test'].flatMap(folder =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(name => join(root, folder, name)).filter(name => /\.(?:[mc]?[jt]s|css)$/.test(name)))
    const long = files.map(path => ({ path, text: readFileSync(path, 'utf8') })).filter(({ text }) => text.split('\n').length > 351)
    assert.ok(long.length > 5)
    assert.deepEqual(long.filter(({ text }) => !/^(?:\/\*(?:(?!\*\/)[^])*|\/\/.*)\blong\b/i.test(text)).map(({ path }) => path), [])
  })

  it('is what the README’s tour shows: each room, and no other', () => {
    const tour = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| `((?:src\/)?[a-zA-Z]+)\/` \|/gm)].flatMap(([, folder]) => folder ?? [])
    assert.deepEqual(tour.toSorted(), ['content', 'dialogs', 'test', ...rooms].toSorted())
  })

  it('stands on the floors that contributing names: each room, each file beside them, and no other', () => {
    const [, floors = ''] = /## The floors\n([^]*?)\n## /.exec(readFileSync(join(root, '.github/contributing.md'), 'utf8')) ?? []
    const table = floors.split('\n').filter(line => /^\| \d/.test(line)).join('\n')
    const named = new Set([...table.matchAll(/`(src\/[\w./]+)`/g)].flatMap(([, path]) => path ?? []))
    const beside = written.filter(path => /^src\/[^/]+$/.test(path))
    assert.deepEqual([...rooms, ...beside].filter(path => !named.has(path)), [])
    const there = new Set([...written, ...rooms, 'src/accounts/service'])
    assert.deepEqual([...named].filter(path => !there.has(path)), [])
  })

  it('has every figure that operators are told to watch', () => {
    const figures = (text: string): string[] => text.match(/noa_[a-z]+(?:_[a-z]+)+/g) ?? []
    const there = new Set(written.filter(path => path.startsWith('src/')).flatMap(path => figures(readFileSync(join(root, path), 'utf8'))))
    const told = ['.github/operating.md', '.github/prometheus/noa-guide.rules.yml'].flatMap(path => figures(readFileSync(join(root, path), 'utf8')))
    assert.ok(told.length > 20, `${told.length} figures`)
    assert.deepEqual([...new Set(told.map(name => name.replace(/_(?:bucket|count|sum)$/, '')))].filter(name => !there.has(name)), [])
  })
})
