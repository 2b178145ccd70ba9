/**
 * Wakes the page when all of it is there, in a task of its own: what the browser still does with the page, and whoever presses something
 * meanwhile, need not wait for it.
 */
const wake = (): unknown => setTimeout(() => void import('./live.ts'))

if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', wake)
else wake()
