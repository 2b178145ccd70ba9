/** `noa understand --batch`. */
import { answerLines, type Lines } from '../text/jsonLines.ts'
import type { Understanding } from './understand.ts'

/**
 * Answers each line `{"text","lang"?}` with `{"intent","score","action","candidates","slots"}`.
 * @param onBadLine told of a line that is not such an object, counted from 1; it is answered as an empty text
 */
export const understandBatch = (
  understanding: Pick<Understanding, 'understand'>,
  lines: Lines,
  onBadLine?: (line: number) => void,
): AsyncGenerator<string> =>
  answerLines(lines, ({ text, lang }) => {
    const bad = typeof text !== 'string'
    const { intent, score, action, candidates, slots } =
      understanding.understand(bad ? '' : text, !bad && typeof lang === 'string' ? lang : undefined)
    return { bad, answer: { intent, score, action, candidates, slots } }
  }, onBadLine)
