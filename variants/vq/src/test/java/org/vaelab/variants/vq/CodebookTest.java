// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.ReferenceBackend;

class CodebookTest {

    private static final RandomKey KEY = RandomKey.of(7);

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private Codebook codebook(VectorQuantisedPosterior settings) {
        try (TensorScope scope = runtime.scope()) {
            return new Codebook(runtime, KEY, settings);
        }
    }

    private static VectorQuantisedPosterior settings(
            int size, int width, Codebook.Learning learning, double decay, double threshold) {
        return new VectorQuantisedPosterior(
                1,
                null,
                size,
                width,
                0.25,
                learning,
                decay,
                threshold,
                GradientCopy.STRAIGHT_THROUGH);
    }

    private Codebook codebook(int size, int width, double decay, double threshold) {
        return codebook(settings(size, width, Codebook.Learning.EMA, decay, threshold));
    }

    private Tensor rows(int width, double... values) {
        return runtime.tensor(values, Shape.of(values.length / width, width));
    }

    private static Parameter state(Codebook codebook, String name) {
        return codebook.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void set(Codebook codebook, String name, Tensor value) {
        state(codebook, name).assign(value);
    }

    private static double[] read(Codebook codebook, String name) {
        return state(codebook, name).value().readDoubles();
    }

    private void update(Codebook codebook, Tensor e, long step) {
        int size = codebook.size();
        codebook.update(e, codebook.indices(e).oneHot(size), step);
    }

    @Test
    void theNearestCodeIsThatOfTheLeastDistance() {
        Codebook codebook = codebook(5, 3, 0.99, 0);
        try (TensorScope scope = runtime.scope()) {
            Tensor e = runtime.normal(KEY.split("vectors"), Shape.of(40, 3));
            Tensor distances =
                    e.expandDims(1)
                            .sub(state(codebook, "codes").value().expandDims(0))
                            .square()
                            .sum(-1);
            assertThat(codebook.indices(e).readInts())
                    .containsExactly(distances.neg().argMax(-1).readInts());
            set(codebook, "codes", runtime.ones(Shape.of(5, 3)));
            assertThat(codebook.indices(e).readInts()).containsOnly(0);
        }
    }

    /**
     * By hand: N = 0.9 (2, 1) + 0.1 (2, 1) = (2, 1), m = 0.9 (4, -3) + 0.1 (3 + 5, -1) = (4.4,
     * -2.8).
     */
    @Test
    void theMovingAverageIsThatOfThePaper() {
        Codebook codebook = codebook(2, 1, 0.9, 0);
        try (TensorScope scope = runtime.scope()) {
            set(codebook, "codes", rows(1, 2, -3));
            set(codebook, "counts", runtime.vector(2, 1));
            set(codebook, "sums", rows(1, 4, -3));
            update(codebook, rows(1, 3, 5, -1), 1);
            assertThat(read(codebook, "counts"))
                    .containsExactly(new double[] {2, 1}, within(1e-14));
            assertThat(read(codebook, "sums"))
                    .containsExactly(new double[] {4.4, -2.8}, within(1e-14));
            assertThat(read(codebook, "codes"))
                    .containsExactly(
                            new double[] {
                                4.4 / (2.00001 * 3 / 3.00002), -2.8 / (1.00001 * 3 / 3.00002)
                            },
                            within(1e-14));
        }
    }

    @Test
    void aCodeThatIsHardlyUsedIsSeededWithAVectorOfTheBatch() {
        Codebook codebook = codebook(3, 2, 0.5, 0.1);
        try (TensorScope scope = runtime.scope()) {
            set(codebook, "codes", rows(2, 0, 0, 10, 10, 99, 99));
            set(codebook, "counts", runtime.vector(2, 2, 0.3));
            set(codebook, "sums", rows(2, 0, 0, 20, 20, 29.7, 29.7));
            Tensor e = rows(2, 1, 0, 0, 1, 11, 10, 9, 10, 10, 11, 10, 9);
            update(codebook, e, 5);
            // Even use is 6/3 = 2: the last code, at 0.15, is below a tenth of it.
            assertThat(read(codebook, "counts"))
                    .containsExactly(new double[] {2, 3, 0.2}, within(1e-14));
            double[] codes = read(codebook, "codes");
            assertThat(codes[0]).isCloseTo(0.25, within(1e-4));
            assertThat(codes[2]).isCloseTo(10, within(1e-4));
            Set<String> batch = new HashSet<>();
            double[] vectors = e.readDoubles();
            for (int i = 0; i < vectors.length; i += 2) {
                batch.add(vectors[i] + " " + vectors[i + 1]);
            }
            assertThat(codes[4] + " " + codes[5]).isIn(batch);
            double[] sums = read(codebook, "sums");
            assertThat(sums[4]).isCloseTo(0.2 * codes[4], within(1e-14));
            assertThat(sums[5]).isCloseTo(0.2 * codes[5], within(1e-14));
        }
    }

    @Test
    void seedingADeadCodeDependsOnTheStepAndNotOnWhatWasDrawnBefore() {
        try (TensorScope scope = runtime.scope()) {
            Tensor e = runtime.normal(KEY.split("vectors"), Shape.of(50, 2));
            Set<String> seeded = new HashSet<>();
            for (long step : new long[] {1, 2, 3, 1}) {
                Codebook codebook = codebook(4, 2, 0.99, 0.1);
                update(codebook, e, step);
                seeded.add(java.util.Arrays.toString(read(codebook, "codes")));
            }
            // All counts start at 0, so that no code is used enough after one step.
            assertThat(seeded).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Codebook.Learning.class)
    void startsFromTheMeansOfClusters(Codebook.Learning learning) {
        Codebook codebook = codebook(settings(3, 2, learning, 0.99, 0.02));
        try (TensorScope scope = runtime.scope()) {
            Tensor e = runtime.normal(KEY.split("vectors"), Shape.of(60, 2));
            codebook.start(e);
            int[] nearest = codebook.indices(e).readInts();
            double[] vectors = e.readDoubles();
            double[] means = new double[6];
            int[] used = new int[3];
            for (int i = 0; i < nearest.length; i++) {
                used[nearest[i]]++;
                means[2 * nearest[i]] += vectors[2 * i];
                means[2 * nearest[i] + 1] += vectors[2 * i + 1];
            }
            for (int j = 0; j < 6; j++) {
                means[j] /= used[j / 2];
            }
            assertThat(read(codebook, "codes")).containsExactly(means, within(0.05));
            assertThat(read(codebook, "counts"))
                    .containsExactly(new double[] {2, 2, 2}, within(1e-14));
        }
    }

    @Test
    void startsFromFewerVectorsThanCodes() {
        Codebook codebook = codebook(5, 1, 0.99, 0.02);
        try (TensorScope scope = runtime.scope()) {
            codebook.start(rows(1, 3, 8));
            assertThat(read(codebook, "codes")).containsOnly(3, 8).contains(3, 8);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void sharesAreChecked(double share) {
        assertThatThrownBy(() -> codebook(3, 2, share, 0.02))
                .hasMessageContaining("decay must be at least 0");
        assertThatThrownBy(() -> codebook(3, 2, 0.99, share))
                .hasMessageContaining("deadCodeThreshold must be at least 0");
    }
}
