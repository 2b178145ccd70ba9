/** `noa teams`: the app for Microsoft Teams, and what is wrong with its set-up. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { guide } from '../http/health.ts'
import { ConfigError, readConfig } from '../config.ts'
import { examine, type Finding } from '../teamsApp/doctor.ts'
import { makePackage } from '../teamsApp/package.ts'
import { appSettings } from '../teamsApp/settings.ts'
import { say } from './terminal.ts'

/** Writes a file whole or not at all. */
async function writeWhole(path: string, content: Uint8Array): Promise<void> {
  const aside = `${path}.${process.pid}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(aside, content)
    await rename(aside, path)
  } finally {
    await rm(aside, { force: true })
  }
}

/** @throws {ConfigError} when it is no version */
function versionOf(text: string): string {
  if (!/^\d{1,5}\.\d{1,5}\.\d{1,5}$/.test(text))
    throw new ConfigError('--app-version must be three numbers with dots between them. Example: --app-version 1.2.3')
  return text
}

const marks: Readonly<Record<Finding['result'], string>> = { good: '✓', bad: '✗', unknown: '?' }

export function teamsCommands(program: Command): void {
  const teams = program.command('teams').description('the app for Microsoft Teams')

  teams
    .command('package')
    .description('writes the app as a zip that an administrator uploads; the same settings and words give the same file')
    .requiredOption('--out <file>', 'the zip')
    .option('--app-version <version>', "higher than the last upload's, when the words or settings changed and the guide's version did not", guide.version)
    .action(async ({ out, appVersion }: { out: string; appVersion: string }) => {
      const config = readConfig(process.env)
      const settings = appSettings(config)
      const version = versionOf(appVersion)
      const { contentDir, locales, defaultLocale } = config
      const zip = await makePackage({ settings, contentDir, locales, defaultLocale, version })
      await writeWhole(resolve(out), zip)
      say(`${resolve(out)} is ready, ${zip.length} bytes, SHA-256 ${createHash('sha256').update(zip).digest('hex')}`)
      say(`  app      ${settings.appId}, version ${version}, published by ${settings.developerName}`)
      say(`  bot      ${settings.botId} at ${settings.publicUrl}/api/messages`)
      say(`  chat     https://teams.microsoft.com/l/chat/0/0?users=28:${settings.botId}`)
      say('Upload it in the Teams admin center, Teams apps > Manage apps. See .github/teams.md.')
    })

  teams
    .command('doctor')
    .description('looks for what usually goes wrong, and ends with 1 if something does')
    .option('--package <file>', 'also compares a package with the settings')
    .action(async ({ package: file }: { package?: string }) => {
      const zip = file === undefined ? undefined : await readFile(resolve(file))
      const findings = await examine({ env: process.env, zip, version: guide.version })
      for (const { result, what, todo } of findings) say(`${marks[result]} ${what}${todo === undefined ? '' : `\n    ${todo}`}`)
      if (findings.some(({ result }) => result === 'bad')) process.exitCode = 1
    })
}
