/**
 * How soon somebody who opens the page can use it: a press is answered on the screen by the server's reply. Ours against Web Chat's own
 * page, its smallest bundle, and the least that a client of Direct Line can be, all from one server. Each visit is a browser's first:
 * nothing is kept from another.
 *
 * Options: --rounds, --network fast,weak,slow (as it is; a processor four times slower; that on 400 kbit/s with 400 ms to each answer).
 */
import assert from 'node:assert/strict'
import { createServer, request as httpRequest } from 'node:http'
import { readFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { toPlainText } from '../../src/content/markdown.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir, root } from '../../src/root.ts'
import { figure, machine, median, spread, table } from '../support/bench/measure.ts'
import { tasksOf } from '../support/bench/mainThread.ts'
import { directLineClients } from '../support/bench/directLineClients.ts'
import { startAccountService, startGuideProcess } from '../support/bench/processes.ts'
import { desktop, startBrowser } from '../support/browser.ts'
import { lines, slowDown, type Line } from '../support/slowLine.ts'

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, network: { type: 'string', default: 'fast,weak,slow' } },
  strict: false,
})
const rounds = Number(options.rounds)

/** The bundles as their pages would get them: compressed once, as well as a server does that compresses files when it is built. */
const bundles = Object.fromEntries(['webchat.js', 'webchat-minimal.js'].map(name => {
  const content = readFileSync(join(root, 'node_modules/botframework-webchat/dist', name))
  return [`/${name}`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })]
}))

/** What a browser must do for any page at all. */
const emptyPage = '<!doctype html><html lang="fr"><title>–</title><link rel="icon" href="data:,"><p>Bonjour</p><button>Oui</button></html>'

