/** Web Chat itself: loading it, and how it looks here. Colours are custom properties of `chat.css`, so that dark mode needs no code. */
import type { Conversation } from './conversation.ts'
import { leadToRepair } from './repair.ts'

interface WebChat {
  createStore(): unknown
  renderWebChat(props: Record<string, unknown>, element: HTMLElement): void
}

declare global {
  interface Window {
    WebChat?: WebChat
  }
}

const font = 'var(--font)'

const styleOptions = {
  accent: 'var(--accent)',
  backgroundColor: 'transparent',
  subtle: 'var(--quiet)',
  primaryFont: font,
  fontSizeSmall: '0.8125rem',
  rootHeight: '100%',
  rootWidth: '100%',
  paddingRegular: 14,
  paddingWide: 18,

  bubbleBackground: 'var(--bot)',
  bubbleBorderColor: 'var(--bot)',
  bubbleBorderRadius: 14,
  bubbleTextColor: 'var(--ink)',
  bubbleFromUserBackground: 'var(--user)',
  bubbleFromUserBorderColor: 'var(--user)',
  bubbleFromUserBorderRadius: 14,
  bubbleFromUserTextColor: 'var(--user-ink)',
  bubbleMaxWidth: 560,
  bubbleMinHeight: 44,
  bubbleMinWidth: 120,
  messageActivityWordBreak: 'break-word',
  markdownRenderHTML: false,
  markdownExternalLinkIconImage: '',

  suggestedActionLayout: 'flow',
  suggestedActionBackgroundColor: 'var(--page)',
  suggestedActionBackgroundColorOnHover: 'var(--bot)',
  suggestedActionBackgroundColorOnFocus: 'var(--page)',
  suggestedActionBackgroundColorOnActive: 'var(--bot)',
  suggestedActionBackgroundColorOnDisabled: 'var(--page)',
  suggestedActionBorderColor: 'var(--accent)',
  suggestedActionBorderColorOnDisabled: 'var(--line)',
  suggestedActionBorderRadius: 22,
  suggestedActionBorderWidth: 1,
  suggestedActionTextColor: 'var(--accent)',
  suggestedActionTextColorOnDisabled: 'var(--quiet)',
  suggestedActionHeight: 44,
  suggestedActionKeyboardFocusIndicatorBorderColor: 'var(--focus)',

  /** A long answer shows from its beginning: nobody should have to scroll back to step 1. */
  autoScrollSnapOnPage: true,
  scrollToEndButtonBehavior: 'any',

  hideUploadButton: true,
  hideTelephoneKeypadButton: true,
  maxMessageLength: 4000,
  sendBoxBackground: 'var(--page)',
  sendBoxBorderTop: 'solid 1px var(--line)',
  sendBoxButtonColor: 'var(--accent)',
  sendBoxButtonColorOnHover: 'var(--accent)',
  sendBoxButtonColorOnFocus: 'var(--accent)',
  sendBoxButtonColorOnActive: 'var(--accent)',
  sendBoxButtonColorOnDisabled: 'var(--quiet)',
  sendBoxButtonShadeColorOnHover: 'var(--bot)',
  sendBoxButtonShadeColorOnActive: 'var(--bot)',
  sendBoxButtonKeyboardFocusIndicatorBorderColor: 'var(--focus)',
  sendBoxHeight: 56,
  sendBoxTextColor: 'var(--ink)',
  sendBoxPlaceholderColor: 'var(--quiet)',
  sendBoxTextWrap: true,

  /** The connection resends by itself, and says so; only what it gave up is offered again. */
  sendTimeout: 300_000,
  hideToaster: true,
  timestampColor: 'var(--quiet)',
  transcriptTerminatorBackgroundColor: 'var(--quiet)',
  transcriptTerminatorColor: 'var(--quiet)',
  transcriptVisualKeyboardIndicatorColor: 'var(--focus)',
  transcriptActivityVisualKeyboardIndicatorColor: 'var(--focus)',
  transcriptOverlayButtonBackground: 'var(--accent)',
  transcriptOverlayButtonColor: 'var(--page)',
  transcriptOverlayButtonBackgroundOnHover: 'var(--accent)',
  transcriptOverlayButtonColorOnHover: 'var(--page)',
  transcriptOverlayButtonBackgroundOnFocus: 'var(--accent)',
  transcriptOverlayButtonColorOnFocus: 'var(--page)',
}

