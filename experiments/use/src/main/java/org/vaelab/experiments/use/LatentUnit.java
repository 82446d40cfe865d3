// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Factored;
import org.vaelab.framework.latent.Walks;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentDraw;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;

/**
 * A unit of a latent variable: a coordinate, or a variable of categories.
 *
 * @param number of the unit within it, from 0
 * @param name {@code z3}; of several variables {@code normal.z3}
 */
record LatentUnit(LatentVariable latent, int number, String name) {

    private static final int EXAMPLES = 500;

    /** Returns all units of a model, in ancestral order of their variables. */
    static List<LatentUnit> of(GenerativeModel model) {
        List<LatentVariable> latents = model.latents();
        return latents.stream()
                .flatMap(
                        latent -> {
                            String prefix = latents.size() == 1 ? "z" : latent.name() + ".z";
                            int count = 1 + Arrays.stream(latent.space().units()).max().orElse(-1);
                            return IntStream.range(0, count)
                                    .mapToObj(i -> new LatentUnit(latent, i, prefix + i));
                        })
                .toList();
    }

    /**
     * Returns the units with these names.
     *
     * @param names empty: all
     * @throws IllegalArgumentException if a name has no unit
     */
    static List<LatentUnit> chosen(GenerativeModel model, List<String> names) {
        List<LatentUnit> all = of(model);
        if (names.isEmpty()) {
            return all;
        }
        List<LatentUnit> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(
                    all.stream()
                            .filter(unit -> unit.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException(unknown(name, all))));
        }
        return chosen;
    }

    private static String unknown(String name, List<LatentUnit> all) {
        List<String> names = all.stream().map(LatentUnit::name).toList();
        return "units: the model has no unit '" + name + "'\n    " + Spelling.hint(name, names);
    }

    Walks walks() {
        return walks(latent);
    }

    /**
     * Returns how values of a variable are led.
     *
     * @throws IllegalArgumentException if its space does not say
     */
    static Walks walks(LatentVariable latent) {
        return latent.space()
                .walks()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        ("'%s' lies in %s, a space that does not "
                                                        + "say how its values are led from one to "
                                                        + "another (LatentSpace.walks)")
                                                .formatted(latent.name(), latent.space())));
    }

    /**
     * Returns the activity of units by the name of their variable. It is KL(q(z_u given x) ||
     * p(z_u)) in nats, averaged over the first {@value #EXAMPLES} examples. Only variables without
     * parents and with a closed-form KL are included.
     */
    static Map<String, double[]> activity(LatentVariableModel model, Examples examples) {
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
                    klOfUnits(drawn.q(), p, model.kl()).ifPresent(u -> known.put(latent.name(), u));
                }
            }
            return known;
        }
    }

    /** Returns the KL of the units of all factors in order; empty if one is unknown. */
    private static Optional<double[]> klOfUnits(
            Distribution q, Distribution p, KlRegistry registry) {
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
