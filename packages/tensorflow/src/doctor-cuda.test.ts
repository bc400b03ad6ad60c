import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../test/temporary-folder.ts';
import { cudaLibraries, cudaNeeds } from './doctor-cuda.ts';
import type { FoundLibrary } from './library/find-library.ts';

function put(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

const of = (found: FoundLibrary, name: string, folders: string[] = [], version = '2.21.0') =>
  cudaLibraries({ found, version, folders }).find((library) => library.name === name);

test.each([
  ['2.9.1', 11, 'libcudnn.so.8', '450.80.02'],
  ['2.14.1', 11, 'libcudnn.so.8', '450.80.02'],
  ['2.15.0', 12, 'libcudnn.so.8', '525.60.13'],
  ['2.18.0', 12, 'libcudnn.so.9', '525.60.13'],
  ['2.21.0', 12, 'libcudnn.so.9', '525.60.13'],
])('TensorFlow %s needs CUDA %i', (version, cuda, cudnn, driver) => {
  expect(cudaNeeds(version)).toMatchObject({ cuda, driver, files: { cuDNN: cudnn } });
});

test('what is pinned, beside TensorFlow: its version is known by its size', () => {
  const root = temporaryFolder();
  const folder = join(root, 'tensorflow');
  const found = { file: '', folder, source: 'environment' } as const;
  const path = put(join(root, 'nvidia', 'cudnn', 'lib', 'libcudnn.so.9'));
  expect(of(found, 'cuDNN')).toMatchObject({ path, version: undefined });
  truncateSync(path, 137_432);
  expect(of(found, 'cuDNN')).toEqual({ name: 'cuDNN', file: 'libcudnn.so.9', path, version: '9.28.0.42' });
  expect(of(found, 'cuFFT')).toEqual({
    name: 'cuFFT',
    file: 'libcufft.so.11',
    path: undefined,
    version: undefined,
  });
});

test("a Python's packages: the version is that of the part's package", () => {
  const site = temporaryFolder();
  const found = { file: '', folder: join(site, 'tensorflow'), source: 'python' } as const;
  put(join(site, 'nvidia_cublas_cu12-12.5.3.2.dist-info', 'METADATA'));
  const path = put(join(site, 'nvidia', 'cublas', 'lib', 'libcublas.so.12'));
  expect(of(found, 'cuBLAS')).toMatchObject({ path, version: '12.5.3.2' });
});

test("the system's CUDA: the version is in the name of the file that the link leads to", () => {
  const root = temporaryFolder();
  const lib = join(root, 'cuda', 'lib64');
  put(join(lib, 'libcudart.so.12.4.127'));
  symlinkSync('libcudart.so.12.4.127', join(lib, 'libcudart.so.12'));
  put(join(lib, 'libcufft.so.11'));
  const found = { file: '', folder: join(root, 'somewhere'), source: 'environment' } as const;
  expect(of(found, 'CUDA', [lib])).toMatchObject({ path: join(lib, 'libcudart.so.12'), version: '12.4.127' });
  expect(of(found, 'cuFFT', [lib])).toMatchObject({ path: join(lib, 'libcufft.so.11'), version: undefined });
});
