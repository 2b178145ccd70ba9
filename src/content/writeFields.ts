/** What of the fields of a form is edited: their order, and whether one must be answered. Read from the file, and written into it. */
import { isMap, isScalar, isSeq, parseDocument, type Scalar, type YAMLMap } from 'yaml'
import { endOf, lineAfter } from './writeText.ts'

/** A field as it stands in the file. */
interface Written {
  readonly name: string
  readonly map: YAMLMap
}

/** The fields of a file; undefined: it has none that could be edited. */
function fieldsIn(yaml: string): Written[] | undefined {
  const { contents, errors } = parseDocument(yaml, { logLevel: 'silent' })
  if (errors.length > 0 || !isSeq(contents) || contents.flow === true) return undefined
  return contents.items.flatMap(map => {
    const name: unknown = isMap(map) ? map.get('name') : undefined
    return isMap(map) && typeof name === 'string' ? [{ name, map }] : []
  })
}

const requiredOf = ({ map }: Written): Scalar | undefined => {
  const node: unknown = map.get('required', true)
  return isScalar(node) ? node : undefined
}

/** `order`: the names, one a line. `<name>.required`: `true` or `false`. Undefined: there is no such thing. */
export function fieldSetting(yaml: string, [name, setting]: readonly string[]): string | undefined {
  const fields = fieldsIn(yaml)
  if (name === 'order' && setting === undefined) return fields?.map(each => each.name).join('\n')
  const field = setting === 'required' ? fields?.find(each => each.name === name) : undefined
  return field === undefined ? undefined : String(requiredOf(field)?.value)
}

/**
 * The fields in another order, each with the comments over it; those over the first stay at the top. One that is not named stays behind
 * the one that it stands behind.
 */
function reordered(yaml: string, fields: readonly Written[], names: readonly string[]): string | undefined {
  const begin = yaml.lastIndexOf('\n', fields[0]?.map.range?.[0] ?? 0) + 1
  const blocks: { name: string; text: string }[] = []
  let at = begin
  for (const { name, map } of fields) {
    const end = endOf(map)
    if (end === undefined) return undefined
    const next = lineAfter(yaml, end)
    blocks.push({ name, text: `${yaml.slice(at, next)}${yaml[next - 1] === '\n' ? '' : '\n'}` })
    at = next
  }
  const order = names.filter(name => blocks.some(each => each.name === name))
  for (const [index, { name }] of blocks.entries())
    if (!order.includes(name)) order.splice(order.indexOf(blocks[index - 1]?.name ?? '') + 1, 0, name)
  return yaml.slice(0, begin) + order.map(name => blocks.find(each => each.name === name)?.text ?? '').join('') + yaml.slice(at)
}

/**
 * The file with another order of its fields, or with a field that must be answered. What the file says must be answered stays so: that
 * is what the account service demands.
 * @param path as `fieldSetting` reads it
 * @returns undefined when there is no place for it
 */
export function writeFields(yaml: string, [name, setting]: readonly string[], text: string): string | undefined {
  const fields = fieldsIn(yaml)
  if (fields === undefined) return undefined
  if (name === 'order' && setting === undefined) return reordered(yaml, fields, [...new Set(text.split('\n'))])
  const field = setting === 'required' ? fields.find(each => each.name === name) : undefined
  const node = field === undefined ? undefined : requiredOf(field)
  if (node?.range === undefined || node.range === null || typeof node.value !== 'boolean') return undefined
  if ((text !== 'true' && text !== 'false') || (node.value && text === 'false')) return undefined
  return `${yaml.slice(0, node.range[0])}${text}${yaml.slice(node.range[1])}`
}
