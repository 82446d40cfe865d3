// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.parts.flow.AffineCoupling;
import org.vaelab.framework.parts.flow.Bijection;
import org.vaelab.framework.parts.flow.Flow;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * A flow of affine couplings on R^d (RealNVP; Dinh et al. 2017, equations 7 and 8). With u = f(z)
 * through all layers,
 *
 * <pre>
 *   log p(z) = log N(u; 0, I) + log |det df/dz|
 * </pre>
 *
 * <p>f takes the layers in their order, each {@link AffineCoupling} from its image back: a density
 * takes one pass a layer, and so does a draw. The flow starts as N(0, I).
 *
 * @param base N(u; 0, I)
 * @param layers of f
 */
public record RealNvp(StandardNormal base, List<AffineCoupling> layers) implements Prior {

    @Cites("dinh2017")
    @Part(
            value = "real-nvp",
            description = "a flow of affine couplings from N(0, I) on R^d (RealNVP)",
            paper = "Dinh et al. (2017)")
    public record Settings(
            @Setting(value = "number of couplings", defaultValue = "4") int layers,
            @Setting(
                            value = "widths of the hidden layers of each perceptron",
                            defaultValue = "[64, 64]")
                    List<Integer> hidden)
            implements PriorPart {

        public Settings {
            Counts.atLeastOne("layers", layers);
            hidden = Counts.widths("hidden", hidden);
        }

        @Override
        public Prior create(PriorContext context) {
            return of(
                    context.runtime(),
                    context.key(),
                    context.space(Euclidean.class, "prior real-nvp"));
        }

        /** Returns the prior on a space. */
        public RealNvp of(TensorRuntime runtime, RandomKey key, Euclidean space) {
            int d = space.dimension();
            return new RealNvp(
                    new StandardNormal(runtime, space),
                    AffineCoupling.alternating(
                            runtime, key, d, layers, hidden, 0, "prior real-nvp"));
        }
    }

    private Flow fromBase() {
        List<Bijection> outwards = new ArrayList<>(layers);
        Collections.reverse(outwards);
        return new Flow(outwards);
    }

    @Override
    public Euclidean space() {
        return base.space();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Bijection.Mapped u = fromBase().inverse(z, Optional.empty());
        return base.logProbability(u.value()).add(u.logDeterminant());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return fromBase().forward(base.sample(key, n), Optional.empty()).value();
    }

    @Override
    public List<Parameter> parameters() {
        return Component.numbered(layers);
    }
}
