/**
 * How soon somebody who opens the page reads the first words and gets the first answer to a press, against Web Chat's own plain page over
 * our Direct Line, from the same server. Each visit is a browser's first: nothing is kept from another.
 *
 * Options: --rounds, --network loopback,4g,weak,slow (a telephone’s network, a processor four times slower, and that on a bad line).
 */
import assert from 'node:assert/strict'
import { createServer, request as httpRequest } from 'node:http'
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { brotliCompressSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { toPlainText } from '../../src/content/markdown.ts'
import { openLibrary } from '../../src/content/openLibrary.ts'
import { contentDir } from '../../src/root.ts'
import { figure, machine, spread, table } from '../support/bench/measure.ts'
import { startAccountService, startGuideProcess } from '../support/bench/processes.ts'
import { desktop, startBrowser } from '../support/browser.ts'

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, network: { type: 'string', default: 'loopback' } },
  strict: false,
})
const rounds = Number(options.rounds)

interface Profile {
  /** Bytes per second, and ms that each request waits, as browsers' own tools imitate it. */
  readonly line?: { readonly down: number; readonly up: number; readonly latency: number }
  /** How many times slower the processor is. */
  readonly slower?: number
}
const profiles: Readonly<Record<string, Profile>> = {
  loopback: {},
  '4g': { line: { down: 1_250_000, up: 625_000, latency: 40 } },
  weak: { slower: 4 },
  slow: { line: { down: 50_000, up: 50_000, latency: 400 }, slower: 4 },
}

/** Web Chat as its page would get it. */
const webChat = brotliCompressSync(readFileSync(createRequire(import.meta.url).resolve('botframework-webchat/dist/webchat.js')))

/** The least that shows Web Chat: its script, a token, an element. */
const plainPage = `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>Web Chat</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>html, body, #webchat { height: 100%; margin: 0 }</style><script src="/webchat.js"></script></head>
<body><div id="webchat" role="main"></div><script>
fetch('/v3/directline/tokens/generate', { method: 'POST' })
  .then(response => response.json())
  .then(({ token }) => {
    const directLine = WebChat.createDirectLine({ token, domain: location.origin + '/v3/directline' })
    WebChat.renderWebChat({ directLine, locale: 'fr-FR' }, document.getElementById('webchat'))
  })
</script></body></html>
`

