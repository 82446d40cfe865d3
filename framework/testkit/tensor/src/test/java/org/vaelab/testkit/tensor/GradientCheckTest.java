// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

final class GradientCheckTest {

    private final TensorRuntime runtime =
            TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        assertThat(runtime.keptTensors()).isZero();
        scope.close();
        runtime.close();
    }

    private static Tensor squareWithGradient(Tensor x, double factor) {
        return CustomGradient.of(
                () -> x.square(), Pullback.of(g -> g.mul(x).mul(factor)), List.of(x));
    }

    private void check(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
        GradientCheck.of(runtime).check("f", function, inputs);
    }

    @Test
    void acceptsARightGradient() {
        check(in -> squareWithGradient(in.get(0), 2), runtime.vector(1, -3, 1e3));
    }

    @Test
    void rejectsAWrongGradientAndSaysWhere() {
        assertThatThrownBy(
                        () ->
                                check(
                                        in ->
                                                in.get(0)
                                                        .sum()
                                                        .add(
                                                                squareWithGradient(
                                                                        in.get(1), 2.00001)),
                                        runtime.vector(5, 6),
                                        runtime.tensor(new double[] {0, 0, 0, 3}, Shape.of(2, 2))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "gradient of f at input 1 of shape [2, 2], element [1, 1] = 3.0")
                .hasMessageContaining("output element [1, 1]")
                .hasMessageContaining("analytic 6.00003")
                .hasMessageContaining("numeric ")
                .hasMessageContaining("error 3.00e-05, tolerance 6.00e-06");
    }

    @Test
    void rejectsAMissingGradient() {
        assertThatThrownBy(() -> check(in -> in.get(0).stopGradient().mul(2), runtime.vector(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("analytic 0");
    }

    @Test
    void rejectsANaN() {
        assertThatThrownBy(
                        () ->
                                check(
                                        in -> squareWithGradient(in.get(0), Double.NaN),
                                        runtime.vector(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("NaN");
    }

    @Test
    void rejectsAWrongGradientOfALargeFunctionAlongARandomDirection() {
        Tensor x = runtime.normal(RandomKey.of(1), Shape.of(200));
        check(in -> squareWithGradient(in.get(0), 2), x);
        assertThatThrownBy(() -> check(in -> squareWithGradient(in.get(0), 2.001), x))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("random direction (seed 0/gradient-check)");
    }

    @Test
    void needsDoublePrecision() {
        try (TensorRuntime single = TensorRuntime.on(new ReferenceBackend(), DType.FLOAT32)) {
            assertThatThrownBy(() -> GradientCheck.of(single))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("FLOAT32");
        }
        Tensor coarse = runtime.vector(1).cast(DType.FLOAT32);
        assertThatThrownBy(() -> check(in -> in.get(0), coarse))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("FLOAT32[1]");
        assertThatThrownBy(() -> check(in -> runtime.vector(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no inputs");
        assertThatThrownBy(() -> GradientCheck.of(runtime).tolerance(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
