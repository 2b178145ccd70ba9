/** The files that a browser is given, as `src/assets.mjs` built them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface AssetManifest {
  /** Address of a file, with its content hash: `chat.js` -> `/assets/chat.4f1c….js`. @throws when there is no such file */
  path(name: string): string
  has(name: string): boolean
  /** What a text file holds, for the pages that carry it themselves. */
  text(name: string): string
}

/**
 * Reads the manifest of the built files.
 * @param folder `dist/public`
 * @throws when it was not built
 */
export function readAssets(folder: string): AssetManifest {
  let names: Readonly<Record<string, string>>
  try {
    // As src/assets.mjs writes it.
    names = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Record<string, string>
  } catch {
    throw new Error('The files of the pages are not built: run npm start, which builds them')
  }
  const file = (name: string): string => {
    const path = names[name]
    if (path === undefined) throw new Error(`There is no built file ${name}`)
    return path
  }
  return {
    has: name => names[name] !== undefined,
    path: name => `/assets/${file(name)}`,
    text: name => readFileSync(join(folder, file(name)), 'utf8'),
  }
}