/** One origin for both pages: everything but the plain page is the guide's. */
async function startOrigin(guide: string): Promise<{ address: string; stop(): Promise<void> }> {
  const { hostname, port } = new URL(guide)
  const server = createServer((request, response) => {
    if (request.url === '/plain') return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(plainPage)
    if (request.url === '/webchat.js')
      return void response.writeHead(200, { 'content-type': 'text/javascript', 'content-encoding': 'br' }).end(webChat)
    const { method, url, headers } = request
    const asked = httpRequest({ hostname, port, method, path: url, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    asked.on('error', () => response.destroy())
    request.pipe(asked)
  })
  server.on('upgrade', (request, near, head) => {
    const far = connect(Number(port), hostname)
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${String(value)}`)
    far.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    far.write(head)
    near.pipe(far).on('error', () => near.destroy())
    far.pipe(near).on('error', () => far.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise(resolve => (server.close(() => resolve()), server.closeAllConnections())),
  }
}

interface Visited {
  /** From the beginning of the navigation until the words were there to be painted, ms. */
  readonly firstWords: number
  readonly firstAnswer: number
  /** As they came over the wire, compressed. */
  readonly bytes: number
}

interface Seen {
  firstWords?: number
  firstAnswer?: number
}

/** As much of a browser as `watch` needs: the bench itself is compiled without one. */
interface Window {
  readonly document: {
    readonly body: { readonly innerText: string } | null
    querySelector(selector: string): unknown
    querySelectorAll(selector: string): Iterable<{ readonly textContent: string; click(): void }>
  }
  requestAnimationFrame(look: () => void): void
}

/** Runs in the page: notes when words appear, and presses a button as soon as the page is alive, until it is gone. */
function watch({ words, button, answer, alive }: { words: string; button: string; answer: string; alive: string }): void {
  const seen: Seen = {}
  Object.assign(globalThis, { seen })
  const page = globalThis as unknown as Window
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
    const text = page.document.body?.innerText ?? ''
    if (seen.firstWords === undefined && text.includes(words)) seen.firstWords = performance.now()
    if (page.document.querySelector(alive) !== null && pressedAt !== Infinity) press()
    if (seen.firstWords !== undefined && text.includes(answer)) seen.firstAnswer = performance.now()
    else page.requestAnimationFrame(look)
  }
  page.requestAnimationFrame(look)
}

const hasAnswer = (): boolean => (globalThis as unknown as { seen: Seen }).seen.firstAnswer !== undefined

async function visit(browser: Browser, url: string, network: string, expected: Parameters<typeof watch>[0]): Promise<Visited> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: desktop })
  try {
    const page = await context.newPage()
    const wire = await context.newCDPSession(page)
    let bytes = 0
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    wire.on('Network.webSocketFrameReceived', ({ response }) => (bytes += response.payloadData.length))
    await wire.send('Network.enable')
    const { line, slower } = profiles[network] ?? {}
    if (slower !== undefined) await wire.send('Emulation.setCPUThrottlingRate', { rate: slower })
    if (line !== undefined)
      await wire.send('Network.emulateNetworkConditions', {
        offline: false,
        latency: line.latency,
        downloadThroughput: line.down,
        uploadThroughput: line.up,
      })
    await page.addInitScript(watch, expected)
    await page.goto(url, { waitUntil: 'commit' })
    await page.waitForFunction(hasAnswer, undefined, { timeout: 120_000 })
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
    return { firstWords: seen.firstWords!, firstAnswer: seen.firstAnswer!, bytes }
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
const service = await startAccountService()
const guide = await startGuideProcess(service.env)
const origin = await startOrigin(guide.address)
const browser = await startBrowser()
try {
  console.log('\nThe page, opened for the first time, against Web Chat’s plain page')
  // Without its script our page would answer by a page of its own; what is compared is the answer on the same one.
  const pages = { guide: { url: `${origin.address}/`, alive: 'html.live' }, plain: { url: `${origin.address}/plain`, alive: 'button' } }
  const see = ({ url, alive }: { url: string; alive: string }, network: string): Promise<Visited> =>
    visit(browser, url, network, { ...expected, alive })
  for (const each of Object.values(pages)) await see(each, 'loopback')
  for (const network of String(options.network).split(',')) {
    assert.ok(network in profiles, `There is no network ${network}: use ${Object.keys(profiles).join(', ')}`)
    const own: Visited[] = []
    const other: Visited[] = []
    for (let n = 0; n < rounds; n++) {
      own.push(await see(pages.guide, network))
      other.push(await see(pages.plain, network))
    }
    const ratio = (of: (visited: Visited) => number): string => spread(own.map((each, n) => of(each) / of(other[n]!)))
    console.log(`  ${network}, ${rounds} visits by turns; ${machine()}`)
    table([
      ['time to the first words, guide / plain page (goal 0.5)', ratio(each => each.firstWords)],
      ['time to the first answer, guide / plain page', ratio(each => each.firstAnswer)],
      ['bytes sent, guide / plain page', ratio(each => each.bytes)],
    ])
    table([
      ['', 'first words, ms', 'first answer, ms', 'KB sent'],
      ...([['guide', own], ['plain page', other]] as const).map(([name, all]) => [
        name,
        spread(all.map(each => each.firstWords)),
        spread(all.map(each => each.firstAnswer)),
        figure(all[0]!.bytes / 1000),
      ]),
    ])
  }
} finally {
  await browser.close()
  await origin.stop()
  await guide.stop()
  await service.stop()
}
