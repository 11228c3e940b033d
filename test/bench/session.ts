import type { RawStdio } from '../clients/rawStdio.ts'

/** A stdio client's first two messages; request ids from 2 on are free. */
export function open(server: RawStdio): void {
  const clientInfo = { name: 'bench', version: '1.0.0' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  server.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
  server.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
}
