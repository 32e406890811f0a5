// A session for as long as an act takes.
import type { OpenSession, Session } from "./session.js";

export async function within<Result>(open: OpenSession, database: string, act: (session: Session) => Promise<Result>) {
  const session = await open(database);
  try {
    return await act(session);
  } finally {
    // Nothing left to save when closing fails: every statement was answered already.
    await session.close().catch(() => undefined);
  }
}
