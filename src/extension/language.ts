/**
 * The line to the host as the editor's language client speaks it: language features, and Baton's own requests and
 * notifications, on one connection. Its own restart is off: the link opens the next line, for the same client.
 *
 * Import it for the first connection and not before: with what it needs it is most of the extension, and a window
 * without tasks never needs it.
 */
import type { LogOutputChannel } from 'vscode'
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State } from 'vscode-languageclient'
import type { Line, Speaker } from '../reach/line.ts'
import { type LinkBaton, type LinkOptions, linkBaton } from '../reach/link.ts'
import type { Transports } from '../reach/socket.ts'

export const linkOf = (options: LinkOptions, log: LogOutputChannel): LinkBaton =>
  linkBaton({ ...options, speak: languageClient(log) })

export function languageClient(log: LogOutputChannel): Speaker {
  let client: Client | undefined
  return async (transports): Promise<Line> => {
    client ??= new Client(log)
    client.next = transports
    const { closed, started } = client.begin()
    try {
      await started
    } catch (error) {
      // One that failed to start can't be started again.
      client = undefined
      throw error
    }
    const speaking = client
    return {
      sendRequest: (method, params) => speaking.sendRequest(method, params),
      onNotification: (method, handler) => speaking.onNotification(method, handler),
      closed,
      end: () => void speaking.stop().catch(() => {}),
    }
  }
}

class Client extends LanguageClient {
  /** The proven socket that it takes over when it starts. */
  next: Transports | undefined

  constructor(log: LogOutputChannel) {
    const transports = async () => {
      if (!this.next) throw new Error('No line is open.')
      return this.next
    }
    super('baton', 'Baton', transports, {
      documentSelector: [],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({
          action: CloseAction.DoNotRestart,
          handled: true,
          message: 'The line to the host was closed.',
        }),
      },
    })
  }

  begin(): { started: Promise<void>; closed: Promise<void> } {
    const started = this.start()
    const closed = new Promise<void>((resolve) => {
      const heard = this.onDidChangeState(({ newState }) => {
        if (newState === State.Starting || newState === State.Running) return
        heard.dispose()
        resolve()
      })
    })
    return { started, closed }
  }

  /** A lost line is healed without anybody noticing. Where it can't be, the window's state tells. */
  override error(message: string, data?: unknown): void {
    super.warn(message, data, false)
  }
}
