/** Where the desk is. */
export const deskPath = '/desk'
export const signInPath = `${deskPath}/sign-in`
export const invitationPath = `${deskPath}/invitation`
export const staffPath = `${deskPath}/staff`
export const wordsPath = `${deskPath}/words`
export const hoursPath = `${deskPath}/hours`
export const noticesPath = `${deskPath}/notices`
export const questionsPath = `${deskPath}/questions`
export const requestsPath = `${deskPath}/requests`
export const signOutPath = `${deskPath}/sign-out`

/** An address of the desk to which somebody may be led back after signing in; anything else is none. */
export const wayBack = (asked: string | null): string =>
  asked !== null && asked.length <= 500 && /^\/desk(?:\/[\w-]+)*(?:\?[\w.~%&=+-]*)?$/.test(asked) && !asked.startsWith(signInPath) ? asked : deskPath
