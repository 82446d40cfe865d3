// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

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
}
