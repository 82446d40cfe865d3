// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.exception.ND4JIllegalStateException;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.vaelab.framework.natives.BundledLibraries;
import org.vaelab.framework.natives.OpenBlasKernels;
import org.vaelab.framework.tensor.spi.BackendException;
import org.vaelab.framework.tensor.spi.NativeThreads;

/** The native libraries of the process: loaded once. */
final class NativeLibraries {

    private static final List<String> VECTOR_FLAGS =
            List.of("avx512f", "avx512bw", "avx2", "fma", "avx", "sse4_2", "sve", "asimd");

    private static final String ND4J_FACTS = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

    private NativeLibraries() {}

    /**
     * Loads the libraries and sets the number of threads of BLAS and of ND4J, one for the process.
     *
     * @throws BackendException if there are none for this system, or if another open backend runs
     *     with another number of threads
     */
    static synchronized void acquire(int wanted) {
        NativeThreads.acquire(Nd4jBackendProvider.NAME, wanted);
        try {
            load();
        } catch (BackendException e) {
            NativeThreads.release();
            throw e;
        }
        NativeOps operations = NativeOpsHolder.getInstance().getDeviceNativeOps();
        operations.setOmpNumThreads(wanted);
        openblas_nolapack.blas_set_num_threads(wanted);
    }

    static void release() {
        NativeThreads.release();
    }

    private static void load() {
        try {
            BundledLibraries.load(Nd4jCpu.class, List.of());
            Loader.load(openblas_nolapack.class);
            // ND4J sets the threads of BLAS when it starts, so it starts before they are set here.
            Nd4j.getMemoryManager().togglePeriodicGc(false);
            OpenBlasKernels.inUse();
        } catch (LinkageError | ND4JIllegalStateException e) {
            throw new BackendException(
                    "backend nd4j finds no native libraries for this system ("
                            + Loader.getPlatform()
                            + "): put the jars of org.bytedeco:openblas and org.bytedeco:javacpp"
                            + " with the classifier "
                            + Loader.getPlatform()
                            + " on the class path, or choose another runtime.backend",
                    e);
        }
    }

    static String nd4jVersion() {
        Properties properties = new Properties();
        try (InputStream in = Nd4j.class.getResourceAsStream(ND4J_FACTS)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return properties.getProperty("version", "unknown");
    }

    /** Returns name and version of the BLAS library, such as {@code OpenBLAS 0.3.31}. */
    static String blasVersion() {
        return openblas_nolapack.OPENBLAS_VERSION.strip();
    }

    /**
     * Returns the vector instructions of the processor, widest first, as far as the system tells;
     * otherwise its architecture.
     */
    static String instructionSet() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            List<String> flags =
                    lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                            .limit(1)
                            .flatMap(line -> Arrays.stream(line.split("\\s+")))
                            .toList();
            String known =
                    VECTOR_FLAGS.stream().filter(flags::contains).collect(Collectors.joining(" "));
            return known.isEmpty() ? System.getProperty("os.arch") : known;
        } catch (IOException | UncheckedIOException e) {
            return System.getProperty("os.arch");
        }
    }
}
