// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.ModalityInput;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Adds to the loss of an estimator what is not part of the bound:
 *
 * <pre>
 *   loss = - L(x) - sum_i L(x_(S_i)) + E_q[ sum_m (1 - w_m) log p(x_m given z) ]
 * </pre>
 *
 * <p>Singles: S_i is one modality, the i-th of those that are observed of an example; if it has
 * fewer, they come again. Subsets: each observed modality is kept with probability 1/2, and at
 * least one. The two sums are recorded as the penalties {@value #SUBSETS} and {@value
 * WeighedInference#PENALTY}, in nats.
 *
 * @param of the estimator of L
 * @param isComplete whether no modality is missing: each single is then one modality of all
 *     examples
 * @param subsets the number of random subsets
 * @param weights w_m by name; 1 if not there
 */
record ModalitiesObjective(
        Estimator of,
        List<Modality> modalities,
        boolean isComplete,
        boolean singles,
        int subsets,
        Map<String, Double> weights)
        implements Estimator {

    /** The name of minus the bounds of subsets. */
    static final String SUBSETS = "modalitySubsets";

    @Override
    public Objective estimate(Step step) {
        boolean isOne = !singles && subsets == 0;
        Optional<ExpertsInference.Shared> shared =
                !isOne && step.model().inference() instanceof ExpertsInference experts
                        ? Optional.of(experts.sharing(step.model().generative(), step.batch()))
                        : Optional.empty();
        Objective all = of.estimate(with(step, shared, step.batch(), step.key()));
        if (isOne) {
            return all;
        }
        List<Tensor> observed = observed(step.batch().x());
        List<Objective> parts = new ArrayList<>();
        for (int i = 0; singles && i < modalities.size(); i++) {
            Step shows = isComplete ? alone(step, i) : step;
            parts.add(of.estimate(shown(shows, shared, single(observed, i), "single" + i)));
        }
        for (int i = 0; i < subsets; i++) {
            RandomKey key = step.key().split("subset" + i);
            parts.add(of.estimate(shown(step, shared, random(observed, key), "subset" + i)));
        }
        return joined(all, parts);
    }

    @Override
    public boolean fitsSubsets() {
        return singles || subsets > 0;
    }

    /**
     * Returns the step on a batch, with heads of experts that are shared, and weights of
     * modalities.
     */
    private Step with(
            Step step, Optional<ExpertsInference.Shared> shared, Batch batch, RandomKey key) {
        Inference inference = step.model().inference();
        if (shared.isPresent()) {
            inference = shared.get().with(batch);
        }
        if (!weights.isEmpty()) {
            inference = new WeighedInference(inference, weights);
        }
        return new Step(step.model().with(inference), batch, key, step.clock(), step.regularizer());
    }

    /** Returns the step of a model whose examples all have modality i alone. */
    private Step alone(Step step, int i) {
        GenerativeModel p = step.model().generative();
        GenerativeModel alone = p.with(of -> JoinedLikelihood.alone(of, modalities.get(i)));
        return new Step(
                step.model().with(alone),
                step.batch(),
                step.key(),
                step.clock(),
                step.regularizer());
    }

    private List<Tensor> observed(Tensor x) {
        return modalities.stream().map(m -> new ModalityInput(m).observed(x)).toList();
    }

    /** Returns 1 for the i-th observed modality of each row, counted in turn, and 0 for others. */
    private static List<Tensor> single(List<Tensor> observed, int i) {
        Tensor n = observed.stream().reduce(Tensor::add).orElseThrow();
        Tensor turn = n.mul(0).add(i);
        return MixtureOfExperts.picked(MixtureOfExperts.modulo(turn, n), observed);
    }

    /** Returns a random nonempty subset of what is observed of each row; all if none is drawn. */
    private static List<Tensor> random(List<Tensor> observed, RandomKey key) {
        Tensor x = observed.get(0);
        int rows = x.shape().extent(0);
        Tensor uniform = x.runtime().uniform(key, Shape.of(rows, observed.size())).cast(x.dtype());
        List<Tensor> kept = new ArrayList<>();
        for (int m = 0; m < observed.size(); m++) {
            kept.add(uniform.slice(-1, m, m + 1).lt(0.5).mul(observed.get(m)));
        }
        Tensor none = kept.stream().reduce(Tensor::add).orElseThrow().lt(0.5);
        List<Tensor> some = new ArrayList<>();
        for (int m = 0; m < kept.size(); m++) {
            some.add(kept.get(m).add(none.mul(observed.get(m))));
        }
        return some;
    }

    /** Returns the step in which the modalities that are not kept are missing. */
    private Step shown(
            Step step, Optional<ExpertsInference.Shared> shared, List<Tensor> kept, String name) {
        Tensor x = step.batch().x();
        List<Tensor> masks = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            int rows = x.shape().extent(0);
            masks.add(kept.get(m).broadcastTo(Shape.of(rows, modalities.get(m).width())));
        }
        Batch batch = step.batch().showing(Tensor.concatenate(masks, -1));
        return with(step, shared, batch, step.key().split(name));
    }

    private static Objective joined(Objective all, List<Objective> parts) {
        Tensor loss = all.loss();
        Tensor bounds = null;
        Optional<Tensor> own = all.own();
        Objective sum = all;
        for (Objective part : parts) {
            loss = loss.add(part.loss());
            bounds = bounds == null ? part.bound() : bounds.add(part.bound());
            own = own.map(before -> part.own().map(before::add).orElse(before)).or(part::own);
            sum = sum.with(part.updates());
        }
        List<Objective.Term> penalties = new ArrayList<>(all.penalties());
        penalties.add(new Objective.Term(SUBSETS, 1, Objects.requireNonNull(bounds, "some").neg()));
        return new Objective(
                loss,
                all.bound(),
                all.terms(),
                penalties,
                all.klSource(),
                all.klWeight(),
                sum.updates(),
                own);
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return of.accepts(kind);
    }

    @Override
    public boolean acceptsDependentDraws() {
        return of.acceptsDependentDraws();
    }

    @Override
    public boolean needsDensity(KlRegularizer regularizer) {
        return of.needsDensity(regularizer);
    }

    @Override
    public Optional<String> obstacle(int batch) {
        return of.obstacle(batch);
    }

    @Override
    public Optional<String> obstacle(LatentVariableModel model) {
        return of.obstacle(model).or(() -> weightsObstacle(model));
    }

    private Optional<String> weightsObstacle(LatentVariableModel model) {
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        Phase training = Phase.training(new TrainingProgress(0, 1));
        boolean passes =
                model.infer(model.trial(), RandomKey.of(0), training)
                        .draw(RandomKey.of(0), 1)
                        .gradient()
                        .isThroughDraw();
        return passes
                ? Optional.empty()
                : Optional.of(
                        "estimator 'modalities' weighs modalities by the gradient through draws, and these"
                                + " draws pass none; leave out weights");
    }

    @Override
    public Estimator create(EstimatorContext context) {
        return this;
    }

    @Override
    public List<Parameter> parameters() {
        return of.parameters();
    }
}
