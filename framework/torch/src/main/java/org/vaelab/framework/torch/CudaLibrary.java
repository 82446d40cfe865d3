// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.List;

/**
 * A shared library that libtorch's natives for CUDA are linked against, and that they do not bring.
 *
 * @param name as NVIDIA calls it, such as {@code cublas}
 * @param file name that the Linux loader looks for; its number is that of the interface, so a file
 *     of another number does not fit
 * @param wheel the Python package of NVIDIA that holds it
 */
record CudaLibrary(String name, String file, String wheel) {

    /** The CUDA toolkit that the natives were built with. */
    static final String TOOLKIT = "13.1";

    /** The oldest driver for Linux on which programs of any CUDA 13 run. */
    static final String OLDEST_DRIVER = "580.65.06";

    /** The driver's own library, which no toolkit and no Python package brings. */
    static final String DRIVER = "libcuda.so.1";

    /**
     * The libraries that {@code libtorch_cpu.so}, {@code libtorch_cuda.so} and {@code
     * libtorch_cuda_linalg.so} name as needed, and what these libraries load in their turn, each
     * after those it depends on. The first two are needed even to compute on the processor.
     */
    static final List<CudaLibrary> NEEDED =
            List.of(
                    new CudaLibrary("cudart", "libcudart.so.13", "nvidia_cuda_runtime"),
                    new CudaLibrary("cupti", "libcupti.so.13", "nvidia_cuda_cupti"),
                    new CudaLibrary("cublasLt", "libcublasLt.so.13", "nvidia_cublas"),
                    new CudaLibrary("cublas", "libcublas.so.13", "nvidia_cublas"),
                    new CudaLibrary("cufft", "libcufft.so.12", "nvidia_cufft"),
                    new CudaLibrary("curand", "libcurand.so.10", "nvidia_curand"),
                    new CudaLibrary("nvJitLink", "libnvJitLink.so.13", "nvidia_nvjitlink"),
                    new CudaLibrary("cusparse", "libcusparse.so.12", "nvidia_cusparse"),
                    new CudaLibrary("cusolver", "libcusolver.so.12", "nvidia_cusolver"),
                    new CudaLibrary("nvrtc", "libnvrtc.so.13", "nvidia_cuda_nvrtc"),
                    new CudaLibrary("cudnn", "libcudnn.so.9", "nvidia_cudnn_cu13"),
                    new CudaLibrary("cufile", "libcufile.so.0", "nvidia_cufile"),
                    new CudaLibrary("nccl", "libnccl.so.2", "nvidia_nccl_cu13"));

    String interfaceVersion() {
        return versionIn(file);
    }

    /** Returns what follows {@code .so.} in a file's name, or nothing. */
    static String versionIn(String file) {
        int at = file.indexOf(".so.");
        return at < 0 ? "" : file.substring(at + ".so.".length());
    }

    /**
     * Returns whether a dotted version is at least another, number by number; a part that is no
     * number counts as 0, a part that is absent likewise.
     */
    static boolean isAtLeast(String version, String wanted) {
        String[] left = version.split("\\.", -1);
        String[] right = wanted.split("\\.", -1);
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int difference = Integer.compare(part(left, i), part(right, i));
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    private static int part(String[] parts, int i) {
        return i < parts.length && parts[i].matches("[0-9]{1,9}") ? Integer.parseInt(parts[i]) : 0;
    }
}
