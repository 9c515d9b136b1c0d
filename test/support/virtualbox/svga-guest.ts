/** A guest that sets modes as a driver of its own would, by VMware's SVGA device: a floppy of one sector. */
import { writeFile } from 'node:fs/promises';

const SECTOR = 512;
const FLOPPY = 1_474_560;

/** Real mode at 7c00h; the device's command queue is reached through fs, whose limit is 4 GiB. */
const CODE = [
  '31c08ed88ed0bc007cb802b1b90504', // xor ax,ax; mov ds,ax; mov ss,ax; mov sp,7c00h; mov ax,0b102h; mov cx,0405h
  'baad1531f6cd1ab80ab1bf1000cd1a', // mov dx,15adh; xor si,si; int 1ah; mov ax,0b10ah; mov di,10h; int 1ah
  '80e1f0890e397db80ab1bf1800cd1a', // and cl,0f0h; mov [base],cx; mov ax,0b10ah; mov di,18h; int 1ah
  '80e1f066890e357dfae4920c02e692', // and cl,0f0h; mov [fifo],ecx; cli; in al,92h; or al,2; out 92h,al
  '0f01163b7d0f20c0400f22c0bb0800', // lgdt [gdtr]; mov eax,cr0; inc ax; mov cr0,eax; mov bx,8
  '8ee3480f22c031db8ee3fb', // mov fs,bx; dec ax; mov cr0,eax; xor bx,bx; mov fs,bx; sti
  '668b3e357d66b800100000', // mov edi,[fifo]; mov eax,4096
  '6466678907646667c7470400002000', // mov [fs:edi],eax; mov dword [fs:edi+4],200000h
  '64666789470864666789470c31c0', // mov [fs:edi+8],eax; mov [fs:edi+12],eax; xor ax,ax
  '66b902000090e86c00b001', // mov ecx,90000002h; call reg; mov al,1
  '66b901000000e86100b014e85c00', // mov ecx,1; call reg; mov al,20; call reg
  'b03e', // mov al,'>'
  'baf803ee', // say: mov dx,3f8h; out dx,al
  'bafd03eca80174f8baf803ec2c30', // next: mov dx,3fdh; in al,dx; test al,1; jz next; mov dx,3f8h; in al,dx; sub al,'0'
  '72f0660fb6d866c1e30566891e157d', // jb next; movzx ebx,al; shl ebx,5; mov [w],ebx
  '66c1e30266891e2d7d6466678b5f08', // shl ebx,2; mov [pitch],ebx; mov ebx,[fs:edi+8]
  'be057db90c00', // mov si,cmd; mov cx,12
  '66ad64666789041f6683c304e2f2', // .c: lodsd; mov [fs:edi+ebx],eax; add ebx,4; loop .c
  '646667895f08b8150066b901000000', // mov [fs:edi+8],ebx; mov ax,21; mov ecx,1
  'e80400b02eeba6', // call reg; mov al,'.'; jmp say
  '660fb6c08b16397d66ef42669166ef', // reg: movzx eax,al; mov dx,[base]; out dx,eax; inc dx; xchg eax,ecx; out dx,eax
  '6691c3', // xchg eax,ecx; ret
  '220000002c0000000000000003000000', // cmd: dd 34,44,0,3
  '00000000e0010000', // w: dd 0; dd 480
  '0000000000000000feffffff00000000', // dd 0,0,0fffffffeh,0
  '0000000001000000', // pitch: dd 0; dd 1
  '00000000', // fifo: dd 0
  '0000', // base: dw 0
  '0f00417d0000', // gdtr: dw 15; dd gdt
  '0000000000000000', // gdt: dq 0
  'ffff00000092cf00', // dd 0000ffffh,00cf9200h
];

/** Pixels: one byte tells the guest its width in units of this. */
const WIDTH_UNIT = 32;
export const SVGA_HEIGHT = 480;
/** The guest takes commands. */
export const SVGA_READY = '>';
/** It has carried one out. */
export const SVGA_DONE = '.';

/** The image; its machine needs the controller `vmsvga`, 16 MiB of video memory and a serial port. */
export async function writeSvgaGuest(path: string): Promise<void> {
  const image = Buffer.alloc(FLOPPY);
  Buffer.from(CODE.join(''), 'hex').copy(image);
  image.writeUInt16BE(0x55aa, SECTOR - 2);
  await writeFile(path, image);
}

/** What makes it show a display of this width, to be written to its serial port. */
export function svgaMode(width: number): string {
  return String.fromCharCode('0'.charCodeAt(0) + width / WIDTH_UNIT);
}
