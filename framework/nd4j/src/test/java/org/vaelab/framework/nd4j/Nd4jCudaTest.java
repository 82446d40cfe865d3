// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.spi.BackendSettings;

final class Nd4jCudaTest {

    private static boolean isOnTheClassPath() {
        return Nd4jCudaTest.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class")
                != null;
    }

    @Test
    void withoutTheProfileNothingIsSaid() {
        assumeTrue(!isOnTheClassPath(), "-Pnd4j-cuda is on");
        assertThat(Nd4jCuda.report()).isEmpty();
    }

    @Test
    void withTheProfileTheReportTellsWhetherItStarts() {
        assumeTrue(isOnTheClassPath(), "ND4J's CUDA comes with -Pnd4j-cuda");
        assertThat(Nd4jCuda.report())
                .singleElement()
                .asString()
                .matches(".* CUDA 11.6 (starts; .*|finds no device|does not start: .*)");
    }

    @Test
    void theProcessorsBackendIsTaken() {
        new Nd4jBackendProvider().open(new BackendSettings("cpu", 1)).close();
        Nd4jCuda.refuseAsBackend();
    }
}
