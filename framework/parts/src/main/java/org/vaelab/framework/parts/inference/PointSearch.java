// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.random.RandomKey;

/**
 * A search for values of z that goes on, in training, from where it was when the datum was last
 * seen.
 */
interface PointSearch extends InferencePart {

    /** Returns the name of the inference. */
    String name();

    /** Returns how many numbers are remembered of a datum beside its values. */
    int remembered();

    /** Returns what the search finds for a batch. */
    JointPosterior find(
            LatentStart start, GenerativeModel p, Batch batch, RandomKey key, Phase phase);

    @Override
    default Inference create(InferenceContext context) {
        return new Searching(
                this, new LatentStart(context, 1, remembered()), context.part().mode());
    }

    /** The inference by a search. */
    record Searching(PointSearch search, LatentStart start, TrainingMode mode)
            implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            return mode.outside(() -> search.find(start, p, batch, key, phase));
        }

        @Override
        public String name() {
            return search.name();
        }

        @Override
        public boolean remembersData() {
            return true;
        }

        @Override
        public boolean needsGradient() {
            return true;
        }

        @Override
        public PosteriorForm form() {
            return PosteriorForm.DRAWS;
        }

        /** Returns what is remembered of the training data; nothing on a trained model. */
        @Override
        public List<Parameter> parameters() {
            return start.table().map(LocalTable::parameter).stream().toList();
        }
    }
}
