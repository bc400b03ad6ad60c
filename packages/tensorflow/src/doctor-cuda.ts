import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CUDA_WHEELS } from './library/cuda-wheels.ts';
import type { FoundLibrary } from './library/find-library.ts';
import { versionReaches } from './version-order.ts';

/** A library of CUDA's that TensorFlow opens when it finds a GPU. */
export interface CudaLibrary {
  /** NVIDIA's name, for example `cuDNN`. */
  readonly name: string;
  /** What TensorFlow asks the dynamic loader for, for example `libcudnn.so.9`. */
  readonly file: string;
  /** Where it is; undefined where it is missing. */
  readonly path: string | undefined;
  /** Its version, where that can be told. */
  readonly version: string | undefined;
}

/** What a TensorFlow needs of NVIDIA. */
export interface CudaNeeds {
  /** CUDA's major version. */
  readonly cuda: 11 | 12;
  /** The oldest driver. */
  readonly driver: string;
  /** Names of the libraries, each with the file that is asked for. */
  readonly files: Readonly<Record<string, string>>;
}

/** What TensorFlow of a version needs: CUDA 12 since 2.15, with cuDNN 9 since 2.18; before that CUDA 11.2 with cuDNN 8. */
export function cudaNeeds(version: string): CudaNeeds {
  if (!versionReaches(version, '2.15'))
    return {
      cuda: 11,
      driver: '450.80.02',
      files: {
        CUDA: 'libcudart.so.11.0',
        cuBLAS: 'libcublas.so.11',
        cuBLASLt: 'libcublasLt.so.11',
        cuFFT: 'libcufft.so.10',
        cuSOLVER: 'libcusolver.so.11',
        cuSPARSE: 'libcusparse.so.11',
        cuDNN: 'libcudnn.so.8',
      },
    };
  return {
    cuda: 12,
    driver: '525.60.13',
    files: {
      CUDA: 'libcudart.so.12',
      cuBLAS: 'libcublas.so.12',
      cuBLASLt: 'libcublasLt.so.12',
      cuFFT: 'libcufft.so.11',
      cuSOLVER: 'libcusolver.so.11',
      cuSPARSE: 'libcusparse.so.12',
      cuDNN: versionReaches(version, '2.18') ? 'libcudnn.so.9' : 'libcudnn.so.8',
    },
  };
}

/** Options of {@link cudaLibraries}. */
export interface CudaLibrariesOptions {
  readonly found: FoundLibrary;
  /** TensorFlow's version. */
  readonly version: string;
  /** Where the dynamic loader looks after TensorFlow's own RUNPATH. */
  readonly folders: readonly string[];
}

/** CUDA's libraries as TensorFlow would find them: by its RUNPATH `../nvidia/<part>/lib`, then where the system looks. */
export function cudaLibraries({ found, version, folders }: CudaLibrariesOptions): CudaLibrary[] {
  const beside = [join(found.folder, '..', '..', 'nvidia'), join(found.folder, '..', 'nvidia')];
  const parts = beside.flatMap((nvidia) => subfolders(nvidia).map((part) => join(nvidia, part, 'lib')));
  return Object.entries(cudaNeeds(version).files).map(([name, file]) => {
    const path = [...parts, ...folders].map((folder) => join(folder, file)).find((one) => existsSync(one));
    return { name, file, path, version: path === undefined ? undefined : versionOf(path) };
  });
}

function versionOf(path: string): string | undefined {
  // A copy of what is pinned, wherever it is: the name and the size say so.
  const { size } = statSync(path);
  const pinned = CUDA_WHEELS.find(({ libraries }) =>
    libraries.some(({ member, bytes }) => bytes === size && path.endsWith(`/${member}`)),
  );
  if (pinned) return pinned.version;
  // A Python's site-packages: the folder of the part's package is beside `nvidia`.
  const part = basename(dirname(dirname(path)));
  const info = subfolders(join(dirname(path), '..', '..', '..'))
    .map((name) => new RegExp(`^nvidia_${part}_cu\\d+-(.+)\\.dist-info$`).exec(name)?.[1])
    .find((one) => one !== undefined);
  return info ?? /\.so\.(\d+\.\d+[\d.]*)$/.exec(realpathSync(path))?.[1];
}

function subfolders(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
