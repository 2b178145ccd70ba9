/**
 * `npm run sbom`: what an installation without development packages is made of, as CycloneDX (`dist/sbom/noa-guide.cdx.json`), and under
 * which licences (`dist/sbom/licences.md`).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a package says of its licence elsewhere than in its package.json. */
const saidElsewhere = { 'escape-regexp-component': ['MIT', 'its Readme.md'] }

/** Every component, also those that stand in another's own folder. */
const everyOf = components => components.flatMap(each => [each, ...everyOf(each.components ?? [])])

/** `@azure/identity`, from its two parts. */
const nameOf = ({ group, name }) => (group === undefined ? name : `${group}/${name}`)

const declared = ({ licenses = [] }) => [...new Set(licenses.map(({ expression, license }) => expression ?? license.id ?? license.name))]

/**
 * The licences of a bill of materials, and what stands under each.
 * @param {{ components?: object[] }} bom as CycloneDX 1.6 has it
 * @returns {{ text: string, unknown: string[] }} Markdown, most used licence first; and the packages of which none is known
 */
export function licencesOf({ components = [] }) {
  const under = new Map()
  const unknown = new Set()
  for (const component of everyOf(components)) {
    const name = nameOf(component)
    const [licence, where] = declared(component).length > 0 ? [declared(component).join(' and ')] : (saidElsewhere[name] ?? [])
    const package_ = `${name} ${component.version}`
    if (licence === undefined) unknown.add(package_)
    else under.set(licence, (under.get(licence) ?? new Set()).add(where === undefined ? package_ : `${package_} (says ${where})`))
  }
  const sections = [...under, ...(unknown.size === 0 ? [] : [['Not known', unknown]])]
    .sort(([a, those], [b, others]) => others.size - those.size || (a < b ? -1 : 1))
    .map(([licence, packages]) => `## ${licence} (${packages.size})\n\n${[...packages].sort().map(each => `- ${each}`).join('\n')}\n`)
  return { text: `# Licences\n\n${sections.join('\n')}`, unknown: [...unknown] }
}

/**
 * Writes both. The packages must be installed.
 * @param {{ root: string, run: (args: string[]) => Promise<{ code: number, output: string }> }} of the checkout; what runs Node
 * @returns {Promise<{ folder: string, packages: number, unknown: string[] }>}
 * @throws with what the tool said when it finds the installation wanting
 */
export async function writeBill({ root, run }) {
  const folder = join(root, 'dist/sbom')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'noa-guide.cdx.json')
  const { code, output } = await run([
    join(root, 'node_modules/@cyclonedx/cyclonedx-npm/bin/cyclonedx-npm-cli.js'),
    '--omit', 'dev', '--gather-license-texts', '--output-reproducible', '--validate', '--output-file', file,
  ])
  if (code !== 0) throw new Error(output.trimEnd())
  const bom = JSON.parse(readFileSync(file, 'utf8'))
  const { text, unknown } = licencesOf(bom)
  writeFileSync(join(folder, 'licences.md'), text)
  return { folder, packages: everyOf(bom.components).length, unknown }
}
