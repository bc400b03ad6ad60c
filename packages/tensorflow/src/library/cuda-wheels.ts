import { wheelTable } from './wheel-table.ts';
import type { PinnedWheel } from './pinned-wheel.ts';

/**
 * TensorFlow built for CUDA 12, and NVIDIA's libraries as its extra `and-cuda` names them, each the newest that it accepts.
 *
 * What is left out of NVIDIA's wheels: headers, static libraries, the `alt` compilers, and libraries that TensorFlow never
 * opens (nvblas, cufftw, cusolverMg, device-side NCCL, two of the profiler's).
 */
export const CUDA_WHEELS: readonly PinnedWheel[] = wheelTable(`
9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124 572440367 tensorflow 2.21.0 manylinux_2_27_x86_64
  98847c6f0448308159f6d3ff55e13a9e92978598c7fbb34cde63aadf35c6fe84 162648808 tensorflow/libtensorflow_framework.so.2
  2889ecc99d7641620f41a4bea538f4dd4b626f75aa3e12623161ae939054191c 1096372272 tensorflow/libtensorflow_cc.so.2
d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72 581217458 nvidia-cublas-cu12 12.9.3.13 manylinux_2_27_x86_64
  9b6997d8ac06badb59b90fd08cb89b1f807576306f6b0d762f3e72000b69d260 105140976 nvidia/cublas/lib/libcublas.so.12
  fbbf5c66fcc42c4eb6e56a7cb40be3936edbf0d08e757761e95c84afb9606cb6 749169616 nvidia/cublas/lib/libcublasLt.so.12
9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375 716538495 nvidia-cudnn-cu12 9.28.0.42 manylinux_2_27_x86_64
  727cf38cefa39f745dee3caa207395163a86e8fafdb47e3af6d185fdd67858d4 137432 nvidia/cudnn/lib/libcudnn.so.9
  d7a4f6de7c83eb39506d424cf8f1a6f3715faeee2320f2cc03498c9dcc10283b 232904280 nvidia/cudnn/lib/libcudnn_adv.so.9
  5bccc296c64d21ef9326c70ccdcf01b149122dd242ec80a2d3bdc2a4389879ad 4203992 nvidia/cudnn/lib/libcudnn_cnn.so.9
  9a9bbe2c9d4be6c324760199f667fa84a2a9a2d66820b8ca55844b9da235e837 559964512 nvidia/cudnn/lib/libcudnn_engines_precompiled.so.9
  8b49b082768bda0ac9f2465c235331e727682f92139ad41f15276b81f20f0f96 48269792 nvidia/cudnn/lib/libcudnn_engines_runtime_compiled.so.9
  78aa90a0543dd7b097701708f28981657ad04b95d3cac387fed960765404985e 2099128 nvidia/cudnn/lib/libcudnn_engines_tensor_ir.so.9
  7614a9e626eeeacbcfc8aa6633700e3cd4321e18497447825172d2d21f0b0e6f 10492448 nvidia/cudnn/lib/libcudnn_ext.so.9
  d56ec4d0cc21836e0138e4e75dcf6a1e589687675e9d6da0d006936ef7169078 115563344 nvidia/cudnn/lib/libcudnn_graph.so.9
  ab31bec932bc0b37431dfed946ec4c373441e0d5a62ad477e6cd19fc805e7577 96473944 nvidia/cudnn/lib/libcudnn_heuristic.so.9
  fbc82ffd752ec10601b2001226dee311b7ddd034c93a30c3536f2bbd19361b0c 92284600 nvidia/cudnn/lib/libcudnn_ops.so.9
bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c 351526311 nvidia-nccl-cu12 2.32.3 manylinux_2_27_x86_64
  a23d2e3e47ad7f8987ac73eb04a373d6d40cfbb3a7a5bf41a9e0e8434817559b 473614536 nvidia/nccl/lib/libnccl.so.2
73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78 366465088 nvidia-cusparse-cu12 12.5.10.65 manylinux_2_17_x86_64
  6d85ab1acdabfe3b5a54aa76bc948c719bcd03e07eede3eb8122b083c1a6ecf7 486556368 nvidia/cusparse/lib/libcusparse.so.12
15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88 338117415 nvidia-cusolver-cu12 11.7.5.82 manylinux_2_27_x86_64
  30a1fe2fe22dad7141afaa2878fb6e9d7360b016e164d2153e1f31a46f2a9833 302024152 nvidia/cusolver/lib/libcusolver.so.11
c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28 200877592 nvidia-cufft-cu12 11.4.1.4 manylinux_2_17_x86_64
  e1d65ebd08895f9d9883f848f3974f89e0130416252477b18835ba7f15d159bc 291507928 nvidia/cufft/lib/libcufft.so.11
49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e 68295626 nvidia-curand-cu12 10.3.10.19 manylinux_2_27_x86_64
  ab8c07338fa663c018b16df5b3f3878c84aaae98bda930e9e8bad340427b0faa 166965432 nvidia/curand/lib/libcurand.so.10
210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4 89568129 nvidia-cuda-nvrtc-cu12 12.9.86 manylinux_2_12_x86_64
  6507cf33450cfb22970c2c1e7aa8e7c0a33e39d864720277b05f61a92791e2e8 7202760 nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.9
  7c67c6b51ea0e0279634cebd676ff7efda1674806444520c84430ad5c35fe625 106244480 nvidia/cuda_nvrtc/lib/libnvrtc.so.12
5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0 40546229 nvidia-cuda-nvcc-cu12 12.9.86 manylinux_2_12_x86_64
  983b0e9283855979f42cebfd80d43f9b6e786eb84f03f7570bf941c4d3a3c461 34931056 nvidia/cuda_nvcc/bin/ptxas executable
  7915b9e3eaed7f686774ee82f99cfacebaefcd00296f44bdb979e57d363a7ca8 62581536 nvidia/cuda_nvcc/nvvm/lib64/libnvvm.so
  9e84b504f25d26ec775ef91f7122e68dac77fa1f776f1044128f5028356265d8 486168 nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc
e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9 39748338 nvidia-nvjitlink-cu12 12.9.86 manylinux_2_12_x86_64
  02d3acb5fe598dd20f0fca3cc03734ad164037a22747a01900561a42d0b8448f 95935344 nvidia/nvjitlink/lib/libnvJitLink.so.12
096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f 10814997 nvidia-cuda-cupti-cu12 12.9.79 manylinux_2_25_x86_64
  2fdab19dc3fccdd4b2f5eba137aabefc68e685f6497bb38eea649866c5672a2a 7604800 nvidia/cuda_cupti/lib/libcupti.so.12
  74518220de5c00a7ddd9668c764f2f6891c1e6cf821ee214d24612509a4482bc 28578704 nvidia/cuda_cupti/lib/libnvperf_host.so
  9d37b772ce043335be27e84a6f79da3f6eb375218172445d8e72d44c4c52ea3e 5070928 nvidia/cuda_cupti/lib/libnvperf_target.so
25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3 3493179 nvidia-cuda-runtime-cu12 12.9.79 manylinux_2_17_x86_64
  256e6409e4f06f618e1fb53d4844a6b81cdded1013afa8ade40c22f99eb133b7 741088 nvidia/cuda_runtime/lib/libcudart.so.12
`);
