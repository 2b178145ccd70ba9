/**
 * What is published: the release's words (the files), with the published edits in their place. It is loaded and checked beside what
 * serves, and takes over only when it is sound; until then the last sound one goes on.
 */
import { watch } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ContentError } from '../content/contentError.ts'
import { sentence } from '../content/faults/sentences.ts'
import { hold, onDisk, type HeldFiles } from '../content/fileSource.ts'
import { readFolder, type Folder } from '../content/folder.ts'
import type { Library, Mistake } from '../content/library.ts'
import { errorDetails, type Log } from '../log.ts'
import type { EditStore } from '../storage/publishedEdits.ts'
import { lastSound, type LastSound } from './lastSound.ts'
import { faultsIn, soundWords, type Checker, type SoundWords, type WordsParts } from './soundWords.ts'

export interface Publication {
  /** What serves at this moment. Whoever does one thing in several steps takes it once. */
  current(): SoundWords
  /** A library that says at each moment what serves. */
  readonly library: Library
  /** What is wrong with the files on disk; empty: they serve. */
  faults(): readonly Mistake[]
  /** Calls whenever other words serve. */
  onChange(listener: (words: SoundWords) => void): void
  /** Reads the files and the edits again; resolves once what is sound of them serves. */
  reload(): Promise<void>
  /** Reads the edits again, which were published. */
  refresh(): Promise<void>
  /** Makes words ready to be said that do not serve: those of a draft. */
  prepare(files: HeldFiles): Promise<Pick<SoundWords, 'library' | 'folder'>>
  /** Begins to look whether something was published, and, where asked, whether a file was changed. */
  begin(watchFiles: boolean): void
  stop(): Promise<void>
}

export interface PublicationOptions {
  /** The content folder. */
  readonly dir: string
  /** Where the last sound files are kept. */
  readonly keptIn: string
  readonly locales: readonly string[]
  readonly edits: EditStore
  readonly checker: Checker
  readonly open: (folder: Folder) => Promise<Library>
  readonly log: Log
  /** Time between two looks whether something was published, ms. */
  readonly everyMs?: number
}

/** A library that is at each moment another one. */
function livingLibrary(current: () => Library): Library {
  return {
    get locales() { return current().locales },
    get defaultLocale() { return current().defaultLocale },
    words: (...given) => current().words(...given),
    plain: (...given) => current().plain(...given),
    fill: (...given) => current().fill(...given),
    has: (...given) => current().has(...given),
    list: (...given) => current().list(...given),
    form: id => current().form(id),
    hours: () => current().hours(),
    article: (...given) => current().article(...given),
    articles: (...given) => current().articles(...given),
  }
}

/** How many mistakes stand in the log. */
const mostLogged = 20

/** The files on disk as they were last read. */
interface OnDisk {
  readonly files: HeldFiles | undefined
  readonly faults: readonly Mistake[]
}

/** Reads them, and tells what is wrong with them. */
async function readDisk(dir: string, checker: Checker, log: Log): Promise<OnDisk> {
  const files = await hold(onDisk(dir)).catch(() => undefined)
  const faults: readonly Mistake[] = files === undefined
    ? [{ file: '.', line: 1, column: 1, code: 'folderMissing', message: sentence('folderMissing') }]
    : await faultsIn(checker, files)
  for (const { file, line, message } of faults.slice(0, mostLogged))
    log.warn({ code: 'content_faulty', file, line, sentence: message.en, mistakes: faults.length }, 'The words in the content folder are faulty: they do not serve')
  return { files, faults }
}

/**
 * What can serve when nothing does yet: the files, else the last sound ones that are kept.
 * @throws {ContentError} in one sentence, when nothing can
 */
async function firstWords({ files, faults }: OnDisk, kept: LastSound, parts: WordsParts): Promise<SoundWords> {
  let refused: ContentError | undefined
  if (files !== undefined && faults.length === 0) {
    try {
      return await soundWords(files, parts)
    } catch (error) {
      if (!(error instanceof ContentError)) throw error
      refused = error
    }
  }
  for await (const former of kept.kept())
    if (former.fingerprint !== files?.fingerprint && (await faultsIn(parts.checker, former)).length === 0) return soundWords(former, parts)
  // What the folder lacks as a whole, a language that is half written, says more than its first mistake.
  refused ??= files && await parts.prepare(files).then(() => undefined, error => (error instanceof ContentError ? error : undefined))
  const [fault] = faults
  throw refused ?? new ContentError(
    `The content folder has ${faults.length} mistake${faults.length === 1 ? '' : 's'} (${fault?.file ?? ''}:${fault?.line ?? 1} ${fault?.message.en ?? ''}) ` +
    'and no sound copy of it is kept: correct them ("npm run -s noa -- content check" lists them), then start again.')
}

