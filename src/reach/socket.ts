/**
 * JSON-RPC over a WebSocket, a message a frame. vscode-jsonrpc's own framing writes header and body apart, which was
 * an eighth of the host's time under load.
 */
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from 'vscode-jsonrpc/node'
import type { WebSocket } from 'ws'

export function connectionOver(socket: WebSocket): MessageConnection {
  return createMessageConnection(new SocketReader(socket), new SocketWriter(socket))
}

class SocketReader extends AbstractMessageReader {
  private readonly socket: WebSocket

  constructor(socket: WebSocket) {
    super()
    this.socket = socket
    socket.on('error', (error) => this.fireError(error))
    socket.on('close', () => this.fireClose())
  }

  listen(callback: DataCallback): Disposable {
    const onMessage = (data: Buffer) => {
      try {
        callback(JSON.parse(data.toString('utf8')) as Message)
      } catch (error) {
        this.fireError(error instanceof Error ? error : new Error(String(error)))
      }
    }
    this.socket.on('message', onMessage)
    return { dispose: () => this.socket.off('message', onMessage) }
  }
}

class SocketWriter extends AbstractMessageWriter {
  private readonly socket: WebSocket

  constructor(socket: WebSocket) {
    super()
    this.socket = socket
    socket.on('close', () => this.fireClose())
  }

  async write(message: Message): Promise<void> {
    // A closed socket is told by 'close'; the request that is lost with it is sent again by whoever made it.
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message))
  }

  end(): void {
    this.socket.close()
  }
}
