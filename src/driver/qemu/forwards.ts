/** Which port of the host QEMU gave to each forwarded port of the guest. */

/** Reads `info usernet`: guest port to port of the host's loopback. Pure. */
export function parseForwards(usernet: string): ReadonlyMap<number, number> {
  // Protocol[State] FD SourceAddress Port DestAddress Port RecvQ SendQ
  const line = /TCP\[HOST_FORWARD\]\s+\d+\s+\S+\s+(\d+)\s+\S+\s+(\d+)/g;
  return new Map([...usernet.matchAll(line)].map(([, host, guest]) => [Number(guest), Number(host)]));
}
