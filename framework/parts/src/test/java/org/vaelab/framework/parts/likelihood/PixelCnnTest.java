// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.parts.pixelcnn.GatedPixelCnn;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.GradientCheck;

/** Parameters are moved, so that the networks are far from their small initial weights. */
final class PixelCnnTest {

    private static final RandomKey KEY = RandomKey.of(83);
    private static final int FEATURES = 2;

    /** So many that a pixel whose ReLUs are all off is not met. */
    private static final int CHANNELS = 10;

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static PixelCnn moved(
            TensorRuntime on, Grid grid, int layers, int kernel, int innerKernel) {
        try (TensorScope scope = on.scope()) {
            PixelCnn cnn =
                    new PixelCnn(
                            new GatedPixelCnn(
                                    on,
                                    KEY,
                                    new GatedPixelCnn.Layout(
                                            grid,
                                            layers,
                                            CHANNELS,
                                            kernel,
                                            innerKernel,
                                            1,
                                            1,
                                            FEATURES)));
            ParameterProbe.move(cnn, KEY.split("moved"), 0.3);
            return cnn;
        }
    }

    private static Tensor contexts(TensorRuntime on, Grid grid, int count) {
        return on.normal(KEY.split("context"), Shape.of(count, grid.positions() * FEATURES)).mul(2);
    }

    /** All images, the last pixel fastest. */
    private static Tensor all(TensorRuntime on, int pixels) {
        double[] x = new double[pixels * (1 << pixels)];
        for (int v = 0; v < 1 << pixels; v++) {
            for (int i = 0; i < pixels; i++) {
                x[v * pixels + i] = v >> (pixels - 1 - i) & 1;
            }
        }
        return on.tensor(x, Shape.of(1 << pixels, pixels));
    }

