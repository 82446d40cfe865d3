// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Whether the networks of a model are in a training step. All networks of a model share one, which
 * they reach by their {@link PartContext}. Layers such as dropout and batch normalisation depend on
 * it.
 *
 * <p>Only a training step begins a pass. Whatever else estimates an objective (a trial, signals of
 * health, the variance of gradients, an evaluation) sees the networks as a trained model has them.
 * So does a search inside of a step, which holds the networks fixed.
 */
public final class TrainingMode {

    private @Nullable Pass pass;

    /**
     * Returns the pass of a network; empty outside of a training step, and if the phase of training
     * learns no parameter of the network.
     *
     * @param parameters of the network
     */
    public Optional<Pass> pass(List<Parameter> parameters) {
        return Optional.ofNullable(pass)
                .filter(now -> parameters.stream().anyMatch(p -> now.learned.contains(p.value())));
    }

    /**
     * Begins the pass of a training step.
     *
     * @param key of the step's own noise in networks
     * @param learned the parameters that the phase of training moves
     * @throws IllegalStateException if a pass has begun
     */
    public Pass begin(RandomKey key, List<Parameter> learned) {
        if (pass != null) {
            throw new IllegalStateException("a training step has begun already");
        }
        Pass begun = new Pass(key);
        learned.forEach(parameter -> begun.learned.add(parameter.value()));
        pass = begun;
        return begun;
    }

    /**
     * Returns what a computation finds with the networks as they are outside of a training step.
     */
    public <T> T outside(Supplier<T> computation) {
        Pass before = pass;
        pass = null;
        try {
            return computation.get();
        } finally {
            pass = before;
        }
    }

    /** What the layers of a network may use in a training step. Closing it ends the pass. */
    public final class Pass implements AutoCloseable {

        private final RandomKey key;
        private final Set<Tensor> learned = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<StateUpdate> updates = new ArrayList<>();
        private int keys;

        private Pass(RandomKey key) {
            this.key = key;
        }

        /**
         * Returns a key for noise: that of the step, folded with how many were taken before in the
         * step.
         */
        public RandomKey nextKey() {
            return key.fold(keys++);
        }

        /** Adds an update of state, to be made after the step. */
        public void update(StateUpdate update) {
            updates.add(update);
        }

        public List<StateUpdate> updates() {
            return List.copyOf(updates);
        }

        @Override
        public void close() {
            pass = null;
        }
    }
}
