/** What kind of text a key is of, as editors name them. */

export const textKinds = [
  'greeting', 'question', 'askedAgain', 'reason', 'button', 'sentence', 'form', 'article', 'browser', 'guide', 'mail', 'page', 'phrases', 'teams',
] as const
export type TextKind = (typeof textKinds)[number]

const ofPages: Readonly<Record<string, TextKind>> = { help: 'article', browsers: 'browser', guides: 'guide', mails: 'mail' }

/** The kind of the text of a key. */
export function kindOfKey(key: string): TextKind {
  const [kind = '', name = ''] = key.split(':')
  const whole = ofPages[kind]
  if (whole !== undefined) return whole
  if (kind === 'understanding') return 'phrases'
  if (kind === 'teams') return 'teams'
  if (kind === 'pages') return 'page'
  if (kind === 'forms' || kind === 'fields') return 'form'
  if (/^bot\.(?:greeting|linked|menu)\.text$/.test(name)) return 'greeting'
  if (/\.(?:options|choices)\.[^.]+$|\.menu$|^bot\.proposed\.keep$/.test(name)) return 'button'
  if (name.endsWith('.retry')) return 'askedAgain'
  if (name.endsWith('.why')) return 'reason'
  return name.endsWith('.text') && !name.startsWith('bot.') ? 'question' : 'sentence'
}

/** Which conversation, article or page a text belongs to: the part of its key up to the first name inside it. */
export const subjectOfKey = (key: string): string => /^[^.]+/.exec(key)?.[0] ?? key
