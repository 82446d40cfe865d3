// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * How active the units of a model are: KL(q(z_u given x) || p(z_u)) in nats, averaged over examples, of the
 * variables without parents for which it is known in closed form.
 */
final class UnitActivity {

    private static final int EXAMPLES = 500;

    private UnitActivity() {}

    /** Returns the KL of each unit by the name of the variable, over the first examples. */
    static Map<String, double[]> of(LatentVariableModel model, Examples examples) {
        try (TensorScope scope = model.runtime().scope()) {
            Batch batch = model.batch(new Chunks(examples, EXAMPLES).at(0));
            RandomKey key = RandomKey.of(0);
            JointDraw draw = model.infer(batch, key, Phase.evaluation()).draw(key, 1);
            Map<String, double[]> known = new LinkedHashMap<>();
            for (LatentVariable latent : model.generative().latents()) {
                LatentDraw drawn = draw.of(latent.name());
                if (latent.parents().isEmpty() && !drawn.givenOthers()) {
                    Distribution p =
                            model.generative().prior(latent.name(), draw.values(), batch.given());
                    units(drawn.q(), p, model.kl()).ifPresent(u -> known.put(latent.name(), u));
                }
            }
            return known;
        }
    }

    /** Of factors one after another; empty if it is not known of some. */
    private static Optional<double[]> units(Distribution q, Distribution p, KlRegistry registry) {
        List<Distribution> qs = List.copyOf(Factored.of(q).values());
        List<Distribution> ps = List.copyOf(Factored.of(KlRegistry.original(p)).values());
        List<double[]> parts = new ArrayList<>();
        for (int i = 0; i < qs.size(); i++) {
            Distribution left = qs.get(i);
            Distribution right = qs.size() == ps.size() ? ps.get(i) : p;
            Optional<Tensor> kl =
                    registry.find(left, right).flatMap(known -> known.perUnit(left, right));
            if (kl.isEmpty()) {
                return Optional.empty();
            }
            parts.add(kl.get().mean(0).readDoubles());
        }
        return Optional.of(parts.stream().flatMapToDouble(Arrays::stream).toArray());
    }
}
