/** What people type, or what names things: not prose, and each language's own. */
export const isPhrases = (kind: string, key: string): boolean => kind === 'understanding' || key === 'keywords'
