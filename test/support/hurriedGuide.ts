/**
 * The guide in a hurry: its clock and its timers run `SPEED` times as fast, from `CLOCK_BEGAN` on, so that ten minutes of waiting are
 * short and a process that takes another's place goes on in the same time. What the machine itself takes is not shortened.
 */
const speed = Number(process.env['SPEED'])
const began = Number(process.env['CLOCK_BEGAN'])
const { now } = Date
const { setTimeout: wait, setInterval: repeat } = globalThis

Date.now = () => Math.round(began + (now() - began) * speed)
globalThis.setTimeout = Object.assign(
  ((act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => wait(act, ms / speed, ...args)) as typeof setTimeout,
  { __promisify__: wait.__promisify__ },
)
globalThis.setInterval = ((act: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
  repeat(act, ms / speed, ...args)) as typeof setInterval

await import('../../src/main.ts')

export {}
