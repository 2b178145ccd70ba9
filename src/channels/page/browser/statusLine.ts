/** The line that says how the connection is: one thing at a time, each for its reason. */
export interface StatusLine {
  /** @param when ms: `after` which it is said (a short break is not worth a word), `during` which it stays; until `end` by default */
  say(reason: string, text: string, when?: { readonly after?: number; readonly during?: number }): void
  /** Takes back what was said for this reason, or was going to be. Returns whether it stood there. */
  end(reason: string): boolean
}

export function statusLine(element: HTMLElement): StatusLine {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  let shown = ''
  const end = (reason: string): boolean => {
    clearTimeout(timers.get(reason))
    timers.delete(reason)
    if (shown !== reason) return false
    shown = element.textContent = ''
    delete element.dataset['reason']
    return true
  }
  return {
    say: (reason, text, { after = 0, during } = {}) => {
      end(reason)
      const show = (): void => {
        element.dataset['reason'] = shown = reason
        element.textContent = text
        if (during !== undefined) timers.set(reason, setTimeout(end, during, reason))
      }
      if (after === 0) show()
      else timers.set(reason, setTimeout(show, after))
    },
    end,
  }
}
