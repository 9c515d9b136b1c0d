/** Lets whatever else waits for the thread run: frames keep coming while a screen is taken apart. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
