// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CudaLibraryTest {

    @ParameterizedTest
    @CsvSource({
        "libcublas.so.13, 13",
        "libcublas.so.13.1.0.3, 13.1.0.3",
        "libcuda.so.580.95.05, 580.95.05",
        "libcuda.so, ''",
        "cudart64_13.dll, ''",
    })
    void theVersionIsWhatFollowsSo(String file, String version) {
        assertThat(CudaLibrary.versionIn(file)).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({
        "580.65.06, true",
        "580.159.04, true",
        "590, true",
        "580.65, false",
        "580.65.05, false",
        "575.57.08, false",
        "99.9, false",
        "580.x.1, false",
    })
    void versionsAreComparedNumberByNumber(String version, boolean enough) {
        assertThat(CudaLibrary.isAtLeast(version, CudaLibrary.OLDEST_DRIVER)).isEqualTo(enough);
    }

    @Test
    void whatAnotherNeedsComesBefore() {
        List<String> names = CudaLibrary.NEEDED.stream().map(CudaLibrary::name).toList();
        assertThat(names).containsSubsequence("cudart", "cublasLt", "cublas", "cusolver");
        assertThat(names).containsSubsequence("nvJitLink", "cusparse", "cusolver");
        assertThat(CudaLibrary.NEEDED)
                .allSatisfy(library -> assertThat(library.interfaceVersion()).matches("[0-9]+"));
    }
}
