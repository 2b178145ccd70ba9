/** What a dialog file may use. */
export type { ReportFacts } from './actions.ts'
export { defineDialog, type EndsOf } from './define.ts'
export { hasFailed, hasFinding, wasTried, type Facts } from './facts.ts'
export { isAboutAddress, isAboutRights, isAboutService } from './errorNumbers.ts'
export type { DialogTable } from './table.ts'
