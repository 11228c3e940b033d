/** Tells the editor's own agents where Baton's tools are: one definition for each store of this window. */
import { type Disposable, EventEmitter, lm, McpHttpServerDefinition, Uri, workspace } from 'vscode'
import type { HostRecord } from '../contract/places.ts'
import { readRecord } from '../reach/records.ts'
import type { Connection } from './connection.ts'
import type { Servers } from './server.ts'
import { settings } from './settings.ts'

/** Editors made from this one may lack what came to it in 2025. */
const isKnownHere = () => typeof lm?.registerMcpServerDefinitionProvider === 'function'

export function provideToAgents(servers: Servers): Disposable {
  if (!isKnownHere()) return { dispose() {} }
  const changed = new EventEmitter<void>()
  const label = ({ name }: Connection) => (servers.connections.length > 1 ? `Baton (${name})` : 'Baton')
  const addresses = () => servers.connections.map((connection) => addressOf(connection)?.url ?? '').join()
  let told = addresses()
  const tell = () => {
    // Every state is heard of here; only another address matters to those who connected.
    const now = addresses()
    if (now === told) return
    told = now
    changed.fire()
  }
  const listening = [
    servers.onDidChange(tell),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('baton.offerToAgents')) changed.fire()
    }),
    changed,
  ]
  const define = (connection: Connection, record: HostRecord | undefined) => {
    // Where no host ever ran, the address is known when it is resolved.
    const url = record?.url ?? 'http://127.0.0.1/'
    return new McpHttpServerDefinition(
      label(connection),
      Uri.parse(new URL('mcp', url).href),
      record ? { Authorization: `Bearer ${record.token}` } : {},
      `${servers.product} ${new URL(url).port}`,
    )
  }
  const provider = lm.registerMcpServerDefinitionProvider('baton', {
    onDidChangeMcpServerDefinitions: changed.event,
    // Asked for as soon as the window is there, so it starts nothing.
    provideMcpServerDefinitions: () =>
      settings.offerToAgents()
        ? servers.connections.map((connection) => define(connection, addressOf(connection)))
        : [],
    // Asked for when an agent starts it: then the host has to be there.
    async resolveMcpServerDefinition(definition) {
      const connection = servers.connections.find((one) => label(one) === definition.label)
      return connection && define(connection, await connection.start({ asked: false }))
    },
  })
  return { dispose: () => [...listening, provider].forEach((disposable) => void disposable.dispose()) }
}

const addressOf = ({ state, place }: Connection) => (state.kind === 'up' ? state.record : readRecord(place.database))
