// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.estimator.AscendingInference;
import org.vaelab.framework.estimator.RegularizedBound;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Separate variational parameters for each datum (stochastic variational inference; Hoffman et al.
 * 2013, figure 4). The generative model is held fixed during gradient steps on
 *
 * <pre>
 *   L(phi_b) = E_q(z; phi_b)[ log p(x_b given z) ] - KL(q(z; phi_b) || p(z))
 * </pre>
 *
 * <p>in evaluation. Training uses the objective of the estimator at that step: L with a regulariser
 * instead of the KL. A regulariser of the whole batch couples the data of the batch.
 *
 * <p>Here phi_b is the head output of an encoder for x_b. The steps on a trained model start from
 * the output of its encoder (Cremer et al. 2018, section 3). Training has no encoder, so phi_b
 * starts from its value at the last visit of x_b, at first from 0. Data that training has not seen
 * start from 0.
 *
 * <p>The parameters of all training data are state: saved in checkpoints, and changed after a step
 * by the data of its batch alone. The moments of Adam restart for each batch. Parameters of the
 * family, such as those of a flow, are shared by all data and learned with the model.
 */
public record StochasticVariationalInference(
        String latent,
        PosteriorFamily family,
        KlRegistry kl,
        LocalAscent ascent,
        Optional<AmortizedInference> start,
        Optional<LocalTable> table,
        RegularizedBound objective)
        implements AscendingInference {

    @Cites("hoffman2013")
    @Part(
            value = "svi",
            description = "variational parameters of each example, found by gradient steps (SVI)",
            paper = "Hoffman et al. (2013)")
    public record Settings(
            @Setting(
                            value = "steps of gradient ascent for the examples of a batch",
                            defaultValue = "20")
                    int steps,
            @Setting("steps in evaluation, which starts anew; absent: as steps")
                    @Nullable Integer evaluationSteps,
            @Setting(value = "draws per example and step", defaultValue = "5") int samples,
            @Setting(value = "learning rate of Adam, above 0", defaultValue = "0.01")
                    double learningRate)
            implements InferencePart {

        public Settings {
            new LocalAscent(steps, evaluationSteps, samples, learningRate);
        }

        /** Empty where the config sets {@code evaluationSteps}. */
        @Override
        public OptionalInt stepsOfOneVisitInEvaluation() {
            return evaluationSteps == null ? OptionalInt.of(steps) : OptionalInt.empty();
        }

        /**
         * {@inheritDoc}
         *
         * <p>The steps on a trained model with an encoder start at its output. Training has no
         * encoder: each example continues from its last visit.
         */
        @Override
        public Inference create(InferenceContext context) {
            InferenceContext.Encoding encoding = context.requireEncoding("svi");
            context.requireOneLatent("svi");
            int width = encoding.family().head().width();
            return new StochasticVariationalInference(
                    encoding.latent(),
                    encoding.family(),
                    context.kl(),
                    new LocalAscent(steps, evaluationSteps, samples, learningRate),
                    context.trained(),
                    context.trained().isPresent()
                            ? Optional.empty()
                            : Optional.of(LocalTable.of(context.part(), width)),
                    RegularizedBound.EVIDENCE);
        }
    }

    @Override
    public Inference maximising(RegularizedBound other) {
        return new StochasticVariationalInference(latent, family, kl, ascent, start, table, other);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if draws of the family pass no gradient in this phase
     */
    @Override
    public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
        LatentVariableModel model = new LatentVariableModel(p, this, kl);
        boolean training = phase instanceof Phase.Training;
        Tensor from = p.runtime().unrecorded(() -> from(p, batch, training));
        Tensor found =
                ascent.climb(
                        from,
                        phase,
                        (parameters, step) -> {
                            Posterior q = LocalAscent.usable(family.of(parameters, phase), name());
                            RandomKey own = key.fold(step);
                            JointDraw draw =
                                    new LocalAscent.FoundPosterior(latent, q, TrainingEffects.NONE)
                                            .draw(own, ascent.samples());
                            return LocalAscent.objective(
                                    objective, model, batch, draw, own.split("regularizer"), phase);
                        });
        List<StateUpdate> updates =
                training && table.isPresent()
                        ? List.of(table.get().remember(batch, found::readDoubles))
                        : List.of();
        return new LocalAscent.FoundPosterior(
                latent, family.of(found, phase), TrainingEffects.of(updates));
    }

    private Tensor from(GenerativeModel p, Batch batch, boolean training) {
        if (start.isPresent()) {
            return start.get().headOutput(p, batch).stopGradient();
        }
        return training && table.isPresent()
                ? table.get().read(batch)
                : p.runtime().zeros(Shape.of(batch.size(), family.head().width()));
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
    public String name() {
        return "svi";
    }

    /** Returns the table and the family's parameters; none beside an encoder, which has the latter. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        if (table.isPresent()) {
            all.add(table.get().parameter());
            family.parameters().forEach(p -> all.add(p.within("posterior")));
        }
        return all;
    }
}
