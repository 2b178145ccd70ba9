/** The languages that are published where nobody says otherwise (`LOCALES`): a folder of words alone publishes none. */
export const usualLocales: readonly string[] = ['fr', 'en']
