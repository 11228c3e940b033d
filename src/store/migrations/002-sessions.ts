import type { Migration } from '../sqljs/migrate.ts'

/** What a session's id does not say by itself, for the next host. Few sessions have any: those that subscribed, or ended. */
export const sessions: Migration = {
  version: 2,
  name: 'sessions',
  makes: 'f2026ecd964f66b7d9e63cb9e5ce978fdd0fba046cf72d68075944f7e1a4125c',
  up: `
CREATE TABLE sessions(
  connection TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  subscriptions TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_at ON sessions(at);
`,
}
