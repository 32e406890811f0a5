// Many acts, so many of them in flight at a time.
export async function inParallel<T>(items: readonly T[], width: number, act: (item: T) => Promise<unknown>): Promise<void> {
  const todo = [...items].reverse();
  const worker = async (): Promise<void> => {
    for (let item = todo.pop(); item !== undefined; item = todo.pop()) await act(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
