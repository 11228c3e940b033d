import type { Migration } from '../sqljs/migrate.ts'

/**
 * `ready`, `open_deps` are kept by the write that changes what they follow from, so that "what is next" is one step in
 * a partial index at any size. Every index is a page more in each write: each has a query that names it.
 */
export const start: Migration = {
  version: 1,
  name: 'start',
  makes: '12cfbe6154a45b486f5c16345d24b7e2503b8e37ba5f72fef58102edcd4fccb7',
  up: `
CREATE TABLE tasks(
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL COLLATE NOCASE UNIQUE,
  title TEXT NOT NULL,
  description TEXT,
  goal TEXT,
  status TEXT NOT NULL,
  priority INTEGER NOT NULL,
  due INTEGER,
  labels TEXT NOT NULL,
  needs TEXT NOT NULL,
  parent TEXT COLLATE NOCASE,
  open_deps INTEGER NOT NULL CHECK(open_deps >= 0),
  ready INTEGER NOT NULL,
  holder TEXT,
  connection TEXT,
  held_since INTEGER,
  implicit INTEGER,
  lease_until INTEGER,
  lease_ms INTEGER,
  fence INTEGER NOT NULL,
  offered INTEGER NOT NULL,
  offered_to TEXT,
  offer_until INTEGER,
  waiting_for TEXT,
  question TEXT,
  evidence TEXT,
  attempts INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  expiries INTEGER NOT NULL,
  checkpoints INTEGER NOT NULL,
  done_when TEXT,
  needs_approval INTEGER NOT NULL,
  output TEXT,
  error TEXT,
  repo_path TEXT,
  worktree TEXT,
  external_id TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX tasks_ready ON tasks(priority DESC, id) WHERE ready = 1;
CREATE INDEX tasks_status ON tasks(status, id);
CREATE INDEX tasks_priority ON tasks(priority, id) WHERE priority <> 1;
CREATE INDEX tasks_parent ON tasks(parent, id) WHERE parent IS NOT NULL;
CREATE INDEX tasks_holder ON tasks(holder, id) WHERE holder IS NOT NULL;
CREATE INDEX tasks_lease ON tasks(lease_until) WHERE holder IS NOT NULL;
CREATE INDEX tasks_offer ON tasks(offer_until) WHERE offered_to IS NOT NULL;

CREATE TABLE labels(
  label TEXT NOT NULL COLLATE NOCASE,
  task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  PRIMARY KEY(label, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE dependencies(
  task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  needs INTEGER NOT NULL REFERENCES tasks(id),
  PRIMARY KEY(task, needs),
  CHECK(task <> needs)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependencies_needs ON dependencies(needs, task);

CREATE TABLE events(
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  task INTEGER REFERENCES tasks(id),
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  changed TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;
CREATE INDEX events_task ON events(task, seq) WHERE task IS NOT NULL;

CREATE TABLE checkpoints(
  task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  agent TEXT NOT NULL,
  at INTEGER NOT NULL,
  automatic INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY(task, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE handoffs(
  id INTEGER PRIMARY KEY,
  task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  from_agent TEXT,
  to_agent TEXT,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  checkpoint INTEGER,
  accepted_by TEXT,
  accepted_at INTEGER
) STRICT;
CREATE INDEX handoffs_task ON handoffs(task, id);

CREATE TABLE artifacts(
  id TEXT PRIMARY KEY,
  task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  bytes INTEGER,
  sha256 TEXT,
  url TEXT,
  added_by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX artifacts_task ON artifacts(task, id);

CREATE TABLE slots(
  slot INTEGER PRIMARY KEY,
  agent TEXT,
  connection TEXT,
  until INTEGER
) STRICT;
INSERT INTO slots(slot) VALUES (1), (2), (3), (4), (5);

CREATE TABLE answers(
  scope TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE notices(
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
  channel TEXT NOT NULL,
  message TEXT,
  by TEXT NOT NULL
) STRICT;

CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
}
