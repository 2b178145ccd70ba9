/**
 * What a page asks of its main thread, as Chromium's own trace has it: the time that each task took of the processor, so that no other
 * program on the machine counts. Nothing runs in the page but the page: it is pressed by coordinates, and nobody asks it anything.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Browser, CDPSession } from 'playwright-core'
import { desktop } from '../browser.ts'

/** As much of an event of a trace as is read here (Trace Event Format); times in µs. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Of the processor. */
  readonly tdur?: number
  readonly args?: Readonly<Record<string, unknown>>
}

/** Nothing more comes after so long, ms. */
const silence = 700

interface Attached {
  send(method: string, params?: object): Promise<void>
  /** Resolves when nothing is asked of the network any more, nor has been for a while. */
  quiet(): Promise<void>
}

/** A page of its own, of which the driver of the browser knows nothing. */
async function attach(root: CDPSession, sessionId: string): Promise<Attached> {
  const waiting = new Map<number, () => void>()
  let [sent, open, last] = [0, 0, Date.now()]
  root.on('Target.receivedMessageFromTarget', heard => {
    if (heard.sessionId !== sessionId) return
    // As the protocol has it.
    const { id, method = '' } = JSON.parse(heard.message) as { id?: number; method?: string }
    if (id !== undefined) return waiting.get(id)?.()
    if (!method.startsWith('Network.')) return
    last = Date.now()
    if (method === 'Network.requestWillBeSent') open++
    else if (/\.loadingF/.test(method)) open--
  })
  const send = async (method: string, params: object = {}): Promise<void> => {
    const id = ++sent
    const answered = new Promise<void>(resolve => waiting.set(id, resolve))
    await root.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
    await answered
  }
  await send('Network.enable')
  await send('Emulation.setDeviceMetricsOverride', { ...desktop, deviceScaleFactor: 1, mobile: false })
  return {
    send,
    quiet: async () => {
      last = Date.now()
      while (open > 0 || Date.now() - last < silence) await delay(50)
    },
  }
}

/**
 * Opens an address, presses somewhere when it is quiet, waits until it is quiet again.
 * @param slower how many times slower the processor is
 * @returns what each task of the main thread took of the processor, ms, the longest first
 */
export async function tasksOf(
  browser: Browser, url: string, slower: number, press?: { readonly x: number; readonly y: number },
): Promise<number[]> {
  const root = await browser.newBrowserCDPSession()
  const { browserContextId } = await root.send('Target.createBrowserContext')
  try {
    const { targetId } = await root.send('Target.createTarget', { url: 'about:blank', browserContextId })
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: false })
    const page = await attach(root, sessionId)
    await page.send('Emulation.setCPUThrottlingRate', { rate: slower })
    const events: TraceEvent[] = []
    // The protocol calls every value a string.
    root.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
    const complete = new Promise<unknown>(resolve => root.once('Tracing.tracingComplete', resolve))
    await root.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', '__metadata', 'devtools.timeline'] }, transferMode: 'ReportEvents' })
    await page.send('Page.navigate', { url })
    await page.quiet()
    for (const type of press === undefined ? [] : ['mouseMoved', 'mousePressed', 'mouseReleased'])
      await page.send('Input.dispatchMouseEvent', { type, ...press, button: type === 'mouseMoved' ? 'none' : 'left', clickCount: 1 })
    await page.quiet()
    await root.send('Tracing.end')
    await complete
    const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`
    const mains = new Set(events.filter(({ name, args }) => name === 'thread_name' && args?.['name'] === 'CrRendererMain').map(threadOf))
    const { host } = new URL(url)
    const isOurs = (each: (typeof events)[number]): boolean => mains.has(threadOf(each)) && JSON.stringify(each.args ?? {}).includes(host)
    const ours = new Set(events.filter(isOurs).map(({ pid }) => pid))
    return events
      .filter(each => each.name === 'ThreadControllerImpl::RunTask' && each.ph === 'X' && ours.has(each.pid) && mains.has(threadOf(each)))
      .map(({ tdur = 0 }) => tdur / 1000)
      .sort((a, b) => b - a)
  } finally {
    await root.send('Target.disposeBrowserContext', { browserContextId })
    await root.detach()
  }
}
