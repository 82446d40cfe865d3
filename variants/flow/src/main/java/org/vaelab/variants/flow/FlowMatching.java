// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Conditional flow matching along geodesics: a {@link ContinuousFlow} on a {@link
 * ProbabilityPath.Geodesic}. The space may be any with geodesics, of which R^d has straight lines.
 */
@Cites({"lipman2023", "chen2024", "chen2018ode", "dormand1980", "grathwohl2019"})
@Part(
        value = "flow-matching",
        description =
                "a continuous flow fitted to codes by flow matching, on R^d, spheres and tori",
        paper = "Lipman et al. (2023); Chen and Lipman (2024)")
public record FlowMatching(
        @Setting(value = ContinuousFlow.Keys.HIDDEN, defaultValue = "[128, 128]")
                List<Integer> hidden,
        @Setting(value = ContinuousFlow.Keys.STEPS, defaultValue = "8") int steps,
        @Setting(value = ContinuousFlow.Keys.POINTS, defaultValue = "4") int points,
        @Setting(ContinuousFlow.Keys.PROBES) @Nullable Integer probes)
        implements PriorPart {

    public FlowMatching {
        hidden = new ContinuousFlow.Keys("", hidden, steps, points, probes).hidden();
    }

    @Override
    public Prior create(PriorContext context) {
        ContinuousFlow.Keys keys =
                new ContinuousFlow.Keys("flow-matching", hidden, steps, points, probes);
        return keys.create(context, new ProbabilityPath.Geodesic(keys.geodesics(context.space())));
    }
}
