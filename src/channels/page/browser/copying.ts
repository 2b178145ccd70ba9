/** Copies the lines above a button, and says so on it. */

/** So long it is said that something was copied, ms. */
const lasting = 4000

/** Names and values, a line each. */
const linesOf = (list: Element): string =>
  [...list.querySelectorAll('.row')].map(row => [...row.querySelectorAll('dt, dd')].map(each => each.textContent.trim()).join(' : ')).join('\n')

/** What works without a right to the clipboard too, which a page has over TLS only. */
function copyAsSelected(text: string): void {
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else copies on a page without TLS
  document.execCommand('copy')
  field.remove()
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('.copy') : null
  const list = button?.parentElement?.previousElementSibling
  if (button === null || !list) return
  const text = linesOf(list)
  // Not there without TLS, whatever the types say.
  const board = navigator.clipboard as Clipboard | undefined
  void (board?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).catch(() => copyAsSelected(text)).then(() => {
    const label = button.textContent
    const copied = button.dataset['copied'] ?? label
    button.focus()
    // Pressed again while it says so already.
    if (label === copied) return
    button.textContent = copied
    setTimeout(() => (button.textContent = label), lasting)
  })
})
