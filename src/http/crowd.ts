/** How many connections there may be, of one address and in all, and which of them goes when there are too many. */
import type { Socket } from 'node:net'

export interface ConnectionLimits {
  readonly ofAddress: number
  readonly all: number
}

/** The bound that made a connection go. */
export type Bound = keyof ConnectionLimits

/**
 * All connections of a server. A connection waits for its client, or is served, or became a stream. Where there are too many, the one
 * that has waited longest makes way; where there are too many streams, the oldest, whose client opens another. So whoever sends a request
 * and reads the answer is served in any crowd of those that do not, and a new connection is the one to go only when every other is
 * being served.
 */
export interface Crowd {
  /** Takes in a new connection, which waits. @param from what stands for its address */
  enter(socket: Socket, from: string): void
  /** The guide has something to do for it: a whole request is there. */
  serve(socket: Socket): void
  /** It is the client's turn: to send a request, or to read an answer. */
  wait(socket: Socket): void
  /** It has become a stream, which stays for as long as its client wants. */
  stream(socket: Socket): void
  /** Connections at present. */
  count(): number
}

/** Streams stay for as long as their clients want: were all places theirs, nobody could ask for anything. */
const shareOfStreams = 3 / 4

interface Group {
  readonly most: number
  size: number
  /** In the order in which they began to wait. */
  readonly waiting: Set<Socket>
  /** In the order in which they began. */
  readonly streams: Set<Socket>
}

const newGroup = (most: number): Group => ({ most, size: 0, waiting: new Set(), streams: new Set() })

/** @param madeWay hears of each connection that had to go */
export function createCrowd(limits: ConnectionLimits, madeWay: (bound: Bound) => void = () => undefined): Crowd {
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
      group.streams.delete(socket)
    }
    if (place.neighbours.size === 0) byAddress.delete(place.from)
  }

  const goes = ([first]: Iterable<Socket>, bound: Bound): void => {
    if (first === undefined) return
    leave(first)
    first.destroy()
    madeWay(bound)
  }
  const makeWay = ({ size, most, waiting }: Group, bound: Bound): void => {
    if (size > most) goes(waiting, bound)
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
      makeWay(neighbours, 'ofAddress')
      makeWay(everyone, 'all')
    },
    serve,
    stream: socket => {
      serve(socket)
      const place = places.get(socket)
      if (place === undefined) return
      for (const group of [place.neighbours, everyone]) group.streams.add(socket)
      for (const [group, bound] of [[place.neighbours, 'ofAddress'], [everyone, 'all']] as const)
        if (group.streams.size > group.most * shareOfStreams) goes(group.streams, bound)
    },
    count: () => everyone.size,
    wait: socket => {
      serve(socket)
      places.get(socket)?.neighbours.waiting.add(socket)
      if (places.has(socket)) everyone.waiting.add(socket)
    },
  }
}
