/** The Teams app as a zip: the same settings, words and version give the same bytes, on any day and any machine. */
import { strFromU8, strToU8, unzipSync, zipSync, type ZipOptions } from 'fflate'
import { checkContent, formatMistake } from '../content/check.ts'
import { readFolder } from '../content/folder.ts'
import type { TeamsWords } from '../content/shapes.ts'
import { plainOf } from '../content/source.ts'
import { drawIcon, iconNames } from './icons.ts'
import { makeTexts, type AppWords } from './manifest.ts'
import type { AppSettings } from './settings.ts'
import { appFaults, type AppFiles } from './validate.ts'

/** No package was made, or the file is none. Each fault is a sentence; nothing has been written. */
export class PackageRefused extends Error {
  override readonly name = 'PackageRefused'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

/**
 * The app's words, the default language first.
 * @throws {PackageRefused} with what `content check` would say of them
 */
async function readWords({ contentDir, locales, defaultLocale }: AppOptions): Promise<AppWords> {
  const mistakes = (await checkContent(contentDir, undefined, locales === undefined ? {} : { locales })).filter(({ file }) => file.startsWith('teams/'))
  if (mistakes.length > 0) throw new PackageRefused(mistakes.map(formatMistake))
  const found = (await readFolder(contentDir, locales)).words
    .filter(({ kind, id }) => kind === 'teams' && id === 'manifest')
    .map(({ locale, tree }) => [locale, plainOf(tree) as TeamsWords] as const) // `checkContent` found no mistake in them
  const model = found.find(([locale]) => locale === defaultLocale)
  if (model === undefined) throw new PackageRefused([`teams/${defaultLocale}/manifest.yml is missing in the content folder.`])
  return [model, ...found.filter(each => each !== model)]
}

/** The first day that a zip can name. Its dates are local ones without a zone, so it is the same everywhere. */
const entry = (): ZipOptions => ({ mtime: new Date(1980, 0, 1), level: 9 })

export interface AppOptions {
  readonly settings: AppSettings
  readonly contentDir: string
  readonly defaultLocale: string
  /** The languages that are published; undefined: those that usually are. */
  readonly locales?: readonly string[]
  /** Of the package, `1.2.3`. */
  readonly version: string
}

/**
 * Makes the package in memory, and proves it by Microsoft's schemas before anyone sees it.
 * @throws {PackageRefused}
 */
export async function makePackage(options: AppOptions): Promise<Uint8Array> {
  const { settings, contentDir, version } = options
  const texts = makeTexts(settings, await readWords(options), version)
  const drawn = await Promise.all(iconNames.map(async name => [name, await drawIcon(contentDir, name)] as const))
  const pictures = Object.fromEntries(drawn)
  const faults = appFaults({ texts, pictures })
  if (faults.length > 0) throw new PackageRefused(faults)
  const written = Object.entries(texts).map(([name, text]) => [name, strToU8(`${JSON.stringify(text, undefined, 2)}\n`)] as const)
  const zipped = ([name, bytes]: readonly [string, Uint8Array]): [string, [Uint8Array, ZipOptions]] => [name, [bytes, entry()]]
  return zipSync(Object.fromEntries([...written, ...drawn].map(zipped)))
}

/** Far more than a package needs, in bytes: what claims to be larger is not unpacked. */
const mostBytes = 5 * 1024 * 1024

/**
 * Opens a package.
 * @throws {PackageRefused} when it is none
 */
export function openPackage(zip: Uint8Array): AppFiles {
  let files: Record<string, Uint8Array>
  let total = 0
  try {
    files = unzipSync(zip, { filter: ({ originalSize }) => (total += originalSize) <= mostBytes })
  } catch {
    throw new PackageRefused(['The file is not a zip.'])
  }
  if (total > mostBytes) throw new PackageRefused(['The zip is far larger than an app needs.'])
  const texts: Record<string, unknown> = {}
  const pictures: Record<string, Uint8Array> = {}
  for (const [name, bytes] of Object.entries(files)) {
    if (!name.endsWith('.json')) pictures[name] = bytes
    else
      try {
        texts[name] = JSON.parse(strFromU8(bytes))
      } catch {
        throw new PackageRefused([`${name} is not JSON.`])
      }
  }
  return { texts, pictures }
}
