/**
 * What an operator may change of the looks: the name, the mark, the accent, the letters. The colours are held to the contrast that
 * WCAG asks of text before anybody sees them.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** A colour as `#rrggbb`. */
export type Colour = string

export interface Mark {
  /** Its address on the guide, named by its content. */
  readonly path: string
  readonly mediaType: 'image/svg+xml' | 'image/png'
  readonly body: Buffer
}

/** The accent of one of the two colour schemes, with what goes with it. */
export interface Accent {
  readonly accent: Colour
  /** Text on it. */
  readonly onAccent: Colour
  /** A surface that is a little of it: what the pointer is on, a notice. */
  readonly tint: Colour
}

export interface Theme {
  readonly name?: string
  readonly mark?: Mark
  readonly light?: Accent
  readonly dark?: Accent
  /** As CSS has it: `Marianne, "Source Sans 3", sans-serif`. */
  readonly font?: string
}

/** Least contrast of text (WCAG 2.2, 1.4.3). */
export const leastContrast = 4.5
/** Largest mark, bytes. */
const largestMark = 64 * 1024

/** What the accent is read on, as `src/pages/house.css` has it; a test compares the two. */
export const grounds = {
  light: { paper: '#ffffff', ground: '#f2f4f8' },
  dark: { paper: '#161d27', ground: '#0e131a' },
} as const
type Scheme = keyof typeof grounds

const channels = (colour: Colour): readonly number[] => [1, 3, 5].map(at => parseInt(colour.slice(at, at + 2), 16))

/** Relative luminance of WCAG 2.2. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(value => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours by WCAG 2.2, from 1 to 21. */
export function contrast(one: Colour, other: Colour): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** A colour on its way to another. @param share 0 is `from`, 1 is `to` */
function mix(from: Colour, to: Colour, share: number): Colour {
  const target = channels(to)
  return `#${channels(from).map((value, at) => Math.round(value + ((target[at] ?? 0) - value) * share).toString(16).padStart(2, '0')).join('')}`
}

const accentOf = (accent: Colour, scheme: Scheme): Accent => ({
  accent,
  onAccent: contrast(accent, '#ffffff') >= contrast(accent, '#000000') ? '#ffffff' : '#000000',
  tint: mix(grounds[scheme].paper, accent, 0.1),
})

/** Least contrast that an accent keeps as text, wherever it stands. */
const keeps = ({ accent, tint }: Accent, scheme: Scheme): number =>
  Math.min(...[tint, ...Object.values(grounds[scheme])].map(surface => contrast(accent, surface)))

/** The same hue, as light as it has to be to be read in the dark. */
function inTheDark(accent: Colour): Accent {
  for (let share = 0; share < 1; share += 0.05) {
    const lighter = accentOf(mix(accent, '#ffffff', share), 'dark')
    if (keeps(lighter, 'dark') >= leastContrast + 1) return lighter
  }
  return accentOf('#ffffff', 'dark')
}

/** What reading a setting needs: its value, and how to refuse it. */
export interface ThemeSource {
  readonly text: (name: string) => string | undefined
  readonly wrong: (name: string, must: string, example: string) => Error
}

function readAccent({ text, wrong }: ThemeSource, name: string, scheme: Scheme, example: Colour): Accent | undefined {
  const value = text(name)?.toLowerCase()
  if (value === undefined) return undefined
  if (!/^#[\da-f]{6}$/.test(value)) throw wrong(name, 'must be a colour of six hexadecimal digits', example)
  const accent = accentOf(value, scheme)
  const kept = keeps(accent, scheme)
  // Rounded down: 4.49 is not 4.5.
  if (kept < leastContrast)
    throw wrong(name, `must keep a contrast of ${leastContrast} to 1 on the ${scheme} pages and keeps ${(Math.floor(kept * 100) / 100).toFixed(2)}`, example)
  return accent
}

const generic = ['serif', 'sans-serif', 'monospace', 'system-ui', 'ui-sans-serif', 'ui-serif', 'ui-rounded']

function readFont({ text, wrong }: ThemeSource): string | undefined {
  const value = text('THEME_FONT')
  if (value === undefined) return undefined
  const names = value.split(',').map(name => name.trim().replace(/^(["'])(.*)\1$/, '$2'))
  if (names.length > 10 || names.some(name => !/^[\p{L}\d][\p{L}\d _-]{0,60}$/u.test(name)))
    throw wrong('THEME_FONT', 'must be names of fonts, separated by commas', 'Marianne, Arial, sans-serif')
  return names.map(name => (generic.includes(name) ? name : `"${name}"`)).join(', ')
}

function readMark({ text, wrong }: ThemeSource): Mark | undefined {
  const path = text('THEME_LOGO')
  if (path === undefined) return undefined
  const refuse = (must: string): Error => wrong('THEME_LOGO', must, './logo.svg')
  const type = /\.(svg|png)$/i.exec(path)?.[1]?.toLowerCase()
  if (type === undefined) throw refuse('must be the path of an .svg or .png file')
  let body: Buffer
  try {
    body = readFileSync(path)
  } catch {
    throw refuse('must be the path of a file that can be read')
  }
  if (body.length > largestMark) throw refuse(`must be a file of at most ${largestMark / 1024} KB`)
  const print = createHash('sha256').update(body).digest('hex').slice(0, 16)
  return { path: `/logo.${print}.${type}`, mediaType: type === 'svg' ? 'image/svg+xml' : 'image/png', body }
}

/**
 * Reads the settings `THEME_…`.
 * @throws what `wrong` makes, naming the variable
 */
export function readTheme(source: ThemeSource): Theme {
  const name = source.text('THEME_NAME')
  if (name !== undefined && name.length > 60) throw source.wrong('THEME_NAME', 'must have at most 60 characters', 'Guide du portail')
  const light = readAccent(source, 'THEME_ACCENT', 'light', '#1d4e9e')
  const dark = readAccent(source, 'THEME_ACCENT_DARK', 'dark', '#a2c4ff') ?? (light && inTheDark(light.accent))
  const [mark, font] = [readMark(source), readFont(source)]
  return Object.freeze({
    ...(name === undefined ? {} : { name }),
    ...(mark === undefined ? {} : { mark }),
    ...(light === undefined ? {} : { light }),
    ...(dark === undefined ? {} : { dark }),
    ...(font === undefined ? {} : { font }),
  })
}

const declared = (values: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}:${value}`])).join(';')
const accentIn = (accent: Accent | undefined) => ({ accent: accent?.accent, 'on-accent': accent?.onAccent, tint: accent?.tint })

/** The theme as CSS that stands after the house's own; empty where nothing was changed. */
export function themeStyle({ light, dark, font }: Theme): string {
  const always = declared({ font, ...accentIn(light) })
  const inDark = declared(accentIn(dark))
  return `${always && `:root{${always}}`}${inDark && `@media (prefers-color-scheme:dark){:root{${inDark}}}`}`
}
