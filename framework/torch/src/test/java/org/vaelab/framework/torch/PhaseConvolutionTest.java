// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** The transposed convolution by phases is the gradient of the convolution. */
final class PhaseConvolutionTest {

    private static final ConvolutionGeometry HALVING = new ConvolutionGeometry(2, 1);

    @ParameterizedTest
    @CsvSource({"1,1,1,1,1", "2,3,4,5,2", "3,2,1,1,6", "2,1,5,3,3"})
    @SuppressWarnings("try") // the region is opened for what is created meanwhile
    void isTheGradientOfTheConvolution(int n, int in, int out, int h, int w) {
        TensorBackend backend = new TorchBackendProvider().open(new BackendSettings("cpu", 1));
        try (AutoCloseable runtime = backend::close;
                var region = backend.storage().openRegion()) {
            Buffer y = random(backend, 1, Shape.of(n, in, h, w));
            Buffer kernels = random(backend, 2, Shape.of(in, out, 4, 4));
            Shape shape = Shape.of(n, out, 2 * h, 2 * w);
            Buffer expected =
                    backend.parts().products().convolveInputGradient(y, kernels, shape, HALVING);
            Buffer found = random(backend, 3, shape);
            PhaseConvolution.transposed(
                    ((TorchBuffer) y).tensor(),
                    ((TorchBuffer) kernels).tensor(),
                    ((TorchBuffer) found).tensor());
            // Sums of 4 in products of at most 9 each, in double precision.
            assertThat(backend.storage().readDoubles(found))
                    .containsExactly(backend.storage().readDoubles(expected), within(1e-12));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Buffer random(TensorBackend backend, int seed, Shape shape) {
        return backend.storage()
                .create(RandomKey.of(seed).normal(shape.size()), shape, DType.FLOAT64);
    }

    @Test
    void isTakenForManyNumbersOfThisGeometryAlone() {
        Shape many = Shape.of(5000, 32, 16, 16);
        Shape kernels = Shape.of(32, 32, 4, 4);
        Shape x = Shape.of(5000, 32, 32, 32);
        assertThat(PhaseConvolution.isFaster(many, kernels, x, HALVING)).isTrue();
        assertThat(PhaseConvolution.isFaster(many.with(0, 100), kernels, x, HALVING)).isFalse();
        assertThat(PhaseConvolution.isFaster(many, kernels.with(1, 1), x, HALVING)).isFalse();
        assertThat(PhaseConvolution.isFaster(many, kernels.with(2, 3), x, HALVING)).isFalse();
        assertThat(PhaseConvolution.isFaster(many, kernels, x.with(3, 33), HALVING)).isFalse();
        ConvolutionGeometry keeping = new ConvolutionGeometry(1, 1);
        assertThat(PhaseConvolution.isFaster(many, kernels, x, keeping)).isFalse();
        ConvolutionGeometry bare = new ConvolutionGeometry(2, 0);
        assertThat(PhaseConvolution.isFaster(many, kernels, x, bare)).isFalse();
    }
}
