// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.tensor.Tensor;

/**
 * A deterministic pass from the data up a chain of latent variables z_1, ..., z_L. x depends on
 * z_1.
 *
 * <pre>
 *   (e_1, h_1) = f_1(x, c),   (e_l, h_l) = f_l(h_(l-1)),   e_L = f_L(h_(L-1))
 * </pre>
 *
 * <p>e_l is the output for z_l, such as the parameters of a distribution. h_l are the features for
 * the next network. Nothing is drawn in the pass. Neither has an activation, because the next
 * network has hidden layers of its own.
 */
final class BottomUpPass implements Component {

    /** The meaning of the setting {@code features}. */
    static final String MEANING =
            "numbers that lead from one latent variable to the next above, on a grid at each position;"
                    + " absent: 200, on a grid 32";

    static void requireFeatures(@Nullable Integer features) {
        if (features != null) {
            Counts.atLeastOne("features", features);
        }
    }

    /** The default number of features of a vector. */
    static final int FEATURES = 200;

    /** The default number of features at each position of a grid. */
    static final int FEATURES_ON_GRID = 32;

    private static final String NAME = "features";

    private record Rung(String latent, Network network, int width) {}

    private final List<Rung> rungs = new ArrayList<>();

    /**
     * Makes the networks.
     *
     * @param wanted by the name of a variable, what is asked for there: the head of e_l
     * @param features how many numbers h_l is, of variables on a grid at each position; empty:
     *     {@value #FEATURES}, or {@value #FEATURES_ON_GRID} a position
     */
    BottomUpPass(
            InferenceContext.Encoding encoding,
            Function<String, Head> wanted,
            Optional<Integer> features) {
        List<String> upwards = encoding.upwards();
        int inputs = 0;
        Optional<Grid> from = Optional.empty();
        for (int i = 0; i < upwards.size(); i++) {
            String latent = upwards.get(i);
            Head own = wanted.apply(latent);
            boolean last = i == upwards.size() - 1;
            Head next = features(own.grid(), features);
            Head both = last ? own : beside(own, next);
            Network network =
                    i == 0
                            ? encoding.networks().encoder(both)
                            : encoding.networks().between(latent, inputs, from, both);
            rungs.add(new Rung(latent, network, own.width()));
            inputs = next.width();
            from = next.grid();
        }
    }

    /** Returns the head of features on a grid, or on none. */
    static Head features(Optional<Grid> grid, Optional<Integer> features) {
        return grid.map(
                        on ->
                                Head.of(
                                                Head.real(
                                                        NAME,
                                                        features.orElse(FEATURES_ON_GRID)
                                                                * on.positions()))
                                        .onGrid(on))
                .orElseGet(() -> Head.of(Head.real(NAME, features.orElse(FEATURES))));
    }

    private static Head beside(Head own, Head features) {
        List<Head.Output> outputs = new ArrayList<>(own.outputs());
        outputs.addAll(features.outputs());
        return new Head(outputs, own.grid());
    }

    /** Returns e_l by the name of z_l, [B, width]. */
    Map<String, Tensor> of(GenerativeModel p, Batch batch) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        Tensor below = p.condition().seen(batch);
        for (Rung rung : rungs) {
            Tensor output = rung.network().apply(below);
            int all = output.shape().extent(-1);
            found.put(rung.latent(), output.slice(-1, 0, rung.width()));
            below = rung.width() == all ? output : output.slice(-1, rung.width(), all);
        }
        return found;
    }

    /**
     * Returns what each datum has, once for each of its draws.
     *
     * @param perDatum [B, width]
     * @param rows R, a multiple of B: draws are the slower axis
     * @return [R, width]
     */
    static Tensor perRow(Tensor perDatum, int rows) {
        int batch = perDatum.shape().extent(0);
        if (rows == batch) {
            return perDatum;
        }
        int width = perDatum.shape().extent(1);
        return perDatum.broadcastTo(perDatum.shape().prepend(rows / batch)).reshape(rows, width);
    }

    /** Returns the parameters, {@code encoder.z1.0.weight} and so on. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        for (Rung rung : rungs) {
            rung.network().parameters().forEach(p -> all.add(p.within("encoder." + rung.latent())));
        }
        return all;
    }
}
