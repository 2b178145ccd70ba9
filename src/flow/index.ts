/** What a dialog file may use. */
export { defineDialog, type EndsOf } from './define.ts'
export type { Said } from './port.ts'
export { isAboutAddress, isAboutRights, isAboutService } from './errorNumbers.ts'
export { hasFinding, hasFailed, wasTried } from './port.ts'
export type { DialogTable } from './table.ts'
