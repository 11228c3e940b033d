/** Texts that are not files as read-only documents of the editor, under an address that says which: so they come back after a reload. */
import { type Disposable, l10n, type TextDocumentContentProvider, Uri, workspace } from 'vscode'
import { fileAt } from './artifacts/git.ts'
import { contentsOf, currentFile, rootFor, sidesOfArtifact } from './artifacts/read.ts'
import type { Connection } from './connection.ts'
import type { Servers } from './server.ts'

const scheme = 'baton'

/** What a document shows. */
export type Shown =
  | { readonly what: 'artifact'; readonly id: string }
  /** One side of one file of an artifact that is a diff. */
  | { readonly what: 'side'; readonly id: string; readonly path: string; readonly side: 'before' | 'after' }
  | { readonly what: 'commit'; readonly path: string; readonly commit: string; readonly root: string }
  | { readonly what: 'nothing' }

/** The name is what a tab shows; the rest of the address leads back to the store. */
export const address = ({ place }: Connection, name: string, shown: Shown) =>
  Uri.from({
    scheme,
    path: `/${name.replace(/[\\?#%]/g, '-').replace(/^\/+/, '')}`,
    query: new URLSearchParams({ ...shown, store: place.database }).toString(),
  })

export function provideDocuments(servers: Servers): Disposable {
  const provider: TextDocumentContentProvider = {
    async provideTextDocumentContent({ query }) {
      const { store, ...shown } = Object.fromEntries(new URLSearchParams(query))
      const connection = servers.connections.find(({ place }) => place.database === store)
      if (!connection) return l10n.t('The folder of this document is not open any more.')
      return read(connection, shown as unknown as Shown)
    },
  }
  return workspace.registerTextDocumentContentProvider(scheme, provider)
}

async function read(connection: Connection, shown: Shown): Promise<string> {
  switch (shown.what) {
    case 'artifact':
      return (await contentsOf(connection, shown.id)) ?? l10n.t('This artifact is not text, so it is not shown here.')
    case 'side': {
      const sides = await sidesOfArtifact(connection, shown.id)
      return sides.find(({ path }) => path === shown.path)?.[shown.side] ?? ''
    }
    case 'commit': {
      // An address can be typed: only folders of this window are read.
      const root = rootFor(connection, shown.root)
      return (currentFile(root, shown.path) && (await fileAt(root, shown.commit, shown.path))) ?? ''
    }
    default:
      return ''
  }
}
