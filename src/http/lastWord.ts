/** How a connection ends on which nothing more will be done. */
import type { Duplex } from 'node:stream'

/** How long a client has to take the last word and to close from its side, ms. */
const patience = 1000

/**
 * Says a last word and ends the connection: by force shortly after, for a client that neither reads nor closes would hold it open.
 * @param text may be empty
 */
export function lastWord(socket: Duplex, text: string): void {
  const late = setTimeout(() => socket.destroy(), patience)
  socket.once('close', () => clearTimeout(late))
  // What the client still sends is thrown away, so that its own end is seen.
  socket.resume().end(text)
}
