/** The manifest of the Teams app, and its texts in the other languages. */
import type { TeamsWords } from '../content/shapes.ts'
import type { AppSettings } from './settings.ts'

/**
 * Version of Microsoft's schema: the newest that its reference describes (November 2026). Everything used here has been in it for
 * years, so a tenant that lags behind understands it too.
 */
export const schemaVersion = '1.28'
const schemas = `https://developer.microsoft.com/json-schemas/teams/v${schemaVersion}`

export type WordsOfLocale = readonly [locale: string, words: TeamsWords]
/** The words of the app by language, the default one first. */
export type AppWords = readonly [WordsOfLocale, ...WordsOfLocale[]]

/** A package's folder of translations. */
const localeFile = (locale: string): string => `locales/${locale}.json`

/**
 * The manifest. Only what a bot needs: no permission, no device, no tab; personal, unless it is to be added to the helpdesk's chat.
 * @param version of the package; Teams takes an update only under a higher one
 */
function makeManifest(settings: AppSettings, [[locale, words], ...others]: AppWords, version: string) {
  return {
    $schema: `${schemas}/MicrosoftTeams.schema.json`,
    manifestVersion: schemaVersion,
    version,
    id: settings.appId,
    developer: {
      name: settings.developerName,
      websiteUrl: settings.publicUrl,
      privacyUrl: settings.privacyUrl,
      termsOfUseUrl: settings.termsUrl,
    },
    localizationInfo: {
      defaultLanguageTag: locale,
      additionalLanguages: others.map(([languageTag]) => ({ languageTag, file: localeFile(languageTag) })),
    },
    name: { short: words.name.short, full: words.name.full },
    description: { short: words.description.short, full: words.description.full },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#12406F',
    bots: [
      {
        botId: settings.botId,
        scopes: settings.inGroups ? ['personal', 'team', 'groupChat'] : ['personal'],
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [{
          scopes: ['personal'],
          commands: Object.values(words.commands).map(({ title, description }) => ({ title, description })),
        }],
      },
    ],
    defaultInstallScope: 'personal',
    validDomains: [new URL(settings.publicUrl).host],
  }
}

/** The texts of another language, by their place in the manifest; the commands in the order of the default language. */
function makeTranslation(words: TeamsWords, model: TeamsWords): Record<string, string> {
  return {
    $schema: `${schemas}/MicrosoftTeams.Localization.schema.json`,
    'name.short': words.name.short,
    'name.full': words.name.full,
    'description.short': words.description.short,
    'description.full': words.description.full,
    ...Object.fromEntries(
      Object.entries(model.commands).flatMap(([name, own], index) => {
        const place = `bots[0].commandLists[0].commands[${index}]`
        const { title, description } = words.commands[name] ?? own
        return [[`${place}.title`, title], [`${place}.description`, description]]
      }),
    ),
  }
}

/** The files of text of a package. */
export function makeTexts(settings: AppSettings, words: AppWords, version: string): Record<string, unknown> {
  const [[, model], ...others] = words
  return {
    'manifest.json': makeManifest(settings, words, version),
    ...Object.fromEntries(others.map(([locale, each]) => [localeFile(locale), makeTranslation(each, model)])),
  }
}