    private static double[] probabilities(PixelCnn cnn, Tensor context, int pixels) {
        Tensor rows = context.broadcastTo(Shape.of(1 << pixels, context.shape().extent(-1)));
        return cnn.of(rows).logProbability(all(context.runtime(), pixels)).exp().readDoubles();
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({
        "3, 3, 2, 3, 3",
        "3, 3, 1, 5, 3",
        "2, 4, 3, 3, 5",
        "4, 2, 2, 7, 3",
        "1, 5, 2, 3, 3"
    })
    void probabilitiesOfAllImagesSumToOne(
            int rows, int columns, int layers, int kernel, int innerKernel) {
        Grid grid = new Grid(rows, columns);
        PixelCnn cnn = moved(runtime, grid, layers, kernel, innerKernel);
        try (TensorScope scope = runtime.scope()) {
            Tensor contexts = contexts(runtime, grid, 2);
            int pixels = grid.positions();
            double[] first = probabilities(cnn, contexts.slice(0, 0, 1), pixels);
            double[] second = probabilities(cnn, contexts.slice(0, 1, 2), pixels);
            assertThat(Arrays.stream(first).sum()).isCloseTo(1, within(1e-10));
            assertThat(Arrays.stream(second).sum()).isCloseTo(1, within(1e-10));
            double difference =
                    IntStream.range(0, first.length)
                            .mapToDouble(v -> Math.abs(first[v] - second[v]))
                            .sum();
            assertThat(difference).as("z matters").isGreaterThan(1e-3);
        }
    }

    @Test
    void probabilitiesOfSmallImagesSumToOne() {
        probabilitiesOfAllImagesSumToOne(1, 5, 2, 3, 3);
    }

    /** What a pixel can see: all before it within the summed reach of the kernels, to any side. */
    private static boolean sees(int[] of, int[] at, int reach) {
        int up = of[0] - at[0];
        int right = at[1] - of[1];
        boolean within = up <= reach && Math.abs(right) <= reach;
        return within && (up > 0 || (up == 0 && right < 0));
    }

    /**
     * Exactly the pixels before it, without a blind spot: the gradient of each logit in each pixel.
     */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"5, 5, 3, 3, 3", "4, 6, 1, 5, 3", "6, 6, 2, 5, 3", "3, 3, 4, 3, 3"})
    void eachPixelSeesAllThatLiesBeforeItInReach(
            int rows, int columns, int layers, int kernel, int innerKernel) {
        Grid grid = new Grid(rows, columns);
        PixelCnn cnn = moved(runtime, grid, layers, kernel, innerKernel);
        int reach = kernel / 2 + (layers - 1) * (innerKernel / 2);
        int pixels = grid.positions();
        try (TensorScope outer = runtime.scope()) {
            Tensor context = contexts(runtime, grid, 1);
            Tensor x = runtime.keep(runtime.normal(KEY, Shape.of(1, pixels)), true);
            for (int i = 0; i < pixels; i++) {
                try (TensorScope scope = runtime.scope();
                        GradientTape tape = GradientTape.record(runtime)) {
                    Tensor logit = cnn.logits(x, context).slice(-1, i, i + 1).sum();
                    double[] gradient =
                            i == 0 ? new double[pixels] : tape.gradients(logit).of(x).readDoubles();
                    for (int j = 0; j < pixels; j++) {
                        boolean seen =
                                sees(
                                        new int[] {i / columns, i % columns},
                                        new int[] {j / columns, j % columns},
                                        reach);
                        if (seen) {
                            assertThat(Math.abs(gradient[j]))
                                    .as("of pixel %d in pixel %d", i, j)
                                    .isGreaterThan(1e-14);
                        } else {
                            assertThat(gradient[j]).as("of pixel %d in pixel %d", i, j).isZero();
                        }
                    }
                }
            }
            runtime.release(x);
        }
    }

    /** A finite step of one pixel leaves the logits up to it as they are, to the bit. */
    @Test
    void aChangedPixelLeavesThoseUpToItAsTheyAre() {
        Grid grid = new Grid(3, 3);
        PixelCnn cnn = moved(runtime, grid, 2, 3, 3);
        try (TensorScope scope = runtime.scope()) {
            Tensor context = contexts(runtime, grid, 1);
            double[] x = KEY.split("x").normal(9);
            double[] before = cnn.logits(runtime.tensor(x, Shape.of(1, 9)), context).readDoubles();
            for (int at = 0; at < 9; at++) {
                double[] stepped = x.clone();
                stepped[at] += 0.1;
                double[] after =
                        cnn.logits(runtime.tensor(stepped, Shape.of(1, 9)), context).readDoubles();
                assertThat(Arrays.copyOf(after, at + 1)).isEqualTo(Arrays.copyOf(before, at + 1));
                if (at < 8) {
                    assertThat(after[at + 1]).isNotEqualTo(before[at + 1]);
                }
            }
        }
    }

    /** Of several draws of z the vertical stack is computed once; the logits are those of each. */
    @Test
    void drawsThatShareAnImageHaveTheLogitsOfEach() {
        Grid grid = new Grid(3, 4);
        PixelCnn cnn = moved(runtime, grid, 2, 3, 3);
        try (TensorScope scope = runtime.scope()) {
            Tensor x = runtime.normal(KEY, Shape.of(2, 12));
            Tensor contexts = contexts(runtime, grid, 6).reshape(3, 2, 24);
            double[] together = cnn.logits(x, contexts).readDoubles();
            for (int k = 0; k < 3; k++) {
                Tensor own = contexts.slice(0, k, k + 1).reshape(2, 24);
                assertThat(Arrays.copyOfRange(together, k * 24, (k + 1) * 24))
                        .containsExactly(cnn.logits(x, own).readDoubles(), within(1e-12));
            }
        }
    }

    /**
     * Each pixel of a draw is on where its uniform number is below its teacher-forced probability.
     */
    @Tag("full")
    @ParameterizedTest
    @CsvSource({"4, 5, 1, 3, 3", "5, 4, 3, 7, 3", "3, 6, 2, 3, 5", "1, 7, 2, 5, 3"})
    void drawsAreThoseOfTheTeacherForcedLogits(
            int rows, int columns, int layers, int kernel, int innerKernel) {
        Grid grid = new Grid(rows, columns);
        PixelCnn cnn = moved(runtime, grid, layers, kernel, innerKernel);
        try (TensorScope scope = runtime.scope()) {
            Tensor contexts = contexts(runtime, grid, 30);
            Tensor x = cnn.of(contexts).sample(KEY);
            Tensor uniform = runtime.uniform(KEY, Shape.of(30, grid.positions()));
            Tensor expected = uniform.lt(cnn.logits(x, contexts).sigmoid());
            assertThat(x.readDoubles()).isEqualTo(expected.readDoubles()).contains(0, 1);
        }
    }

    /** Wrong with probability 1e-6; finds the law for another z. */
    @Tag("exhaustive")
    @Test
    void drawsHaveTheProbabilities() {
        Grid grid = new Grid(2, 2);
        int n = 40_000;
        try (TensorRuntime own = Runtimes.nd4j(DType.FLOAT64)) {
            PixelCnn cnn = moved(own, grid, 2, 3, 3);
            try (TensorScope scope = own.scope()) {
                Tensor contexts = contexts(own, grid, 2);
                double[][] p = new double[2][];
                for (int c = 0; c < 2; c++) {
                    p[c] = probabilities(cnn, contexts.slice(0, c, c + 1), 4);
                }
                for (int c = 0; c < 2; c++) {
                    Tensor rows = contexts.slice(0, c, c + 1).broadcastTo(Shape.of(n, 8));
                    double[] draws = cnn.of(rows).sample(KEY.fold(c)).readDoubles();
                    long[] counts = new long[16];
                    for (int r = 0; r < n; r++) {
                        int v = 0;
                        for (int i = 0; i < 4; i++) {
                            v = 2 * v + (int) draws[4 * r + i];
                        }
                        counts[v]++;
                    }
                    double[] other = p[1 - c];
                    ASSERT.counts("x", counts, p[c]);
                    assertThatThrownBy(() -> ASSERT.counts("x", counts, other))
                            .isInstanceOf(AssertionError.class);
                }
            }
        }
    }

    @Test
    void theSameKeyDrawsTheSameOnEveryBackendAndLeavesNothingBehind() {
        Grid grid = new Grid(4, 4);
        List<double[]> draws = new ArrayList<>();
        for (TensorRuntime own :
                List.of(Runtimes.reference(DType.FLOAT64), Runtimes.nd4j(DType.FLOAT64))) {
            try (own) {
                PixelCnn cnn = moved(own, grid, 2, 5, 3);
                int kept = own.keptTensors();
                try (TensorScope scope = own.scope()) {
                    Tensor contexts = contexts(own, grid, 6);
                    double[] all = cnn.of(contexts).sample(KEY).readDoubles();
                    double[] few = cnn.of(contexts.slice(0, 0, 4)).sample(KEY).readDoubles();
                    assertThat(Arrays.copyOf(all, few.length)).isEqualTo(few);
                    Tensor apart = contexts.reshape(2, 3, 32);
                    assertThat(cnn.of(apart).sample(KEY).readDoubles()).isEqualTo(all);
                    draws.add(all);
                }
                assertThat(own.keptTensors()).isEqualTo(kept);
            }
        }
        assertThat(draws.get(1)).isEqualTo(draws.get(0));
    }

    @Tag("exhaustive")
    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        Grid grid = new Grid(2, 3);
        PixelCnn cnn = moved(runtime, grid, 2, 3, 3);
        try (TensorScope scope = runtime.scope()) {
            Tensor x = all(runtime, 6).slice(0, 21, 23);
            Tensor contexts = contexts(runtime, grid, 4).reshape(2, 2, 12);
            ParameterProbe.compareWithDifferences(cnn, () -> cnn.of(contexts).logProbability(x));
            GradientCheck.of(runtime)
                    .check("pixelcnn", in -> cnn.of(in.get(0)).logProbability(x), contexts);
        }
    }

    @Test
    void theLogitsStartFromTheMean() {
        try (TensorScope scope = runtime.scope()) {
            Grid grid = new Grid(2, 2);
            PixelCnn cnn =
                    new PixelCnn(
                            new GatedPixelCnn(
                                    runtime,
                                    KEY,
                                    new GatedPixelCnn.Layout(grid, 1, 2, 3, 3, 1, 1, 1)));
            cnn.startAt(new double[] {0.1, 0.3, 0.2, 0.2}, null);
            Parameter bias =
                    cnn.parameters().stream()
                            .filter(p -> p.name().equals("output.bias"))
                            .findFirst()
                            .orElseThrow();
            assertThat(bias.value().readDoubles()[0]).isCloseTo(Math.log(0.25), within(1e-12));
        }
    }

    @Test
    void otherDataAndKernelsAreRefused() {
        try (TensorScope scope = runtime.scope()) {
            PixelCnn cnn = moved(runtime, new Grid(3, 4), 1, 3, 3);
            assertThat(cnn.head(new DataShape(1, 3, 4)).width()).isEqualTo(24);
            assertThatThrownBy(() -> cnn.head(new DataShape(1, 4, 3)))
                    .hasMessage(
                            "a PixelCNN of one channel of 3x4 pixels has no density for data of 1x4x3");
            assertThatThrownBy(() -> new PixelCnn.Settings(4, 16, 4, 3, 4))
                    .hasMessage("kernel must be odd and at least 3, is 4");
            assertThatThrownBy(() -> new PixelCnn.Settings(4, 16, 7, 1, 4))
                    .hasMessage("innerKernel must be odd and at least 3, is 1");
            assertThatThrownBy(() -> new PixelCnn.Settings(0, 16, 7, 3, 4))
                    .hasMessage("layers must be at least 1, is 0");
        }
    }
}
