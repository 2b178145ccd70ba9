/** A real Chromium for the tests, and what a page does that it should not. */
import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, BrowserContextOptions, BrowserServer, Page } from 'playwright-core'
import { temporaryFolder } from './databases.ts'

const executable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** @throws when there is no Chromium: the tests never skip */
function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin', '/opt/google/chrome']
  const known = [
    ...folders.flatMap(folder => names.map(name => join(folder, name))),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]
  const found = process.env['CHROMIUM_PATH'] || known.find(executable)
  if (found === undefined)
    throw new Error('The tests need Chromium and found none: install it, or set CHROMIUM_PATH to a Chromium or Chrome.')
  return found
}

/** A browser that asks nothing of the network by itself. */
const launch = () => ({
  executablePath: findChromium(),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})

/** A browser for all test processes. They are told its address in `TEST_BROWSER`. */
export const serveBrowser = (): Promise<BrowserServer> => chromium.launchServer(launch())

/** The browser that is served, with contexts of its own, or, where none is, one of its own. Close it in `after`. */
export const startBrowser = (): Promise<Browser> => {
  const served = process.env['TEST_BROWSER']
  return served === undefined ? chromium.launch(launch()) : chromium.connect(served)
}

export const phone = { width: 390, height: 844 } as const
export const desktop = { width: 1280, height: 800 } as const

export interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  /** What went wrong so far: warnings and errors of the console, errors of scripts, what the policy refused, requests to elsewhere. */
  readonly faults: string[]
  /** How many posts are not answered yet. */
  posts(): number
}

/**
 * Opens an empty page in a context of its own.
 * @param origin the only one that the page may ask anything of
 */
export async function visit(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: desktop, ...options })
  const faults: string[] = []
  // Long, for other tests are at work beside this one; nothing that is there takes a tenth of it.
  context.setDefaultTimeout(45_000)
  const page = await context.newPage()
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(`console: ${message.text()}`)
  })
  page.on('pageerror', error => faults.push(`script: ${error.message}`))
  const own = [origin, origin.replace(/^http/, 'ws'), 'data:', 'blob:']
  const watch = (url: string): void => {
    if (!own.some(each => url.startsWith(each))) faults.push(`request to ${url}`)
  }
  const posts = new Set<object>()
  page.on('request', request => {
    watch(request.url())
    if (request.method() === 'POST') posts.add(request)
  })
  page.on('requestfinished', request => posts.delete(request))
  page.on('requestfailed', request => posts.delete(request))
  page.on('websocket', socket => watch(socket.url()))
  return { context, page, faults, posts: () => posts.size }
}

/**
 * The page of a visit for somebody new, empty: nothing of who was there before is left in it. A context of its own takes two seconds of
 * processor.
 */
export async function anew({ context, page, faults, posts }: Visit): Promise<void> {
  // The answer to a post brings the cookie of who is there now: it must not come after the cookies are cleared.
  for (const end = Date.now() + 5000; posts() > 0 && Date.now() < end; ) await delay(10)

  // Elsewhere first: what the page that is left still does would count for who comes.
  await page.goto('about:blank')
  for (const each of context.pages()) if (each !== page) await each.close()
  await context.unrouteAll({ behavior: 'ignoreErrors' })
  await context.setOffline(false)
  await context.clearCookies()
  await page.setViewportSize(desktop)
  faults.length = 0
}

/** A page of a browser whose owner has changed the settings, as its own settings page would (`Preferences` of the profile). */
export async function withPreferences(preferences: object, options: BrowserContextOptions = {}): Promise<Pick<Visit, 'page'> & { close(): Promise<void> }> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'Default'))
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify(preferences))
  const context = await chromium.launchPersistentContext(folder, { ...launch(), locale: 'fr-FR', viewport: null, ...options })
  return {
    page: context.pages()[0] ?? (await context.newPage()),
    close: async () => {
      await context.close()
      // The browser still writes while it ends.
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}
