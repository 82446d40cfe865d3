// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.tensor.Tensor;

/**
 * What one training step minimises, and what it says about the model.
 *
 * @param loss the scalar to minimise: minus the mean bound, with weights and penalties
 * @param bound the lower bound of log p(x) in nats, [B], with all weights at 1; null if the loss is
 *     not made of it, as that of a prior that is fitted by another loss
 * @param terms the parts of the bound: {@code bound = sum sign value}
 * @param penalties what enters the loss and not the bound
 * @param klSource how the KL among the terms was computed
 * @param klWeight the weight of the KL in the loss, for the history; 1 is the bound. Read before
 *     the updates are made
 * @param updates of state that no gradient moves, to be made after the step
 * @param own what the learned parameters of the estimator and the regulariser minimise, a scalar:
 *     the error of a baseline, the variance of a gradient, the loss of a critic. It has no gradient
 *     in any other parameter, and the loss none in those; empty if they learn nothing themselves
 */
public record Objective(
        Tensor loss,
        @Nullable Tensor bound,
        List<Term> terms,
        List<Term> penalties,
        KlSource klSource,
        DoubleSupplier klWeight,
        List<StateUpdate> updates,
        Optional<Tensor> own) {

    /** The name of E_q[log p(x given z)]. */
    public static final String RECONSTRUCTION = "reconstruction";

    /** The name of KL(q || p), which enters the bound with sign -1. */
    public static final String KL = "kl";

    /** The name of E_q[log p(z)], which takes the place of the KL where log q is not known. */
    public static final String LOG_PRIOR = "logPrior";

    /**
     * A named quantity in nats.
     *
     * @param name as in records
     * @param sign with which it enters the bound, 1 or -1
     * @param value [B]
     */
    public record Term(String name, int sign, Tensor value) {}

    public Objective {
        terms = List.copyOf(terms);
        penalties = List.copyOf(penalties);
        updates = List.copyOf(updates);
    }

    /** The objective of an estimator that learns nothing itself. */
    public Objective(
            Tensor loss,
            Tensor bound,
            List<Term> terms,
            List<Term> penalties,
            KlSource klSource,
            DoubleSupplier klWeight,
            List<StateUpdate> updates) {
        this(loss, bound, terms, penalties, klSource, klWeight, updates, Optional.empty());
    }

    /**
     * Returns the objective whose loss is minus the mean of what is maximised, plus the penalties
     * of the draws.
     *
     * @param maximised [B], or a scalar
     * @param bound the lower bound of log p(x), [B]
     * @param klWeight the weight of the KL in what is maximised
     */
    public static Objective maximising(
            Tensor maximised,
            Tensor bound,
            List<Term> terms,
            KlSource klSource,
            TrainingEffects effects,
            DoubleSupplier klWeight) {
        List<Term> penalties = new ArrayList<>();
        Tensor loss = maximised.mean().neg();
        for (Map.Entry<String, Tensor> penalty : effects.penalties().entrySet()) {
            Term term = new Term(penalty.getKey(), 1, penalty.getValue().mean(0));
            penalties.add(term);
            loss = loss.add(term.value().mean());
        }
        return new Objective(loss, bound, terms, penalties, klSource, klWeight, effects.updates());
    }

    /**
     * Returns an objective that says nothing of a bound.
     *
     * @param losses of which the loss is the sum of the means, at least one
     */
    public static Objective withoutBound(List<Term> losses) {
        Tensor loss =
                losses.stream().map(term -> term.value().mean()).reduce(Tensor::add).orElseThrow();
        return new Objective(
                loss, null, List.of(), losses, KlSource.NONE, () -> 1, List.of(), Optional.empty());
    }

    /** Returns this objective with further updates, to be made after its own. */
    public Objective with(List<StateUpdate> further) {
        List<StateUpdate> all = new ArrayList<>(updates);
        all.addAll(further);
        return new Objective(loss, bound, terms, penalties, klSource, klWeight, all, own);
    }

    /** Returns this objective with what the regulariser in its loss asks for beside its value. */
    public Objective with(KlRegularizer.Regularized regularized) {
        Objective all = with(regularized.updates());
        return regularized.own().map(all::beside).orElse(all);
    }

    /** Returns this objective beside one of parameters that are no part of the model. */
    public Objective beside(Tensor further) {
        return new Objective(
                loss,
                bound,
                terms,
                penalties,
                klSource,
                klWeight,
                updates,
                Optional.of(own.map(further::add).orElse(further)));
    }

    /**
     * Returns the scalar whose gradient a step follows: the loss, and what parameters beside the
     * model minimise. No parameter has a gradient of both.
     */
    public Tensor minimised() {
        return own.map(loss::add).orElse(loss);
    }

    /**
     * Returns whether a step follows no gradient and only updates state, such as a maximisation. To
     * be asked while a tape records the objective.
     */
    public boolean onlyUpdates() {
        return !minimised().isTracked() && !updates.isEmpty();
    }

    public static List<Term> elboTerms(Tensor reconstruction, Tensor kl) {
        return List.of(new Term(RECONSTRUCTION, 1, reconstruction), new Term(KL, -1, kl));
    }

    /** Returns the terms of {@code E_q[log p(x, z)]}, which is no bound. */
    public static List<Term> jointTerms(Tensor reconstruction, Tensor logPrior) {
        return List.of(
                new Term(RECONSTRUCTION, 1, reconstruction), new Term(LOG_PRIOR, 1, logPrior));
    }
}
