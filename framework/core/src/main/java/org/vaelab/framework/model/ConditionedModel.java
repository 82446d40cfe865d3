// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.Map;
import org.vaelab.framework.Internal;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.tensor.Tensor;

/**
 * A whole model that is given c, and computes with scaled data ({@link Conditioning#scaling}). What
 * is asked of it is in the units of the data.
 */
@Internal
public class ConditionedModel<M extends GenerativeModel> implements GenerativeModel.WrappedModel {

    final M model;
    private final Conditioning condition;

    private ConditionedModel(M model, Conditioning condition) {
        this.model = model;
        this.condition = condition;
    }

    /** Returns the model, which has a posterior if the whole model has one. */
    public static GenerativeModel of(GenerativeModel model, Conditioning condition) {
        return model instanceof TractableModel tractable
                ? new Tractable(tractable, condition)
                : new ConditionedModel<>(model, condition);
    }

    private static final class Tractable extends ConditionedModel<TractableModel>
            implements TractableModel {

        Tractable(TractableModel model, Conditioning condition) {
            super(model, condition);
        }

        @Override
        public JointPosterior posterior(Batch batch) {
            return model.posterior(condition().scaled(batch));
        }
    }

    @Override
    public GenerativeModel wrapped() {
        return model;
    }

    @Override
    public Conditioning condition() {
        return condition;
    }

    @Override
    public OutputDistribution output(Latents z, Map<String, Tensor> given) {
        OutputDistribution y = model.output(z, given);
        return condition.scaling(given).map(by -> by.of(y)).orElse(y);
    }

    @Override
    public GenerativeModel prepared() {
        return of(model.prepared(), condition);
    }
}
