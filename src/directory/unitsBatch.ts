/** `noa units find --batch`: JSON lines in, JSON lines out, in the order they came. */
import type { Directory } from './openDirectory.ts'

/** A line of input that is not `{"id", "query"}`. It is answered as unknown, so that lines stay aligned. */
export interface BadLine {
  /** Counted from 1. */
  readonly line: number
}

/**
 * Answers each line `{"id","query"}` with `{"id","cnrs","units":[{"rnsr","label","acronym","name","city"}]}`.
 * @param lines one JSON text each, without line ends; empty ones are left out
 */
export async function* findBatch(
  directory: Pick<Directory, 'findUnits'>,
  lines: AsyncIterable<string> | Iterable<string>,
  onBadLine: (bad: BadLine) => void = () => {},
): AsyncGenerator<string> {
  let line = 0
  for await (const text of lines) {
    line++
    if (text.trim() === '') continue
    const { id, query } = asked(text)
    if (query === undefined) {
      onBadLine({ line })
      yield JSON.stringify({ id, cnrs: 'unknown', units: [] })
      continue
    }
    const { answer, units } = await directory.findUnits(query)
    yield JSON.stringify({
      id,
      cnrs: answer,
      units: units.map(({ rnsr, label, acronym, name, city }) => ({ rnsr, label, acronym, name, city })),
    })
  }
}

function asked(text: string): { id: unknown; query: string | undefined } {
  try {
    const { id, query } = JSON.parse(text.replace(/^\uFEFF/, '')) as { id?: unknown; query?: unknown }
    return { id: id ?? null, query: typeof query === 'string' ? query : undefined }
  } catch {
    return { id: null, query: undefined }
  }
}
