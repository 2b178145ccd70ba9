/** The federation's metadata: SAML XML, or the same flattened to JSON. */
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { asText } from './fileContent.ts'
import { ImportRefused } from './importRefused.ts'
import { isHidden, scopeDomain, type Institution } from './institution.ts'

const md = 'urn:oasis:names:tc:SAML:2.0:metadata'
const mdui = 'urn:oasis:names:tc:SAML:metadata:ui'
const mdrpi = 'urn:oasis:names:tc:SAML:metadata:rpi'
const shibmd = 'urn:mace:shibboleth:metadata:1.0'
const saml = 'urn:oasis:names:tc:SAML:2.0:assertion'

export interface ReadInstitutions {
  readonly institutions: readonly Institution[]
  /** Day of the metadata, when they say it. */
  readonly date?: string
}

/**
 * Reads metadata, XML or flat JSON.
 * @throws {ImportRefused} `unsafeXml` (a document type), `unreadable`, `notInstitutions`
 */
export async function readInstitutions(
  chunks: AsyncIterable<Buffer>,
  onEntity: (count: number) => void = () => {},
): Promise<ReadInstitutions> {
  const text = asText(chunks)
  const first = await text.next()
  const head = first.done === true ? '' : first.value
  async function* whole(): AsyncGenerator<string> {
    yield head
    yield* text
  }
  const read = /^\s*[[{]/.test(head) ? await readJson(whole()) : await readXml(whole(), onEntity)
  if (read.institutions.length === 0) throw new ImportRefused('notInstitutions', 'The file holds no identity provider.')
  onEntity(read.institutions.length)
  return read
}

/** What is gathered of the entity being read. */
interface Draft {
  readonly entityId: string
  provider: boolean
  readonly names: Map<string, string>
  readonly organizations: Map<string, string>
  readonly organizationNames: Map<string, string>
  readonly descriptions: string[]
  readonly scopes: Set<string>
}

const best = (texts: ReadonlyMap<string, string>, ...languages: string[]): string =>
  languages.map(language => texts.get(language)).find(text => text !== undefined) ?? texts.values().next().value ?? ''

async function readXml(text: AsyncIterable<string>, onEntity: (count: number) => void): Promise<ReadInstitutions> {
  const parser = new SaxesParser({ xmlns: true })
  const institutions: Institution[] = []
  const path: { uri: string; local: string }[] = []
  let draft: Draft | undefined
  let content = ''
  let date: string | undefined
  let rootSeen = false
  let language = ''
  let regexp = false

  parser.on('doctype', () => {
    // Neither external entities nor entities that grow: the metadata need no document type.
    throw new ImportRefused(
      'unsafeXml',
      'The XML has a document type (DTD), which metadata do not need and which is not safe to read.',
    )
  })
  parser.on('error', error => {
    throw new ImportRefused('unreadable', `The XML is cut off or damaged (${error.message.slice(0, 120)}).`)
  })
  parser.on('opentag', tag => {
    const { uri, local } = tag
    if (!rootSeen) {
      rootSeen = true
      if (uri !== md || (local !== 'EntitiesDescriptor' && local !== 'EntityDescriptor'))
        throw new ImportRefused('notInstitutions', 'This XML is not SAML metadata (EntitiesDescriptor).')
      date = dayOfId(attribute(tag, 'ID'))
    }
    path.push({ uri, local })
    if (path.length > 100) throw new ImportRefused('unsafeXml', 'The XML is nested too deeply.')
    content = ''
    if (uri === md && local === 'EntityDescriptor')
      draft = {
        entityId: attribute(tag, 'entityID'),
        provider: false,
        names: new Map(),
        organizations: new Map(),
        organizationNames: new Map(),
        descriptions: [],
        scopes: new Set(),
      }
    else if (uri === md && local === 'IDPSSODescriptor' && draft !== undefined) draft.provider = true
    else if (uri === mdrpi && local === 'PublicationInfo' && draft === undefined)
      date = /^\d{4}-\d\d-\d\d/.exec(attribute(tag, 'creationInstant'))?.[0] ?? date
    language = attribute(tag, 'xml:lang').slice(0, 2).toLowerCase() || (uri === mdui || uri === md ? 'fr' : '')
    regexp = attribute(tag, 'regexp') === 'true'
  })
  parser.on('text', part => {
    content += part
    if (content.length > 20_000) content = content.slice(0, 20_000)
  })
  parser.on('cdata', part => {
    content += part
  })
  parser.on('closetag', ({ uri, local }) => {
    const value = content.replace(/\s+/g, ' ').trim()
    content = ''
    const ofProvider = path.some(each => each.uri === md && each.local === 'IDPSSODescriptor')
    if (draft !== undefined && value !== '') take(draft, { uri, local, value, language, regexp, ofProvider })
    path.pop()
    if (draft !== undefined && uri === md && local === 'EntityDescriptor') {
      const made = institution(draft)
      if (made !== undefined) institutions.push(made)
      draft = undefined
      if (institutions.length % 25 === 0) onEntity(institutions.length)
    }
  })
  for await (const part of text) parser.write(part)
  parser.close()
  return { institutions: unique(institutions), ...(date === undefined ? {} : { date }) }
}

/** An element that was read to its end. */
interface Read {
  readonly uri: string
  readonly local: string
  readonly value: string
  readonly language: string
  /** A scope that is a pattern. */
  readonly regexp: boolean
  /** It stands in what describes an identity provider. */
  readonly ofProvider: boolean
}

/** Takes into an entity what one of its elements says of it. */
function take(draft: Draft, { uri, local, value, language, regexp, ofProvider }: Read): void {
  if (uri === mdui && ofProvider) {
    if (local === 'DisplayName' && !draft.names.has(language)) draft.names.set(language, value)
    if (local === 'Description') draft.descriptions.push(value)
  } else if (uri === shibmd && local === 'Scope' && !regexp && ofProvider) {
    const domain = scopeDomain(value)
    if (domain !== undefined) draft.scopes.add(domain)
  } else if (uri === md && local === 'OrganizationDisplayName') draft.organizations.set(language, value)
  else if (uri === md && local === 'OrganizationName') draft.organizationNames.set(language, value)
  else if (uri === saml && local === 'AttributeValue' && value.includes('hide-from-discovery')) draft.descriptions.push('hide-from-discovery')
}

const attribute = (tag: SaxesTagNS, name: string): string => tag.attributes[name]?.value ?? ''

/** RENATER's identifier of a publication holds its day: `_20230616T083030Z`. */
function dayOfId(id: string): string | undefined {
  const match = /((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)T/.exec(id)
  return match === null ? undefined : `${match[1]}-${match[2]}-${match[3]}`
}

function institution(draft: Draft): Institution | undefined {
  if (!draft.provider || draft.entityId === '') return undefined
  const organization = best(draft.organizationNames, 'fr', 'en') || best(draft.organizations, 'fr', 'en')
  const names =
    draft.names.size > 0 ? draft.names : draft.organizations.size > 0 ? draft.organizations : draft.organizationNames
  const fr = best(names, 'fr', 'en')
  if (fr === '') return undefined
  const en = best(names, 'en', 'fr')
  return {
    entityId: draft.entityId,
    name: { fr, en },
    organization,
    scopes: [...draft.scopes],
    hidden: isHidden([fr, en], draft.descriptions),
  }
}

const unique = (institutions: readonly Institution[]): Institution[] => [
  ...new Map(institutions.map(each => [each.entityId, each])).values(),
]

async function readJson(text: AsyncIterable<string>): Promise<ReadInstitutions> {
  const parts: string[] = []
  for await (const part of text) parts.push(part)
  const whole = parts.join('')
  let list: unknown
  try {
    list = JSON.parse(whole)
  } catch {
    try {
      list = whole
        .split('\n')
        .filter(line => line.trim() !== '')
        .map((line): unknown => JSON.parse(line))
    } catch {
      throw new ImportRefused('unreadable', 'The JSON is cut off or damaged.')
    }
  }
  if (!Array.isArray(list)) throw new ImportRefused('notInstitutions', 'This JSON is not a list of identity providers.')
  const institutions: Institution[] = []
  for (const each of list as readonly unknown[]) { // `isArray` alone makes it a list of `any`
    // Whatever it is, it may be asked for these.
    const { entityID, displayName, description, scopes, organizationName } = (each ?? {}) as Record<string, unknown>
    const names = texts(displayName)
    const fr = best(names, 'fr', 'en') || (typeof organizationName === 'string' ? organizationName : '')
    if (typeof entityID !== 'string' || entityID === '' || fr === '' || !Array.isArray(scopes))
      throw new ImportRefused(
        'notInstitutions',
        'This JSON is not a list of identity providers: entityID, displayName or scopes is missing.',
      )
    const en = best(names, 'en', 'fr') || fr
    institutions.push({
      entityId: entityID,
      name: { fr, en },
      organization: typeof organizationName === 'string' ? organizationName : '',
      scopes: [...new Set(scopes.map(scope => scopeDomain(String(scope))).filter(scope => scope !== undefined))],
      hidden: isHidden([fr, en], [...texts(description).values()]),
    })
  }
  return { institutions: unique(institutions) }
}

function texts(value: unknown): Map<string, string> {
  if (typeof value === 'string') return new Map([['fr', value]])
  if (typeof value !== 'object' || value === null) return new Map()
  return new Map(
    Object.entries(value)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].trim() !== '')
      .map(([language, text]) => [language, text.replace(/\s+/g, ' ').trim()]),
  )
}
