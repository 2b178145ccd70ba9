/** JSON lines in, JSON lines out, in the order they came: what the batch commands read and write. */

/** One JSON text a line, without line ends; empty ones are left out. */
export type Lines = AsyncIterable<string> | Iterable<string>

/**
 * Answers each line with one.
 * @param answer gets the line's object, without any names when it is none
 * @returns the answer, and whether the line was what it should be: each is answered, so that lines stay aligned
 * @param onBadLine told of those that were not, counted from 1
 */
export async function* answerLines(
  lines: Lines,
  answer: (asked: Readonly<Record<string, unknown>>) => Promise<LineAnswer> | LineAnswer,
  onBadLine: (line: number) => void = () => {},
): AsyncGenerator<string> {
  let number = 0
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    const { bad, ...told } = await answer(objectIn(line))
    if (bad) onBadLine(number)
    yield JSON.stringify(told.answer)
  }
}

export interface LineAnswer {
  readonly answer: object
  readonly bad: boolean
}

function objectIn(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line.replace(/^\uFEFF/, ''))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
