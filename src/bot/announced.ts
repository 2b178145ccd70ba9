/** What is announced with more than a sentence, by the announcement's name: the page of `content/guides` that says it. */
export const announcedBy: Readonly<Record<string, string>> = { accountActivated: 'login/account-active' }
