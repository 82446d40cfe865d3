// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.tensor.CountedCalls;
import org.vaelab.testkit.tensor.ReferenceBackendProvider;

/** How often an evaluation reads from the device, which waits for all that was asked for before. */
final class ReadsOfEvaluationTest {

    private final AtomicLong reads = new AtomicLong();

    private long reads(int examples, Map<String, Object> settings) {
        TensorBackend backend = new ReferenceBackendProvider().open(new BackendSettings("cpu", 1));
        try (TensorRuntime runtime =
                TensorRuntime.strict(CountedCalls.reads(backend, reads), DType.FLOAT64)) {
            LinearGaussian model =
                    new LinearGaussian(
                            runtime, LinearGaussian.cases().findFirst().orElseThrow().get("input"));
            reads.set(0);
            new Evaluator(StrictMapper.of(EvaluationSettings.class, settings), Metrics.standard())
                    .evaluate(
                            model.model(),
                            model.copies(examples),
                            RandomKey.of(1),
                            EvaluationProgress.SILENT);
            return reads.get();
        }
    }

    /** A block has 100 examples; each pass, of the bound and of log p(x), reads it once. */
    @Tag("full")
    @Test
    void aBlockOfExamplesIsReadOnceByEachPass() {
        assertThat(reads(100, Map.of("importanceSamples", 50))).isEqualTo(2);
        assertThat(reads(100, Map.of("importanceSamples", 500, "samples", 120))).isEqualTo(2);
        assertThat(reads(250, Map.of("importanceSamples", 500))).isEqualTo(6);
    }

    /** Numbers of 1,000 draws are read together, so that memory does not grow with K. */
    @Tag("full")
    @Test
    void moreDrawsAreReadInTurn() {
        assertThat(reads(100, Map.of("importanceSamples", 2001))).isEqualTo(4);
    }
}
