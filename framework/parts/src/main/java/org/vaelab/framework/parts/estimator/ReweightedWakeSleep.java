// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Reweighted wake-sleep (Bornschein and Bengio 2015, algorithm 1): p ascends the
 * importance-weighted bound, and q minimises {@code KL(p(z given x) || q(z given x))}.
 *
 * <pre>
 *   wake, theta:  E[ sum_k v_k grad log p(x, z_k) ],          v_k = w_k / sum_j w_j
 *   wake, phi:    E[ sum_k v_k grad log q(z_k given x) ]
 *   sleep, phi:   E_p(x, z)[ grad log q(z given x) ]
 * </pre>
 *
 * <p>Wake-phi estimates the gradient of {@code -KL(p(z given x) || q(z given x))}; its bias falls
 * as 1/K. Its expectation is 0 at K = 1, so q learns nothing. The sleep phase adds a gradient on
 * data that the model generates (dreams), as many as the batch has, under the conditions of the
 * batch. It uses q as in evaluation, discrete where training relaxes it. The paper makes either
 * update of q, or both.
 *
 * <p>No gradient passes through draws, so draws of any kind with a known density are supported. The
 * loss is minus the bound, with the terms of {@link ImportanceWeighted}; the gradient in phi is not
 * that of the bound. There is no weight of the KL, because q has no KL to weigh.
 */
@Cites("bornschein2015")
@Part(
        value = "rws",
        description = "reweighted wake-sleep: q follows the posterior, through draws of any kind",
        paper = "Bornschein and Bengio (2015)")
public record ReweightedWakeSleep(
        @Setting(value = "K, the number of draws per example", defaultValue = "5") int samples,
        @Setting(value = "whether q learns from dreams of the model too", defaultValue = "false")
                boolean sleep)
        implements Estimator {

    public ReweightedWakeSleep {
        Counts.atLeastOne("samples", samples);
    }

    @Override
    public Estimator create(EstimatorContext context) {
        context.requireNoKlWeight("estimator rws", "q follows the posterior itself");
        return this;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if q is a point mass; or if there is a sleep phase, and the
     *     inference learns nothing by gradients
     */
    @Override
    public Objective estimate(Step step) {
        ImportanceTerms.Drawn drawn = step.drawsWithHeldCondition(samples);
        SharedParameters.requireDensity("rws", drawn.draw());
        ImportanceTerms terms = drawn.ofHeldDraws();
        Tensor bound = ImportanceTerms.logMean(terms.logWeights());
        Tensor shares = terms.logWeights().stopGradient().softmax(0);
        Tensor learning = shares.mul(drawn.logProbabilityOfHeldDraws()).sum(0);
        if (sleep) {
            learning = learning.add(logProbabilityOfDreams(step.forPart("sleep")));
        }
        return terms.objective(bound, bound.add(learning.sub(learning.stopGradient())));
    }

    @Override
    public Optional<String> obstacle(LatentVariableModel model) {
        return SharedParameters.obstacle("rws", model);
    }

    /** Returns log q(z given x) of one (x, z) from the model for each example, [B]. */
    private static Tensor logProbabilityOfDreams(Step step) {
        LatentVariableModel model = step.model();
        if (model.inference().parameters().stream()
                .noneMatch(parameter -> parameter.role() == Parameter.Role.LEARNED)) {
            throw SettingException.about(
                    "sleep",
                    "true teaches a network of q by dreams, and inference '"
                            + model.inference().name()
                            + "' has none; leave it out");
        }
        Dream dream = model.runtime().unrecorded(() -> dream(step));
        return model.infer(
                        dream.data().withHeldCondition(),
                        step.key().split("inference"),
                        Phase.evaluation())
                .logProbability(dream.z())
                .reshape(step.batch().size());
    }

    /** Generated data, and the latent values that generated them, [1, B, event]. */
    private record Dream(Batch data, Latents z) {}

    private static Dream dream(Step step) {
        GenerativeModel p = step.model().generative();
        Batch batch = step.batch();
        Latents z =
                p.sample(step.key().split("z"), batch.size(), batch.given())
                        .mapped(drawn -> drawn.stopGradient().expandDims(0));
        Tensor x = p.output(z, batch.given()).sample(step.key().split("x"));
        Tensor held = x.stopGradient().reshape(batch.x().shape());
        return new Dream(new Batch(held, batch.given(), batch.rows()), z);
    }

    /** Accepts all but draws whose density passes no gradient. */
    @Override
    public boolean accepts(GradientKind kind) {
        return kind != GradientKind.NONE && kind != GradientKind.ENUMERATED;
    }
}
