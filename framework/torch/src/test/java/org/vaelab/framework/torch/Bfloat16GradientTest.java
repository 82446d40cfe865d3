// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.ReducedProducts;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;

/** Layers and their gradients with products in bfloat16, against the same in float32. */
@ExtendWith(NeedsBfloat16.class)
final class Bfloat16GradientTest {

    /** Of the norm of a result: three roundings of at most 2^-8, of which most cancel. */
    private static final double ROUNDING = 0x1p-8;

    private static final RandomKey KEY = RandomKey.of(3);

    private TensorRuntime runtime;

    @BeforeEach
    void open() {
        BackendSettings settings = new BackendSettings("cpu", 1, ProductPrecision.BFLOAT16);
        runtime = TensorRuntime.strict(new TorchBackendProvider().open(settings), DType.FLOAT32);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private Tensor drawn(String name, int... shape) {
        return runtime.keep(runtime.normal(KEY.split(name), Shape.of(shape)), true);
    }

    /** Returns the output, and the gradient of a sum of its squares in each input. */
    private static List<float[]> results(
            TensorRuntime runtime, List<Tensor> inputs, Function<List<Tensor>, Tensor> layer) {
        List<float[]> results = new ArrayList<>();
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Tensor y = layer.apply(inputs);
            results.add(y.readFloats());
            Gradients gradients = tape.gradients(y.square().sum());
            inputs.forEach(input -> results.add(gradients.of(input).readFloats()));
        }
        return results;
    }

    private void compare(
            List<Tensor> inputs, Function<List<Tensor>, Tensor> layer, boolean rounds) {
        List<float[]> exact = results(runtime, inputs, layer);
        List<float[]> reduced;
        try (ReducedProducts products = runtime.reducedProducts()) {
            reduced = results(runtime, inputs, layer);
        }
        List<float[]> exactAgain = results(runtime, inputs, layer);
        for (int i = 0; i < exact.size(); i++) {
            double distance = distance(reduced.get(i), exact.get(i));
            if (rounds) {
                assertThat(distance).as("result %d", i).isBetween(ROUNDING / 100, 2 * ROUNDING);
            } else {
                assertThat(distance).as("result %d", i).isZero();
            }
            assertThat(exactAgain.get(i)).as("result %d after it", i).isEqualTo(exact.get(i));
        }
    }

    private static double distance(float[] a, float[] b) {
        double squares = 0;
        double norm = 0;
        for (int i = 0; i < a.length; i++) {
            squares += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            norm += (double) b[i] * b[i];
        }
        return Math.sqrt(squares / norm);
    }

    @Test
    void denseLayer() {
        try (TensorScope scope = runtime.scope()) {
            List<Tensor> inputs =
                    List.of(drawn("x", 100, 300), drawn("w", 300, 200), drawn("b", 200));
            compare(
                    inputs,
                    in -> Fused.dense(in.get(0), in.get(1), in.get(2), Activation.SOFTPLUS),
                    true);
        }
    }

    /** A density is made of such: large numbers cancel. */
    @Test
    void whatIsNoLayerKeepsItsPrecision() {
        try (TensorScope scope = runtime.scope()) {
            List<Tensor> inputs =
                    List.of(drawn("x", 100, 300), drawn("w", 300, 200), drawn("b", 200));
            compare(
                    inputs,
                    in -> Fused.linear(in.get(0), in.get(1), in.get(2), Activation.SOFTPLUS),
                    false);
            compare(inputs.subList(0, 2), in -> in.get(0).matmul(in.get(1)), false);
        }
    }

    @Test
    void smallLayersKeepTheirPrecision() {
        try (TensorScope scope = runtime.scope()) {
            compare(
                    List.of(drawn("x", 100, 30), drawn("w", 30, 20), drawn("b", 20)),
                    in -> Fused.dense(in.get(0), in.get(1), in.get(2), Activation.TANH),
                    false);
        }
    }

    @Test
    void convolutions() {
        try (TensorScope scope = runtime.scope()) {
            ConvolutionGeometry geometry = new ConvolutionGeometry(2, 1);
            List<Tensor> inputs = List.of(drawn("x", 20, 16, 32, 32), drawn("w", 32, 16, 4, 4));
            compare(inputs, in -> in.get(0).conv2d(in.get(1), geometry), true);
            List<Tensor> mirrored = List.of(drawn("y", 20, 32, 16, 16), drawn("v", 32, 16, 4, 4));
            compare(mirrored, in -> in.get(0).convTranspose2d(in.get(1), geometry, 0), true);
        }
    }
}
