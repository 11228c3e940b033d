/**
 * The clients that Baton can be connected to: where each keeps its settings, and how an entry looks there. By default
 * all start the launcher and speak over stdio, so that no file holds a secret, a port or a version.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Entry, FormatName } from './format.ts'

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** The project that is being connected. */
  readonly workspace: string
}

export interface Spot {
  readonly file: string
  readonly path: readonly string[]
  /** A project's file gets committed: neither a secret nor a place on this machine may stand in it. */
  readonly level: 'project' | 'user'
}

export interface Client {
  readonly id: string
  readonly title: string
  readonly format: FormatName
  readonly spot: (around: Surroundings) => Spot
  readonly stdio: (launch: Launch) => Entry
  /** Where and how HTTP is set up; always the user's own file, because the entry holds the token. */
  readonly http?: { readonly spot: (around: Surroundings) => Spot; readonly entry: (address: Address) => Entry }
  /** How the client's own words name the home folder in a file that is shared. */
  readonly homeWord?: (around: Surroundings) => string
  /** What it starts does not stand in the project's folder, so that is named: as this word, or by its path. */
  readonly folder?: 'named' | `\${${string}}`
  /** Any of these is there where the client is. */
  readonly traces: (around: Surroundings) => readonly string[]
  readonly programs: readonly string[]
  /** Which file of the project tells this client's agents how to work. */
  readonly guide?: string
  readonly next: string
}

export interface Launch {
  readonly command: string
  readonly args: readonly string[]
}

export interface Address {
  readonly url: string
  readonly token: string
}

const bearer = ({ token }: Address) => ({ Authorization: `Bearer ${token}` })
const plain = ({ command, args }: Launch): Entry => ({ command, args })
const json = (...words: string[]) => ({ path: ['mcpServers', 'baton'] as const, file: join(...words) })
const user = { level: 'user' } as const
const project = { level: 'project' } as const

// biome-ignore lint/suspicious/noTemplateCurlyInString: the client expands it, for whoever opens the project
const homeByEnv = ({ platform }: Surroundings) => (platform === 'win32' ? '${USERPROFILE}' : '${HOME}')

/** Claude Code's own file; per project, so that one project's address is not every project's. */
const claudeFile = ({ home, env, workspace }: Surroundings): Spot => ({
  ...user,
  file: join(env.CLAUDE_CONFIG_DIR || home, '.claude.json'),
  path: ['projects', workspace, 'mcpServers', 'baton'],
})

const codexFile = ({ home, env }: Surroundings): Spot => ({
  ...user,
  file: join(env.CODEX_HOME || join(home, '.codex'), 'config.toml'),
  path: ['mcp_servers', 'baton'],
})
const geminiFile = ({ home }: Surroundings): Spot => ({ ...user, ...json(home, '.gemini', 'settings.json') })
const copilotFile = ({ home }: Surroundings): Spot => ({ ...user, ...json(home, '.copilot', 'mcp-config.json') })
const windsurfFile = ({ home }: Surroundings): Spot => ({
  ...user,
  ...json(home, '.codeium', 'windsurf', 'mcp_config.json'),
})
const hermesFile = ({ home, env }: Surroundings): Spot => ({
  ...user,
  file: join(env.HERMES_HOME || join(home, '.hermes'), 'config.yaml'),
  path: ['mcp_servers', 'baton'],
})

function desktopFolder({ platform, home, env }: Surroundings): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Claude')
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Claude')
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'Claude')
}

