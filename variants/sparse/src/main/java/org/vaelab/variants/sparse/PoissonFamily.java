// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.latent.CountSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorFamily.GivenFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link Poisson} counts. The encoder outputs the log rates, softly bounded to (-16,
 * 5).
 *
 * <p>In the paper the encoder outputs the log of the ratio of the rate and that of the prior. The
 * two differ by a bias of the last layer, so that a posterior does not need to know its prior.
 */
@Cites("vafaii2024")
@Called("Poisson")
@Part(
        value = "poisson",
        description =
                "Poisson counts, relaxed in training (exponential arrivals), exact in evaluation",
        paper = "Vafaii et al. (2024)",
        variant = "poisson")
public record PoissonFamily(
        @LatentDimension @Setting("the number d of counts") int latent,
        @Setting(
                        value =
                                "the temperature of the relaxation by global step, above 0; the default"
                                        + " falls from 1 to 0.05 in 3000 steps",
                        defaultValue =
                                "{\"type\": \"exponential\", \"from\": 1, \"to\": 0.05, \"rate\": 1e-3,"
                                        + " \"every\": 1}")
                Schedule temperature,
        @Setting(value = DrawMode.KEY, defaultValue = "relaxed") DrawMode draw)
        implements PosteriorFamily {

    private static final double LEAST_LOG_RATE = -15;
    private static final double GREATEST_LOG_RATE = 4;

    /** A draw holds an arrival for each count, so that larger rates need too much memory. */
    private static final double GREATEST_GIVEN = 6;

    /** Checks the settings. */
    public PoissonFamily {
        new CountSpace(latent);
        DrawMode.requirePositive(temperature);
    }

    @Override
    public CountSpace space() {
        return new CountSpace(latent);
    }

    @Override
    public Head head() {
        return Head.of(Head.real("logRate", latent));
    }

    /** {@inheritDoc} Log rates are not bounded from below, and at most {@value #GREATEST_GIVEN}. */
    @Override
    public PosteriorFamily asGiven() {
        return new GivenFamily(
                this,
                List.of(
                        HeadForm.of(head())
                                .within("logRate", Double.NEGATIVE_INFINITY, GREATEST_GIVEN)),
                logRate -> new Poisson(logRate, 0));
    }

    @Override
    public Poisson of(Tensor headOutput, Phase phase) {
        Tensor raw = head().split(headOutput).get(0);
        return new Poisson(
                SoftBounds.of(raw, LEAST_LOG_RATE, GREATEST_LOG_RATE),
                draw.temperature(temperature, phase));
    }
}
