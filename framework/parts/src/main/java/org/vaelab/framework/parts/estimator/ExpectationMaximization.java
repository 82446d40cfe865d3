// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.StateUpdate;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.ExpectationMaximizable;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Turns of an expectation and a maximisation (Dempster, Laird and Rubin 1977), which no gradient
 * follows: the step's update makes them.
 *
 * <p>In full, the expectations of all batches of an epoch are taken under the same parameters, and
 * the maximisation is made at its end: what is maximised never falls. Stepwise (Cappé and Moulines
 * 2009), a maximisation follows each batch, and the statistics of step t = 0, 1, ... move by
 *
 * <pre>
 *   rate_t = (t + delay)^-power,    1/2 &lt; power &lt;= 1
 * </pre>
 *
 * <p>towards those of its batch; the first batch replaces what was before. The bound of a step is
 * that of its batch under the parameters before the update, with the parameters' part shared by all
 * data.
 */
@Cites({"dempster1977", "cappe2009"})
@Part(
        value = "em",
        description = "expectation and maximisation in turn, in full or stepwise",
        paper = "Dempster et al. (1977); Cappé and Moulines (2009)")
public record ExpectationMaximization(
        @Setting("rates of a maximisation after each batch; absent: one after each epoch")
                @Nullable Rate online)
        implements EstimatorPart {

    @Override
    public Estimator create(EstimatorContext context) {
        context.requireNoKlWeight(
                "estimator em", "each expectation is taken under the exact posterior");
        return new Turns(context.part().data().trainingSize(), online);
    }

    @Override
    public boolean takesAllData() {
        return online == null;
    }

    /** The data term: log p(x), or its substitute. */
    static final String DATA = "logLikelihood";

    static final String PARAMETERS = "parameters";

    /** How fast statistics follow the batches: {@code rate_t = (t + delay)^-power}. */
    public record Rate(
            @Setting(
                            value = "power of the rate (t + delay)^-power, above 0.5, at most 1",
                            defaultValue = "0.6")
                    double power,
            @Setting(value = "delay of the rate in steps, at least 1", defaultValue = "2")
                    double delay) {

        public Rate {
            if (!(power > 0.5 && power <= 1)) {
                throw new SettingException(
                        "power",
                        "must be above 0.5 and at most 1, is "
                                + power
                                + ": rates whose sum is finite stop too early, rates whose squares"
                                + " sum to infinity never settle");
            }
            if (!(delay >= 1 && delay < Double.POSITIVE_INFINITY)) {
                throw new SettingException("delay", "must be finite and at least 1, is " + delay);
            }
        }

        double at(long step) {
            return step == 0 ? 1 : Math.pow(step + delay, -power);
        }
    }

    /** The estimator of a model, for a number of training examples. */
    private record Turns(int trainingSize, @Nullable Rate online) implements Estimator {

        /**
         * {@inheritDoc}
         *
         * @throws IllegalArgumentException if the model is not one of expectations and
         *     maximisations, or batches do not fill an epoch
         */
        @Override
        public Objective estimate(Step step) {
            if (!(step.model().generative() instanceof ExpectationMaximizable p)) {
                throw new IllegalArgumentException(
                        "estimator em needs a model with a maximisation in closed form, such as a"
                                + " mixture or factor analysis; train this one by elbo");
            }
            return step.model()
                    .runtime()
                    .unrecorded(
                            () -> {
                                Tensor data = p.bound(step.batch());
                                double ofAll = p.parameterBound() / trainingSize;
                                Tensor parameters = data.mul(0).add(ofAll);
                                Tensor bound = data.add(parameters);
                                return new Objective(
                                        bound.mean().neg(),
                                        bound,
                                        List.of(
                                                new Objective.Term(DATA, 1, data),
                                                new Objective.Term(PARAMETERS, 1, parameters)),
                                        List.of(),
                                        KlSource.NONE,
                                        () -> 1,
                                        List.of(turn(p, step.batch(), step.clock().step())));
                            });
        }

        private StateUpdate turn(ExpectationMaximizable p, Batch batch, long step) {
            if (online != null) {
                double rate = online.at(step);
                return clock -> {
                    p.expect(batch, rate);
                    p.maximize();
                };
            }
            obstacle(batch.size())
                    .ifPresent(
                            reason -> {
                                throw new IllegalArgumentException(reason);
                            });
            int batches = trainingSize / batch.size();
            long place = step % batches;
            return clock -> {
                // Batches of equal size: the mean of the first n is their running mean.
                p.expect(batch, 1.0 / (place + 1));
                if (place == batches - 1) {
                    p.maximize();
                }
            };
        }

        @Override
        public Optional<String> obstacle(int batch) {
            return online != null || trainingSize % batch == 0
                    ? Optional.empty()
                    : Optional.of(
                            ("full em takes in each of the %s training data once before it"
                                            + " maximises, and batches of %s do not fill an epoch\n"
                                            + "set training.batch of this model to %1$s, its default: a step"
                                            + " is then an iteration; or to a divisor of %1$s; or choose"
                                            + " estimator: {type: em, online: {}}")
                                    .formatted(trainingSize, batch));
        }

        /** Accepts every kind: no gradient goes through a draw. */
        @Override
        public boolean accepts(GradientKind kind) {
            return true;
        }

        @Override
        public boolean needsDensity(KlRegularizer regularizer) {
            return false;
        }
    }
}
