/** What the link that opened the page asks for. The server reads the values; here they are only picked out and kept short. */
export type Link = Readonly<Record<string, string>>

const names = ['topic', 'article', 'browser', 'os', 'device', 'symptom', 'unit', 'institution', 'ref']

/** @param search the query of the page's address; returns undefined when it asks for nothing */
export function linkIn(search: string): Link | undefined {
  const query = new URLSearchParams(search)
  const given = names.flatMap(name => {
    const value = query.get(name)
    return value ? [[name, value.slice(0, 120)] as const] : []
  })
  return given.length === 0 ? undefined : Object.fromEntries(given)
}
