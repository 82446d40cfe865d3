// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.Inference.WrappedInference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * An inference that sees some modalities alone, as if the others were missing: q(z given x_S).
 *
 * @param seen S
 */
public record PartialInference(Inference wrapped, List<Modality> seen) implements WrappedInference {

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        return wrapped.infer(p, showing(batch, seen), key, phase);
    }

    /** Returns the same examples, of which only some modalities are observed. */
    public static Batch showing(Batch batch, List<Modality> some) {
        Tensor x = batch.x();
        double[] mask = new double[x.shape().extent(-1)];
        some.forEach(m -> Arrays.fill(mask, m.from(), m.to(), 1));
        return batch.showing(x.runtime().vector(mask).gt(0.5).broadcastTo(x.shape()));
    }

    /** Returns empty: the encoder itself sees everything. */
    @Override
    public Optional<AmortizedInference> amortized() {
        return Optional.empty();
    }
}
