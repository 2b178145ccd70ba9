/**
 * Looks again by itself on a page that waits, where the page's program does not come though scripts run: what stands in `noscript` is
 * then passed over. Stands in the page itself, since whatever keeps that program away would keep this away, too.
 */
const { seconds = '', address = '' } = document.currentScript?.dataset ?? {}
setTimeout(() => document.documentElement.classList.contains('live') || location.replace(address), 1000 * Number(seconds))
