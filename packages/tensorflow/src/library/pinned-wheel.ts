import { wheelTable } from './wheel-table.ts';

/** A shared library, or another file of use, inside a wheel. */
export interface PinnedLibrary {
  /** Its name in the wheel. */
  readonly member: string;
  /** Its size. */
  readonly bytes: number;
  /** Its sum, checked when it is unpacked. */
  readonly sha256: string;
  /** Whether it is a program. @defaultValue false */
  readonly executable?: boolean;
}

/** A wheel that the engine knows by its sum, and the libraries inside. */
export interface PinnedWheel {
  /** Package of the Python index. */
  readonly project: string;
  /** Exactly this one is installed. */
  readonly version: string;
  /** `sha256` of the wheel, as pip checks it. */
  readonly sha256: string;
  /** Size of the download in bytes. */
  readonly bytes: number;
  /** pip's `--platform`. */
  readonly platform: string;
  /** pip's `--python-version`: fixed, so that any Python can fetch it. */
  readonly python: string;
  /** Members of the wheel with the sum of each. */
  readonly libraries: readonly PinnedLibrary[];
}

/** TensorFlow's wheels for the processor, by `process.platform`-`process.arch`. Only linux-x64 is run by our tests. */
export const PROCESSOR_WHEELS: Readonly<Record<string, readonly PinnedWheel[]>> = {
  'linux-x64': wheelTable(`
2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c 273829956 tensorflow-cpu 2.21.0 manylinux_2_27_x86_64
  f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b 65222328 tensorflow/libtensorflow_framework.so.2
  6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e 788086608 tensorflow/libtensorflow_cc.so.2
`),
  'linux-arm64': wheelTable(`
4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c 281828020 tensorflow 2.21.0 manylinux_2_27_aarch64
  deade33b9ab90ff468fd1d1f8f6079bec5a3a507cf2d13c3218aa8beec28aeb3 68176664 tensorflow/libtensorflow_framework.so.2
  5f7de6ba6478ed7b83767a6e661e3e6e6931b05c64db14ba98250e52316a007c 814885544 tensorflow/libtensorflow_cc.so.2
`),
  'darwin-arm64': wheelTable(`
51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88 223405849 tensorflow 2.21.0 macosx_12_0_arm64
  e581d6db9e26f13e49327427e5d304cecbfe45d3467db7700e058857a4fd76bb 49452976 tensorflow/libtensorflow_framework.2.dylib
  753272d059c7be51f64369aaa8e12ac514ce372e0c4ba66f3cc49ec3b1c33384 691352648 tensorflow/libtensorflow_cc.2.dylib
`),
  // The DLL exports the C API, and imports python311.dll: it loads where Python 3.11 is on the PATH.
  'win32-x64': wheelTable(`
6fc992a9c8700e18c178b0525f4e7697e58fce88df0dcb95db4dd3c7ad5f4651 350834051 tensorflow-cpu 2.21.0 win_amd64
  6ac9bde99b4bffe82b289123e92a6ea4329cd6e60e97134d4f91253ce7aa1c2e 1056612352 tensorflow/python/_pywrap_tensorflow_common.dll
`),
};
