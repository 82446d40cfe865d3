// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Maximises the evidence lower bound, in which a regulariser may replace the divergence: {@code
 * loss = -mean_b [reconstruction - R] + penalties}. The reported bound is the one with the
 * divergence itself.
 */
@Cites("kingma2014")
@Called("ELBO")
@Part(
        value = "elbo",
        description = "the evidence lower bound, KL in closed form or by Monte Carlo",
        paper = "Kingma and Welling (2014)")
public record Elbo(
        @Setting(value = "draws per example", defaultValue = "1") int samples,
        @Setting(
                        value = "how the KL is computed: auto, analytic, monte-carlo or entropy",
                        defaultValue = "auto")
                KlMode kl,
        @Setting("nats of the KL that cost nothing; absent: none") @Nullable FreeBits freeBits)
        implements Estimator {

    public Elbo {
        Counts.atLeastOne("samples", samples);
        boolean sampled = kl == KlMode.MONTE_CARLO || kl == KlMode.ENTROPY;
        if (sampled && freeBits != null && freeBits.per() == FreeBits.Per.UNIT) {
            throw new SettingException(
                    "freeBits",
                    "per unit takes the divergence of each unit in closed form, and kl is "
                            + (kl == KlMode.ENTROPY ? "entropy" : "monte-carlo"));
        }
    }

    /** Creates the estimator without free bits. */
    public Elbo(int samples, KlMode kl) {
        this(samples, kl, null);
    }

    @Override
    public Objective estimate(Step step) {
        JointDraw draw = step.draws(samples).draw();
        RegularizedBound.RegularizedTerms found =
                objective(step.regularizer()).of(draw, step.forPart("regularizer"));
        ElboTerms terms = found.terms();
        return Objective.maximising(
                        found.value(),
                        terms.bound(),
                        terms.named(),
                        terms.klSource(),
                        draw.effects(),
                        found.regularized().weight())
                .with(found.regularized());
    }

    private RegularizedBound objective(KlRegularizer regularizer) {
        return new RegularizedBound(
                kl, freeBits == null ? regularizer : freeBits.weighing(regularizer));
    }

    @Override
    public boolean accepts(GradientKind kind) {
        return kind.isThroughDraw() || kind == GradientKind.ENUMERATED;
    }

    @Override
    public boolean needsDensity(KlRegularizer regularizer) {
        return freeBits != null || regularizer.needsDensity();
    }

    @Override
    public Optional<RegularizedBound> posteriorObjective(KlRegularizer regularizer) {
        return Optional.of(objective(regularizer));
    }

    /**
     * {@inheritDoc} A mean over draws of the distribution q, dependent or not, has one expectation.
     */
    @Override
    public boolean acceptsDependentDraws() {
        return true;
    }

    /**
     * A divergence of which the first nats are free, so that no unit gains by giving up (Kingma et al.
     * 2016, appendix C.8, equation 15):
     *
     * <pre>
     *   R = beta(t) sum_j max(lambda, 1/B sum_b KL_j(x_b))     per unit
     *   R = beta(t) sum_i max(lambda, 1/B sum_b KL_i(x_b))     per variable
     *   R = beta(t) max(lambda, 1/B sum_b KL(x_b))             per total
     * </pre>
     *
     * <p>The mean is taken over the batch before the maximum. A divergence below lambda has no
     * gradient: the reconstruction alone moves it. Units are the independent parts of the latent space
     * whose divergences are known in closed form: independent coordinates, or the variables of a
     * categorical. Variables are those of a hierarchy, and the factors of a product, whose divergences
     * may be means over draws.
     *
     * @param nats lambda
     * @param per what lambda is granted to
     */
    public record FreeBits(
            @Setting("lambda, the nats that cost nothing, above 0") double nats,
            @Setting(
                            value = "what the nats are granted to: unit, variable or total",
                            defaultValue = "unit")
                    Per per) {

        /** The unit that has its own free nats. */
        public enum Per {
            /** Each unit of the latent space. */
            @JsonProperty("unit")
            UNIT,
            /** Each latent variable of a hierarchy, or factor of a product. */
            @JsonProperty("variable")
            VARIABLE,
            /** The whole latent value. */
            @JsonProperty("total")
            TOTAL
        }

        public FreeBits {
            Counts.positive("nats", nats);
        }

        /**
         * Returns R, a scalar.
         *
         * @param kl the KL with beta, the weight of what is not free; beta is 1 in the paper
         * @throws IllegalArgumentException if another regulariser replaces the KL
         */
        public KlRegularizer weighing(KlRegularizer kl) {
            return new Weighed(this, KlWeight.scheduleOf(kl));
        }

        private record Weighed(FreeBits free, Schedule beta) implements KlRegularizer {

            /**
             * {@inheritDoc}
             *
             * @throws IllegalArgumentException if it is per unit, and the divergences of the units are
             *     not known
             */
            @Override
            public Regularized of(ElboTerms terms, Step step) {
                Tensor charged =
                        switch (free.per()) {
                            case UNIT -> terms.klByUnit().mean(0).maximum(free.nats()).sum();
                            case VARIABLE ->
                                    terms.klTerms().stream()
                                            .map(term -> term.value().mean().maximum(free.nats()))
                                            .reduce(Tensor::add)
                                            .orElseThrow();
                            case TOTAL -> terms.kl().mean().maximum(free.nats());
                        };
                double weight = beta.at(step.clock().step());
                return new Regularized(weight == 1 ? charged : charged.mul(weight), weight);
            }

            @Override
            public boolean isMoving(TrainingProgress clock) {
                return beta.isMoving(clock.step());
            }
        }
    }
}
