// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Mlp;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.Halves;
import org.vaelab.testkit.problem.Runtimes;

/** Convolutions between latent variables on grids. */
final class GridNetworkTest {

    private static final RandomKey KEY = RandomKey.of(4);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private static Head head(Grid grid, int each) {
        int n = each * grid.positions();
        return Head.of(Head.real("mean", n), Head.positive("scale", n)).onGrid(grid);
    }

    private Network network(Grid from, Grid to, Integer... channels) {
        return new Halves(runtime, StrictMapper.defaults(ImageArchitecture.Convolutional.class))
                .between(
                        KEY,
                        3 * from.positions(),
                        Optional.of(from),
                        List.of(channels),
                        head(to, 2));
    }

    @ParameterizedTest
    @CsvSource({"7,4", "4,7", "7,2", "2,7", "5,5", "8,1", "1,8"})
    void leadsFromOneGridToAnother(int from, int to) {
        Grid first = new Grid(from, from);
        Grid second = new Grid(to, to);
        Network network = network(first, second, 5, 6);
        int inputs = 3 * first.positions();
        Tensor x = runtime.normal(KEY, Shape.of(2, 3, inputs));
        Tensor y = network.apply(x);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 4 * second.positions()));
        // Each row by itself.
        Tensor last = x.reshape(6, inputs).slice(0, 5, 6);
        assertThat(network.apply(last).readDoubles())
                .containsExactly(
                        y.reshape(6, 4 * second.positions()).slice(0, 5, 6).readDoubles(),
                        within(1e-12));
        assertThat(network.heldPerRow()).isPositive();
        assertThat(network.parameters())
                .extracting(Parameter::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(6);
        assertThatThrownBy(() -> network.apply(x.slice(-1, 0, 2)))
                .hasMessageContaining("does not take");
    }

    /** What is far away on the grid of the input moves no number: nothing is dense. */
    @Test
    void aPositionSeesItsNeighbourhood() {
        Grid grid = new Grid(9, 9);
        Network network = network(grid, grid, 4, 4);
        Tensor x = runtime.normal(KEY, Shape.of(1, 3 * 81));
        double[] moved = x.readDoubles();
        moved[0] += 1;
        double[] before = network.apply(x).readDoubles();
        double[] after = network.apply(runtime.tensor(moved, x.shape())).readDoubles();
        for (int output = 0; output < 2; output++) {
            for (int position = 0; position < 81; position++) {
                boolean near = position / 9 <= 2 && position % 9 <= 2;
                int i = output * 2 * 81 + 2 * position;
                assertThat(after[i] != before[i] || after[i + 1] != before[i + 1])
                        .as("output %d at position %d", output, position)
                        .isEqualTo(near);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"5,3", "3,5"})
    void theGradientIsThatOfFiniteDifferences(int from, int to) {
        Network network = network(new Grid(from, from), new Grid(to, to), 2, 3);
        Tensor x = runtime.normal(KEY, Shape.of(2, 3 * from * from));
        Parameter first = network.parameters().get(0);
        double[] gradient;
        try (GradientTape tape = GradientTape.record(runtime)) {
            gradient =
                    tape.gradients(network.apply(x).square().sum()).of(first.value()).readDoubles();
        }
        double[] values = first.value().readDoubles();
        double step = 1e-5;
        for (int i = 0; i < values.length; i += 7) {
            double[] ends = new double[2];
            for (int side = 0; side < 2; side++) {
                double[] moved = values.clone();
                moved[i] += (2 * side - 1) * step;
                first.assign(runtime.tensor(moved, first.value().shape()));
                ends[side] = network.apply(x).square().sum().readScalar();
            }
            assertThat(gradient[i])
                    .isCloseTo((ends[1] - ends[0]) / (2 * step), within(1e-6 * (1 + ends[0])));
        }
        first.assign(runtime.tensor(values, first.value().shape()));
    }

    @Test
    void gridsThatAreNoHalvingsAreRefused() {
        assertThatThrownBy(() -> network(new Grid(7, 7), new Grid(3, 3), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "there are latent variables on grids of 7x7 and 3x3, and convolutions of"
                                + " stride 2 lead from 7x7 to 4x4, 2x2, 1x1");
        assertThatThrownBy(() -> network(new Grid(7, 7), new Grid(4, 4)))
                .hasMessageContaining("at least one hidden layer");
    }

    /** Perceptrons take no notice of grids, and what leads to or from a vector is dense. */
    @Test
    void convolutionsAreWhereBothAreOnGridsAndTheArchitectureHasAny() {
        Grid grid = new Grid(4, 4);
        Head vector = Head.of(Head.real("mean", 3));
        Perceptron perceptron = StrictMapper.defaults(Perceptron.class);
        ImageArchitecture.Convolutional convolutional =
                StrictMapper.defaults(ImageArchitecture.Convolutional.class);
        for (Architecture architecture : List.of(perceptron, convolutional)) {
            boolean convolves = architecture.equals(convolutional);
            assertThat(between(architecture, Optional.of(grid), head(grid, 1)))
                    .isInstanceOf(convolves ? GridNetwork.class : Mlp.class);
            assertThat(between(architecture, Optional.of(grid), vector)).isInstanceOf(Mlp.class);
            assertThat(between(architecture, Optional.empty(), head(grid, 1)))
                    .isInstanceOf(Mlp.class);
        }
    }

    private Network between(Architecture architecture, Optional<Grid> grid, Head head) {
        return new Halves(runtime, architecture).between(KEY, 16, grid, List.of(5), head);
    }
}
