/**
 * Loaded before a bot (`--import`): lets the parent profile it from a moment on that it chooses, so that the start is not counted.
 * The parent sends `{ profile: 'begin' }`, and later `{ profile: '<file>' }`.
 */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'

const session = new Session()
session.connect()

process.on('message', (message: { readonly profile?: string }) => {
  const { profile } = message
  const act = async (): Promise<void> => {
    if (profile === undefined) return
    if (profile === 'begin') {
      await session.post('Profiler.enable')
      await session.post('Profiler.setSamplingInterval', { interval: 200 })
      await session.post('Profiler.start')
    } else writeFileSync(profile, JSON.stringify((await session.post('Profiler.stop')).profile))
    process.send?.({ profiled: profile })
  }
  act().catch((error: unknown) => process.send?.({ failed: String(error) }))
})
