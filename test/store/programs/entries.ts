/** The schema of `writer.ts`, for those who look at what it left. */
export const migrations = [
  {
    version: 1,
    name: 'start',
    up: `
      CREATE TABLE entry (n INTEGER PRIMARY KEY, pad TEXT);
      CREATE TABLE slot (id INTEGER PRIMARY KEY, pad TEXT);
      CREATE TABLE total (entries INTEGER NOT NULL);
      INSERT INTO total VALUES (0);`,
  },
]
