// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.topdown;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.LatentValue;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The deterministic path from coarse to fine, which p and q share. Values remember the path after
 * them, so that priors, posteriors and the decoder of one draw walk it once.
 *
 * @param groups coarse first
 * @param grids fine first, each half of the one before
 * @param width C, the channels of the path
 */
record Path(TensorRuntime runtime, List<Group> groups, List<Grid> grids, int width)
        implements Component {

    /**
     * The path before a group, or after the last one.
     *
     * @param place at the group; empty after the last one
     * @param features h, [R, C, H, W], of 1 row for all before the first group
     */
    record State(Optional<Group.Place> place, Tensor features) {

        private State mapped(UnaryOperator<Tensor> function) {
            return new State(
                    place.map(
                            at ->
                                    new Group.Place(
                                            function.apply(at.before()),
                                            function.apply(at.head()),
                                            function.apply(at.after()))),
                    function.apply(features));
        }
    }

    /**
     * Values with the path after them.
     *
     * @param along the values of the groups up to this one
     * @param isRecorded whether the path passes a gradient on
     */
    private record Remembering(
            LatentValue value, List<Tensor> along, State after, boolean isRecorded)
            implements LatentValue {

        @Override
        public Tensor z() {
            return value.z();
        }

        @Override
        public Tensor networkInput(NetworkInput map) {
            return value.networkInput(map);
        }

        @Override
        public Tensor logProbabilityUnder(Distribution other) {
            return value.logProbabilityUnder(other);
        }

        @Override
        public Tensor logProbabilityUnder(Distribution p, boolean forEachDraw) {
            return value.logProbabilityUnder(p, forEachDraw);
        }

        @Override
        public LatentValue mapped(UnaryOperator<Tensor> function) {
            return value.mapped(function);
        }
    }

    /** Returns the path before a group, or after all, of values of those before it. */
    State before(int group, Latents z) {
        for (int last = group; last > 0; last--) {
            if (z.value(groups.get(last - 1).name()) instanceof Remembering known
                    && isAlong(known, z)) {
                return walked(last, group, known.after(), z);
            }
        }
        Grid first = groups.get(0).grid();
        Shape shape = Shape.of(1, width, first.rows(), first.columns());
        State start = scoped(() -> at(0, runtime.zeros(shape)));
        return walked(0, group, start, z);
    }

    /** Whether the path is that of these values, with the gradient that is asked for. */
    private boolean isAlong(Remembering known, Latents z) {
        if (runtime.isRecording() && !known.isRecorded()) {
            return false;
        }
        for (int i = 0; i < known.along().size(); i++) {
            // The same tensor, and not one of equal numbers.
            if (known.along().get(i) != z.z(groups.get(i).name())) {
                return false;
            }
        }
        return true;
    }

    private State walked(int from, int to, State state, Latents z) {
        State now = state;
        for (int i = from; i < to; i++) {
            now = after(i, now, z.value(groups.get(i).name()));
        }
        return now;
    }

    private State at(int group, Tensor features) {
        Group.Place place = groups.get(group).at(features);
        return new State(Optional.of(place), place.before());
    }

    private State after(int group, State state, LatentValue value) {
        Group own = groups.get(group);
        NetworkInput input = own.family().networkInput();
        return scoped(
                () -> {
                    Tensor z = value.networkInput(input).reshape(-1, input.width());
                    Tensor y = own.after(state.place().orElseThrow(), z);
                    if (group + 1 == groups.size()) {
                        return new State(Optional.empty(), y);
                    }
                    for (int i = own.index() - 1; i >= groups.get(group + 1).index(); i--) {
                        y = Block.doubled(y, grids.get(i));
                    }
                    return at(group + 1, y);
                });
    }

    /** Frees what leads to a state, unless a gradient is recorded. */
    private State scoped(Supplier<State> computation) {
        if (runtime.isRecording()) {
            return computation.get();
        }
        try (TensorScope scope = runtime.scope()) {
            return computation.get().mapped(scope::detach);
        }
    }

    /** Returns values of a group that remember the path after them. */
    LatentValue remembered(int group, Latents before, LatentValue value) {
        List<Tensor> along = new ArrayList<>();
        for (int i = 0; i < group; i++) {
            along.add(before.z(groups.get(i).name()));
        }
        along.add(value.z());
        State after = after(group, before(group, before), value);
        return new Remembering(value, List.copyOf(along), after, runtime.isRecording());
    }

    /** Returns values of all groups that remember the path after them. */
    Latents along(Latents z) {
        Latents all = Latents.NONE;
        for (int i = 0; i < groups.size(); i++) {
            String name = groups.get(i).name();
            LatentValue value = z.value(name);
            boolean isKnown = value instanceof Remembering known && isAlong(known, z);
            all = all.with(name, isKnown ? value : remembered(i, all, value));
        }
        return all;
    }

    int index(String name) {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("there is no latent variable '" + name + "'");
    }

    @Override
    public List<Parameter> parameters() {
        Map<String, Group> named = new LinkedHashMap<>();
        groups.forEach(group -> named.put(group.name(), group));
        return Component.named(named);
    }
}
