/** The app's two icons: drawn from `content/teams/*.svg`, and held to what Teams asks of them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { PNG } from 'pngjs'

/** Sides in px, and whether only white lines on nothing may be in it (Microsoft's page on app icons). */
export const icons = {
  'color.png': { side: 192, outline: false },
  'outline.png': { side: 32, outline: true },
} as const
export type IconName = keyof typeof icons
export const iconNames = Object.keys(icons) as IconName[] // a table of ours, whose keys are its own

/** Draws an icon. The pictures hold no text, so the machine's fonts do not matter and every machine draws the same. */
export async function drawIcon(contentDir: string, name: IconName): Promise<Uint8Array> {
  const svg = await readFile(join(contentDir, 'teams', name.replace('.png', '.svg')))
  return new Resvg(svg, { fitTo: { mode: 'width', value: icons[name].side }, font: { loadSystemFonts: false } }).render().asPng()
}

/** What Teams would object to in an icon, as English sentences; empty when it is right. */
export function iconFaults(name: IconName, file: Uint8Array): string[] {
  const { side, outline } = icons[name]
  let picture: PNG
  try {
    picture = PNG.sync.read(Buffer.from(file))
  } catch {
    return [`${name} is not a PNG picture.`]
  }
  const { width, height, data } = picture
  const seen = { clear: 0, opaque: 0, coloured: 0 }
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]
    if (alpha === 0) seen.clear++
    else if (data.subarray(at, at + 3).some(part => part < 255)) seen.coloured++
    if (alpha === 255) seen.opaque++
  }
  return [
    ...(width === side && height === side ? [] : [`${name} is ${width} × ${height} px and must be ${side} × ${side}.`]),
    ...(outline && seen.clear === 0 ? [`${name} has no transparent background.`] : []),
    ...(outline && seen.coloured > 0 ? [`${name} must be white only; ${seen.coloured} of its points are not.`] : []),
    ...(outline && seen.clear === width * height ? [`${name} is empty.`] : []),
    ...(!outline && seen.opaque < width * height / 2 ? [`${name} is mostly transparent; it must have a background.`] : []),
  ]
}
