// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.posterior.TrainingEffects;
import org.vaelab.framework.tensor.Tensor;

/**
 * What one training step minimises, and what it says about the model.
 *
 * @param loss the scalar to minimise: minus the mean bound, with weights and penalties
 * @param bound the lower bound of log p(x) in nats, [B], with all weights at 1
 * @param terms the parts of the bound: {@code bound = sum sign value}
 * @param penalties what enters the loss and not the bound
 * @param klSource how the KL among the terms was computed
 * @param klWeight the weight of the KL in the loss, for the history; 1 is the bound. Read before the
 *     updates are made
 * @param updates of state that no gradient moves, to be made after the step
 * @param own what the estimator's own learned parameters minimise, a scalar: the error of a baseline,
 *     the variance of a gradient. It has no gradient in any other parameter, and the loss none in
 *     those; empty for an estimator that learns nothing itself
 */
public record Objective(
        Tensor loss,
        Tensor bound,
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
     * Returns the objective whose loss is minus the mean of what is maximised, plus the penalties of
     * the draws.
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

    /** Returns this objective with further updates, to be made after its own. */
    public Objective with(List<StateUpdate> further) {
        List<StateUpdate> all = new ArrayList<>(updates);
        all.addAll(further);
        return new Objective(loss, bound, terms, penalties, klSource, klWeight, all, own);
    }

    /** Returns this objective beside one of the estimator's own parameters. */
    public Objective beside(Tensor ofTheEstimator) {
        return new Objective(
                loss,
                bound,
                terms,
                penalties,
                klSource,
                klWeight,
                updates,
                Optional.of(ofTheEstimator));
    }

    /**
     * Returns the scalar whose gradient a step follows: the loss, and what the estimator's own
     * parameters minimise. No parameter has a gradient of both.
     */
    public Tensor minimised() {
        return own.map(loss::add).orElse(loss);
    }

    /**
     * Returns whether a step follows no gradient and only updates state, such as a maximisation. To be
     * asked while a tape records the objective.
     */
    public boolean onlyUpdates() {
        return !minimised().isTracked() && !updates.isEmpty();
    }

    public static List<Term> elboTerms(Tensor reconstruction, Tensor kl) {
        return List.of(new Term(RECONSTRUCTION, 1, reconstruction), new Term(KL, -1, kl));
    }
}
