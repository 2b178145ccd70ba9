/** What was said in a conversation, for whoever it is sent to when the person wants that: without passwords, keys and cards' values. */
import type { Library } from '../../content/library.ts'
import { toPlainText } from '../../content/markdown.ts'
import type { Storage } from '../../storage/storage.ts'
import { maskSecrets } from '../masking.ts'

/** The last messages that are sent, and the longest of them. */
const most = 100
const longest = 600

interface Said {
  readonly type?: string
  readonly text?: string
  readonly textFormat?: string
  readonly summary?: string
  readonly timestamp?: string
  readonly from?: { readonly role?: string }
}

/**
 * The lines of a conversation, oldest first.
 * @param until ISO 8601: what was said after the person agreed stays
 */
export async function transcriptOf(
  conversations: Pick<Storage['conversations'], 'log'>,
  library: Library,
  locale: string,
  key: string,
  until: string,
): Promise<string> {
  const says = (who: 'person' | 'guide'): string => library.plain(locale, `pages:report.says.${who}`)
  const note = (removed: string): string => library.plain(locale, `pages:report.removed.${removed}`)
  const log: string[] = []
  /** How many lines there were when the person agreed: with their last word. */
  let agreed = 0
  for (let after = 0; ; ) {
    const some = await conversations.log(key, after)
    for (const { activity } of some) {
      // An activity of our own log.
      const { type, text = '', textFormat, summary, timestamp = '', from } = JSON.parse(activity) as Said
      if (type !== 'message' || timestamp > until) continue
      if (from?.role !== 'bot') agreed = log.length
      const said = text === '' ? (summary ?? '') : textFormat === 'markdown' ? toPlainText(text) : text
      const line = maskSecrets(said, note).slice(0, longest)
      if (line !== '') log.push(`${says(from?.role === 'bot' ? 'guide' : 'person')} ${line}`)
    }
    const last = some.at(-1)?.watermark
    if (last === undefined) break
    after = last
  }
  return log.slice(0, agreed).slice(-most).join('\n')
}
