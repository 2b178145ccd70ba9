/** The colours of the pages, as they stand in the stylesheet, and what an operator may make of them. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, readConfig } from '../src/config.ts'
import { root } from '../src/root.ts'
import { contrast, grounds, leastContrast, themeStyle } from '../src/theme.ts'

/** The colours of a scheme: those of the first `:root` of the stylesheet, or of the one for the dark. */
function tokens(scheme: 'light' | 'dark'): Record<string, string> {
  const css = readFileSync(join(root, 'src/pages/house.css'), 'utf8')
  const [, block = ''] = (scheme === 'light' ? /^:root \{(.*?)^\}/ms : /prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}/s).exec(css) ?? []
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', value = '']) => [name, value]))
}

const refusal = (env: Record<string, string>): string => {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return assert.fail(`${JSON.stringify(env)} was taken`)
}

describe('the colours of the pages', () => {
  for (const scheme of ['light', 'dark'] as const)
    it(`keep their contrast, ${scheme}`, () => {
      const colour = tokens(scheme)
      const least = (over: readonly string[], under: readonly string[], ratio: number): void => {
        for (const one of over)
          for (const other of under) {
            const kept = contrast(colour[one] ?? '', colour[other] ?? '')
            assert.ok(kept >= ratio, `--${one} on --${other} keeps ${kept.toFixed(2)} to 1`)
          }
      }
      least(['ink', 'quiet', 'accent', 'fault', 'good'], ['paper', 'ground', 'tint'], leastContrast)
      least(['on-accent'], ['accent'], leastContrast)
      least(['edge', 'focus'], ['paper', 'ground'], 3)
      assert.deepEqual({ paper: colour['paper'], ground: colour['ground'] }, grounds[scheme], 'src/theme.ts judges an accent by other grounds')
    })
})

describe('a theme', () => {
  it('is refused with the variable and the ratio where its accent could not be read', () => {
    assert.match(refusal({ THEME_ACCENT: '#ffcc00' }), /^THEME_ACCENT .*4\.5 to 1 on the light pages and keeps 1\.\d\d\. Example: THEME_ACCENT=#/)
    assert.match(refusal({ THEME_ACCENT_DARK: '#1d4e9e' }), /^THEME_ACCENT_DARK .*dark pages and keeps \d\.\d\d\./)
    assert.match(refusal({ THEME_ACCENT: 'blue' }), /^THEME_ACCENT must be a colour/)
  })

  it('makes of an accent all that goes with it, also for the dark', () => {
    for (const accent of ['#1d4e9e', '#00294b', '#b00020', '#000000', '#6a1b9a', '#00695c']) {
      const { light, dark } = readConfig({ THEME_ACCENT: accent }).theme
      assert.ok(light && dark)
      for (const [{ accent: own, onAccent, tint }, scheme] of [[light, 'light'], [dark, 'dark']] as const) {
        for (const surface of [tint, ...Object.values(grounds[scheme])]) assert.ok(contrast(own, surface) >= leastContrast, `${accent} ${scheme}`)
        assert.ok(contrast(onAccent, own) >= leastContrast, `on ${accent} ${scheme}`)
      }
    }
    assert.match(themeStyle(readConfig({ THEME_ACCENT: '#00294B' }).theme), /^:root\{--accent:#00294b;--on-accent:#ffffff;--tint:#\w{6}\}@media \(prefers-color-scheme:dark\)\{:root\{--accent:#/)
    assert.equal(themeStyle(readConfig({}).theme), '')
  })

  it('takes fonts by their names, and nothing that would be more than a name', () => {
    assert.equal(readConfig({ THEME_FONT: "Marianne, 'Source Sans 3', sans-serif" }).theme.font, '"Marianne", "Source Sans 3", sans-serif')
    for (const font of ['x;} body{display:none', 'url(https://example.org/x)', 'a</style><script>', '"', ','])
      assert.match(refusal({ THEME_FONT: font }), /^THEME_FONT must be names of fonts/)
  })

  it('takes a mark that a browser shows, and says what is wrong with any other', () => {
    const folder = mkdtempSync(join(tmpdir(), 'noa-theme-'))
    try {
      const path = join(folder, 'mark.svg')
      writeFileSync(path, '<svg xmlns="http://www.w3.org/2000/svg"/>')
      const { mark } = readConfig({ THEME_LOGO: path, THEME_NAME: 'Guide du portail' }).theme
      assert.match(mark?.path ?? '', /^\/logo\.[\da-f]{16}\.svg$/)
      writeFileSync(path, Buffer.alloc(65 * 1024))
      assert.match(refusal({ THEME_LOGO: path }), /at most 64 KB/)
      assert.match(refusal({ THEME_LOGO: join(folder, 'none.png') }), /can be read/)
      assert.match(refusal({ THEME_LOGO: '/etc/hostname' }), /\.svg or \.png/)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
