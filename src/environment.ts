/** Values of the environment, read one by one: each is right, or named in what is thrown. */
import { usualLocales } from './content/locales.ts'
import { isOfThisMachine } from './http/localHost.ts'
import { isAddress } from './text/address.ts'
import { readOpeningHours } from './text/openingHours.ts'

/** A setting has a value that cannot be used. The message names the variable, the fault and an example, and never the value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export type Environment = Readonly<Record<string, string | undefined>>

export const wrong = (name: string, must: string, example: string): ConfigError =>
  new ConfigError(`${name} ${must}. Example: ${name}=${example}`)

export const needs = (name: string, example: string, by: string): ConfigError =>
  new ConfigError(`${name} must be set when ${by} is. Example: ${name}=${example}`)

export function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim()
  return value === undefined || value === '' ? undefined : value
}

export function whole(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const value = text(env, name)
  if (value === undefined) return fallback
  const number = Number(value)
  if (!/^\d{1,9}$/.test(value) || number < min || number > max)
    throw wrong(name, `must be a whole number from ${min} to ${max}`, String(fallback))
  return number
}

export function flag(env: Environment, name: string): boolean {
  const value = text(env, name)?.toLowerCase()
  if (value === undefined || ['0', 'false', 'no'].includes(value)) return false
  if (['1', 'true', 'yes'].includes(value)) return true
  throw wrong(name, 'must be true or false', 'true')
}

export function address(env: Environment, name: string, protocols: readonly string[], example: string): string | undefined {
  const value = text(env, name)
  if (value === undefined) return undefined
  let url: URL
  try {
    url = new URL(value)
  } catch {
    throw wrong(name, `must be a full address that begins with ${protocols.map(p => `${p}//`).join(' or ')}`, example)
  }
  if (!protocols.includes(url.protocol))
    throw wrong(name, `must begin with ${protocols.map(p => `${p}//`).join(' or ')}`, example)
  return value
}

export const web = ['https:', 'http:'] as const

/** An address to which secrets go or from which trust comes: https, except on this machine. */
export function secure(env: Environment, name: string, example: string): string | undefined {
  const value = address(env, name, web, example)
  if (value === undefined) return undefined
  if (new URL(value).protocol !== 'https:' && !isOfThisMachine(value)) throw wrong(name, 'must begin with https://', example)
  return value.replace(/\/+$/, '')
}

/** Tenants' ids, separated by commas. */
export function tenants(env: Environment, name: string): readonly string[] | undefined {
  const ids = text(env, name)?.toLowerCase().split(/[\s,;]+/).filter(id => id !== '')
  if (ids?.some(id => !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) === true)
    throw wrong(name, 'must be the ids of tenants, separated by commas', '00000000-0000-0000-0000-000000000000')
  return ids
}

/** Codes of languages, separated by commas: at least one. */
export function languages(env: Environment, name: string): readonly [string, ...string[]] {
  const [first, ...others] = new Set((text(env, name)?.toLowerCase() ?? usualLocales.join()).split(/[\s,;]+/).filter(code => code !== ''))
  if (first === undefined || [first, ...others].some(code => !/^[a-z]{2,3}$/.test(code)))
    throw wrong(name, 'must be codes of languages, separated by commas', usualLocales.join())
  return Object.freeze([first, ...others])
}

export function origin(env: Environment, name: string): string | undefined {
  const value = address(env, name, web, 'https://guide.example.org')
  if (value === undefined) return undefined
  const url = new URL(value)
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw wrong(name, 'must be an origin without a path', 'https://guide.example.org')
  return url.origin
}

/** Origins, separated by commas or spaces. */
export function origins(env: Environment, name: string): readonly string[] {
  const example = 'https://noa.example.org,https://intranet.example.org'
  return (text(env, name)?.split(/[\s,;]+/) ?? []).filter(each => each !== '').map(each => {
    const url = URL.canParse(each) ? new URL(each) : undefined
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.origin !== each.replace(/\/$/, '')) throw wrong(name, 'must be origins without a path, separated by commas', example)
    return url.origin
  })
}

export function email(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value !== undefined && !isAddress(value))
    throw wrong(name, 'must be one e-mail address', 'aide@example.org')
  return value
}

export function openingHours(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value !== undefined && readOpeningHours(value) === undefined)
    throw wrong(name, 'must be days (Mo Tu We Th Fr Sa Su) and hours', 'Mo-Fr 09:00-12:00,14:00-17:00')
  return value
}

/** An e-mail address, or a page. */
export function contact(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  return value?.includes('@') === true && !value.includes('/') ? email(env, name) : address(env, name, web, 'dpo@example.org')
}

export function secret(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value !== undefined && value.length < 16) throw wrong(name, 'must have at least 16 characters', 'a-long-random-value')
  return value
}

export function guid(env: Environment, name: string): string | undefined {
  const value = text(env, name)
  if (value !== undefined && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value))
    throw wrong(name, 'must be an id of five groups of hexadecimal digits', '5a1b3c2d-4e5f-4a6b-8c7d-9e0f1a2b3c4d')
  return value
}

export function short(env: Environment, name: string, most: number): string | undefined {
  const value = text(env, name)
  if (value !== undefined && value.length > most) throw wrong(name, `must have at most ${most} characters`, 'NOA')
  return value
}

export function oneOf<const T extends string>(env: Environment, name: string, values: readonly T[], fallback: T): T {
  const value = text(env, name)
  if (value === undefined) return fallback
  const found = values.find(each => each.toLowerCase() === value.toLowerCase())
  if (found === undefined) throw wrong(name, `must be one of ${values.join(', ')}`, fallback)
  return found
}

/** Leaves out what is undefined, so that "not set" is always the absence of the key. */
export function set<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  // What is left has the types that were given.
  return Object.freeze(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))) as T
}
