/**
 * The directory that ships with the project: a few dozen units and establishments, written by hand in `content/directory`, served
 * until an operator imports the whole. It is partial, so what is not in it proves nothing.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod-4'
import type { Institution } from './institution.ts'
import { isRnsrNumber, type Unit } from './unit.ts'

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'must be a day, for example 2022-02-08')

const unitsFile = z.strictObject({
  source: z.string(),
  date: day,
  partial: z.literal(true),
  units: z.array(
    z.strictObject({
      rnsr: z.string().refine(isRnsrNumber, 'must be a national number with its check letter'),
      sigle: z.string(),
      nom: z.string().min(1),
      codes: z.array(z.string()),
      autrefois: z.array(z.string()).default([]),
      ville: z.string(),
      cp: z.string().regex(/^\d{5}$/, 'must be five digits between quotes'),
      niveau: z.enum(['unite', 'equipe', 'federation']).default('unite'),
      mixte: z.boolean().default(true),
      cnrs: z.enum(['tutelle', 'participant', 'absent']),
      tutelles: z.array(z.string()),
    }),
  ),
})

const institutionsFile = z.strictObject({
  source: z.string(),
  date: day,
  partial: z.literal(true),
  institutions: z.array(
    z.strictObject({
      entite: z.string().min(1),
      noms: z.strictObject({ fr: z.string().min(1), en: z.string().min(1) }),
      domaines: z.array(z.string()).min(1),
      autres: z.array(z.string()),
    }),
  ),
})

export interface StarterPart<T> {
  readonly source: string
  readonly date: string
  readonly entries: readonly T[]
}

export interface Starter {
  readonly units: StarterPart<Unit>
  readonly institutions: StarterPart<Institution>
  /** What people call an establishment, by its domain; also serves imported metadata. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
}

/** The starter directory has a mistake. The message names the file and the place. */
class StarterError extends Error {
  override readonly name = 'StarterError'
}

/** `content/directory` of this checkout, whether the code runs from `src` or from `dist`. */
function starterFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'content', 'directory')) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'content', 'directory')
}

/** @throws {StarterError} */
export function readStarter(folder: string = starterFolder()): Starter {
  const units = read(folder, 'units.yml', unitsFile)
  const institutions = read(folder, 'institutions.yml', institutionsFile)
  return {
    units: {
      source: units.source,
      date: units.date,
      entries: units.units.map(({ rnsr, sigle, nom, codes, autrefois, ville, cp, niveau, mixte, cnrs, tutelles }) => ({
        rnsr,
        name: nom,
        acronym: sigle,
        level: niveau === 'equipe' ? 1 : niveau === 'federation' ? 3 : 2,
        cnrs: cnrs === 'absent' ? 'none' : cnrs,
        town: ville,
        postcode: cp,
        mixed: mixte,
        codes: [...codes, ...autrefois],
        tutelles: tutelles.map(name => ({ name, acronym: name })),
        aliases: [],
        parents: [],
        predecessors: [],
      })),
    },
    institutions: {
      source: institutions.source,
      date: institutions.date,
      entries: institutions.institutions.map(({ entite, noms, domaines }) => ({
        entityId: entite,
        name: noms,
        organization: '',
        scopes: domaines,
        hidden: false,
      })),
    },
    aliases: new Map(
      institutions.institutions.flatMap(({ domaines, autres }) =>
        domaines.slice(0, 1).map(domain => [domain, autres] as const),
      ),
    ),
  }
}

function read<T>(folder: string, file: string, shape: z.ZodType<T>): T {
  let content: unknown
  try {
    content = parse(readFileSync(join(folder, file), 'utf8'))
  } catch (error) {
    throw new StarterError(`directory/${file}: ${error instanceof Error ? error.message.split('\n', 1).join() : ''}`)
  }
  const result = shape.safeParse(content)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new StarterError(`directory/${file}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`)
}
