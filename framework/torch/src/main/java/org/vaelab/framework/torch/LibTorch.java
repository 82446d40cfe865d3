// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.global.torch;
import org.vaelab.framework.natives.BundledLibraries;
import org.vaelab.framework.natives.OpenBlasKernels;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.NativeThreads;

/** libtorch in this process: loaded once, with one number of threads for all. */
final class LibTorch {

    private static final String VERSION = "TORCH_VERSION=";

    /** libtorch, each part after those that it depends on. */
    private static final List<String> PARTS =
            List.of("c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch");

    /** The files of which other copies are likely, from Python or from packages of the system. */
    static final List<String> FILES =
            Stream.concat(
                            PARTS.stream().map(part -> "lib" + part + ".so"),
                            Stream.of("libopenblas.so.0"))
                    .toList();

    /**
     * The mode of each thread that has used a backend: tensors of this mode skip libtorch's
     * bookkeeping for differentiation, which costs more than a small operation.
     */
    private static final ThreadLocal<InferenceMode> MODE = new ThreadLocal<>();

    private static boolean loaded;

    private static OneDnn oneDnn = OneDnn.ABSENT;

    private LibTorch() {}

    /**
     * Loads the libraries and sets their number of threads.
     *
     * @throws BackendException if there are none for this system, or if another open backend runs
     *     with another number of threads
     */
    static synchronized void acquire(int threads, ThreadUse use) {
        NativeThreads.acquire(TorchBackendProvider.NAME, threads);
        try {
            load();
        } catch (BackendException e) {
            NativeThreads.release();
            throw e;
        }
        torch.set_num_threads(use.ofOperations(threads));
        // libtorch leaves the threads of OpenBLAS as they are.
        openblas_nolapack.blas_set_num_threads(use.ofProducts(threads));
    }

    static void release() {
        NativeThreads.release();
    }

    private static synchronized void load() {
        if (loaded) {
            return;
        }
        if (CudaNatives.present()) {
            CudaNatives.prepare(CudaSearch.ofSystem());
        } else {
            CudaNatives.exclude();
        }
        try {
            BundledLibraries.load(torch.class, PARTS);
            Loader.load(openblas_nolapack.class);
            Loader.load(torch.class);
            OpenBlasKernels.inUse();
            oneDnn = OneDnn.find();
            loaded = true;
        } catch (BackendException e) {
            if (CudaNatives.present() && e.getCause() instanceof LinkageError refusal) {
                throw withoutCudaLibraries(refusal);
            }
            throw e;
        } catch (LinkageError e) {
            if (CudaNatives.present()) {
                throw withoutCudaLibraries(e);
            }
            throw new BackendException(
                    "backend torch finds no native libraries for this system ("
                            + Loader.getPlatform()
                            + "): put the jars of org.bytedeco:pytorch, org.bytedeco:openblas and"
                            + " org.bytedeco:javacpp with the classifier "
                            + Loader.getPlatform()
                            + " on the class path, or choose another runtime.backend",
                    e);
        }
    }

    /** The natives for CUDA need CUDA's libraries even to compute on the processor. */
    private static BackendException withoutCudaLibraries(LinkageError e) {
        List<String> missing = new CudaReport(CudaSearch.ofSystem(), true).missing();
        return new BackendException(
                "backend torch cannot load its natives for CUDA ("
                        + e.getMessage()
                        + ")"
                        + (missing.isEmpty() ? "" : "; missing: " + String.join("; ", missing))
                        + ". To compute on the processor, start without VAELAB_CUDA",
                e);
    }

    /** Switches the calling thread to inference, if it is not so yet. */
    static void enterThread() {
        if (MODE.get() == null) {
            MODE.set(new InferenceMode(true));
        }
    }

    /** Returns how many CUDA devices libtorch sees; loads the libraries. */
    static int cudaDevices() {
        load();
        return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }

    /** Returns the version of libtorch, such as {@code 2.10.0}. */
    static String version() {
        String configuration = text(torch.show_config());
        int start = configuration.indexOf(VERSION);
        if (start < 0) {
            return "unknown";
        }
        int end = configuration.indexOf(',', start);
        return configuration.substring(
                start + VERSION.length(), end < 0 ? configuration.length() : end);
    }

    /** Returns the vector instructions of libtorch's own kernels, such as {@code avx512}. */
    static String cpuCapability() {
        return text(torch.get_cpu_capability()).toLowerCase(Locale.ROOT);
    }

    /** Returns the library of matrix products, with its version where it is known. */
    static String blas() {
        return torch.hasMKL() ? "MKL" : openblas_nolapack.OPENBLAS_VERSION.strip();
    }

    /** Returns whether convolutions go through oneDNN; loads the libraries. */
    static synchronized OneDnn oneDnn() {
        load();
        return oneDnn;
    }

    /** Returns how many threads libtorch's own kernels use on the calling thread. */
    static int threads() {
        return torch.get_num_threads();
    }

    private static String text(BytePointer pointer) {
        try (pointer) {
            return pointer.getString();
        }
    }
}
