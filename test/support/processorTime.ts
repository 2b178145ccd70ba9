/**
 * How long a processor worked at something, ms: others at work on the same machine count little. The least of several readings, since a
 * collector of garbage comes when it likes.
 */
export function processorTime(work: () => unknown, readings = 3): number {
  const times = Array.from({ length: readings }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}
