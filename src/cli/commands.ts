/** The table of commands. Each is loaded only when it is asked for: a bridge starts in a tenth of a second. */
export type Command = (argv: readonly string[]) => Promise<number>

interface Entry {
  readonly says: string
  readonly load: () => Promise<Command>
}

export const commands = {
  serve: {
    says: 'serve this folder until stopped  [--dir D] [--port P] [--wait]',
    load: async () => (await import('./commands/serve.ts')).serve,
  },
  stdio: {
    says: 'be an MCP server on stdin and stdout',
    load: async () => (await import('./commands/stdio.ts')).stdio,
  },
  connect: {
    says: 'set up an MCP client: connect [CLIENT] [--dry-run] [--undo] [--http] [--guide] [--hooks]',
    load: async () => (await import('./commands/connect.ts')).connect,
  },
  open: {
    says: 'log a browser in and open it  [--print]',
    load: async () => (await import('./commands/open.ts')).open,
  },
  token: {
    says: 'who may come in: token create --role agent|person|admin [--name N] [--days D], list, revoke ID, allow ID',
    load: async () => (await import('./commands/token.ts')).token,
  },
  status: {
    says: 'where Baton serves this folder  [--json]',
    load: async () => (await import('./commands/status.ts')).status,
  },
  stop: { says: 'stop serving this folder', load: async () => (await import('./commands/stop.ts')).stop },
  hook: {
    says: "note where a client's work stands, called by its hooks: hook SessionStart",
    load: async () => (await import('./commands/hook.ts')).hook,
  },
  call: {
    says: 'do one operation: call create_task --json \'{"title": "…"}\'',
    load: async () => (await import('./commands/call.ts')).call,
  },
  health: { says: 'try everything once', load: async () => (await import('./commands/health.ts')).health },
  doctor: { says: 'say what is wrong and what to do', load: async () => (await import('./commands/doctor.ts')).doctor },
  backup: {
    says: 'copy the database while it is in use',
    load: async () => (await import('./commands/backup.ts')).backup,
  },
  restore: {
    says: 'put a backup back: restore FILE',
    load: async () => (await import('./commands/restore.ts')).restore,
  },
  export: {
    says: 'every table as JSON Lines: export [FILE]',
    load: async () => (await import('./commands/export.ts')).exportAll,
  },
  import: {
    says: 'fill an empty store from an export: import FILE [--replace]',
    load: async () => (await import('./commands/import.ts')).importAll,
  },
  version: { says: 'print the version', load: async () => (await import('./commands/version.ts')).version },
} satisfies Record<string, Entry>

export function usage(): string {
  const lines = Object.entries(commands).map(([name, { says }]) => `  ${name.padEnd(9)} ${says}`)
  return `Baton keeps the tasks, checkpoints and handoffs of AI agents.

  baton <command> [--dir FOLDER]

${lines.join('\n')}

Every command works on the store of the current folder, or of --dir.
`
}
