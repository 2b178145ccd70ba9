/**
 * What the chat page tells of itself: which browser it runs in, which link opened it, what it found when it looked. Everything comes
 * from a client, so each value is one of a list, or has the one form that it may have; whatever else comes is as if it had not come.
 */
import Bowser from 'bowser'
import { browserName, browserNamed, browserNames } from '../content/browserNames.ts'
import type { Outcome } from '../flow/actions.ts'
import { findingNames, type FactName, type Facts } from '../flow/facts.ts'
import { isTopic, type Topic } from '../understanding/index.ts'

/** The one event that the guide sends to the page: look around. */
export const lookEvent = 'noa/look'
/** The events that the page may send, with those of its language. */
export const pageEvents = { page: 'noa/page', link: 'noa/link', looked: 'noa/looked' } as const
export const pageEventNames: readonly string[] = Object.values(pageEvents)

export const systems = ['windows', 'macos', 'linux', 'ios', 'android', 'other'] as const
const devices = ['computer', 'phone'] as const
/** What the page can find. */
export const findings = findingNames

type Reader = (value: unknown) => string | undefined

const fits =
  (pattern: RegExp): Reader =>
  value =>
    typeof value === 'string' && pattern.test(value) ? value : undefined
const oneOf =
  (values: readonly string[], also: Readonly<Record<string, string>> = {}): Reader =>
  value => {
    const name = typeof value === 'string' ? value.trim().toLowerCase() : ''
    return values.find(each => each === (also[name] ?? name))
  }
