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

/** A posterior behind a flow of {@link AffineCoupling}s. */
@Cites("dinh2017")
@Part(
        value = "real-nvp",
        description = "Normals or others on R^d behind affine couplings (RealNVP)",
        paper = "Dinh et al. (2017)")
public record RealNvpPosterior(
        @LatentDimension @Setting("d, the dimension of the latent space, at least 2") int latent,
        @Setting(value = BASE, defaultValue = "normal") JsonNode base,
        @Setting(value = "number of couplings", defaultValue = "4") int layers,
        @Setting(
                        value = "widths of the hidden layers of each perceptron",
                        defaultValue = "[64, 64]")
                List<Integer> hidden,
        @Setting(value = CONTEXT, defaultValue = "64") int context)
        implements FlowPart {

    private static final String OWNER = "posterior real-nvp";

    public RealNvpPosterior {
        Counts.atLeastOne("latent", latent);
        Counts.atLeastOne("layers", layers);
        hidden = Counts.widths("hidden", hidden);
        FlowPart.requireContext(context);
        AffineCoupling.requireTwo(latent, OWNER);
    }

    @Override
    public List<Bijection> layers(PartContext part) {
        return List.copyOf(
                AffineCoupling.alternating(
                        part.runtime(), part.key(), latent, layers, hidden, context, OWNER));
    }
}
