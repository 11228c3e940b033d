/** Briefs and artifacts as read-only documents of the editor, under an address that says which. */
import { type Disposable, type TextDocumentContentProvider, Uri, window, workspace } from 'vscode'
import type { Connection } from './connection.ts'
import type { Servers } from './server.ts'

const scheme = 'baton'

/** The name is what a tab shows; the rest of the address leads back to the store. */
const address = (connection: Connection, what: 'brief' | 'artifact', id: string, name: string) =>
  Uri.from({
    scheme,
    path: `/${name.replace(/[/\\?#%]/g, '-')}`,
    query: new URLSearchParams({ what, id, store: connection.place.database }).toString(),
  })

export const openBrief = (connection: Connection, task: string) =>
  show(address(connection, 'brief', task, `${task}.md`), true)

export const openArtifact = (connection: Connection, artifact: { artifact_id: string; kind: string; name: string }) => {
  // So that the editor colours it as what it is.
  const name =
    artifact.kind === 'diff' && !/\.(diff|patch)$/.test(artifact.name) ? `${artifact.name}.diff` : artifact.name
  return show(address(connection, 'artifact', artifact.artifact_id, name), false)
}

async function show(uri: Uri, preview: boolean): Promise<void> {
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview })
}

export function provideDocuments(servers: Servers): Disposable {
  const provider: TextDocumentContentProvider = {
    async provideTextDocumentContent({ query }) {
      const asked = new URLSearchParams(query)
      const connection = servers.connections.find(({ place }) => place.database === asked.get('store'))
      const id = asked.get('id')
      if (!connection || !id) return 'The folder of this document is not open any more.'
      if (asked.get('what') === 'artifact') return readArtifact(connection, id)
      return (await connection.call('get_task', { task_id: id })).brief ?? ''
    },
  }
  return workspace.registerTextDocumentContentProvider(scheme, provider)
}

async function readArtifact(connection: Connection, artifact_id: string): Promise<string> {
  let text = ''
  let offset: number | undefined = 0
  while (offset !== undefined) {
    const part: Awaited<ReturnType<typeof read>> = await read(connection, artifact_id, offset)
    if (part.base64 !== undefined) return 'This artifact is not text, so it is not shown here.'
    text += part.text ?? part.url ?? ''
    offset = part.next_offset
  }
  return text
}

const read = (connection: Connection, artifact_id: string, offset: number) =>
  connection.call('get_artifact', { artifact_id, offset, limit: 200_000 })
