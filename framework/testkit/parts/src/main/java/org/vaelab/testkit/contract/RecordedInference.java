// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** An inference that keeps what is drawn from its posteriors, until it is taken. */
record RecordedInference(AmortizedInference inference, List<JointDraw> drawn) implements Inference {

    static RecordedInference of(AmortizedInference inference) {
        return new RecordedInference(inference, new ArrayList<>());
    }

    /** Returns the draws since the last call. */
    List<JointDraw> take() {
        List<JointDraw> all = List.copyOf(drawn);
        drawn.clear();
        return all;
    }

    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        return new Recorded(inference.infer(p, batch, key, phase), drawn);
    }

    @Override
    public Optional<AmortizedInference> amortized() {
        return Optional.of(inference);
    }

    @Override
    public boolean firstCarriesAll() {
        return inference.firstCarriesAll();
    }

    @Override
    public String name() {
        return inference.name();
    }

    @Override
    public List<Parameter> parameters() {
        return inference.parameters();
    }

    private record Recorded(JointPosterior q, List<JointDraw> drawn) implements JointPosterior {

        @Override
        public JointDraw draw(RandomKey key, int samples) {
            JointDraw draw = q.draw(key, samples);
            drawn.add(draw);
            return draw;
        }

        @Override
        public Tensor logProbability(Latents values) {
            return q.logProbability(values);
        }

        @Override
        public Latents location() {
            return q.location();
        }

        @Override
        public Map<String, Posterior> atLocation() {
            return q.atLocation();
        }

        @Override
        public Posterior first() {
            return q.first();
        }
    }
}
