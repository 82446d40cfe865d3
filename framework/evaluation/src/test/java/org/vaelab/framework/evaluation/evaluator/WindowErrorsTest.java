// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/** Standard errors of test windows that share steps. */
final class WindowErrorsTest {

    private static final int STEPS = 4;

    private static Examples windows(int count) {
        return Examples.real(STEPS, new float[count * STEPS])
                .from(Origin.INDEX.cut(i -> new Origin.Window(0, i, STEPS)));
    }

    private static Estimate error(Map<String, Measurement> measured, String name) {
        return ((Measured) measured.get(name)).estimate();
    }

    private static Map<String, Measurement> replaced(int count, double[] values) {
        Measured mean = Measured.mean(values, "nats", EstimateKind.EXACT, 0);
        Measured whole = new Measured(mean.estimate(), count, Map.of("z1", mean.estimate()));
        Map<String, Measurement> measured = new LinkedHashMap<>();
        measured.put("kl", whole);
        measured.put("kl.z1", mean);
        measured.put("other", mean);
        measured.put("number", Measured.number(3, count));
        measured.put("absent", new Measurement.Absent("why"));
        PerExample column = PerExample.ofAll(values);
        PerExample none = PerExample.ofAll(Arrays.stream(values).map(x -> x + 1).toArray());
        WindowErrors errors = new WindowErrors(windows(count), Map.of("kl", column, "other", none));
        for (String name : new String[] {"kl", "other", "number", "absent", "unknown"}) {
            errors.replace(name, measured);
        }
        return measured;
    }

    /** Sums of the steps of windows of noise: 100 windows have the error of about 25. */
    @Test
    void theErrorOfAMeanOfAColumnIsThatOfBlocks() {
        double[] noise = RandomKey.of(5).normal(200 + STEPS);
        double[] values =
                IntStream.range(0, 200)
                        .mapToDouble(i -> Arrays.stream(noise, i, i + STEPS).sum())
                        .toArray();
        Map<String, Measurement> measured = replaced(200, values);
        Estimate mean = error(measured, "kl");
        double independent = Estimate.ofMean(values, "nats", EstimateKind.EXACT, 0).standardError();
        assertThat(mean.standardError())
                .isEqualTo(Overlap.of(windows(200)).mean(values).standardError())
                // The true one is sqrt(4) times that of independent examples.
                .isBetween(1.5 * independent, 2.7 * independent);
        assertThat(mean.value())
                .isCloseTo(Arrays.stream(values).average().orElseThrow(), within(1e-12));
        assertThat(((Measured) measured.get("kl")).caveat()).isNull();
    }

    /** A part, and a metric that is no mean of its column. */
    @Test
    void anErrorThatIsNotKnownIsLeftOut() {
        Map<String, Measurement> measured = replaced(200, RandomKey.of(5).normal(200));
        for (String name : new String[] {"kl.z1", "other"}) {
            assertThat(error(measured, name).standardError()).isNaN();
            assertThat(((Measured) measured.get(name)).caveat())
                    .startsWith("no standard error: test windows share steps");
        }
        assertThat(measured.get("number")).isEqualTo(Measured.number(3, 200));
        assertThat(measured).doesNotContainKey("unknown");
    }

    @Test
    void aTestPartOfLessThanTwoBlocksHasNone() {
        Map<String, Measurement> measured = replaced(8, RandomKey.of(5).normal(8));
        assertThat(error(measured, "kl").standardError()).isNaN();
        assertThat(((Measured) measured.get("kl")).caveat())
                .startsWith(
                        "no standard error: 8 test windows of 4 steps are fewer than two blocks");
    }
}
