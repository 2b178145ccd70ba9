/** `noa units find --batch`. */
import { answerLines, type Lines } from '../text/jsonLines.ts'
import type { Directory } from './openDirectory.ts'

/**
 * Answers each line `{"id","query"}` with `{"id","cnrs","units":[{"rnsr","label","acronym","name","city"}]}`.
 * @param onBadLine told of a line that is not such an object, counted from 1; it is answered as unknown
 */
export const findBatch = (
  directory: Pick<Directory, 'findUnits'>,
  lines: Lines,
  onBadLine?: (line: number) => void,
): AsyncGenerator<string> =>
  answerLines(lines, async ({ id = null, query }) => {
    if (typeof query !== 'string') return { bad: true, answer: { id, cnrs: 'unknown', units: [] } }
    const { answer, units } = await directory.findUnits(query)
    const told = units.map(({ rnsr, label, acronym, name, city }) => ({ rnsr, label, acronym, name, city }))
    return { bad: false, answer: { id, cnrs: answer, units: told } }
  }, onBadLine)
