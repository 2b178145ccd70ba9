/**
 * What the guide knows of a person in this conversation: said in passing, answered at a step that keeps its answer, told by the chat page,
 * by a link or by the channel. It is proposed where it would be asked for, and never sent anywhere unasked.
 */

export const factNames = [
  'browser', 'browserVersion', 'os', 'device', 'symptom', 'unit', 'institution', 'email', 'firstName', 'lastName', 'phone', 'employer',
  'position',
  /** `link` when a link named another browser than the one that it was opened in: nobody has said yet that it is the person's. */
  'browserNamed',
  /** Why the person has no employer: `retired` or `none`. */
  'noEmployer',
  /** `yes` when the person said that they have a Janus account. */
  'janus',
  /** `localAccount` when the person prefers one, whatever the directory says. */
  'wants',
  /** What was asked in free text, as it was typed. */
  'question',
  /** A help article that a link or a topic named. */
  'article',
  /** An opaque reference that a helpdesk put into its link. */
  'reference',
  /** The reference of the request to the helpdesk that is spoken of. */
  'request',
  /** The page of the portal from which the guide was opened: its path. */
  'pageAddress',
  /** `present` when the person is in the chat page, which can look for itself. */
  'page',
  /** The page of `content/browsers` that the person confirmed to be of their browser. */
  'browserGuide',
  /** The error number that stands in the place of the portal's page. */
  'errorNumber',
  /** What the person's page found of itself: names of faults, separated by commas. */
  'findings',
  /** What was tried so far and how it ended, oldest first: see `withTried`. */
  'tried',
] as const
export type FactName = (typeof factNames)[number]
export type Facts = Readonly<Partial<Record<FactName, string>>>

/** What a question may be about whose answer a report tells: something that was tried, or something that was looked at. */
export const triedNames = [
  'reload', 'hardReload', 'homePage', 'privateWindow', 'siteData', 'extensions', 'cache', 'update', 'javaScript', 'otherBrowser',
  'otherNetwork', 'otherDevice', 'saved', 'account', 'othersSee', 'spam',
] as const
export type TriedName = (typeof triedNames)[number]

/** What was tried, as `facts.tried` holds it: `reload=no,privateWindow=yes`. */
export const triedIn = (facts: Facts): readonly (readonly [name: string, answer: string])[] =>
  (facts.tried ?? '').split(',').flatMap(each => {
    const [name = '', answer = ''] = each.split('=')
    return name === '' ? [] : [[name, answer] as const]
  })

/** Whether an answer tells how this went. */
export const wasTried = (facts: Facts, name: TriedName): boolean => triedIn(facts).some(([other]) => other === name)

/** Whether this was tried and changed nothing. */
export const hasFailed = (facts: Facts, name: TriedName): boolean => triedIn(facts).some(([other, answer]) => other === name && answer === 'no')

/** What the page can find of itself, in the order in which it is told: the likeliest cause first. */
export const findingNames = [
  'offline', 'portalUnreachable', 'cookiesBlocked', 'storageBlocked', 'resourceBlocked', 'oldJavaScript', 'clockWrong', 'zoomed', 'smallWindow',
] as const
export type Finding = (typeof findingNames)[number]

/** Whether the page found one of these. @param findings as `facts.findings` holds them */
export const hasFinding = (findings: string | undefined, ...names: readonly Finding[]): boolean =>
  (findings ?? '').split(',').some(found => names.some(name => name === found))

/** `facts.tried` with one more answer; what is tried again counts once, as the last. */
export const withTried = (facts: Facts, name: TriedName, answer: string): string =>
  [...triedIn(facts).filter(([other]) => other !== name), [name, answer]].map(each => each.join('=')).join(',')
