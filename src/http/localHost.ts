/** Names of this machine: the one rule, for addresses in settings, for Host headers and for origins. */

/**
 * True for a host that is this machine by its very name, whatever a name server says: `localhost`, 127.0.0.0/8, ::1.
 * @param host with or without a port; an IPv6 address with or without its brackets
 */
export function isLocalHost(host: string | undefined): boolean {
  const name = host?.replace(/(?<=^[^:]*|\]):\d+$/, '').toLowerCase()
  return name === 'localhost' || name === '[::1]' || name === '::1' || (name !== undefined && /^127(?:\.\d{1,3}){3}$/.test(name))
}

/** True for an address (`http://localhost:3978/x`) of this machine. */
export const isOfThisMachine = (address: string): boolean => URL.canParse(address) && isLocalHost(new URL(address).host)
