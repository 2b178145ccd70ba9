/** What a house may change of the looks: its accent, and its letters. Whatever cannot be read is refused at the start. */

/** Colours as `#rrggbb`. */
export interface Theme {
  /** Buttons and links on light paper. */
  readonly accent?: string
  /** The same on dark paper. */
  readonly accentDark?: string
  /** Names of fonts that people have, as in CSS: nothing is loaded. */
  readonly font?: string
}

/** The papers of the stylesheet (`--paper` in house.css), on which the accent must be read. */
const papers = { accent: '#ffffff', accentDark: '#161d27' } as const
/** WCAG 2.2, 1.4.3. */
const least = 4.5

const channels = (colour: string): number[] => [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(each => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** What can be read best on a colour. */
const inkOn = (colour: string): string => (contrast(colour, '#ffffff') >= contrast(colour, '#000000') ? '#ffffff' : '#000000')

/**
 * Why an accent cannot be used; undefined when it can.
 * @param which on which paper it stands
 */
export function accentFault(
  which: keyof typeof papers,
  colour: string,
): { readonly contrast: number; readonly paper: string; readonly least: number } | undefined {
  const paper = papers[which]
  const reached = contrast(colour, paper)
  return reached < least ? { contrast: reached, paper, least } : undefined
}

/** The theme as CSS, to follow the stylesheet; empty when nothing is set. */
export function themeStyle({ accent, accentDark, font }: Theme): string {
  const pair = (colour: string): string => `--accent:${colour};--on-accent:${inkOn(colour)}`
  return [
    ...(font === undefined ? [] : [`:root{--font:${font}}`]),
    ...(accent === undefined ? [] : [`@media (prefers-color-scheme:light){:root{${pair(accent)}}}`]),
    ...(accentDark === undefined ? [] : [`@media (prefers-color-scheme:dark){:root{${pair(accentDark)}}}`]),
  ].join('\n')
}
