/** What all of a guide stands on: its settings, its words, the database, the directory, the mail, the built files. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { articleQuestions } from '../actions/articles.ts'
import { readAssets, type AssetManifest } from '../channels/page/assets.ts'
import type { Config } from '../config.ts'
import type { Library } from '../content/library.ts'
import { openLibrary } from '../content/openLibrary.ts'
import { openDirectory, type Directory } from '../directory/openDirectory.ts'
import { createEditing, type Editing } from '../editing/editing.ts'
import { openPublication, type Publication } from '../editing/publication.ts'
import type { SoundWords } from '../editing/soundWords.ts'
import type { Log } from '../log.ts'
import { openMailbox, type Mailbox } from '../mail/mailbox.ts'
import { createMailer, type Mailer } from '../mail/mailer.ts'
import { createHouse, type House } from '../pages/house.ts'
import { publicDir } from '../root.ts'
import { openStorage } from '../storage/openStorage.ts'
import { editStore, type EditStore } from '../storage/publishedEdits.ts'
import type { Storage } from '../storage/storage.ts'
import { understandingData, type Words } from '../understanding/index.ts'
import { createChecker } from './contentCheck.ts'
import { beginLearning, learnedIn, type Learning } from './learning.ts'

export interface Foundations {
  readonly config: Config
  readonly log: Log
  /** The words that serve. */
  readonly publication: Publication
  readonly edits: EditStore
  /** Changes them: drafts, versions. */
  readonly editing: Editing
  /** What they say at each moment. */
  readonly library: Library
  readonly learning: Learning
  readonly storage: Storage
  readonly directory: Directory
  /** The embedded mailbox, when mails go there. */
  readonly mailbox: Mailbox | undefined
  readonly mailer: Mailer
  readonly assets: AssetManifest
  /** The frame of every page. */
  readonly house: House
  /** Names of the files in `images/`. */
  readonly pictures: ReadonlySet<string>
  /** A picture as a browser gets it from here: drawn anew at any size where there is an SVG of it. */
  readonly pictureOf: (url: string) => string | undefined
  /** Closes what was opened, the last first. */
  close(): Promise<void>
}

/** What words may use everywhere: the settings, as they are. Content checks that each is asked for only where it is known. */
type Said = Pick<Config, 'settings' | 'retentionDays' | 'activationHours' | 'accounts' | 'mail'>
const globals = ({ settings, retentionDays, activationHours, accounts, mail }: Said): Record<string, string | number> => ({
  ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
  retentionDays,
  // How long a link of another service lives is not ours to say.
  ...(accounts.url === undefined ? { activationHours } : {}),
  mailFrom: mail.from,
})

/** The mailer, and the mailbox that takes its mails where no server is named. */
async function openMail({ mail, dataDir }: Config): Promise<{ mailer: Mailer; mailbox: Mailbox | undefined }> {
  if (mail.smtpUrl !== undefined) return { mailer: createMailer({ url: mail.smtpUrl, from: mail.from }), mailbox: undefined }
  const mailbox = await openMailbox({ dir: join(dataDir, 'mail') })
  return { mailer: createMailer({ url: mailbox.smtpUrl, from: mail.from }), mailbox }
}

const pictureIn = (pictures: ReadonlySet<string>) => (url: string): string | undefined => {
  const name = /\/assets\/images\/([\w-]+)\.png$/.exec(url)?.[1]
  return name === undefined ? undefined : `/assets/images/${name}.${pictures.has(`${name}.svg`) ? 'svg' : 'png'}`
}

/** Opens the words: those of the content folder, with the published edits in their place; and what changes them. */
async function openWords(config: Config, edits: EditStore, log: Log): Promise<{ publication: Publication; editing: Editing }> {
  const { contentDir: dir, dataDir, defaultLocale, locales } = config
  const checker = createChecker(locales, learnedIn(dataDir))
  const publication = await openPublication({
    dir,
    keptIn: join(dataDir, 'content'),
    locales,
    edits,
    checker,
    open: folder => openLibrary({ dir, folder, defaultLocale, locales, globals: globals(config) }),
    log,
  })
  return { publication, editing: createEditing({ publication, store: edits, checker, locales, reference: originals(locales) }) }
}

/** The language of the originals, as the check takes it. */
const originals = (locales: readonly string[]): string => (locales.includes('fr') ? 'fr' : (locales[0] ?? 'fr'))

/** What is learned from words. */
export const wordsToLearn = ({ library, folder }: Pick<SoundWords, 'library' | 'folder'>): Words => ({
  data: understandingData(folder.words.filter(({ kind }) => kind === 'understanding')),
  articles: articleQuestions(library),
})

/**
 * Opens them.
 * @param beside for a command, beside the guide that serves the same folder
 * @throws {StorageError} when the database cannot be opened
 */
export async function openFoundations(config: Config, log: Log, beside: boolean): Promise<Foundations> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0).reverse()) await each()
  }
  try {
    const storage = await openStorage({
      dataDir: config.dataDir,
      databaseUrl: config.databaseUrl,
      databaseListenUrl: config.databaseListenUrl,
      serves: !beside,
      // What a killed process had in hand is taken over at once (liveProcesses.ts); this is for one that can no longer be asked after.
      outbox: { leaseMs: 10_000 },
      onError: error => log.warn({ code: 'storage', name: error.name }, 'The database had a fault and was tried again'),
    })
    closers.push(() => storage.close())
    const edits = editStore(storage.db)
    const { publication, editing } = await openWords(config, edits, log)
    closers.push(() => publication.stop())
    const { library } = publication
    const learning = beginLearning(wordsToLearn(publication.current()), learnedIn(config.dataDir), log)
    closers.push(() => learning.stop())
    // What was learned before answers meanwhile; `learning` tells the log where nothing can be learned.
    publication.onChange(words => void learning.relearn(wordsToLearn(words)).catch(() => undefined))
    const directory = await openDirectory(storage, { maxAgeDays: config.units.maxAgeDays })
    const { mailer, mailbox } = await openMail(config)
    if (mailbox !== undefined) closers.push(() => mailbox.stop())
    const pictures = new Set(readdirSync(join(publicDir, 'images')))
    const assets = readAssets(publicDir)
    const { theme, settings } = config
    const house = createHouse({ library, styles: assets.text('page.css'), icon: assets.path('icon.svg'), theme, settings })
    const pictureOf = pictureIn(pictures)
    return {
      config, log, publication, edits, editing, library, learning, storage, directory, mailbox, mailer, assets, house, pictures, pictureOf,
      close,
    }
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
}
