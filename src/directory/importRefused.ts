/** Why a file was refused. The reason is a plain sentence for the operator; nothing was changed. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
  readonly code: RefusalCode

  constructor(code: RefusalCode, reason: string) {
    super(reason)
    this.code = code
  }
}

export type RefusalCode =
  | 'unreadable'
  | 'tooLarge'
  | 'notRnsr'
  | 'misaligned'
  | 'tooManyLost'
  | 'noRows'
  | 'notInstitutions'
  | 'unsafeXml'
  | 'notFetched'
  | 'badDate'
