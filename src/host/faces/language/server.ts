/** The host as a language server, for the editor's language client on the link. It has no language features yet. */
import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node'
import { type LanguageServer, language } from '../../../contract/link.ts'

export interface LanguageOptions {
  readonly product: string
  /** Ends this client's line. */
  readonly hangUp: () => void
}

export function serveLanguage(rpc: MessageConnection, { product, hangUp }: LanguageOptions): void {
  let isShut = false
  rpc.onRequest(language.initialize.method, (): LanguageServer => {
    if (isShut) throw new ResponseError(ErrorCodes.InvalidRequest, 'This client said shutdown.')
    return { capabilities: {}, serverInfo: { name: 'Baton', version: product } }
  })
  rpc.onNotification(language.initialized, () => {})
  // Others work with this host, so nothing of it ends here but this client's part.
  rpc.onRequest(language.shutdown.method, () => {
    isShut = true
    return null
  })
  rpc.onNotification(language.exit, hangUp)
}