/** Does one thing after the other; the last to be asked for is the last to be done. */
function oneByOne(failed: (error: unknown) => void) {
  let inHand: Promise<unknown> = Promise.resolve()
  return {
    do: (work: () => Promise<void>): Promise<void> => {
      const next = inHand.then(work)
      inHand = next.catch(failed)
      return next
    },
    idle: () => inHand,
  }
}

/** Looks again and again whether something was published, or is to be read again. */
async function lookForNews(
  edits: EditStore, everyMs: number, signal: AbortSignal,
  { live, reload, refresh }: { live: () => number; reload: () => Promise<void>; refresh: () => Promise<void> },
): Promise<void> {
  let seen = await edits.news().then(({ reloads }) => reloads, () => undefined)
  while (!signal.aborted) {
    await delay(everyMs, undefined, { ref: false, signal }).catch(() => undefined)
    if (signal.aborted) return
    try {
      const { version, reloads } = await edits.news()
      if (reloads !== (seen ??= reloads)) await reload()
      else if (version !== live()) await refresh()
      // Only now: what failed is tried again.
      seen = reloads
    } catch {
      // The database was away, which /readyz says, or the words could not be read, which the log does. The next look will do.
    }
  }
}

/**
 * Opens it.
 * @throws {ContentError} when neither the files nor what is kept can serve
 */
export async function openPublication(options: PublicationOptions): Promise<Publication> {
  const { dir, keptIn, locales, edits, checker, open, log, everyMs = 500 } = options
  const sounds = lastSound(keptIn)
  const listeners: ((words: SoundWords) => void)[] = []
  const prepare: WordsParts['prepare'] = async files => {
    const folder = await readFolder(files, locales)
    return { folder, library: await open(folder) }
  }
  const parts: WordsParts = { edits, checker, log, prepare }
  let keeping: Promise<void> = Promise.resolve()
  const keep = (files: HeldFiles): void => {
    keeping = keeping.then(() => sounds.keep(files)).catch((error: unknown) => {
      log.warn({ code: 'content_not_kept', error: errorDetails(error) }, 'The sound words could not be kept')
    })
  }

  let disk = await readDisk(dir, checker, log)
  let serving = await firstWords(disk, sounds, parts)
  if (disk.faults.length === 0) keep(serving.release)
  const take = (words: SoundWords): void => {
    serving = words
    log.info({ code: 'content_changed', version: words.version, edits: words.edits.length }, 'Other words serve')
    for (const listener of listeners) listener(words)
  }
  const changes = oneByOne((error: unknown) => {
    log.error({ code: 'content_not_read', error: errorDetails(error) }, 'The words could not be read again: those that serve go on')
  })
  const refresh = (): Promise<void> => changes.do(async () => {
    if ((await edits.news()).version !== serving.version) take(await soundWords(serving.release, parts))
  })
  const reload = (): Promise<void> => changes.do(async () => {
    disk = await readDisk(dir, checker, log)
    if (disk.files === undefined || disk.faults.length > 0) return
    keep(disk.files)
    const isNews = disk.files.fingerprint !== serving.release.fingerprint || (await edits.news()).version !== serving.version
    if (isNews) take(await soundWords(disk.files, parts))
  })
  const ending = new AbortController()
  let looking: Promise<void> = Promise.resolve()

  return {
    current: () => serving,
    library: livingLibrary(() => serving.library),
    faults: () => disk.faults,
    onChange: listener => void listeners.push(listener),
    reload,
    refresh,
    prepare,
    begin: watchFiles => {
      looking = lookForNews(edits, everyMs, ending.signal, { live: () => serving.version, reload, refresh })
      if (watchFiles) watched(dir, ending.signal, () => void reload().catch(() => undefined))
    },
    stop: async () => {
      ending.abort()
      await looking
      await changes.idle()
      await keeping
      await checker.stop()
    },
  }
}

/** Changes of a file come in several, and some while it is being written, ms. */
const settling = 100

function watched(dir: string, signal: AbortSignal, changed: () => void): void {
  let timer: NodeJS.Timeout | undefined
  watch(dir, { recursive: true, signal, persistent: false }, () => {
    clearTimeout(timer)
    timer = setTimeout(changed, settling)
  })
}
