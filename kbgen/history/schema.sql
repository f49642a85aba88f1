-- The history index of one source: what git said, and what is dear to compute from it. A cache: it may be deleted.
-- Every row is a function of the commits alone and has a natural key, so that an index made in many steps has the
-- same rows as one made at once. Names, paths and messages are bytes as in git. Never published.

CREATE TABLE state (        -- fingerprint, mainline, and what the word tables were made with
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE derived (      -- what was worked out of the rows below so far, to go on from; `derived.py` knows the kinds
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  crc INTEGER NOT NULL,     -- of data, so that damage is seen
  data BLOB NOT NULL,       -- JSON
  PRIMARY KEY (kind, number)
);

CREATE TABLE commit_ (
  oid TEXT PRIMARY KEY,
  parents TEXT NOT NULL,    -- oids, separated by spaces
  authored INTEGER NOT NULL,
  committed INTEGER NOT NULL,
  author_name BLOB NOT NULL,
  author_email BLOB NOT NULL,
  committer_name BLOB NOT NULL,
  committer_email BLOB NOT NULL,
  subject BLOB NOT NULL,
  files INTEGER NOT NULL,   -- over all files, pages or not; 0 for merges
  added INTEGER NOT NULL,
  deleted INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE trailer (      -- role: co-author, reviewer, verifier; "page" (verified, in value); "mark" (name: value)
  commit_ TEXT NOT NULL,
  number INTEGER NOT NULL,
  role TEXT NOT NULL,
  name BLOB NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (commit_, number)
) WITHOUT ROWID;

CREATE TABLE change (       -- pages only; against the parent, for merges of the mainline against the first one
  commit_ TEXT NOT NULL,
  number INTEGER NOT NULL,
  status TEXT NOT NULL,
  similarity INTEGER NOT NULL,
  old_path BLOB NOT NULL,
  path BLOB NOT NULL,
  old_oid TEXT NOT NULL,
  oid TEXT NOT NULL,
  added INTEGER NOT NULL,   -- lines; 0 for merges
  deleted INTEGER NOT NULL,
  PRIMARY KEY (commit_, number)
) WITHOUT ROWID;

CREATE TABLE combined (     -- pages of merges that differ from every parent, one row for each parent
  commit_ TEXT NOT NULL,
  number INTEGER NOT NULL,
  parent INTEGER NOT NULL,
  path BLOB NOT NULL,
  oid TEXT NOT NULL,
  status TEXT NOT NULL,
  parent_path BLOB NOT NULL,
  parent_oid TEXT NOT NULL,
  PRIMARY KEY (commit_, number, parent)
) WITHOUT ROWID;

CREATE TABLE blob (         -- numbers of words, where identity or a bulk commit asked for them
  oid TEXT PRIMARY KEY,
  words INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE bulk (         -- commits that modify many pages: the median number of words that they change in one
  commit_ TEXT PRIMARY KEY,
  median REAL NOT NULL
) WITHOUT ROWID;

CREATE TABLE words (        -- words that a commit added to a page and took from it
  page TEXT NOT NULL,
  commit_ TEXT NOT NULL,
  path BLOB NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  PRIMARY KEY (page, commit_, path)
) WITHOUT ROWID;

CREATE TABLE aside (        -- the same for commits that are on other refs only, whose words nobody owns
  page TEXT NOT NULL,
  commit_ TEXT NOT NULL,
  path BLOB NOT NULL,
  added INTEGER NOT NULL,
  removed INTEGER NOT NULL,
  PRIMARY KEY (page, commit_, path)
) WITHOUT ROWID;

CREATE TABLE owner (        -- who wrote each word of a text: runs of (index into commits, length)
  page TEXT NOT NULL,
  oid TEXT NOT NULL,
  made_by TEXT NOT NULL,    -- the commit at which the list was made
  commits TEXT NOT NULL,    -- oids, separated by spaces
  runs TEXT NOT NULL,       -- indexes into commits, `;`, lengths
  PRIMARY KEY (page, oid)
) WITHOUT ROWID;
