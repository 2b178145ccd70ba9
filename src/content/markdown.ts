/**
 * The Markdown of content: what an editor may write, and one tree for three readers (a web page, a plain text, a card).
 */
import type { Heading, Link, List, Nodes, Paragraph, PhrasingContent, Root } from 'mdast'
import { toString } from 'mdast-util-to-string'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'

/** GitHub's Markdown, so that a table or a task list is recognised for what it is and can be named to the editor. */
const parser = unified().use(remarkParse).use(remarkGfm).freeze()
/** Neither of the two changes a tree once it was read. */
const treeOf = (markdown: string): Root => parser.parse(markdown)
const writer = unified().use(remarkRehype).use(rehypeStringify).freeze()

/** What a fault of Markdown is; the sentence for it stands in `messages.ts`. */
export interface MarkdownFault {
  readonly code: 'markdownForbidden' | 'markdownNested' | 'headingLevel' | 'boldOpen' | 'linkAddress' | 'linkBare' | 'linkLabel' | 'headingHere'
  /** Type of the mdast node. */
  readonly node: string
  /** Offset in the Markdown, in UTF-16 units. */
  readonly offset: number
}

const allowed = new Set(['root', 'paragraph', 'text', 'strong', 'emphasis', 'list', 'listItem', 'link', 'break', 'heading'])
const variableOnly = /^\{\{\s*[A-Za-z]\w*\s*\}\}$/
const meaningless = /^(?:(?:cliquez |cliquer )?ici|ce lien|(?:click )?here|this link|link|lien)$/i

/** GFM makes links of bare addresses; an editor's link begins with its label. */
const isBare = (link: Link, markdown: string): boolean =>
  link.position?.start.offset === undefined || markdown[link.position.start.offset] !== '['

/**
 * What in a Markdown text goes beyond the allow-list: paragraphs, bold, italic, flat lists, links to `https:` or `mailto:` (or a whole
 * variable), line breaks, and where `headings` is true headings of level 2 and 3.
 */
export function checkMarkdown(markdown: string, headings: boolean): MarkdownFault[] {
  const faults: MarkdownFault[] = []
  const written = ({ position }: Nodes): string => markdown.slice(position?.start.offset, position?.end.offset)
  const visit = (node: Nodes, inList: boolean): void => {
    const fault = (code: MarkdownFault['code']): void => {
      faults.push({ code, node: node.type, offset: node.position?.start.offset ?? 0 })
    }
    if (!allowed.has(node.type)) return fault('markdownForbidden')
    if (node.type === 'list' && inList) return fault('markdownNested')
    if (node.type === 'listItem' && typeof node.checked === 'boolean') return fault('markdownForbidden')
    if (node.type === 'heading') {
      if (!headings) return fault('headingHere')
      if (node.depth !== 2 && node.depth !== 3) return fault('headingLevel')
    }
    if (node.type === 'text') {
      const marks = written(node).search(/(?<!\\)\*\*/)
      if (marks !== -1) faults.push({ code: 'boldOpen', node: node.type, offset: (node.position?.start.offset ?? 0) + marks })
    }
    if (node.type === 'link') {
      // An e-mail address in the text is an example, and stays text.
      if (isBare(node, markdown)) return node.url.startsWith('mailto:') ? undefined : fault('linkBare')
      if (!/^(?:https:\/\/[^\s/]|mailto:[^\s@]+@|mailto:\{\{)/i.test(node.url) && !variableOnly.test(node.url)) return fault('linkAddress')
      if (meaningless.test(toString(node).trim())) return fault('linkLabel')
    }
    if ('children' in node) for (const child of node.children) visit(child, inList || node.type === 'list')
  }
  visit(treeOf(markdown), false)
  return faults.sort((a, b) => a.offset - b.offset)
}

const safeProtocol = /^(?:https?:\/\/|mailto:)[^\s]/i

/** What the tree of a text consists of. */
type Block = Paragraph | Heading | List

/** The last texts that were read: one message is often rendered two ways, and a page many times. */
const recent = new Map<string, readonly Block[]>()
const mostRecent = 64

function parse(markdown: string): readonly Block[] {
  const blocks = recent.get(markdown) ?? read(markdown)
  recent.delete(markdown)
  recent.set(markdown, blocks)
  const [oldest] = recent.keys()
  if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest)
  return blocks
}

/** The tree of a text with nothing in it that is not on the allow-list: the rest becomes the text that it was written as. */
function read(markdown: string): Block[] {
  const source = markdown.replace(/\r\n?/g, '\n')
  const written = (node: Nodes): string =>
    source.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0)
  const phrasing = (node: Nodes): PhrasingContent[] => {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- whatever else Markdown has, or will have, is what stands in it
    switch (node.type) {
      case 'text':
      case 'break':
        return [node]
      case 'strong':
      case 'emphasis':
        return [{ type: node.type, children: node.children.flatMap(phrasing) }]
      case 'link':
        if (isBare(node, source) || !safeProtocol.test(node.url)) return node.children.flatMap(phrasing)
        return [{ type: 'link', url: node.url, children: node.children.flatMap(phrasing) }]
      case 'inlineCode':
      case 'code':
        return [{ type: 'text', value: node.value }]
      case 'image':
      case 'imageReference':
        return [{ type: 'text', value: node.alt ?? '' }]
      case 'html':
        return [{ type: 'text', value: written(node) }]
      default:
        return 'children' in node ? node.children.flatMap((child: Nodes) => phrasing(child)) : []
    }
  }
  const flow = (node: Nodes): Block[] => {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- whatever else Markdown has, or will have, is a paragraph
    switch (node.type) {
      case 'paragraph':
      case 'heading':
        return [{ ...node, children: node.children.flatMap(phrasing) }]
      case 'list':
        return [{ ...node, children: node.children.map(item => ({ ...item, checked: null, children: item.children.flatMap(flow) })) }]
      case 'definition':
      case 'footnoteDefinition':
      case 'thematicBreak':
        return []
      case 'blockquote':
      case 'table':
      case 'tableRow':
        return node.children.flatMap((child: Nodes) => flow(child))
      default:
        return [{ type: 'paragraph', children: phrasing(node) }]
    }
  }
  return treeOf(source).children.flatMap(flow)
}

