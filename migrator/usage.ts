// The text of --help.
export const USAGE = `usage: migrator COMMAND [--wait-seconds N]

  bootstrap   make the application's role and database with the master's credentials
  rehearse    look for what would stop a move, then copy and check a snapshot, and take it away again; nothing that serves is changed
  move        let nobody write to the source any more, copy, check; ends with the source fenced and the target ready
  catch-up    let nobody write to the source any more, and wait until its replica, the target, has everything; ends with both fenced
  verify      after the replica was promoted: compare both, open the target, try it out; the source stays fenced
  undo        let the application into the source again, and bar this attempt for ever
  resume      after the switch: let the pooler's clients go on, on new connections

Each is safe to run again at any time, however it ended.

bootstrap:
  MASTER_HOST, MASTER_PORT (5432), MASTER_USER, MASTER_PASSWORD, MASTER_DATABASE (postgres)
  MASTER_TLS       disable, require, or verify-full (default)
  MASTER_CA_FILE   certificates for verify-full; default: those of Node
  APP_ROLE, APP_DATABASE
  APP_VERIFIER     SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey

rehearse, move, catch-up, verify, undo:
  SOURCE_ and TARGET_ with HOST, PORT, USER, PASSWORD, TLS, CA_FILE as above; MASTER_DATABASE (postgres), of both sides
  APP_ROLE, APP_DATABASE, APP_VERIFIER, APP_PASSWORD
  MOVE_BY          copy (default), or replica: the target of a rehearsal follows the source
  FREEZE_SECONDS   the application is let in again when a move is not done after so long (0, default: no limit)
  WORK_FOLDER      an empty folder with room for a dump of the database
  COPY_JOBS        tables copied at the same time (default 4)
  PG_BIN           folder of pg_dump and pg_restore (default: PATH)

all but bootstrap:
  MOVE_ID          12 hexadecimal digits
  MOVE_ATTEMPT     1, 2, ...
  JOB_NAME         told again in the record
  SIGNING_KEY_FILE private key (Ed25519, PKCS8 in PEM) that signs the record
  POOLER_HOSTS     name whose addresses are PgBouncer's pods; unset: no pooler
  POOLER_PORT (6432), POOLER_LEAD_PORT (6434), POOLER_ADMIN_USER, POOLER_ADMIN_PASSWORD

all:
  TERMINATION_LOG  file that gets the record as well, if it is there (default /dev/termination-log)

  --wait-seconds   how long to wait for the server (default 300)

exit codes: 0 done, 1 unexpected, 2 usage, 3 unreachable, 4 login refused, 5 TLS, 6 role or database is
somebody else's, 7 the master may not, 8 fenced by a move, 9 obstacle found, 10 stopped by a signal, 11 freeze
limit reached, 12 copy failed, 13 copy differs, 14 attempt was undone or is no longer the newest, 15 another run
is at work, 16 pooler, 17 the replica is too far behind
`;
