/** Where the checkout lies: the folder that holds `package.json`, found from the code itself, so that any working directory will do. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

function find(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const above = dirname(folder)
  if (above === folder) throw new Error('There is no package.json above the code')
  return find(above)
}

export const root = find(dirname(fileURLToPath(import.meta.url)))
export const contentDir = join(root, 'content')
export const publicDir = join(root, 'dist', 'public')
