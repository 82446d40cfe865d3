// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class ReshapeContractTest extends LayerContract {

    ReshapeContractTest() {
        super(
                "reshape",
                List.of(Shape.of(48), Shape.of(2, 4, 6)),
                "{shape: [3, 4, 4]}",
                "{shape: [48]}");
    }

    /** The numbers keep their order. */
    @Override
    protected List<KnownOutput> knownOutputs() {
        double[] numbers = IntStream.range(0, 48).asDoubleStream().toArray();
        return List.of(
                KnownOutput.of("{shape: [3, 4, 4]}", Shape.of(48), numbers).gives(numbers),
                KnownOutput.of("{shape: [48]}", Shape.of(2, 4, 6), numbers).gives(numbers));
    }
}
