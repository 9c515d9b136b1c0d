/** The numbers of the protocol: messages, pseudo-encodings, security types (RFC 6143 and the community's rfbproto). */

/** Messages that servers send, by their first byte. */
export const SERVER_MESSAGE = {
  framebufferUpdate: 0,
  setColourMapEntries: 1,
  bell: 2,
  serverCutText: 3,
  endOfContinuousUpdates: 150,
  fence: 248,
} as const;

/** Messages that we send, by their first byte. */
export const CLIENT_MESSAGE = {
  setPixelFormat: 0,
  setEncodings: 2,
  framebufferUpdateRequest: 3,
  keyEvent: 4,
  pointerEvent: 5,
  clientCutText: 6,
  enableContinuousUpdates: 150,
  fence: 248,
  setDesktopSize: 251,
  qemu: 255,
} as const;

/** The second byte of QEMU's messages. */
export const QEMU_EXTENDED_KEY_EVENT = 0;

/** Encodings that carry facts in place of pixels. */
export const PSEUDO_ENCODING = {
  desktopSize: -223,
  lastRect: -224,
  cursor: -239,
  qemuPointerMotionChange: -257,
  qemuExtendedKeyEvent: -258,
  ledState: -261,
  desktopName: -307,
  extendedDesktopSize: -308,
  fence: -312,
  continuousUpdates: -313,
  extendedMouseButtons: -316,
  extendedClipboard: 0xc0a1e5ce | 0,
} as const;

/** Every pseudo-encoding that we ask for and understand. */
export const PSEUDO_ENCODINGS: readonly number[] = Object.values(PSEUDO_ENCODING);

export const SECURITY_TYPE = { none: 1, vnc: 2, veNCrypt: 19 } as const;

/** Names of security types for messages; those that we speak and those that servers are known to offer. */
export const SECURITY_NAMES: Readonly<Record<number, string>> = {
  1: 'None',
  2: 'VNC authentication',
  5: 'RA2',
  6: 'RA2ne',
  16: 'Tight',
  17: 'Ultra',
  18: 'TLS (anonymous, Vino)',
  19: 'VeNCrypt',
  20: 'SASL',
  22: 'xvp',
  30: 'Apple Remote Desktop',
  113: 'MS-Logon II',
  129: 'RA2 (256)',
};

/** What VeNCrypt's sub-types mean: how the channel is made safe, and who we say we are. */
export const VENCRYPT_TYPES: Readonly<Record<number, VeNCryptType>> = {
  256: { name: 'Plain', channel: 'clear', login: 'plain' },
  257: { name: 'TLSNone', channel: 'anonymous', login: 'none' },
  258: { name: 'TLSVnc', channel: 'anonymous', login: 'vnc' },
  259: { name: 'TLSPlain', channel: 'anonymous', login: 'plain' },
  260: { name: 'X509None', channel: 'certificate', login: 'none' },
  261: { name: 'X509Vnc', channel: 'certificate', login: 'vnc' },
  262: { name: 'X509Plain', channel: 'certificate', login: 'plain' },
};

export interface VeNCryptType {
  readonly name: string;
  readonly channel: 'clear' | 'anonymous' | 'certificate';
  readonly login: Login;
}

/** None, the DES challenge of RFC 6143 section 7.2.2, or user name and password. */
export type Login = 'none' | 'vnc' | 'plain';

/** Fence flags: what must come before or after, and that an answer is wanted. */
export const FENCE = { blockBefore: 1, blockAfter: 2, syncNext: 4, request: 0x8000_0000 } as const;

/** Flags of extended clipboard messages: formats in the low half, actions in the high byte. */
export const CLIPBOARD = {
  text: 1,
  caps: 1 << 24,
  request: 1 << 25,
  peek: 1 << 26,
  notify: 1 << 27,
  provide: 1 << 28,
} as const;
