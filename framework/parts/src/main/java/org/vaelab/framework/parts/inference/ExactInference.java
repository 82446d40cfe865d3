// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.GenerativeModel.TractableModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;

/** The posterior of a model of which it is known, {@link TractableModel#posterior}. */
@Part(value = "exact", description = "the posterior itself, of a model of which it is known")
public record ExactInference() implements InferencePart, Inference {

    @Override
    public Inference create(InferenceContext context) {
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the posterior of the model is not known
     */
    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        if (!(p instanceof TractableModel tractable)) {
            throw new IllegalArgumentException(
                    "inference exact needs a model whose posterior is known, such as a mixture; this"
                            + " one has inference amortized, svi, semi-amortized, map or hmc");
        }
        return tractable.posterior(batch);
    }

    @Override
    public PosteriorForm form() {
        return PosteriorForm.EXACT;
    }

    @Override
    public String name() {
        return "exact";
    }
}
