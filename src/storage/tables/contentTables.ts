/** What editors change of the words at the desk. Nobody who asks the guide is in these tables; editors are, by the name of their access. */

/** What was published at once. */
export interface ContentVersionTable {
  /** 1, 2, 3 … without a gap: who publishes says the one that follows the one that was seen. */
  number: number
  /** ISO 8601, UTC. */
  published_at: string
  published_by: string
  why: string
  undo_of: number | null
  /** Of the files with their edits, and of what found them sound. */
  digest: string
}

/** The history: what a version changed. */
export interface ContentChangeTable {
  version: number
  key: string
  locale: string
  /** What was said until then; null: there was nothing. */
  text_before: string | null
  /** What is said from then on; null: what the release says. */
  text_after: string | null
}

/** What is published in place of the release's words. */
export interface ContentEditTable {
  key: string
  /** Empty where it is of no language. */
  locale: string
  text: string
  /** The release's text that it stands in place of; null: there was none. */
  replaced: string | null
  version: number
  edited_by: string
  edited_at: string
}

export interface ContentDraftTable {
  key: string
  locale: string
  /** Null: the release's words again. */
  text: string | null
  /** Random, new with every change: who saves says the one that was seen. */
  revision: string
  edited_by: string
  edited_at: string
}

/** How often it was asked that the files be read again. */
export interface ContentReloadTable {
  /** `files`: there is one row. */
  name: string
  asked: number
}

export interface ContentTables {
  content_reload: ContentReloadTable
  content_version: ContentVersionTable
  content_change: ContentChangeTable
  content_edit: ContentEditTable
  content_draft: ContentDraftTable
}
