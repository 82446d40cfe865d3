// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** What holds of every quantiser, and of their stages. */
final class QuantisersTest {

    private static final RandomKey KEY = RandomKey.of(43);

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT32);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    static Stream<QuantiserPart> small() {
        return Quantisers.small();
    }

    static Stream<QuantiserPart> large() {
        return Quantisers.large();
    }

    private Quantiser quantiser(QuantiserPart part, int stage) {
        return part.quantiser(Quantisers.context(runtime), stage);
    }

    private void assertOneToOne(Quantiser quantiser, int[] indices) {
        Tensor given = runtime.indices(indices, Shape.of(indices.length));
        Tensor codes = quantiser.codes(given);
        assertThat(codes.shape()).isEqualTo(Shape.of(indices.length, quantiser.width()));
        assertThat(quantiser.indices(codes).readInts()).as("%s", quantiser).isEqualTo(indices);
    }

    /** In float32, in which models are trained; at every stage. */
    @ParameterizedTest
    @MethodSource("small")
    void everyIndexHasACodeAndEveryCodeItsIndex(QuantiserPart part) {
        for (int stage = 0; stage < 3; stage++) {
            Quantiser quantiser = quantiser(part, stage);
            assertThat(quantiser.size()).isEqualTo(part.size());
            int[] all = IntStream.range(0, quantiser.size()).toArray();
            assertOneToOne(quantiser, all);
            Tensor units = runtime.indices(all, Shape.of(all.length)).oneHot(all.length);
            assertThat(quantiser.ofUnits(units).readDoubles())
                    .containsExactly(
                            quantiser
                                    .codes(runtime.indices(all, Shape.of(all.length)))
                                    .readDoubles());
        }
    }

    @ParameterizedTest
    @MethodSource("large")
    void randomIndicesOfManyCodesComeBack(QuantiserPart part) {
        Quantiser quantiser = quantiser(part, 0);
        double[] uniform = KEY.uniform(2000);
        int[] indices =
                Arrays.stream(uniform).mapToInt(u -> (int) (u * quantiser.size())).toArray();
        indices[0] = 0;
        indices[1] = quantiser.size() - 1;
        assertOneToOne(quantiser, indices);
    }

    /**
     * Of two thirds of the examples the decoder sees the first stage or the first two alone, in
     * training. A vector of zeros in z says the same. Wrong with probability 1e-6.
     */
    @Tag("full")
    @Test
    void dropoutLeavesLaterStagesOut() {
        int rows = 3000;
        PosteriorPart part =
                Quantisers.any(
                        "residual",
                        Map.of(
                                "stages",
                                3,
                                "dropout",
                                2 / 3.0,
                                "quantiser",
                                Quantisers.json("{type: bsq, bits: 4}")));
        QuantisedFamily family = Quantisers.family(runtime, part);
        Tensor head = runtime.normal(KEY.split("head"), Shape.of(rows, family.head().width()));
        Draw draw = family.of(head, Phase.training(new TrainingProgress(1, 2))).draw(KEY, 1);
        double[] given = draw.networkInput(family.networkInput()).readDoubles();
        long[] counts = new long[3];
        for (int kept = 1; kept <= 3; kept++) {
            double[] mask = {1, kept > 1 ? 1 : 0, kept > 2 ? 1 : 0};
            Tensor some =
                    draw.z().reshape(rows, 2, 3, 16).mul(runtime.vector(mask).reshape(1, 1, 3, 1));
            double[] expected =
                    family.networkInput().of(some.reshape(1, rows, 6, 16)).readDoubles();
            for (int row = 0; row < rows; row++) {
                int from = row * 8;
                boolean same = true;
                for (int i = from; i < from + 8; i++) {
                    same &= Math.abs(given[i] - expected[i]) < 1e-6;
                }
                counts[kept - 1] += same ? 1 : 0;
            }
        }
        StatisticalAssertions.at(1e-6)
                .counts("stages", counts, new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0});
        assertThat(family.of(head, Phase.evaluation()).draw(KEY, 1).isRelaxed()).isFalse();
    }

    private static PosteriorPart residual(int stages, String quantiser) {
        return Quantisers.any(
                "residual", Map.of("stages", stages, "quantiser", Quantisers.json(quantiser)));
    }

    /**
     * The decoder is given the sum of the codes of the stages, by indices and by draws alike. With
     * fixed codes it comes nearer to the vector with each stage.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: fsq, levels: [5, 3]}",
                "{type: fsq, levels: [4, 4]}",
                "{type: bsq, bits: 3}",
                "{type: simvq, codebookSize: 30, codeDimension: 2}",
                "{type: vector-quantised, codebookSize: 30, codeDimension: 2}"
            })
    void stagesAddUpTowardsTheVector(String quantiser) {
        double before = Double.POSITIVE_INFINITY;
        for (int stages = 1; stages <= 3; stages++) {
            QuantisedFamily family = Quantisers.family(runtime, residual(stages, quantiser));
            int n = 2;
            assertThat(family.space().variables()).isEqualTo(n * stages);
            Tensor head = runtime.normal(KEY.split("head"), Shape.of(200, family.head().width()));
            Quantised q = family.of(head.mul(0.7), Phase.evaluation());
            assertThat(q.stages()).isEqualTo(stages);
            Draw draw = q.draw(KEY, 1);
            Tensor given = draw.networkInput(family.networkInput());
            assertThat(given.readDoubles())
                    .containsExactly(
                            family.networkInput().of(draw.z()).readDoubles(), within(1e-6));
            double distance =
                    given.reshape(q.encoded().shape())
                            .sub(q.encoded())
                            .square()
                            .mean()
                            .readScalar();
            if (family.networkInput().parameters().isEmpty()) {
                assertThat(distance).as("%s stages", stages).isLessThan(before);
            }
            before = distance;
        }
    }

    /** H of all choices of 3 bits, summed over the 8 codes, beside independent bits. */
    @Test
    void entropiesAreThoseOfSoftChoices() {
        double v = 0.8;
        double tau = 0.7;
        double[] u = {0.3, -0.2, 1.1, -0.6, 0.1, 0.4};
        double[][] q = new double[2][8];
        double[] mean = new double[8];
        for (int row = 0; row < 2; row++) {
            double total = 0;
            for (int code = 0; code < 8; code++) {
                double squares = 0;
                for (int i = 0; i < 3; i++) {
                    double c = (code >> i & 1) == 1 ? v : -v;
                    squares += Math.pow(u[3 * row + i] - c, 2);
                }
                q[row][code] = Math.exp(-tau * squares);
                total += q[row][code];
            }
            for (int code = 0; code < 8; code++) {
                q[row][code] /= total;
                mean[code] += q[row][code] / 2;
            }
        }
        Tensor rows = runtime.tensor(u, Shape.of(2, 3));
        // Of two examples at one position, and of one example at two positions.
        double[] even = {entropy(mean), (entropy(q[0]) + entropy(q[1])) / 2};
        for (int positions = 1; positions <= 2; positions++) {
            BinaryCodes codes =
                    new BinaryCodes(
                            3, v, false, 0, new BinaryCodes.Entropies(0.5, 0.9, tau, 3), positions);
            double[] penalty = penalty(codes, rows, "entropy").readDoubles();
            for (int row = 0; row < 2; row++) {
                assertThat(penalty[row])
                        .isCloseTo(
                                0.5 * (entropy(q[row]) - 0.9 * even[positions - 1]), within(1e-5));
            }
        }
    }

    private static double entropy(double[] p) {
        return -Arrays.stream(p).map(x -> x * Math.log(x)).sum();
    }

    private static Tensor penalty(Quantiser quantiser, Tensor u, String name) {
        Tensor codes = quantiser.codes(quantiser.indices(u.stopGradient()));
        return Objects.requireNonNull(quantiser.penalties(u, codes).get(name));
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        try (TensorRuntime precise = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope within = precise.scope()) {
            Tensor u = precise.normal(KEY, Shape.of(4, 5));
            for (int group : new int[] {1, 2, 5}) {
                BinaryCodes codes =
                        new BinaryCodes(
                                5, 1, false, 0, new BinaryCodes.Entropies(0.1, 0.7, 0.3, group), 2);
                GradientCheck.of(precise)
                        .check("entropy", in -> penalty(codes, in.get(0), "entropy").sum(), u);
            }
            Quantiser spherical =
                    new BinaryCodes(5, 1, true, 0, new BinaryCodes.Entropies(0, 1, 1, 1), 1);
            GradientCheck.of(precise)
                    .check("norm", in -> spherical.bounded(in.get(0)).mul(u).sum(), u.add(0.1));
        }
    }

    @Test
    void codesOfTheSphereHaveNormOne() {
        QuantiserPart part = Quantisers.part("bsq", Map.of("bits", 5));
        Quantiser quantiser = quantiser(part, 0);
        Tensor all = runtime.indices(IntStream.range(0, 32).toArray(), Shape.of(32));
        assertThat(quantiser.codes(all).square().sum(-1).readDoubles())
                .containsOnly(new double[] {1}, within(1e-6));
        Tensor bounded = quantiser.bounded(runtime.normal(KEY, Shape.of(10, 5)));
        assertThat(bounded.square().sum(-1).readDoubles())
                .containsOnly(new double[] {1}, within(1e-5));
        assertThat(quantiser.bounded(runtime.zeros(Shape.of(1, 5))).readDoubles()).containsOnly(0);
    }

    /**
     * The rotation takes the vector to its code, keeps the angle between gradient and vector, and
     * has the scale of the code beside the vector.
     */
    @Test
    void theRotationKeepsAnglesAndTakesTheVectorToItsCode() {
        Tensor e = runtime.normal(KEY.split("e"), Shape.of(6, 3));
        Tensor codes = runtime.normal(KEY.split("c"), Shape.of(6, 3));
        Tensor gradient = runtime.normal(KEY.split("g"), Shape.of(6, 3));
        assertThat(GradientCopy.ROTATION.of(e, codes).readDoubles())
                .containsExactly(codes.readDoubles(), within(1e-5));
        Tensor tracked = runtime.keep(e, true);
        double[] got;
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor loss = GradientCopy.ROTATION.of(tracked, codes).mul(gradient).sum();
            got = tape.gradients(loss, List.of(tracked)).of(tracked).readDoubles();
        } finally {
            runtime.release(tracked);
        }
        double[] from = e.readDoubles();
        double[] to = codes.readDoubles();
        double[] g = gradient.readDoubles();
        for (int row = 0; row < 6; row++) {
            double scale = norm(to, row) / norm(from, row);
            assertThat(norm(got, row)).isCloseTo(scale * norm(g, row), within(1e-4));
            // The angle between gradient and vector is that between the decoder's gradient and the
            // code.
            assertThat(cosine(got, from, row)).isCloseTo(cosine(g, to, row), within(1e-5));
        }
    }

    private static double dot(double[] a, double[] b, int row) {
        return IntStream.range(3 * row, 3 * row + 3).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private static double norm(double[] a, int row) {
        return Math.sqrt(dot(a, a, row));
    }

    private static double cosine(double[] a, double[] b, int row) {
        return dot(a, b, row) / norm(a, row) / norm(b, row);
    }

    /** Vectors at 0, codes at 0 and codes opposite to their vectors. */
    @Test
    void theRotationIsFiniteEverywhere() {
        Tensor e = runtime.tensor(new double[] {0, 0, 1, 2, 1, 2}, Shape.of(3, 2));
        Tensor codes = runtime.tensor(new double[] {1, 1, 0, 0, -1, -2}, Shape.of(3, 2));
        Tensor tracked = runtime.keep(e, true);
        try (GradientTape tape = GradientTape.record(runtime)) {
            Tensor loss = GradientCopy.ROTATION.of(tracked, codes).sum();
            assertThat(tape.gradients(loss, List.of(tracked)).of(tracked).readDoubles())
                    .doesNotContain(Double.NaN)
                    .doesNotContain(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        } finally {
            runtime.release(tracked);
        }
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> Quantisers.part("lfq", Map.of("bits", 21)))
                .hasMessageContaining("bits must be from 1 to 20, is 21");
        assertThatThrownBy(() -> Quantisers.part("bsq", Map.of("bits", 4, "sharpness", 0)))
                .hasMessageContaining("sharpness must be above 0 and finite, is 0.0");
        assertThatThrownBy(
                        () -> Quantisers.part("fsq", Map.of("levels", new int[] {60000, 60000, 2})))
                .hasMessageContaining("levels has more than 2^20 points");
        assertThatThrownBy(
                        () ->
                                Quantisers.family(
                                        runtime, residual(2, "{type: toy-normal, latent: 2}")))
                .hasMessageContaining("quantiser: posterior 'toy-normal' has no codes to add up");
        assertThatThrownBy(() -> residual(2, "{type: fsq, levels: [3], positions: 2}"))
                .hasMessageContaining("quantiser has no positions of its own");
    }
}
