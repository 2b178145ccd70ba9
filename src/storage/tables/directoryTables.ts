/** Research units and identity providers, as they were last imported. Rebuilt whole by every import. */
export interface DirectorySourcesTable {
  /** `units`, `history` (closed units, old labels) or `institutions`. */
  name: string
  /** Random, new with every import: who holds the directory in memory sees that it must be read again. */
  version: string
  /** Day of the data, ISO 8601 (`2022-02-08`). */
  date: string
  /** How the day is known: `given`, `file` (in the file or its name), `server` (Last-Modified), `import` (day of the import). */
  date_from: string
  /** ISO 8601, UTC. */
  imported_at: string
  /** Name of the file, or address without credentials and query. */
  origin: string
  size: number
  /** 1 when the source said itself that there is more. */
  partial: number
  /** SHA-256 of the address, and what its last imported answer said, for conditional requests. */
  url: string | null
  etag: string | null
  last_modified: string | null
}

/** Structures of the RNSR. */
export interface DirectoryUnitsTable {
  rnsr: string
  name: string
  acronym: string
  /** 1 team, 2 unit, 3 federation. */
  level: number
  /** `tutelle`, `participant`, `none` or `unclear`. */
  cnrs: string
  town: string
  postcode: string
  /** 1 for an « unité mixte ». */
  mixed: number
  /** JSON arrays. */
  codes: string
  tutelles: string
  aliases: string
  parents: string
  predecessors: string
}

/** Structures of a file with history: old labels and names, closed ones. */
export interface DirectoryHistoryTable {
  rnsr: string
  name: string
  acronym: string
  town: string
  postcode: string
  /** JSON array. */
  codes: string
  /** Year of closure. */
  closed: number | null
}

/** Identity providers of the federation. */
export interface DirectoryInstitutionsTable {
  entity_id: string
  name_fr: string
  name_en: string
  organization: string
  /** JSON array of domains. */
  scopes: string
  /** 1 for a test or an obsolete one. */
  hidden: number
}

export interface DirectoryTables {
  directory_sources: DirectorySourcesTable
  directory_units: DirectoryUnitsTable
  directory_history: DirectoryHistoryTable
  directory_institutions: DirectoryInstitutionsTable
}
