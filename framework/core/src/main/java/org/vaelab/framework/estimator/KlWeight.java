// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.Tensor;

/**
 * The divergence with a weight: {@code R = beta(t) KL}. Weight 1 is the evidence lower bound; a
 * ramp from 0, {@link Schedule#warmup}, is a warm-up (Bowman et al. 2016, section 3.1), a constant
 * above 1 the beta-VAE (Higgins et al. 2017, equation 4). The latent variables of a hierarchy may
 * have their own weights:
 *
 * <pre>
 *   R = beta(t) sum_i beta_i(t) KL_i
 * </pre>
 *
 * @param schedule beta by step, not negative
 * @param ofVariables beta_i by the name of a latent variable, not negative; 1 of those without
 */
public record KlWeight(Schedule schedule, Map<String, Schedule> ofVariables)
        implements KlRegularizer {

    /** The KL itself. */
    public static final KlWeight ONE = new KlWeight(Schedule.constant(1));

    public KlWeight {
        ofVariables = Collections.unmodifiableMap(new LinkedHashMap<>(ofVariables));
        Schedule.requireWithin("the weight of the KL", schedule, Counts.MOST_WEIGHT);
        ofVariables.forEach(
                (name, own) ->
                        Schedule.requireWithin("the weight of " + name, own, Counts.MOST_WEIGHT));
    }

    /** One weight for all. */
    public KlWeight(Schedule schedule) {
        this(schedule, Map.of());
    }

    /**
     * Returns the weight of the KL by step, for a part that supports no other regulariser.
     *
     * @throws IllegalArgumentException if the KL is regularised otherwise, or variables have
     *     weights of their own
     */
    public static Schedule scheduleOf(KlRegularizer regularizer) {
        if (!(regularizer instanceof KlWeight weight)) {
            throw new IllegalArgumentException(
                    ("the KL of this model is held by %s, which has no weight by step; only"
                                    + " the estimator elbo, without freeBits, goes with it")
                            .formatted(regularizer));
        }
        if (!weight.ofVariables().isEmpty()) {
            throw new IllegalArgumentException(
                    "training.layerKlWeight gives each latent variable a weight of its own,"
                            + " which goes with the estimator elbo alone, without freeBits, and"
                            + " with no variant that sets a weight itself");
        }
        return weight.schedule();
    }

    /**
     * Requires that there are the variables of which a weight is named, and others beside them.
     *
     * @param names of the latent variables of a model, in ancestral order
     * @throws IllegalArgumentException if there is none of a name, or there is one variable alone
     */
    public void requireVariables(Collection<String> names) {
        if (ofVariables.isEmpty()) {
            return;
        }
        String key = "training.layerKlWeight";
        if (names.size() == 1) {
            throw new SettingException(
                    key,
                    "weighs the latent variables of a hierarchy, and this model has one"
                            + " variable; use training.klWeight");
        }
        for (String name : ofVariables.keySet()) {
            if (!names.contains(name)) {
                String hint = Spelling.question(name, List.copyOf(names)).orElse(".");
                throw new IllegalArgumentException(
                        "%s: there is no latent variable '%s'%s This model has %s"
                                .formatted(key, name, hint, String.join(", ", names)));
            }
        }
    }

    @Override
    public Regularized of(ElboTerms terms, Step step) {
        long t = step.clock().step();
        double weight = schedule.at(t);
        Tensor kl = ofVariables.isEmpty() ? terms.kl() : weighted(terms, t);
        return new Regularized(weight == 1 ? kl : kl.mul(weight), weight);
    }

    private Tensor weighted(ElboTerms terms, long step) {
        return terms.klTerms().stream()
                .map(
                        term -> {
                            double own = ofTerm(term.name()).at(step);
                            return own == 1 ? term.value() : term.value().mul(own);
                        })
                .reduce(Tensor::add)
                .orElseThrow();
    }

    /** The weight of a variable, which the terms of its factors have too. */
    private Schedule ofTerm(String term) {
        return ofVariables.entrySet().stream()
                .filter(own -> (term + ".").startsWith(own.getKey() + "."))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> Schedule.constant(1));
    }

    /** Returns true, unless variables have weights of their own. */
    @Override
    public boolean isProportional() {
        return ofVariables.isEmpty();
    }

    @Override
    public boolean isMoving(TrainingProgress clock) {
        return schedule.isMoving(clock.step())
                || ofVariables.values().stream().anyMatch(own -> own.isMoving(clock.step()));
    }
}
