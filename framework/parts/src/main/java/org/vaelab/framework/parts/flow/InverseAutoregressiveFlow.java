// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** A posterior behind an inverse autoregressive flow of {@link AutoregressiveStep}s. */
@Cites("kingma2016")
@Part(
        value = "iaf",
        description = "Normals or others on R^d behind inverse autoregressive flow",
        paper = "Kingma et al. (2016)")
public record InverseAutoregressiveFlow(
        @LatentDimension @Setting("d, the dimension of the latent space") int latent,
        @Setting(value = BASE, defaultValue = "normal") JsonNode base,
        @Setting(value = "steps of the flow", defaultValue = "2") int steps,
        @Setting(
                        value =
                                "widths of the hidden layers of each autoregressive network, at least one",
                        defaultValue = "[320]")
                List<Integer> hidden,
        @Setting(value = CONTEXT, defaultValue = "64") int context)
        implements FlowPart {

    public InverseAutoregressiveFlow {
        Counts.atLeastOne("latent", latent);
        Counts.atLeastOne("steps", steps);
        hidden = Counts.atLeastOneWidth("hidden", hidden);
        FlowPart.requireContext(context);
    }

    @Override
    public List<Bijection> layers(PartContext part) {
        return List.copyOf(
                AutoregressiveStep.alternating(
                        part.runtime(), part.key(), latent, steps, hidden, context));
    }
}
