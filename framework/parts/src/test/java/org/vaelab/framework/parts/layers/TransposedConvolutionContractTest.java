// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class TransposedConvolutionContractTest extends LayerContract {

    TransposedConvolutionContractTest() {
        super(
                "transposed-convolution",
                List.of(Shape.of(2, 4, 6)),
                "{channels: 3}",
                "{channels: 2, kernel: 4, stride: 2, padding: 1, outputPadding: 1}");
    }

    /**
     * Kernels count on. Two neighbours a and b add {@code a w_j + b w_(j - 1)}; one number adds its
     * kernel, of which padding leaves out the first row and column.
     */
    @Override
    protected List<KnownOutput> knownOutputs() {
        return List.of(
                KnownOutput.of("{channels: 3}", Shape.of(1, 1, 2), 1, 2)
                        .with("weight", numbers(0, 27))
                        .with("bias", 0, 0, 0.5)
                        .gives(
                                new double[] {
                                    0, 1, 4, 4, 3, 10, 13, 10, 6, 19, 22, 16, 9, 28, 31, 22, 12, 37,
                                    40, 28, 15, 46, 49, 34, 18.5, 55.5, 58.5, 40.5, 21.5, 64.5,
                                    67.5, 46.5, 24.5, 73.5, 76.5, 52.5
                                }),
                KnownOutput.of(
                                "{channels: 2, kernel: 4, stride: 2, padding: 1, outputPadding: 1}",
                                Shape.of(1, 1, 1),
                                2)
                        .with("weight", numbers(0, 32))
                        .with("bias", 0, 1)
                        .gives(
                                new double[] {
                                    10, 12, 14, 18, 20, 22, 26, 28, 30, 43, 45, 47, 51, 53, 55, 59,
                                    61, 63
                                }));
    }

    private static double[] numbers(int from, int to) {
        return IntStream.range(from, to).asDoubleStream().toArray();
    }
}