/** A name as people write it; nothing that could be an address, a link or markup. */
const name: Reader = value => {
  const text = typeof value === 'string' ? value.trim().replace(/\s+/g, ' ') : ''
  return /^[\p{L}\p{N}][\p{L}\p{N} '’.,()/&–-]{0,119}$/u.test(text) && !text.includes('//') ? text : undefined
}

const os = oneOf(systems, { mac: 'macos' })
const device = oneOf(devices)
const version = fits(/^\d{1,4}(\.\d{1,5}){0,3}$/)

/** What a value holds by name; nothing, for one that is no object. */
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  // An object can be asked for any name, whatever it holds.
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const read = (value: unknown, readers: Readonly<Partial<Record<FactName, readonly [from: string, reader: Reader]>>>): Facts => {
  const given = fieldsOf(value)
  return Object.fromEntries(
    Object.entries(readers).flatMap(([name, [from, reader]]) => {
      const kept = Object.hasOwn(given, from) ? reader(given[from]) : undefined
      return kept === undefined ? [] : [[name, kept]]
    }),
  )
}

const systemNames: readonly (readonly [RegExp, string])[] = [
  [/windows/i, 'windows'], [/macos/i, 'macos'], [/^ios/i, 'ios'], [/android/i, 'android'], [/linux/i, 'linux'],
]
const systemNamed = (text: string | undefined): string => systemNames.find(([pattern]) => pattern.test(text ?? ''))?.[1] ?? 'other'

/**
 * Names the browser of a User-Agent header, for browsers that offer no hints.
 * @param touch whether the screen can be touched: an iPad says that it is a Mac
 */
export function readUserAgent(userAgent: string, touch: boolean): Facts {
  const { browser, os, platform } = Bowser.parse(userAgent)
  const system = systemNamed(os.name)
  const tablet = system === 'macos' && touch
  const number = /^\d+(\.\d+)?/.exec(browser.version ?? '')?.[0]
  return {
    browser: browserNamed(browser.name),
    os: tablet ? 'ios' : system,
    device: tablet || platform.type === 'mobile' || platform.type === 'tablet' ? 'phone' : 'computer',
    ...(number === undefined ? {} : { browserVersion: number }),
  }
}

/**
 * What the page says of the browser that it runs in: `{ browser, browserVersion, os, device }`, or `{ userAgent, touch }`. With
 * `script: false` it is a page that cannot look around.
 * @param browsers those that can be told apart; another is `other`
 */
export function readPage(value: unknown, browsers: readonly string[] = browserNames): Facts {
  const { userAgent, touch, script } = fieldsOf(value)
  const told = typeof userAgent === 'string' && userAgent !== '' ? readUserAgent(userAgent.slice(0, 400), touch === true) : {}
  const said = read(value, {
    browser: ['browser', fits(browserName)],
    browserVersion: ['browserVersion', version],
    os: ['os', os],
    device: ['device', device],
  })
  const named = { ...told, ...said }
  return { ...named, ...(named.browser === undefined || browsers.includes(named.browser) ? {} : { browser: 'other' }), ...(script === false ? {} : { page: 'present' }) }
}

/** What is known once the page has told of itself: what the person has said of their browser counts for more. */
export function withPage(facts: Facts, page: Facts): Facts {
  const { browserNamed, ...known } = facts
  const stillNamed = browserNamed !== undefined && page.browser !== facts.browser
  return { ...page, ...known, ...(stillNamed ? { browserNamed } : {}), ...(page.page === undefined ? {} : { page: page.page }) }
}

/** What a link asks for. */
export interface Link {
  readonly topic?: Topic
  /** What it names as a topic, and is none. */
  readonly unknownTopic?: string
  readonly facts: Facts
}

/**
 * What is still known once another browser, system or device is named: « vider le cache de Safari sur mon iPhone », in a chat that runs
 * in Firefox on a computer.
 */
export function stillTrue(facts: Facts, { browser, os, device }: Facts): Facts {
  const other = (named: string | undefined, before: string | undefined): boolean => named !== undefined && named !== before
  const anotherBrowser = other(browser, facts.browser)
  const anotherSystem = facts.os !== undefined && other(os, facts.os)
  if (!anotherBrowser && !anotherSystem && (facts.device === undefined || !other(device, facts.device))) return facts
  const { browserGuide: _guide, browserVersion, browserNamed, device: on, ...rest } = facts
  return {
    ...rest,
    ...(anotherBrowser || browserNamed === undefined ? {} : { browserNamed }),
    ...(anotherBrowser || browserVersion === undefined ? {} : { browserVersion }),
    ...(anotherSystem || on === undefined ? {} : { device: on }),
  }
}

/** What is known once a link was followed. It can be about another browser than the one that it was opened in. */
export const withLink = (before: Facts, { facts }: Link): Facts => ({
  ...stillTrue(before, facts),
  ...facts,
  ...(facts.browser === undefined || facts.browser === before.browser ? {} : { browserNamed: 'link' }),
})

/**
 * Reads the values of a link, `/?topic=clear_cache&browser=firefox`. No e-mail address: a link is kept and passed on.
 * @param browsers those that can be told apart; another is passed over
 */
export function readLink(value: unknown, browsers: readonly string[] = browserNames): Link {
  const { topic } = fieldsOf(value)
  const facts = read(value, {
    browser: ['browser', oneOf(browsers)],
    os: ['os', os],
    device: ['device', device],
    symptom: ['symptom', fits(/^[a-z][A-Za-z]{1,39}$/)],
    unit: ['unit', name],
    institution: ['institution', name],
    article: ['article', fits(/^[a-z0-9][\w-]{0,79}$/i)],
    pageAddress: ['path', fits(/^\/[\w\-.~/%]{0,200}$/)],
    reference: ['ref', fits(/^[A-Za-z0-9._-]{1,64}$/)],
  })
  if (typeof topic !== 'string' || topic.trim() === '') return { facts }
  return isTopic(topic) ? { topic, facts } : { unknownTopic: topic.slice(0, 80), facts }
}

/** What the page found; undefined when it cannot be told for which asking. */
export function readLooked(value: unknown): { readonly entry: string; readonly outcome: Outcome } | undefined {
  const { entry, findings: found } = fieldsOf(value)
  // Only what the page was asked: no client says what became of a request to somebody else.
  if (typeof entry !== 'string' || !/^lookAround:\S{1,200}$/.test(entry)) return undefined
  const listed = Array.isArray(found) ? findings.filter(each => found.includes(each)) : []
  return { entry, outcome: { result: listed.length === 0 ? 'fine' : 'found', variables: { findings: listed.join(',') } } }
}