export const clients: readonly Client[] = [
  {
    id: 'claude-code',
    title: 'Claude Code',
    format: 'json',
    spot: ({ workspace }) => ({ ...project, ...json(workspace, '.mcp.json') }),
    stdio: (launch) => ({ type: 'stdio', ...plain(launch) }),
    http: { spot: claudeFile, entry: (at) => ({ type: 'http', url: at.url, headers: bearer(at) }) },
    homeWord: homeByEnv,
    traces: ({ home, env }) => [env.CLAUDE_CONFIG_DIR || join(home, '.claude')],
    programs: ['claude'],
    guide: 'CLAUDE.md',
    next: 'Start Claude Code in this folder and allow the server "baton" when it asks.',
  },
  {
    id: 'codex',
    title: 'Codex',
    format: 'toml',
    spot: codexFile,
    stdio: plain,
    http: { spot: codexFile, entry: (at) => ({ url: at.url, http_headers: bearer(at) }) },
    traces: ({ home, env }) => [env.CODEX_HOME || join(home, '.codex')],
    programs: ['codex'],
    guide: 'AGENTS.md',
    next: 'Start Codex anew in any project; it has the tasks of the folder it is started in.',
  },
  {
    id: 'gemini',
    title: 'Gemini CLI',
    format: 'json',
    spot: geminiFile,
    stdio: plain,
    http: { spot: geminiFile, entry: (at) => ({ type: 'http', url: at.url, headers: bearer(at) }) },
    traces: ({ home }) => [join(home, '.gemini')],
    programs: ['gemini'],
    guide: 'GEMINI.md',
    next: 'Start Gemini CLI anew in any project; it has the tasks of the folder it is started in.',
  },
  {
    id: 'copilot',
    title: 'Copilot CLI',
    format: 'json',
    spot: copilotFile,
    stdio: (launch) => ({ type: 'local', ...plain(launch), tools: ['*'] }),
    http: {
      spot: copilotFile,
      entry: (at) => ({ type: 'http', url: at.url, headers: bearer(at), tools: ['*'] }),
    },
    traces: ({ home }) => [join(home, '.copilot')],
    programs: ['copilot'],
    guide: 'AGENTS.md',
    next: 'Start Copilot CLI anew in any project; it has the tasks of the folder it is started in.',
  },
  {
    id: 'cursor',
    title: 'Cursor',
    format: 'json',
    spot: ({ workspace }) => ({ ...project, ...json(workspace, '.cursor', 'mcp.json') }),
    stdio: plain,
    http: {
      spot: ({ home }) => ({ ...user, ...json(home, '.cursor', 'mcp.json') }),
      entry: (at) => ({ url: at.url, headers: bearer(at) }),
    },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Cursor expands both
    homeWord: () => '${userHome}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: see above
    folder: '${workspaceFolder}',
    traces: ({ home }) => [join(home, '.cursor')],
    programs: ['cursor', 'cursor-agent'],
    guide: 'AGENTS.md',
    next: 'Open this folder in Cursor and switch "baton" on in its MCP settings.',
  },
  {
    id: 'windsurf',
    title: 'Windsurf',
    format: 'json',
    spot: windsurfFile,
    stdio: plain,
    http: { spot: windsurfFile, entry: (at) => ({ serverUrl: at.url, headers: bearer(at) }) },
    folder: 'named',
    traces: ({ home }) => [join(home, '.codeium', 'windsurf')],
    programs: ['windsurf'],
    guide: 'AGENTS.md',
    next: 'Refresh the MCP servers in Windsurf. It has one entry for all its windows: this folder’s tasks.',
  },
  {
    id: 'claude-desktop',
    title: 'Claude Desktop',
    format: 'json',
    spot: (around) => ({ ...user, ...json(desktopFolder(around), 'claude_desktop_config.json') }),
    stdio: plain,
    folder: 'named',
    traces: (around) => [desktopFolder(around)],
    programs: [],
    next: 'Quit Claude Desktop and start it anew. It has this folder’s tasks.',
  },
  {
    id: 'hermes',
    title: 'Hermes',
    format: 'yaml',
    spot: hermesFile,
    stdio: plain,
    http: { spot: hermesFile, entry: (at) => ({ url: at.url, headers: bearer(at) }) },
    traces: ({ home, env }) => [env.HERMES_HOME || join(home, '.hermes')],
    programs: ['hermes'],
    guide: 'AGENTS.md',
    next: 'Start Hermes anew in any project; it has the tasks of the folder it is started in.',
  },
]

export const clientNamed = (id: string) => clients.find((client) => client.id === id)

/** The clients that have left a trace on this machine. */
export function clientsHere(around: Surroundings): Client[] {
  const folders = (around.env.PATH ?? '').split(delimiter).filter(Boolean)
  const endings = around.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  const installed = (program: string) =>
    folders.some((folder) => endings.some((ending) => existsSync(join(folder, program + ending))))
  return clients.filter(
    ({ traces, programs }) => traces(around).some((file) => existsSync(file)) || programs.some(installed),
  )
}
