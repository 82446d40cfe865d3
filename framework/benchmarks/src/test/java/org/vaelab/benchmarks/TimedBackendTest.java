// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

class TimedBackendTest {

    @Test
    void countsTheCallsOfEachOperationAndShapeByStep() {
        TimedBackend timed = TimedBackend.of(OpenBackend.named("nd4j", 1, ModelSize.of("400")));
        try (TensorRuntime runtime = TensorRuntime.on(timed.proxy(), DType.FLOAT32)) {
            for (int step = 0; step < 4; step++) {
                try (TensorScope scope = runtime.scope()) {
                    Tensor a = runtime.ones(Shape.of(2, 3));
                    Tensor b = runtime.ones(Shape.of(3, 5));
                    assertThat(a.matmul(b).readFloats()).containsOnly(3f);
                    a.matmul(b);
                    if (step == 3) {
                        a.exp();
                    }
                }
                timed.endStep();
            }
        }
        Map<String, Double> calls =
                timed.tallies().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        entry ->
                                                entry.getKey().name() + " " + entry.getKey().text(),
                                        entry -> entry.getValue().calls()));
        assertThat(calls)
                .containsEntry("matmul [2, 3] - [3, 5] -", 2.0)
                .containsEntry("unary EXP [2, 3]", 0.25)
                .containsEntry("closeRegion ", 1.0);
        TimedBackend.Tally product =
                timed.tallies().entrySet().stream()
                        .filter(entry -> entry.getKey().name().equals("matmul"))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
        assertThat(product.flops()).isEqualTo(2 * 2 * 3 * 5);
        assertThat(product.nanos()).isPositive();
    }
}
