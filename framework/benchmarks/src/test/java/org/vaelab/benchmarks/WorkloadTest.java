// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The data of a benchmark. */
final class WorkloadTest {

    /** Four million pixels are 976 images of 64 x 64. */
    @Tag("full")
    @Test
    void thereAreAtLeastAsManyExamplesAsABatchHas() {
        ModelSize size = ModelSize.of(ModelSize.CONVOLUTIONAL);
        try (Workload workload =
                new Workload(
                        Workload.open("nd4j", Workload.CPU, 1, size),
                        Family.GAUSSIAN,
                        size,
                        1000)) {
            assertThat(workload.batches().at(0).size()).isEqualTo(1000);
        }
    }
}
