/**
 * Builds what browsers are given, into `dist/public`: the page's program, the styles of all pages, pictures. Every file but the
 * pictures is named by its content, so that a browser may keep it for ever, and has its compressed twins beside it.
 *
 * Node built-ins until there is something to build: a start that finds everything in place loads nothing else.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part).update('\0'), createHash('sha256')).digest('hex')

const page = 'src/channels/page'
const copied = {
  'icon.svg': `${page}/icon.svg`,
}
const bundled = {
  'page.css': 'src/pages/house.css',
  'desk.css': 'src/pages/desk/desk.css',
  'page.js': `${page}/browser/begin.ts`,
  'waiting.js': `${page}/browser/waitAlone.ts`,
  'words.js': 'src/pages/desk/browser/keepDraft.ts',
  'embed.js': `${page}/browser/embed.ts`,
}
/** Teams takes no picture that is wider or higher, px. */
const pictureSide = 1024
/** Files of an earlier build are kept this long: a page that is open may still ask for them. */
const keepFor = 24 * 60 * 60 * 1000

/** Everything that the built files depend on. */
function inputs(root) {
  const below = folder =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
          .filter(entry => entry.isFile())
          .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
          .sort()
      : []
  return ['src/assets.mjs', 'package-lock.json', ...below(page), 'src/pages/house.css', 'src/pages/desk/desk.css', ...below('src/pages/desk/browser'), 'src/content/browserNames.ts', ...below('content/images')]
}

/** Written aside first: a start that is killed leaves no half file under a name that would be believed. */
function write(path, content) {
  mkdirSync(dirname(path), { recursive: true })
  const aside = `${path}.${process.pid}.part`
  writeFileSync(aside, content)
  renameSync(aside, path)
}

/** Writes the compressed twins of a file that have not been made yet. Brotli's best takes 5 s for Web Chat, once, and saves a tenth. */
async function compress(path, content) {
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }
  const twins = { '.br': () => promisify(brotliCompress)(content, brotli), '.gz': () => promisify(gzip)(content, { level: 9 }) }
  await Promise.all(
    Object.entries(twins).map(async ([end, make]) => {
      if (!existsSync(path + end)) write(path + end, await make())
    }),
  )
}

/** `chat.js` and its content -> `chat.4f1c09ab23de56f7.js`. */
function hashedName(name, content) {
  const dot = name.lastIndexOf('.')
  return `${name.slice(0, dot)}.${sha256(content).slice(0, 16)}${name.slice(dot)}`
}

async function bundle(root) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(bundled).map(([name, path]) => ({ in: path, out: name.replace(/\.\w+$/, '') })),
    outdir: join(root, 'dist/public'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['chrome109', 'firefox115', 'safari16'],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  })
  return outputFiles.map(file => [basename(file.path), Buffer.from(file.contents)])
}

/** The pictures under their own names, each SVG with a PNG for those who do not show SVG (Teams, mails). */
async function pictures(root) {
  const folder = join(root, 'content/images')
  const files = existsSync(folder) ? readdirSync(folder).filter(name => /\.(svg|png|jpe?g|gif)$/i.test(name)) : []
  const made = files.map(name => [name, readFileSync(join(folder, name))])
  if (!files.some(name => name.endsWith('.svg'))) return made
  const { Resvg } = await import('@resvg/resvg-js')
  // A server may have no fonts at all, and its pictures would then have no words.
  const face = name => join(root, 'node_modules/dejavu-fonts-ttf/ttf', `${name}.ttf`)
  const font = {
    loadSystemFonts: false,
    fontFiles: [face('DejaVuSansCondensed'), face('DejaVuSansCondensed-Bold')],
    defaultFontFamily: 'DejaVu Sans',
    sansSerifFamily: 'DejaVu Sans',
  }
  const drawn = made
    .filter(([name]) => name.endsWith('.svg'))
    .map(([name, svg]) => {
      const { width, height } = new Resvg(svg)
      const scale = Math.min(2, pictureSide / width, pictureSide / height)
      const options = { fitTo: { mode: 'width', value: Math.floor(width * scale) }, background: '#ffffff', font }
      return [name.replace(/\.svg$/, '.png'), new Resvg(svg, options).render().asPng()]
    })
  return [...made, ...drawn]
}

/** Microsoft's schemas of an app for Teams, by version: a run checks by them without the package, whose libraries it does not need. */
function schemas(root) {
  const published = join(root, 'node_modules/@microsoft/app-manifest/build/json-schemas/teams')
  for (const version of existsSync(published) ? readdirSync(published).filter(name => /^v\d/.test(name)) : [])
    for (const name of ['MicrosoftTeams.schema.json', 'MicrosoftTeams.Localization.schema.json'].filter(each => existsSync(join(published, version, each))))
      write(join(root, 'dist/schemas', version, name), readFileSync(join(published, version, name)))
}

/**
 * Builds what is missing or has changed.
 * @param {{ root: string, log?: (line: string) => void }} options the checkout, and who hears what takes its time
 */
export async function buildAssets({ root, log = () => {} }) {
  const folder = join(root, 'dist/public')
  const stamp = join(root, 'dist/.assets')
  const manifestPath = join(folder, 'manifest.json')
  const key = sha256(...inputs(root).flatMap(path => [path, readFileSync(join(root, path))]))
  if (existsSync(manifestPath) && existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return
  log('Building the pages…')
  const manifest = {}
  const kept = new Set(['manifest.json'])
  const files = [
    ...(await bundle(root)),
    ...Object.entries(copied).map(([name, path]) => [name, readFileSync(join(root, path))]),
  ]
  for (const [name, content] of files) {
    const hashed = hashedName(name, content)
    const path = join(folder, hashed)
    if (!existsSync(path)) write(path, content)
    await compress(path, content)
    manifest[name] = hashed
    for (const end of ['', '.br', '.gz']) kept.add(hashed + end)
  }
  for (const [name, content] of await pictures(root)) {
    const path = `images/${name}`
    write(join(folder, path), content)
    manifest[path] = path
    kept.add(path)
  }
  write(manifestPath, JSON.stringify(manifest, undefined, 2))
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || kept.has(path.slice(folder.length + 1).replaceAll('\\', '/'))) continue
    if (Date.now() - statSync(path).mtimeMs > keepFor) rmSync(path, { force: true })
  }
  schemas(root)
  write(stamp, key)
}