const ink = { default: 'var(--ink)', subtle: 'var(--quiet)' }
const accent = { default: 'var(--accent)', subtle: 'var(--accent)' }
const container = {
  backgroundColor: 'transparent',
  foregroundColors: {
    default: ink,
    dark: ink,
    light: ink,
    accent,
    good: { default: 'var(--good)', subtle: 'var(--good)' },
    warning: { default: 'var(--warning)', subtle: 'var(--warning)' },
    attention: { default: 'var(--attention)', subtle: 'var(--attention)' },
  },
}

/** How Adaptive Cards are drawn: as part of the bubble, one action below the other, nothing cut. */
const adaptiveCardsHostConfig = {
  fontFamily: font,
  supportsInteractivity: true,
  fontSizes: { small: 14, default: 16, medium: 17, large: 19, extraLarge: 22 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  lineHeights: { small: 20, default: 24, medium: 25, large: 27, extraLarge: 30 },
  spacing: { small: 4, default: 8, medium: 12, large: 18, extraLarge: 24, padding: 14 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  imageSizes: { small: 40, medium: 80, large: 160 },
  containerStyles: {
    default: container,
    emphasis: { ...container, backgroundColor: 'var(--page)' },
    accent: container,
    good: container,
    warning: container,
    attention: container,
  },
  actions: {
    maxActions: 12,
    spacing: 'default',
    buttonSpacing: 8,
    showCard: { actionMode: 'inline', inlineTopMargin: 8 },
    actionsOrientation: 'vertical',
    actionAlignment: 'stretch',
  },
  adaptiveCard: { allowCustomStyle: false },
  /** Below the page's own heading. */
  textBlock: { headingLevel: 2 },
  factSet: { title: { weight: 'bolder', wrap: true, maxWidth: 220 }, value: { wrap: true }, spacing: 12 },
  inputs: {
    label: { inputSpacing: 'small', requiredInputs: { weight: 'bolder' }, optionalInputs: { weight: 'bolder' } },
    errorMessage: { color: 'attention' },
  },
}

/** Loads Web Chat once; may be called again after it failed. */
export function loadWebChat(address: string, nonce: string): Promise<WebChat> {
  return new Promise((resolve, reject) => {
    if (window.WebChat !== undefined) return resolve(window.WebChat)
    const script = document.createElement('script')
    script.src = address
    script.nonce = nonce
    script.onload = () => (window.WebChat === undefined ? reject(new Error('no Web Chat')) : resolve(window.WebChat))
    script.onerror = () => {
      script.remove()
      reject(new Error('Web Chat did not load'))
    }
    document.head.append(script)
  })
}

/** A conversation with nothing in it shows as it is, after this time. */
const drawnWithin = 5000

/** Times under every message are noise in a conversation of two minutes; screen readers still have them. */
const activityStatusMiddleware = () => (next: (request: object) => unknown) => (request: object) =>
  next({ ...request, hideTimestamp: true })

/** Shows a conversation in an element of its own, and resolves when its first message is drawn. */
export function showWebChat(
  webChat: WebChat,
  conversation: Conversation,
  element: HTMLElement,
  { locale, nonce, strings }: { locale: string; nonce: string; strings: Readonly<Record<string, string>> },
): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      observer.disconnect()
      resolve()
    }
    const observer = new MutationObserver(() => {
      if (element.querySelector('.webchat__bubble') !== null) done()
    })
    setTimeout(done, drawnWithin)
    observer.observe(element, { childList: true, subtree: true })
    leadToRepair(element)
    webChat.renderWebChat(
      {
        directLine: conversation,
        store: webChat.createStore(),
        locale: locale === 'fr' ? 'fr-FR' : 'en-US',
        nonce,
        overrideLocalizedStrings: strings,
        activityStatusMiddleware,
        styleOptions,
        adaptiveCardsHostConfig,
      },
      element,
    )
  })
}
