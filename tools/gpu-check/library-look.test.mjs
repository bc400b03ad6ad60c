import { expect, test } from 'vitest';
import { libraryLook } from './library-look.mjs';

const bytes = (write, names = '') => {
  const file = Buffer.alloc(256);
  write(file);
  return Buffer.concat([file, Buffer.from(names, 'latin1')]);
};
const elf = (machine) => (file) => {
  file.writeUInt32BE(0x7f454c46, 0);
  file.writeUInt16LE(machine, 18);
};
const machO = (processor) => (file) => {
  file.writeUInt32LE(0xfeedfacf, 0);
  file.writeUInt32LE(processor, 4);
};
const pe = (target) => (file) => {
  file.write('MZ', 'latin1');
  file.writeUInt32LE(128, 60);
  file.writeUInt32LE(0x4550, 128);
  file.writeUInt16LE(target, 132);
};

test.each([
  ['ELF x64', elf(62)],
  ['ELF arm64', elf(183)],
  ['ELF other', elf(243)],
  ['Mach-O arm64', machO(0x0100000c)],
  ['PE x64', pe(0x8664)],
  ['no library', (file) => file.write('MZ and nothing', 'latin1')],
  ['no library', () => {}],
])('%s', (kind, write) => {
  expect(libraryLook(bytes(write))).toEqual({ kind, cApi: false });
});

test('the C API by a whole name', () => {
  expect(libraryLook(bytes(elf(62), '\0TF_NewStatus\0')).cApi).toBe(true);
  expect(libraryLook(bytes(machO(0x0100000c), '\0_TF_NewStatus\0')).cApi).toBe(true);
  expect(libraryLook(bytes(pe(0x8664), '?f@@PEAUTF_NewStatus@@@Z\0')).cApi).toBe(false);
  expect(libraryLook(Buffer.alloc(3))).toEqual({ kind: 'no library', cApi: false });
});
