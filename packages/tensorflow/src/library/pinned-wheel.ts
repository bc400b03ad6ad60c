/** A shared library inside a wheel. */
export interface PinnedLibrary {
  /** Its name in the wheel. */
  readonly member: string;
  /** Its size. */
  readonly bytes: number;
  /** Its sum, checked when it is unpacked. */
  readonly sha256: string;
}

/** A TensorFlow wheel that the engine knows by its sum, and the libraries inside. */
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

/** Wheels by `process.platform`-`process.arch`. */
export const PINNED_WHEELS: Readonly<Record<string, PinnedWheel>> = {
  'linux-x64': {
    project: 'tensorflow-cpu',
    version: '2.21.0',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    bytes: 273_829_956,
    platform: 'manylinux_2_27_x86_64',
    python: '3.11',
    libraries: [
      {
        member: 'tensorflow/libtensorflow_framework.so.2',
        bytes: 65_222_328,
        sha256: 'f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b',
      },
      {
        member: 'tensorflow/libtensorflow_cc.so.2',
        bytes: 788_086_608,
        sha256: '6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e',
      },
    ],
  },
};

/** The wheel for a platform, or undefined where none is pinned yet. */
export function pinnedWheel(
  platform: string = process.platform,
  arch: string = process.arch,
): PinnedWheel | undefined {
  return Object.hasOwn(PINNED_WHEELS, `${platform}-${arch}`)
    ? PINNED_WHEELS[`${platform}-${arch}`]
    : undefined;
}
