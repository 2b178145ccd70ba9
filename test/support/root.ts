import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the checkout, from a source as well as from what was compiled of it into `dist`. */
export const root = (function up(folder: string): string {
  return existsSync(join(folder, 'package-lock.json')) ? folder : up(dirname(folder))
})(dirname(fileURLToPath(import.meta.url)))
