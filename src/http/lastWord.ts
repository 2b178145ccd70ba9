/** How a connection ends on which nothing more will be done. */
import type { IncomingMessage, ServerResponse } from 'node:http'
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

/**
 * Ends an answer to a request of which something is still to come. That is read and thrown away for as long as it does come, 10 s at
 * most: a client that is cut off while it sends sees a broken connection in place of its answer.
 * @param body the whole answer; its length was told
 */
export function answerUnread(req: IncomingMessage, res: ServerResponse, body: string | Buffer): void {
  const end = (): void => {
    clearTimeout(silent)
    clearTimeout(late)
    req.off('data', more).off('end', end).off('close', end)
    res.end()
  }
  const more = (): void => void silent.refresh()
  const silent = setTimeout(end, patience)
  const late = setTimeout(end, 10 * patience)
  req.on('data', more).on('end', end).on('close', end).resume()
  if (body.length === 0) res.flushHeaders()
  else res.write(body)
}
