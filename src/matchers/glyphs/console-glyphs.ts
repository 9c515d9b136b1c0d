/** Letters that 8-pixel consoles draw otherwise than the VGA BIOS, which made its own for 9-pixel cells. */

/** Character and 16 rows in hexadecimal: IBM's 8x16 shapes, as Linux's console (VGA8x16) shows them. */
export const CONSOLE_GLYPHS: readonly (readonly [character: string, rows: string])[] = [
  ['0', '0000386cc6c6d6d6c6c66c3800000000'],
  ['M', '0000c6eefefed6c6c6c6c6c600000000'],
  ['T', '00007e7e5a1818181818183c00000000'],
  ['V', '0000c6c6c6c6c6c6c66c381000000000'],
  ['W', '0000c6c6c6c6d6d6d6feee6c00000000'],
  ['X', '0000c6c66c7c38387c6cc6c600000000'],
  ['Y', '0000666666663c181818183c00000000'],
  ['Z', '0000fec6860c183060c2c6fe00000000'],
  ['f', '00001c36323078303030307800000000'],
  ['m', '0000000000ecfed6d6d6d6c600000000'],
  ['v', '0000000000c6c6c6c6c66c3800000000'],
  ['w', '0000000000c6c6d6d6d6fe6c00000000'],
  ['x', '0000000000c66c3838386cc600000000'],
  ['|', '00001818181818181818181800000000'],
  ['~', '0076dc00000000000000000000000000'],
];
