// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The prior of latent score-based models: a {@link ContinuousFlow}, the probability flow of a
 * variance-preserving diffusion, on a {@link ProbabilityPath.Diffusing}.
 *
 * <p>The network gives the velocity {@code v = cos t e - sin t x} (Salimans and Ho 2022, section
 * 4), of which the noise is {@code e = sin t z + cos t v}. That is the mixed score of LSGM, the
 * score of N(0, I) and a learned part (Vahdat et al. 2021, equation 11), with the mixing weight
 * fixed. LSGM trains the prior with the auto-encoder; this one is fitted afterwards.
 */
@Cites({"vahdat2021", "song2021score", "salimans2022", "dormand1980", "grathwohl2019"})
@Part(
        value = "diffusion",
        description = "the probability flow of a diffusion fitted to codes, on R^d",
        paper = "Vahdat et al. (2021)")
public record Diffusion(
        @Setting(value = ContinuousFlow.Keys.HIDDEN, defaultValue = "[128, 128]")
                List<Integer> hidden,
        @Setting(value = ContinuousFlow.Keys.STEPS, defaultValue = "12") int steps,
        @Setting(value = ContinuousFlow.Keys.POINTS, defaultValue = "4") int points,
        @Setting(ContinuousFlow.Keys.PROBES) @Nullable Integer probes,
        @Setting(
                        value =
                                "s, the deviation of the noise in values, where the diffusion ends;"
                                        + " above 0 and at most 0.5",
                        defaultValue = "0.01")
                double leastNoise)
        implements PriorPart {

    public Diffusion {
        hidden = new ContinuousFlow.Keys("", hidden, steps, points, probes).hidden();
        if (!(leastNoise > 0 && leastNoise <= 0.5)) {
            throw new SettingException(
                    "leastNoise", "must be above 0 and at most 0.5, is " + leastNoise);
        }
    }

    @Override
    public Prior create(PriorContext context) {
        context.space(Euclidean.class, "prior diffusion");
        return new ContinuousFlow.Keys("diffusion", hidden, steps, points, probes)
                .create(context, new ProbabilityPath.Diffusing(leastNoise));
    }
}
