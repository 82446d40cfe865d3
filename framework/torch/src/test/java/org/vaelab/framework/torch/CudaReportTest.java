// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is said of machines that lack one thing or another. */
@EnabledOnOs(OS.LINUX)
final class CudaReportTest {

    private static final String LIBRARIES = "usr/local/cuda-13.0/lib64/";

    @TempDir private Path temporary;
    private Path root;

    @BeforeEach
    void realPath() throws IOException {
        root = temporary.toRealPath();
    }

    private void file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    private void driver(String version) throws IOException {
        file("usr/lib64/libcuda.so." + version);
        Files.createSymbolicLink(
                root.resolve("usr/lib64/libcuda.so.1"), Path.of("libcuda.so." + version));
    }

    private void allLibraries() throws IOException {
        for (CudaLibrary library : CudaLibrary.NEEDED) {
            file(LIBRARIES + library.file());
        }
    }

    private CudaReport report(boolean natives) {
        return new CudaReport(CudaSearch.in(Map.of(), root), natives);
    }

    @Test
    void everythingIsMissing() {
        assertThat(report(false).hasDriver()).isFalse();
        assertThat(report(false).missing())
                .containsExactly(
                        "NVIDIA's driver (libcuda.so.1), 580.65.06 or newer for CUDA 13",
                        "libtorch's natives for CUDA: start with VAELAB_CUDA=1 ./vaelab, or build"
                                + " with -Pcuda",
                        "CUDA libraries cudart (libcudart.so.13), cupti (libcupti.so.13), cublasLt"
                                + " (libcublasLt.so.13), cublas (libcublas.so.13), cufft"
                                + " (libcufft.so.12), curand (libcurand.so.10), nvJitLink"
                                + " (libnvJitLink.so.13), cusparse (libcusparse.so.12), cusolver"
                                + " (libcusolver.so.12), nvrtc (libnvrtc.so.13), cudnn"
                                + " (libcudnn.so.9), cufile (libcufile.so.0), nccl (libnccl.so.2);"
                                + " put the folder of the missing libraries, or a Python"
                                + " environment that has NVIDIA's packages, into"
                                + " VAELAB_CUDA_LIBRARIES");
    }

    @Test
    void aToolkitWithoutCublasIsNamed() throws IOException {
        driver("580.95.05");
        allLibraries();
        Files.delete(root.resolve(LIBRARIES + "libcublas.so.13"));
        assertThat(report(true).missing())
                .singleElement()
                .asString()
                .startsWith("CUDA libraries cublas (libcublas.so.13); put");
        assertThat(report(true).lines())
                .contains(
                        "cudart, 13: 13, " + root + "/" + LIBRARIES + "libcudart.so.13",
                        "cublas, 13: NOT FOUND (libcublas.so.13)",
                        "driver, 580.65.06 or newer: 580.95.05, "
                                + root
                                + "/usr/lib64/libcuda.so.1",
                        "looked into "
                                + root
                                + "/usr/local/cuda-13.0/lib64, "
                                + root
                                + "/usr/lib64; others by VAELAB_CUDA_LIBRARIES");
    }

    @Test
    void anOldDriverIsNotEnough() throws IOException {
        driver("575.57.08");
        allLibraries();
        assertThat(report(true).missing())
                .containsExactly(
                        "a newer NVIDIA driver: 575.57.08 is here, 580.65.06 or newer for CUDA 13");
    }

    @Test
    void nothingIsMissingWhereAllIsFound() throws IOException {
        driver("580.159.04");
        allLibraries();
        assertThat(report(true).missing()).isEmpty();
        List<String> lines = report(true).lines();
        assertThat(lines).hasSize(2 + CudaLibrary.NEEDED.size());
        assertThat(lines.get(0)).isEqualTo("natives of libtorch for CUDA 13.1: on the class path");
    }
}
