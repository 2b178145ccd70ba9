/** What somebody may do at the desk. One person may have several roles; none includes another. */

export const roles = ['editor', 'publisher', 'agent', 'operator'] as const
/** Changes words · makes them live · helps people whom the guide could not help · decides who else may do so. */
export type Role = (typeof roles)[number]

/** Those of the names that are roles, each once, in the order of `roles`. */
export const rolesAmong = (names: readonly string[]): readonly Role[] => roles.filter(role => names.includes(role))
/** As a row keeps them. */
export const writtenRoles = (held: readonly Role[]): string => rolesAmong(held).join(' ')
export const readRoles = (written: string): readonly Role[] => rolesAmong(written.split(' '))
