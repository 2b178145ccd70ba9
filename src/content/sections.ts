/**
 * The parts of a page that can be shown on their own: a heading `## cache` and what stands below it until the next one. In a browser's
 * page these headings are names, the same in every language; what people read instead stands in `pages/<locale>/browsers.yml`.
 */
export interface Section {
  readonly name: string
  /** Offset in the text of the heading's name. */
  readonly nameAt: number
  /** What stands below the heading, without its outer blank lines. */
  readonly body: string
}

/** The section that every browser's page has: emptying the cache. The picture belongs to it where nothing else is said. */
export const mainSection = 'cache'

const heading = /^##[ \t]+(\S[^\n]*?)[ \t]*$/gm

/** What a text says before its first section, and its sections in order. */
export function sectionsOf(text: string): { readonly before: string; readonly sections: readonly Section[] } {
  const headings = [...text.matchAll(heading)]
  return {
    before: text.slice(0, headings[0]?.index ?? text.length).trim(),
    sections: headings.map(({ 0: line, 1: name = '', index }, i) => ({
      name,
      nameAt: index + line.indexOf(name),
      body: text.slice(index + line.length, headings[i + 1]?.index ?? text.length).trim(),
    })),
  }
}