/**
 * A value so that it reads as itself inside Markdown, in one line: emphasis, links, HTML, entities, code, tables, block marks and
 * bare web addresses lose their meaning. What needs no backslash gets none (an e-mail address stays as typed), since not every
 * channel takes them away.
 */
export function escapeMarkdown(value: string): string {
  return escapeStart(escapeInline(value.replace(/[\p{Cc}\u2028\u2029 ]+/gu, ' ').trim())).replace(/!$/, '\\!')
}

/** Takes the meaning from what is markup anywhere in a line. */
export const escapeInline = (text: string): string =>
  text
    .replace(/[\\`*~|<>\]#]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/\$(?=\$)/g, '\\$')
    .replace(/:(?=\/\/)/g, ':\\')
    .replace(/(?<![\p{L}\p{N}])(www)\./giu, '$1\\.')

/** Takes the meaning from what is markup at the beginning of a line. */
export const escapeStart = (line: string): string =>
  line.replace(/^(?:[-+=.)](?= |$)|[-=](?=[-=]))/, '\\$&').replace(/^(\d+)([.)])(?= |$)/, '$1\\$2')

/** Safe HTML for a page or a mail; raw HTML in the text shows as it was written. */
export function toHtml(markdown: string): string {
  return blocksHtml(parse(markdown))
}

const blocksHtml = (blocks: readonly Block[]): string => unbroken(writer.stringify(writer.runSync({ type: 'root', children: [...blocks] })))

/** A line may end after a hyphen, and “e-”, « peut- », « t- » or half a reference say nothing. */
const unbreakable = new RegExp(
  String.raw`(?:(?<![\p{L}\p{N}-])(?:[Ee]-mails?|\p{Lu}{2,4}-[\p{Lu}\p{N}]{4,}|\p{L}{1,14}-(?:ce|elles?|ils?|je|nous|on|vous))` +
    String.raw`|(?<=-)t-(?:elles?|ils?|on))(?![\p{L}\p{N}@-]|[^<]*>)`,
  'gu',
)
/** In texts, not in the addresses of links. */
const unbroken = (markup: string): string => markup.replace(unbreakable, '<span class="whole">$&</span>')

/** The same of what stands in one line: its marks, and no paragraph around them. */
export function toInlineHtml(markdown: string): string {
  return inlineHtml(parse(markdown).flatMap((node): PhrasingContent[] => (node.type === 'list' ? [] : node.children)))
}

const inlineHtml = (children: readonly PhrasingContent[]): string =>
  unbroken(writer.stringify(writer.runSync({ type: 'root', children: [{ type: 'paragraph', children: [...children] }] })).replace(/^<p>|<\/p>$/g, ''))

/** A text with what can stand above it. */
export interface HeadedText {
  /** Safe HTML of one line. */
  readonly heading: string
  /** The same as plain text. */
  readonly title: string
  /** Safe HTML of all the rest. */
  readonly rest: string
}

/** Longest heading, in characters: a longer paragraph is no heading. */
const longestHeading = 160
const isQuestion = (text: string): boolean => /\?\s*$/.test(text)
/** Where a paragraph's last question begins, or its first sentence ends. */
const lastSentence = /(?:^|[.!?…:]\s+)(?=[^.!?…:]+\?\s*$)/
const firstSentence = /[.!?…](?=\s)/

/** What of a paragraph is the heading of its text, and what is left of it; undefined: nothing is. */
type Head = { readonly head: PhrasingContent[]; readonly left: PhrasingContent[] } | undefined

/** The bold part that asks, with a remark in brackets behind it. */
function boldQuestion({ children }: Paragraph, asks: boolean): Head {
  const at = children.findIndex((node, index) => node.type === 'strong' && (asks ? isQuestion(toString(node)) : index === 0))
  const found = children[at]
  if (found?.type !== 'strong') return undefined
  const behind = children.slice(at + 1)
  const remark = /^\s*\([^()]*\)\s*$/.test(behind.map(node => toString(node)).join(''))
  const left = remark ? children.slice(0, at) : [...children.slice(0, at), ...behind]
  return { head: remark ? [...found.children, ...behind] : found.children, left }
}

/** A sentence of a paragraph: its last question where it has no marks, else the first sentence up to them; or all of a short one. */
function sentenceOf({ children }: Paragraph, asks: boolean): Head {
  const [only, ...others] = children
  const whole = children.map(node => toString(node)).join('')
  if (asks && !isQuestion(whole)) return undefined
  if (only?.type === 'text' && others.length === 0) {
    const found = (asks ? lastSentence : firstSentence).exec(whole)
    const cut = found === null ? (asks ? 0 : whole.length) : found.index + found[0].length
    const [before, after] = [whole.slice(0, cut).trim(), whole.slice(cut).trim()]
    const [head, left] = asks ? [after, before] : [before, after]
    return head.length > longestHeading ? undefined : { head: [{ type: 'text', value: head }], left: left === '' ? [] : [{ type: 'text', value: left }] }
  }
  const end = !asks && only?.type === 'text' ? firstSentence.exec(only.value) : null
  if (end !== null && only?.type === 'text') {
    const [before, after] = [only.value.slice(0, end.index + 1).trim(), only.value.slice(end.index + 1).trimStart()]
    if (before.length <= longestHeading) return { head: [{ type: 'text', value: before }], left: [...(after === '' ? [] : [{ type: 'text' as const, value: after }]), ...others] }
  }
  return whole.length > longestHeading ? undefined : { head: [...children], left: [] }
}

/**
 * Takes out of a text what heads it: the question that it asks, else what it begins with. A text of one long sentence has no heading
 * (an empty one), and is its own title.
 */
export function toHeadedHtml(markdown: string): HeadedText {
  const blocks = parse(markdown)
  const ways = [
    (node: Paragraph) => boldQuestion(node, true),
    (node: Paragraph) => sentenceOf(node, true),
    (node: Paragraph, index: number) => (index === 0 ? (boldQuestion(node, false) ?? sentenceOf(node, false)) : undefined),
  ]
  for (const way of ways)
    for (const [index, node] of blocks.entries()) {
      const found = node.type === 'paragraph' ? way(node, index) : undefined
      if (found === undefined) continue
      const left: Block[] = found.left.length === 0 ? [] : [{ type: 'paragraph', children: found.left }]
      const rest = [...blocks.slice(0, index), ...left, ...blocks.slice(index + 1)]
      return { heading: inlineHtml(found.head), title: found.head.map(node => toString(node)).join('').trim(), rest: blocksHtml(rest) }
    }
  return { heading: '', title: blocks.map(node => toString(node)).join(' ').slice(0, longestHeading), rest: blocksHtml(blocks) }
}

/** Renders children one after the other with a rule for each kind of node. */
type Inline = (node: PhrasingContent) => string

const inlineText: Inline = node => {
  if (node.type === 'break') return '\n'
  if (node.type === 'link') {
    const label = node.children.map(inlineText).join('')
    const address = node.url.replace(/^mailto:/i, '')
    return label === address || label === node.url ? address : `${label} (${address})`
  }
  if ('children' in node) return (node.children).map(inlineText).join('')
  return 'value' in node ? node.value.replace(/[ \t\n]+/g, ' ') : ''
}

/** `1. `, `2. `… or `- `. */
const marker = (list: List, index: number): string => (list.ordered === true ? `${(list.start ?? 1) + index}. ` : '- ')

function linesOf(blocks: readonly Block[], inline: Inline): string[] {
  return blocks.map(node => {
    if (node.type !== 'list') return node.children.map(inline).join('')
    return node.children
      .map((item, index) => {
        const mark = marker(node, index)
        // `read` has left nothing else in an item.
        return mark + linesOf(item.children as Block[], inline).join('\n').replaceAll('\n', `\n${' '.repeat(mark.length)}`)
      })
      .join('\n')
  })
}

/** The text alone, for the text part of a mail or where nothing is drawn: links as "label (address)", steps numbered. */
export function toPlainText(markdown: string): string {
  return linesOf(parse(markdown), inlineText).join('\n\n')
}

/** A block of an Adaptive Card. */
export interface TextBlock {
  readonly type: 'TextBlock'
  readonly text: string
  readonly wrap: true
  readonly style?: 'heading'
  readonly weight?: 'Bolder'
  readonly size?: 'Medium'
}

/** The subset of Markdown that a TextBlock shows: bold, italic, links. */
const inlineCard: Inline = node => {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- a card shows no more; what else there is was read as these
  switch (node.type) {
    case 'text':
      return escapeInline(node.value.replace(/[ \t\n]+/g, ' '))
    case 'break':
      return '\n\n'
    case 'strong':
      return `**${node.children.map(inlineCard).join('')}**`
    case 'emphasis':
      return `_${node.children.map(inlineCard).join('')}_`
    case 'link':
      return `[${node.children.map(inlineCard).join('')}](${node.url.replace(/[()\\*`]/g, each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)})`
    default:
      return ''
  }
}

/** One block's text; a mark before a link would make a picture of it. */
const blockOfCard = (children: readonly PhrasingContent[]): string =>
  escapeStart(children.map(inlineCard).join('')).replace(/!(?=\[)/g, '\\!')

/** The text as blocks of an Adaptive Card: a block for each paragraph and heading, and for each list with its lines. */
export function toCardBlocks(markdown: string): TextBlock[] {
  return parse(markdown).flatMap((node): TextBlock[] => {
    if (node.type === 'heading')
      return [{ type: 'TextBlock', text: blockOfCard(node.children), wrap: true, style: 'heading', weight: 'Bolder', size: 'Medium' }]
    if (node.type === 'list')
      return [{
        type: 'TextBlock',
        // A carriage return is what Teams takes as the end of a list's line.
        text: node.children
          // `read` has left nothing else in an item.
          .map((item, index) => marker(node, index) + linesOf(item.children as Block[], inlineCard).join(' ').replace(/\s*[\r\n]\s*/g, ' '))
          .join('\r'),
        wrap: true,
      }]
    return [{ type: 'TextBlock', text: blockOfCard(node.children), wrap: true }]
  })
}

/** How many characters a person reads: neither marks of Markdown, nor addresses, nor variables. */
export const readLength = (markdown: string): number =>
  [...parse(markdown.replace(/\{\{[^{}]*\}\}/g, '')).map(node => toString(node)).join(' ')].length
