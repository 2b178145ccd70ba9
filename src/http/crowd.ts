/** How many connections there may be, of one address and in all. */
import type { Socket } from 'node:net'

export interface ConnectionLimits {
  readonly ofAddress: number
  readonly all: number
}

/**
 * All connections of a server. A connection waits for its client, or is served; where there are too many, the one that has waited
 * longest makes way. So whoever sends a request and reads the answer is served in any crowd of those that do not, and a new connection
 * is the one to go only when every other is being served.
 */
export interface Crowd {
  /** Takes in a new connection, which waits. @param from what stands for its address */
  enter(socket: Socket, from: string): void
  /** The guide has something to do for it: a whole request is there. */
  serve(socket: Socket): void
  /** It is the client's turn: to send a request, or to read an answer. */
  wait(socket: Socket): void
}

interface Group {
  readonly most: number
  size: number
  /** In the order in which they began to wait. */
  readonly waiting: Set<Socket>
}

const newGroup = (most: number): Group => ({ most, size: 0, waiting: new Set() })

export function createCrowd(limits: ConnectionLimits): Crowd {
  const everyone = newGroup(limits.all)
  const byAddress = new Map<string, Group>()
  const places = new Map<Socket, { readonly from: string; readonly neighbours: Group }>()

  /** Taken out before it is closed, since closing takes a while, in which others come. */
  const leave = (socket: Socket): void => {
    const place = places.get(socket)
    if (place === undefined) return
    places.delete(socket)
    for (const group of [place.neighbours, everyone]) {
      group.size--
      group.waiting.delete(socket)
    }
    if (place.neighbours.size === 0) byAddress.delete(place.from)
  }

  const makeWay = ({ size, most, waiting }: Group): void => {
    const [longest] = waiting
    if (size <= most || longest === undefined) return
    leave(longest)
    longest.destroy()
  }

  const serve = (socket: Socket): void => {
    places.get(socket)?.neighbours.waiting.delete(socket)
    everyone.waiting.delete(socket)
  }

  return {
    enter: (socket, from) => {
      const neighbours = byAddress.get(from) ?? newGroup(limits.ofAddress)
      byAddress.set(from, neighbours)
      places.set(socket, { from, neighbours })
      for (const group of [neighbours, everyone]) {
        group.size++
        group.waiting.add(socket)
      }
      socket.once('close', () => leave(socket))
      makeWay(neighbours)
      makeWay(everyone)
    },
    serve,
    wait: socket => {
      serve(socket)
      places.get(socket)?.neighbours.waiting.add(socket)
      if (places.has(socket)) everyone.waiting.add(socket)
    },
  }
}
