/** A two-way stream of messages with one page, however it is carried. */
export interface Channel {
  /** Text is a JSON message, bytes a picture. Nothing happens once it is closed. */
  send(message: string | Uint8Array): void;
  /** Calls `listener` for every text message; earlier ones are not lost if it is set at once. */
  onMessage(listener: (text: string) => void): void;
  /** Fires when either side closed it. */
  readonly closed: AbortSignal;
  /** Ends it; `reason` is for the page's log, at most 120 characters. */
  close(reason: string): void;
}

/** A place where pages meet one guest. */
export interface Room {
  readonly id: string;
  join(channel: Channel): void;
}

/** The guests that pages may see. */
export interface Directory<Summary> {
  list(): readonly Summary[];
  room(id: string): Room | undefined;
  /** Calls `listener` when the list changed. */
  onChange(listener: () => void): Disposable;
}
