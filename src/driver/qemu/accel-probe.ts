/** The smallest guests that show that an accelerator runs code: QEMU ends with an exit code that they choose. */

/** isa-debug-exit turns the value v into exit code 2v + 1; no error of QEMU's own has this one. */
export const PROBE_EXIT_CODE = 33;

const ROM_SIZE = 64 * 1024;
/** Where the code lies in the ROM: its last 256 bytes, seen at 0xfff00; the reset vector is 16 bytes from the end. */
const CODE_SIZE = 256;
const GDT_OFFSET = 0x98;
const RESET_OFFSET = 0xf0;

/**
 * From real mode through protected mode into long mode with paging, then an SSE2 operation: what every stock guest
 * does in its first second, and what a /dev/kvm without hardware behind it fails at ("KVM internal error").
 */
const X86_CODE = hex`
  fa                        cli
  2e 66 0f 01 16 b8 ff      o32 lgdt [cs:0xffb8]
  0f 20 c0                  mov eax, cr0
  0c 01                     or al, 1
  0f 22 c0                  mov cr0, eax
  66 ea 18 ff 0f 00 08 00   jmp dword 8:0xfff18
                            bits 32
  66 b8 10 00               mov ax, 16
  8e d8                     mov ds, ax
  8e c0                     mov es, ax
  bf 00 10 00 00            mov edi, 0x1000
  b9 00 0c 00 00            mov ecx, 0xc00
  31 c0                     xor eax, eax
  f3 ab                     rep stosd
  66 c7 05 00 10 00 00 03 20 mov word [0x1000], 0x2003: the first entry of each table
  66 c7 05 00 20 00 00 03 30 mov word [0x2000], 0x3003
  c6 05 00 30 00 00 83      mov byte [0x3000], 0x83: one page of 2 MiB
  b8 00 10 00 00            mov eax, 0x1000
  0f 22 d8                  mov cr3, eax
  b8 20 06 00 00            mov eax, 0x620: PAE, OSFXSR, OSXMMEXCPT
  0f 22 e0                  mov cr4, eax
  b9 80 00 00 c0            mov ecx, 0xc0000080: EFER
  b8 00 01 00 00            mov eax, 0x100: long mode enable
  99                        cdq
  0f 30                     wrmsr
  b8 11 00 00 80            mov eax, 0x80000011: paging
  0f 22 c0                  mov cr0, eax
  ea 73 ff 0f 00 18 00      jmp 24:0xfff73
                            bits 64
  f3 0f 6f 05 85 ff ff ff   movdqu xmm0, [rel 0xfff00]
  66 0f ef c0               pxor xmm0, xmm0
  f3 0f 7f 04 25 00 60 00 00 movdqu [0x6000], xmm0
  b0 10                     mov al, 0x10
  e6 f4                     out 0xf4, al
  f4                        hlt
`;

/** Null, 32-bit code, data, 64-bit code; then the limit and address for lgdt. */
const X86_GDT = hex`
  00 00 00 00 00 00 00 00
  ff ff 00 00 00 9b cf 00
  ff ff 00 00 00 93 cf 00
  ff ff 00 00 00 9b af 00
  1f 00 98 ff 0f 00
`;

const X86_RESET = hex`
  ea 00 ff 00 f0            jmp 0xf000:0xff00
`;

/** The program for an architecture as QEMU names it, undefined where none is written yet. */
export function probeProgram(architecture: string): Uint8Array | undefined {
  if (architecture !== 'x86_64') return undefined;
  const rom = new Uint8Array(ROM_SIZE);
  const base = ROM_SIZE - CODE_SIZE;
  rom.set(X86_CODE, base);
  rom.set(X86_GDT, base + GDT_OFFSET);
  rom.set(X86_RESET, base + RESET_OFFSET);
  return rom;
}

/** QEMU's arguments to run the program at `path`. */
export function probeArguments(accel: string, path: string): string[] {
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'pc', '-accel', accel, '-m', '4'],
    ...['-bios', path, '-device', 'isa-debug-exit,iobase=0xf4,iosize=1'],
  ];
}

/** The bytes at the start of each line; the rest of a line is comment. */
function hex(text: TemplateStringsArray): Uint8Array {
  const lines = (text[0] ?? '').split('\n');
  const bytes = lines.flatMap(
    (line) => /^(?:\s*[0-9a-f]{2}(?=\s|$))*/.exec(line)?.[0].trim().split(/\s+/).filter(Boolean) ?? [],
  );
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16));
}
