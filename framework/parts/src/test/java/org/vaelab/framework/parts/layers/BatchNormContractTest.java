// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.layers;

import java.util.List;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.contract.KnownOutput;
import org.vaelab.testkit.contract.LayerContract;

final class BatchNormContractTest extends LayerContract {

    BatchNormContractTest() {
        super("batch-norm", List.of(Shape.of(4), Shape.of(2, 4, 6)));
    }

    /**
     * Of the batch the channels have the means 2 and 4 and the variances 1 and 4. Evaluation takes
     * the running ones.
     */
    @Override
    protected List<KnownOutput> knownOutputs() {
        double first = 1 / Math.sqrt(1 + 1e-5);
        double second = 2 / Math.sqrt(4 + 1e-5);
        return List.of(
                KnownOutput.of("{}", Shape.of(2), 1, 2, 3, 6)
                        .with("runningMean", 5, 5)
                        .with("weight", 1, 2)
                        .with("bias", 0, 0.5)
                        .inTraining()
                        .gives(-first, -2 * second + 0.5, first, 2 * second + 0.5),
                KnownOutput.of("{}", Shape.of(2, 1, 2), 1, 3, 2, 6)
                        .inTraining()
                        .gives(-first, first, -second, second),
                KnownOutput.of("{}", Shape.of(2), 5, 6)
                        .with("runningMean", 4, 8)
                        .with("runningVariance", 1, 4)
                        .gives(first, -second));
    }
}
