/** Names that people write by hand, and write wrong. */
import { distance } from './distance.ts'
import { fold } from './fold.ts'

/** Without what hands vary: case, accents, hyphens, underscores, spaces. */
const bare = (name: string): string => fold(name).replaceAll(' ', '')
/** A part that is as long as this says which name is meant, in characters. */
const telling = 4

/**
 * The one of the names that something like it means: `clearcache` is `clear_cache`, `blankpages` is `blank_page`, `cache` is the first
 * that holds it. Undefined when none is like it.
 */
export function nearestName(said: string, names: readonly string[]): string | undefined {
  const meant = bare(said)
  if (meant.length < 3) return undefined
  const most = Math.floor(meant.length / 4)
  const near = names
    .map(name => ({ name, edits: distance(meant, bare(name), most) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits)[0]
  if (near !== undefined || meant.length < telling) return near?.name
  return names.find(name => bare(name).includes(meant) || (bare(name).length >= telling && meant.includes(bare(name))))
}
