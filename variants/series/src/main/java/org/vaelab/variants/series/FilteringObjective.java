// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the filtering variational objective of K particles (Maddison et al. 2017, equation 6 and algorithm 1):
 *
 * <pre>
 *   log p(x) >= E[ sum over resamplings of log(mean of the weights since the last one) ]
 * </pre>
 *
 * <p>The bound is that of {@link VrnnFilter}. Its gradient leaves out the term of the resampling, as in the paper
 * (section 4.2): it is biased, and has a smaller variance. It takes models whose posterior has {@link
 * JointPosterior#completions}.
 */
@Called("FIVO")
@Cites("maddison2017fivo")
@Part(
        value = FilteringObjective.NAME,
        description = "the bound of a particle filter of K particles (FIVO)",
        paper = "Maddison et al. (2017), eq. 6")
public record FilteringObjective(
        @Setting(value = "K, the particles of a series", defaultValue = "5") int samples)
        implements Estimator {

    static final String NAME = "fivo";

    public FilteringObjective {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        context.requireNoKlWeight("estimator fivo", "its bound is that of all steps together");
        return this;
    }

    @Override
    public boolean comparesDraws() {
        return samples > 1;
    }

    @Override
    public Optional<String> obstacle(LatentVariableModel model) {
        return model.tried(q -> q.completions(RandomKey.of(0), 1).isPresent())
                ? Optional.empty()
                : Optional.of(
                        "estimator fivo needs a model that has a particle filter, such as variant:"
                                + " vrnn\nuse estimator: iwae");
    }

    @Override
    public Objective estimate(Step step) {
        Phase phase = Phase.training(step.clock());
        JointPosterior q = step.model().infer(step.batch(), step.key().split("inference"), phase);
        Completions all = q.completions(step.key().split("posterior"), samples).orElseThrow();
        Tensor bound = ImportanceTerms.logMean(all.logWeights());
        return Objective.maximising(
                bound,
                bound,
                List.of(new Objective.Term(NAME, 1, bound)),
                KlSource.NONE,
                TrainingEffects.NONE,
                () -> 1);
    }
}
