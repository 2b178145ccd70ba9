/** What a dialog file may use. */
export { defineDialog, type DialogTable } from './define.ts'
