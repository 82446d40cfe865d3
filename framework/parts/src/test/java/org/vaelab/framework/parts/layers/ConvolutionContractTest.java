// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class ConvolutionContractTest extends LayerContract {

    ConvolutionContractTest() {
        super(
                "convolution",
                List.of(Shape.of(2, 4, 6)),
                "{channels: 3}",
                "{channels: 2, kernel: 4, stride: 2, padding: 1}");
    }

    /**
     * Kernels count on: of 18 numbers that are larger by 1 the sum is 17 18 19 / 3, and 18 171 more
     * with each channel. Of a kernel of 4 the middle numbers are 5, 6, 9 and 10, and 16 more.
     */
    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{channels: 3}", Shape.of(2, 3, 3), numbers(1, 19))
                        .with("weight", numbers(0, 54))
                        .with("bias", 0.5, 0, -0.5)
                        .gives(1938.5, 5016, 8093.5),
                KnownOutput.of(
                                "{channels: 2, kernel: 4, stride: 2, padding: 1}",
                                Shape.of(1, 2, 2),
                                new double[] {1, 2, 3, 4})
                        .with("weight", numbers(0, 32))
                        .with("bias", 0, 1)
                        .gives(84, 245));
    }

    private static double[] numbers(int from, int to) {
        return IntStream.range(from, to).asDoubleStream().toArray();
    }
}
