// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * One number for all examples: the moving average of the mean signal of earlier batches (the
 * reinforcement comparison of Williams 1992). The batch of a step enters it after the step, so that no draw is in its own baseline.
 */
final class MovingAverageBaseline implements Baseline {

    private final MovingAverage average;

    MovingAverageBaseline(TensorRuntime runtime, double decay) {
        average = MovingAverage.named("average", runtime, decay);
    }

    @Override
    public Centred of(Tensor signal, Batch batch) {
        return new Centred(
                signal.sub(average.value()),
                Optional.empty(),
                List.of(clock -> average.add(signal.mean())));
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(average.parameter());
    }
}
