/** An app's files by Microsoft's own schemas, offline: the build takes them from `@microsoft/app-manifest`. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { root } from '../root.ts'
import { iconFaults, iconNames } from './icons.ts'
import { schemaVersion } from './manifest.ts'

/** The files of a package by name; texts are parsed. */
export interface AppFiles {
  readonly texts: Readonly<Record<string, unknown>>
  readonly pictures: Readonly<Record<string, Uint8Array>>
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const schemaFile = (version: string, name: string): string => join(root, 'dist/schemas', `v${version}`, `${name}.schema.json`)

/** What checks by a schema. Its patterns are no unicode patterns, though they would be read as such by default. */
function compiledSchema(version: string, name: string) {
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  const schema: unknown = JSON.parse(readFileSync(schemaFile(version, name), 'utf8'))
  return ajv.compile(schema as object) // a schema is one
}

function faultsBySchema(file: string, value: unknown, version: string, name: string): string[] {
  const fits = compiledSchema(version, name)
  return fits(value) ? [] : (fits.errors ?? []).map(({ instancePath, message, params }) =>
    `${file}${instancePath} ${message ?? 'does not fit the schema'} ${JSON.stringify(params)}`)
}

const localizable = /^(?:name|description)\.(?:short|full)$|^bots\[0\]\.commandLists\[0\]\.commands\[\d+\]\.(?:title|description)$/

/** The places of a manifest that a translation must give: the localizable texts that are there. */
function placesOf(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return localizable.test(path) ? [path] : []
  if (Array.isArray(value)) return value.flatMap((each, index) => placesOf(each, `${path}[${index}]`))
  return isObject(value) ? Object.entries(value).flatMap(([name, each]) => placesOf(each, path === '' ? name : `${path}.${name}`)) : []
}

function translationFaults(file: string, translation: unknown, manifest: Record<string, unknown>): string[] {
  const told = faultsBySchema(file, translation, schemaVersion, 'MicrosoftTeams.Localization')
  if (!isObject(translation)) return told
  const there = placesOf(manifest)
  const here = Object.keys(translation).filter(name => name !== '$schema')
  return [
    ...told,
    ...there.filter(place => !here.includes(place)).map(place => `${file} does not translate ${place}.`),
    ...here.filter(place => !there.includes(place)).map(place => `${file} translates ${place}, which the manifest does not have.`),
  ]
}

/** The other languages that a manifest names, with their files. */
function languages(manifest: Record<string, unknown>): { readonly tag: string; readonly file: string }[] {
  const info = isObject(manifest['localizationInfo']) ? manifest['localizationInfo']['additionalLanguages'] : undefined
  return (Array.isArray(info) ? info : []).filter(isObject).map(each => ({ tag: String(each['languageTag']), file: String(each['file']) }))
}

/** Everything that is wrong with an app's files, as English sentences: Microsoft's schemas first, then what they cannot see. */
export function appFaults({ texts, pictures }: AppFiles): string[] {
  const manifest = texts['manifest.json']
  if (!isObject(manifest)) return ['manifest.json is missing at the root of the package.']
  const told = schemaFaults(manifest)
  const translated = languages(manifest)
  return [
    ...told,
    ...translated.flatMap(({ file }) =>
      Object.hasOwn(texts, file) ? translationFaults(file, texts[file], manifest) : [`${file} is named by the manifest and is not in the package.`]),
    ...Object.keys(texts).filter(name => name !== 'manifest.json' && !translated.some(({ file }) => file === name))
      .map(name => `${name} is in the package and nothing names it.`),
    ...iconNames.flatMap(name => {
      const picture = Object.hasOwn(pictures, name) ? pictures[name] : undefined
      return picture === undefined ? [`${name} is missing at the root of the package.`] : iconFaults(name, picture)
    }),
  ]
}

/** What the schema that the manifest names finds, when that one is known; it is never fetched. */
function schemaFaults(manifest: Record<string, unknown>): string[] {
  const named = manifest['$schema']
  if (typeof named !== 'string' || !/^https:\/\/developer\.microsoft\.com\/(?:[a-z-]+\/)?json-schemas\/teams\/v[\d.]+\/MicrosoftTeams\.schema\.json$/.test(named))
    return ['manifest.json names no published schema of Teams in $schema.']
  const version = /v([\d.]+)\//.exec(named)?.[1]
  if (version === undefined || manifest['manifestVersion'] !== version) return [`manifest.json says version ${String(manifest['manifestVersion'])} and names the schema of ${version ?? ''}.`]
  if (!existsSync(schemaFile(version, 'MicrosoftTeams'))) return [`manifest.json is of version ${version}, which cannot be checked here: the schema is not known.`]
  return faultsBySchema('manifest.json', manifest, version, 'MicrosoftTeams')
}
