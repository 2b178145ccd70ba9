/** `noa understand --batch`: JSON lines in, JSON lines out, in the order they came. */
import type { Understanding } from './understand.ts'

/**
 * Answers each line `{"text","lang"?}` with `{"intent","score","action","candidates","slots"}`.
 * @param lines one JSON text each, without line ends; empty ones are left out
 * @param onBadLine told of a line that is not such an object, counted from 1; it is answered as an empty text, so that
 *   lines stay aligned
 */
export async function* understandBatch(
  understanding: Pick<Understanding, 'understand'>,
  lines: AsyncIterable<string> | Iterable<string>,
  onBadLine: (line: number) => void = () => {},
): AsyncGenerator<string> {
  let number = 0
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    const asked = read(line)
    if (asked === undefined) onBadLine(number)
    const { intent, score, action, candidates, slots } = understanding.understand(asked?.text ?? '', asked?.lang)
    yield JSON.stringify({ intent, score, action, candidates, slots })
  }
}

function read(line: string): { text: string; lang?: string } | undefined {
  try {
    const { text, lang } = JSON.parse(line.replace(/^\uFEFF/, '')) as { text?: unknown; lang?: unknown }
    if (typeof text !== 'string') return undefined
    return { text, ...(typeof lang === 'string' ? { lang } : {}) }
  } catch {
    return undefined
  }
}
