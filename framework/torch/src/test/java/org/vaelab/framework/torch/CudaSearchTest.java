// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On a tree of empty files. */
@EnabledOnOs(OS.LINUX)
final class CudaSearchTest {

    private static final CudaLibrary CUBLAS =
            new CudaLibrary("cublas", "libcublas.so.13", "nvidia_cublas");

    @TempDir private Path temporary;
    private Path root;

    @BeforeEach
    void realPath() throws IOException {
        root = temporary.toRealPath();
    }

    private Path file(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    private void link(String path, String target) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    private Optional<CudaSearch.Found> cublas(Map<String, String> environment) {
        return CudaSearch.in(environment, root).find(CUBLAS);
    }

    @Test
    void anEmptyMachineHasNothing() {
        CudaSearch search = CudaSearch.in(Map.of(), root);
        assertThat(search.folders()).isEmpty();
        assertThat(search.find(CUBLAS)).isEmpty();
        assertThat(search.driver()).isEmpty();
        assertThat(search.foldersInUse()).isEmpty();
    }

    @Test
    void aToolkitTellsTheVersionByTheFileBehindTheLink() throws IOException {
        Path real = file("usr/local/cuda-13.1/lib64/libcublas.so.13.2.0.9");
        link("usr/local/cuda-13.1/lib64/libcublas.so.13", "libcublas.so.13.2.0.9");
        file("usr/local/cuda-13.0/lib64/libcublas.so.13");
        assertThat(cublas(Map.of()))
                .contains(new CudaSearch.Found(real.resolveSibling("libcublas.so.13"), "13.2.0.9"));
    }

    @Test
    void librariesOfAnotherInterfaceAreNotTaken() throws IOException {
        file("usr/local/cuda/lib64/libcublas.so.12");
        assertThat(cublas(Map.of())).isEmpty();
    }

    @Test
    void packagesOfAVirtualEnvironmentTellTheVersionBesideThem() throws IOException {
        Path library = file("venv/lib/python3.12/site-packages/nvidia/cu13/lib/libcublas.so.13");
        file("venv/lib/python3.12/site-packages/nvidia_cublas-13.1.1.3.dist-info/METADATA");
        file("venv/lib/python3.12/site-packages/nvidia_cublas_other-1.0.dist-info/METADATA");
        Optional<CudaSearch.Found> found = Optional.of(new CudaSearch.Found(library, "13.1.1.3"));
        String venv = root.resolve("venv").toString();
        assertThat(cublas(Map.of("VIRTUAL_ENV", venv))).isEqualTo(found);
        assertThat(cublas(Map.of("CONDA_PREFIX", venv))).isEqualTo(found);
        assertThat(cublas(Map.of("VAELAB_CUDA_LIBRARIES", venv))).isEqualTo(found);
        assertThat(cublas(Map.of("VAELAB_CUDA_LIBRARIES", library.getParent().toString())))
                .isEqualTo(found);
        assertThat(
                        cublas(
                                Map.of(
                                        "VAELAB_CUDA_LIBRARIES",
                                        root + "/venv/lib/python3.12/site-packages")))
                .isEqualTo(found);
        assertThat(cublas(Map.of("PATH", venv + "/bin"))).as("no python3 there").isEmpty();
        Path python = file("venv/bin/python3");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(cublas(Map.of("PATH", "/nowhere" + File.pathSeparator + venv + "/bin")))
                .isEqualTo(found);
    }

    @Test
    void whatIsNamedComesFirst() throws IOException {
        file("usr/local/cuda/lib64/libcublas.so.13");
        Path named = file("own/libcublas.so.13");
        assertThat(cublas(Map.of("VAELAB_CUDA_LIBRARIES", root + "/gone:" + root + "/own")))
                .contains(new CudaSearch.Found(named, "13"));
        assertThat(cublas(Map.of("LD_LIBRARY_PATH", root + "/own")))
                .contains(new CudaSearch.Found(named, "13"));
    }

    @Test
    void foldersInUseAreThoseWithALibrary() throws IOException {
        file("usr/local/cuda/lib64/libcudart.so.13");
        file("usr/local/cuda/lib64/libcublas.so.13");
        file("own/libcudnn.so.9");
        file("usr/lib64/libm.so.6");
        assertThat(
                        CudaSearch.in(Map.of("VAELAB_CUDA_LIBRARIES", root + "/own"), root)
                                .foldersInUse())
                .containsExactly(root.resolve("usr/local/cuda/lib64"), root.resolve("own"));
    }

    @Test
    void theDriverIsKnownByItsFileOrByTheKernelsModule() throws IOException {
        file("usr/lib64/libcuda.so.580.95.05");
        link("usr/lib64/libcuda.so.1", "libcuda.so.580.95.05");
        assertThat(CudaSearch.in(Map.of(), root).driver())
                .hasValueSatisfying(found -> assertThat(found.version()).isEqualTo("580.95.05"));
        file("usr/local/nvidia/lib64/libcuda.so.1");
        assertThat(CudaSearch.in(Map.of(), root).driver())
                .hasValueSatisfying(found -> assertThat(found.version()).isEmpty());
        Files.writeString(
                file("proc/driver/nvidia/version"),
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.04  Release\n");
        assertThat(CudaSearch.in(Map.of(), root).driver())
                .hasValueSatisfying(found -> assertThat(found.version()).isEqualTo("580.159.04"));
    }
}
