// What a shared library is, by its bytes.

const MACHINES = { 62: 'x64', 183: 'arm64' }; // of ELF
const PROCESSORS = { 0x0100000c: 'arm64', 0x01000007: 'x64' }; // of Mach-O
const TARGETS = { 0x8664: 'x64', 0xaa64: 'arm64' }; // of PE

/**
 * @param {Buffer} bytes the whole file
 * @returns {{ kind: string, cApi: boolean }} format and processor, and whether a table of names has TensorFlow's C API
 */
export function libraryLook(bytes) {
  return {
    kind: kindOf(bytes),
    cApi: ['\0TF_NewStatus\0', '\0_TF_NewStatus\0'].some((name) => bytes.includes(name)),
  };
}

function kindOf(bytes) {
  if (bytes.length < 64) return 'no library';
  if (bytes.readUInt32BE(0) === 0x7f454c46) return `ELF ${MACHINES[bytes.readUInt16LE(18)] ?? 'other'}`;
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return `Mach-O ${PROCESSORS[bytes.readUInt32LE(4)] ?? 'other'}`;
  if (bytes.toString('latin1', 0, 2) === 'MZ') {
    const header = bytes.readUInt32LE(60);
    if (header + 6 <= bytes.length && bytes.readUInt32LE(header) === 0x4550)
      return `PE ${TARGETS[bytes.readUInt16LE(header + 4)] ?? 'other'}`;
  }
  return 'no library';
}
