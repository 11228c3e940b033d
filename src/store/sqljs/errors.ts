/**
 * What went wrong, for the layer that tells a person: `full` the disk or quota is full, `readonly` no permission to
 * write, `corrupt` damaged pages, `notadb` no SQLite file at all, `io` any other failure of the disk, `constraint` a
 * rule of the schema, `newer` written by a newer product, `foreign` somebody else's SQLite file, `stalled` work that
 * awaited something else than its `Sql`, `closed` used after close, `other` anything else, SQL mistakes included.
 */
export type Trouble =
  | 'full'
  | 'readonly'
  | 'corrupt'
  | 'notadb'
  | 'io'
  | 'constraint'
  | 'newer'
  | 'foreign'
  | 'stalled'
  | 'closed'
  | 'other'

/** The one error of this folder. `cause` is the system's own error where there was one. */
export class DatabaseError extends Error {
  readonly kind: Trouble

  constructor(kind: Trouble, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseError'
    this.kind = kind
  }
}

/** The database can't be used any more; what was under way may have been written, or not. */
export class LostDatabase extends DatabaseError {
  constructor(message: string, options?: ErrorOptions) {
    super('io', message, options)
    this.name = 'LostDatabase'
  }
}

// sql.js hands out SQLite's message and no code. These texts are SQLite's own (sqlite3ErrStr) and part of its ABI habits.
const messages: [RegExp, Trouble][] = [
  [/constraint failed/, 'constraint'],
  [/database or disk is full/, 'full'],
  [/readonly database/, 'readonly'],
  [/malformed/, 'corrupt'],
  [/not a database/, 'notadb'],
  [/disk I\/O error|unable to open database file|locking protocol/, 'io'],
]

const codes: Record<string, Trouble> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'readonly',
  EACCES: 'readonly',
  EPERM: 'readonly',
}

/**
 * Gives an error of SQLite its kind. SQLite says "disk I/O error" for much that the system knew better, so the last
 * failed file call (`cause`) decides where there is one.
 */
export function translate(error: unknown, cause?: NodeJS.ErrnoException): DatabaseError {
  if (error instanceof DatabaseError) return error
  const message = error instanceof Error ? error.message : String(error)
  const kind = messages.find(([text]) => text.test(message))?.[1] ?? codes[codeOf(error)] ?? 'other'
  if (kind !== 'io' || !cause) return new DatabaseError(kind, message, { cause: error })
  return new DatabaseError(codes[codeOf(cause)] ?? 'io', `${message} (${cause.message})`, { cause })
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? ''
}
