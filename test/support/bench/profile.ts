/** Where a process spends its time: a `.cpuprofile` of Node, summed up by room of the guide, by package, and by function. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figure, table } from './measure.ts'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
    readonly children?: readonly number[]
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** `src/flow` for a room of ours, the name of a package, or a part of Node itself. */
function placeOf(url: string, name: string): string {
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(url)?.[1]
  if (inPackage !== undefined) return inPackage
  const own = /\/((?:src|test)\/[^/.]+|dialogs)/.exec(url)?.[1]
  if (own !== undefined) return own
  if (url.startsWith('node:')) return 'node'
  return name.startsWith('(') ? name : 'native'
}

/**
 * Prints the profiles in a folder.
 * @param turns what the time is divided by
 */
export function printProfiles(folder: string, turns: number): void {
  for (const name of readdirSync(folder).filter(each => each.endsWith('.cpuprofile'))) {
    const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile
    const self = new Map<number, number>()
    samples.forEach((id, n) => self.set(id, (self.get(id) ?? 0) + (timeDeltas[n] ?? 0)))
    const places = new Map<string, number>()
    const functions = new Map<string, number>()
    const byId = new Map(nodes.map(node => [node.id, node]))
    const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child): [number, number] => [child, id])))
    const native = (id: number): string => {
      // What native code does is the caller's: JSON.parse belongs to whoever parses.
      for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
        const { url, functionName } = byId.get(at)!.callFrame
        const place = placeOf(url, functionName)
        if (place !== 'native') return place
      }
      return 'native'
    }
    for (const { id, callFrame } of nodes) {
      const time = self.get(id) ?? 0
      const place = native(id)
      if (place === '(idle)') continue
      places.set(place, (places.get(place) ?? 0) + time)
      const label = `${callFrame.functionName || '(anonymous)'} ${callFrame.url.replace(/^.*\/(?:node_modules|src|test)\//, '')}:${callFrame.lineNumber + 1}`
      functions.set(label, (functions.get(label) ?? 0) + time)
    }
    const rows = (all: Map<string, number>, most: number): string[][] =>
      [...all].sort((a, b) => b[1] - a[1]).slice(0, most).map(([label, time]) => [label, figure(time / turns)])
    console.log(`\nWhere the time goes, µs per turn (${name})`)
    table(rows(places, 24))
    console.log('')
    table(rows(functions, 40))
  }
}
