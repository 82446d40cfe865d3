// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.tensor.OnDevice;

/**
 * The same keys give the same draws on a GPU as on the processor: uniform numbers to the bit, what
 * a function makes of them to the rounding of the function.
 */
@OnDevice("cuda")
final class CudaDrawsTest {

    private static final Shape SHAPE = Shape.of(37, 101);

    private interface Draw {
        Tensor of(TensorRuntime runtime, RandomKey key);
    }

    @SuppressWarnings("try") // the scope is opened for what is created meanwhile, not for itself
    private static double[] drawn(String device, DType dtype, Draw draw) {
        try (TensorRuntime runtime =
                        TensorRuntime.strict(
                                new TorchBackendProvider().open(new BackendSettings(device, 1)),
                                dtype);
                var scope = runtime.scope()) {
            return draw.of(runtime, RandomKey.of(20)).readDoubles();
        }
    }

    private static void agree(DType dtype, double tolerance, Draw draw) {
        assertThat(drawn("cuda", dtype, draw))
                .containsExactly(drawn("cpu", dtype, draw), within(tolerance));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void uniformNumbersAreTheSameBits(DType dtype) {
        Draw uniform = (runtime, key) -> runtime.uniform(key, SHAPE);
        assertThat(drawn("cuda", dtype, uniform)).isEqualTo(drawn("cpu", dtype, uniform));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void normalAndExponentialNumbersDifferByRoundingAlone(DType dtype) {
        double tolerance = dtype == DType.FLOAT32 ? 2e-5 : 1e-12;
        agree(dtype, tolerance, (runtime, key) -> runtime.normal(key, SHAPE));
        agree(dtype, tolerance, (runtime, key) -> runtime.exponential(key, SHAPE));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void joinedKeysGiveWhatEachGives(DType dtype) {
        Draw joined =
                (runtime, key) ->
                        runtime.uniform(
                                RandomKey.joined(
                                        List.of(key.fold(0), key.fold(1), key.split("third"))),
                                SHAPE.with(0, 3));
        assertThat(drawn("cuda", dtype, joined)).isEqualTo(drawn("cpu", dtype, joined));
    }
}
