/** What somebody wrote who is no editor, as it may be shown within Markdown. */
import { escapeInline, escapeStart } from './markdown.ts'

/** An address of the web in a line, without the marks of punctuation behind it. */
const webAddress = /https?:\/\/[^\s<>"«»]*[^\s<>"«».,;:!?'’)\]]/gi

/** One line as it was written, its addresses as links. */
function quotedLine(line: string): string {
  const plain = (text: string): string => escapeInline(text.replace(/[\p{Cc}\u2028\u2029 ]+/gu, ' '))
  let quoted = ''
  let end = 0
  for (const { 0: found, index } of line.matchAll(webAddress)) {
    const address = URL.canParse(found) ? new URL(found).href.replace(/[()\\*`'|[\]]/g, sign => `%${sign.charCodeAt(0).toString(16)}`) : undefined
    quoted += plain(line.slice(end, index)) + (address === undefined ? plain(found) : `[${plain(found)}](${address})`)
    end = index + found.length
  }
  return escapeStart((quoted + plain(line.slice(end))).trim())
}

/** Somebody's text as Markdown, in its own lines: nothing in it is markup, and an address of the web leads there. */
export const quoteMarkdown = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.split('\n').map(quotedLine).filter(line => line !== '').join('  \n'))
    .filter(paragraph => paragraph !== '')
    .join('\n\n')