/** One origin for all pages: what is none of the others is the guide's. */
async function startOrigin(guide: string): Promise<{ address: string; stop(): Promise<void> }> {
  const { hostname, port } = new URL(guide)
  const server = createServer((request, response) => {
    const { method, url = '/', headers } = request
    if (url === '/empty') return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(emptyPage)
    const client = directLineClients[url]
    if (client !== undefined)
      return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'br' }).end(brotliCompressSync(client))
    const bundle = bundles[url]
    if (bundle !== undefined) return void response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'br' }).end(bundle)
    const asked = httpRequest({ hostname, port, method, path: url, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  })
  server.on('upgrade', (request, near, head) => {
    const far = connect(Number(port), hostname)
    const heads = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`)
    far.write(`${request.method} ${request.url} HTTP/1.1\r\n${heads.join('\r\n')}\r\n\r\n`)
    far.write(head)
    near.pipe(far).on('error', () => near.destroy())
    far.pipe(near).on('error', () => far.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    // Of a server that listens on a port.
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise(resolve => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

interface Visited {
  /** From the beginning of the navigation until the words were there to be painted, ms. */
  readonly words: number
  /** Until a press was answered on the screen, ms. */
  readonly answer: number
  /** As they came over the wire, compressed. */
  readonly bytes: number
  /** Tasks of the main thread that were longer than 50 ms, ms: all, and the longest. */
  readonly blocked: number
  readonly longest: number
  /** What the scripts of the page hold, bytes. */
  readonly memory: number
}

interface Seen {
  words?: number
  answer?: number
  tasks: number[]
}

/** As much of a browser as `watch` needs: the bench itself is compiled without one. */
interface Window {
  readonly document: {
    readonly body: { readonly textContent: string } | null
    querySelector(selector: string): unknown
    querySelectorAll(selector: string): Iterable<{ readonly textContent: string; click(): void }>
  }
  readonly PerformanceObserver: new (heard: (list: { getEntries(): readonly { readonly duration: number }[] }) => void) => {
    observe(options: { readonly type: string; readonly buffered: boolean }): void
  }
  requestAnimationFrame(look: () => void): void
}

/** Runs in the page: notes when words appear, and presses a button as soon as the page is alive, until it is gone. */
function watch({ words, button, answer, alive }: { words: string; button: string; answer: string; alive: string }): void {
  const seen: Seen = { tasks: [] }
  Object.assign(globalThis, { seen })
  const page = globalThis as unknown as Window
  new page.PerformanceObserver(list => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true })
  let pressedAt = -Infinity
  const press = (): void => {
    const found = [...page.document.querySelectorAll('button:not([aria-disabled=true])')].find(each => each.textContent.trim() === button)
    if (found === undefined) pressedAt = pressedAt === -Infinity ? pressedAt : Infinity
    else if (performance.now() - pressedAt > 200) {
      // Web Chat's buttons do nothing until they are wired.
      pressedAt = performance.now()
      found.click()
    }
  }
  const look = (): void => {
    const text = page.document.body?.textContent ?? ''
    if (seen.words === undefined && text.includes(words)) seen.words = performance.now()
    if (page.document.querySelector(alive) !== null && pressedAt !== Infinity) press()
    if (seen.words !== undefined && text.includes(answer)) seen.answer = performance.now()
    else page.requestAnimationFrame(look)
  }
  page.requestAnimationFrame(look)
}

const hasAnswer = (): boolean => (globalThis as unknown as { seen: Seen }).seen.answer !== undefined

async function visit(browser: Browser, url: string, line: Line, expected: Parameters<typeof watch>[0]): Promise<Visited> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: desktop })
  try {
    const page = await context.newPage()
    const wire = await context.newCDPSession(page)
    let bytes = 0
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    wire.on('Network.webSocketFrameReceived', ({ response }) => (bytes += response.payloadData.length))
    await wire.send('Network.enable')
    await slowDown(page, line)
    await page.addInitScript(watch, expected)
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForFunction(hasAnswer, undefined, { timeout: 120_000 })
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
    const until = bytes
    await wire.send('HeapProfiler.enable')
    await wire.send('HeapProfiler.collectGarbage')
    const { usedSize } = await wire.send('Runtime.getHeapUsage')
    assert.ok(seen.words !== undefined && seen.answer !== undefined)
    return {
      words: seen.words, answer: seen.answer, bytes: until, memory: usedSize,
      blocked: seen.tasks.reduce((sum, each) => sum + each, 0), longest: Math.max(0, ...seen.tasks),
    }
  } finally {
    await context.close()
  }
}

/** Where the first answer is that can be pressed, on a page that is opened for the first time. */
async function placeOfFirstAnswer(browser: Browser, address: string): Promise<{ x: number; y: number }> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: desktop })
  try {
    const page = await context.newPage()
    await page.goto(address)
    const box = await page.locator('#now button[name=answer]').first().boundingBox()
    assert.ok(box !== null)
    return { x: Math.round(box.x + 20), y: Math.round(box.y + box.height / 2) }
  } finally {
    await context.close()
  }
}

const library = await openLibrary({ dir: contentDir, defaultLocale: 'fr' })
/** As it reads on the page, where Markdown is drawn. */
const read = (key: string): string => toPlainText(library.words('fr', key)).slice(0, 25)
const expected = {
  words: read('dialogs:bot.greeting.text'),
  button: library.plain('fr', 'dialogs:askForAccount.menu'),
  answer: read('dialogs:askForAccount.first.text'),
}
// Without its script our page would answer by a page of its own; what is compared is the answer on the same one.
const pages = [
  { name: 'ours', path: '/', alive: 'html.live' },
  { name: 'Web Chat’s page', path: '/webchat', alive: 'button' },
  { name: 'webchat-minimal', path: '/minimal', alive: 'button' },
  { name: 'a plain client', path: '/plain', alive: 'button' },
] as const
type Name = (typeof pages)[number]['name']
/** At most so much of webchat-minimal's. */
const goals: Readonly<Record<string, number>> = { fast: 1 / 4, slow: 1 / 6, bytes: 1 / 10 }

const service = await startAccountService()
const guide = await startGuideProcess(service.env)
const origin = await startOrigin(guide.address)
const browser = await startBrowser()
try {
  console.log('\nThe page, opened for the first time, until a press is answered on the screen')
  const see = ({ path, alive }: (typeof pages)[number], line: Line): Promise<Visited> =>
    visit(browser, origin.address + path, line, { ...expected, alive })
  for (const each of pages) await see(each, lines.fast)
  const slower = lines.weak.slower
  const button = await placeOfFirstAnswer(browser, origin.address)
  const traced: Record<'ours' | 'an empty page', number[][]> = { ours: [], 'an empty page': [] }
  for (let n = 0; n < rounds; n++) {
    traced.ours.push(await tasksOf(browser, `${origin.address}/`, slower, button))
    traced['an empty page'].push(await tasksOf(browser, `${origin.address}/empty`, slower, button))
  }
  console.log(`\n  tasks of the main thread, ms of the processor ${slower} times slower, until the first answer; ${rounds} visits by turns; ${machine()}`)
  table([
    ['', 'longest', 'second', 'third', 'over 50 ms', 'all together'],
    ...Object.entries(traced).map(([name, visits]) => [
      name,
      ...[0, 1, 2].map(at => spread(visits.map(tasks => tasks[at] ?? 0))),
      figure(median(visits.map(tasks => tasks.filter(each => each > 50).length))),
      figure(median(visits.map(tasks => tasks.reduce((sum, each) => sum + each, 0)))),
    ]),
  ])
  for (const network of String(options.network).split(',')) {
    assert.ok(network in lines, `There is no network ${network}: use ${Object.keys(lines).join(', ')}`)
    const line: Line = lines[network as keyof typeof lines] // it is one of them
    const all = new Map<Name, Visited[]>(pages.map(({ name }) => [name, []]))
    for (let n = 0; n < rounds; n++) for (const each of pages) all.get(each.name)?.push(await see(each, line))
    const of = (name: Name, what: (visited: Visited) => number): number[] => (all.get(name) ?? []).map(what)
    const middle = (name: Name, what: (visited: Visited) => number): string => figure(median(of(name, what)))
    console.log(`\n  ${network}, ${rounds} visits by turns; ${machine()}`)
    table([
      ['', 'usable, ms', 'first words, ms', 'KB sent', 'blocked, ms', 'longest task, ms', 'scripts hold, MB'],
      ...pages.map(({ name }) => [
        name,
        spread(of(name, each => each.answer)),
        spread(of(name, each => each.words)),
        middle(name, each => each.bytes / 1000),
        middle(name, each => each.blocked),
        middle(name, each => each.longest),
        middle(name, each => each.memory / 1e6),
      ]),
    ])
    const share = (what: (visited: Visited) => number): number => median(of('ours', what)) / median(of('webchat-minimal', what))
    const told = (name: string, value: number, goal: number | undefined): string =>
      `${name} ${figure(value)} of webchat-minimal’s${goal === undefined ? '' : ` (goal ${figure(goal)}: ${value <= goal ? 'met' : 'MISSED'})`}`
    console.log(`  ours: ${told('time', share(each => each.answer), goals[network])}, ${told('bytes', share(each => each.bytes), goals['bytes'])}`)
  }
} finally {
  await browser.close()
  await origin.stop()
  await guide.stop()
  await service.stop()
}
